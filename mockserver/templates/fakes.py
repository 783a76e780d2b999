"""Faker as templates have it: what makes things up, and that in amounts that cost little."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from typing import Any, Final

from jinja2.exceptions import SecurityError

from mockserver.templates.dates import dates, seen_from

_COST: Final = 20
"""What a call of Faker costs at least, in steps."""
_MOST: Final = 1_000
"""The largest number, and the longest text or list, that a call may be given."""
_LARGEST_INTEGER: Final = 2**63
_OF_INTEGERS: Final = frozenset({"random_int", "pyint"})
"""What takes the ends of a range, which cost nothing, in place of amounts."""
_KEPT_BACK: Final = frozenset(
    {
        "add_provider",
        "cache_pattern",
        "del_arguments",
        "enum",
        "factories",
        "format",
        "generator_attrs",
        "image",
        "items",
        "locales",
        "optional",
        "parse",
        "passport_dates",
        "passport_full",
        "provider",
        "providers",
        "pyobject",
        "random",
        "seed",
        "seed_instance",
        "seed_locale",
        "tar",
        "time_series",
        "unique",
        "weights",
        "zip",
    }
)
"""What changes Faker itself, makes files, goes on for as long as it is told in ways of its own, or asks the machine for the
date."""


@dataclass(frozen=True, slots=True)
class Fake:
    """One thing that can be made up, by its name in Faker."""

    name: str
    make: Any
    now_ms: int

    def steps(self, given: Iterable[object]) -> float:
        """Return what making it costs. Raises SecurityError when it is asked for too much."""
        most = _LARGEST_INTEGER if self.name in _OF_INTEGERS else _MOST
        amounts = [_amount(value) for value in given]
        if any(amount > most for amount in amounts):
            raise SecurityError(f"`faker.{self.name}` is given more than {most:,}")
        return _COST if self.name in _OF_INTEGERS else _COST + prod(amounts)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with seen_from(self.now_ms):
            return self.make(*args, **kwargs)


class Fakes:
    """What stands in a template for `faker`. Its dates are seen from `now_ms`, in milliseconds since 1970."""

    def __init__(self, faker: Any, now_ms: int) -> None:
        faker.add_provider(dates())
        self._faker = faker
        self._now_ms = now_ms

    def names(self) -> list[str]:
        """Return what can be made up."""
        return [name for name in dir(self._faker) if hasattr(self, name)]

    def __getattr__(self, name: str) -> Fake:
        if name.startswith(("_", "get_", "set_")) or name in _KEPT_BACK:
            raise AttributeError(f"faker has no {name} here")
        return Fake(name, getattr(self._faker, name), self._now_ms)


def _amount(value: object) -> float:
    if isinstance(value, bool) or value is None:
        return 1
    if isinstance(value, int | float):
        return max(1, abs(value))
    return max(1, len(value)) if isinstance(value, str | bytes | list | tuple | dict | set) else 1
