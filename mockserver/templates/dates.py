"""Dates that Faker makes up, seen from a given time: Faker itself asks the machine for it, in the middle of its methods.

Its module of dates is loaded a second time, for this alone, with classes in it whose `now` and `today` are told. So Faker stays
as it is wherever else it is used, and threads don't see each other's time.
"""

import datetime as real
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

_now_ms: ContextVar[int] = ContextVar("_now_ms")


@contextmanager
def seen_from(now_ms: int) -> Iterator[None]:
    """Have the dates within `with` seen from a time, in milliseconds since 1970."""
    token = _now_ms.set(now_ms)
    try:
        yield
    finally:
        _now_ms.reset(token)


@cache
def dates() -> Any:
    """Return the provider of dates for a Faker: its dates are those within `seen_from`."""
    found = importlib.util.find_spec("faker.providers.date_time")
    assert found is not None
    assert found.loader is not None
    module: Any = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    module.datetime, module.dtdate = _DateTime, _Date
    return module.Provider


class _Real(type):
    """Takes real dates for its own: these classes only stand in for the real ones, and none is ever made."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, real.datetime if cls is _DateTime else real.date)


class _DateTime(real.datetime, metaclass=_Real):
    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return real.datetime(*args, **kwargs)

    @classmethod
    def now(cls, tz: real.tzinfo | None = None) -> Any:
        moment = real.datetime.fromtimestamp(_now_ms.get() / 1000, tz or real.UTC)
        return moment if tz else moment.replace(tzinfo=None)


class _Date(real.date, metaclass=_Real):
    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return real.date(*args, **kwargs)

    @classmethod
    def today(cls) -> Any:
        return _DateTime.now().date()
