"""Shapes of documents, written as data, and a check that is strict: no member may be unknown, and none missing.

A shape is a type; a set of the values that there may be; a compiled pattern that strings match; a list with the one shape of
its elements; a dict with a shape for each member, where `name?` needs not be there; or a `Map` of any names.
"""

import re
from dataclasses import dataclass
from typing import Any

Shape = Any

TIME = re.compile(r"\d+\.\d{1,3}")
"""Seconds in a string."""
SCORE = re.compile(r"[01]\.\d{1,4}")
"""A confidence in a string."""
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ACCOUNT = re.compile(r"\d{12}")


@dataclass(frozen=True)
class Map:
    """Members of names out of `names`, all of one shape."""

    names: set[str] | None
    shape: Shape


def assert_shape(shape: Shape, value: Any, at: str = "document") -> None:
    """Fail unless `value` is of a shape, and say where it isn't."""
    if isinstance(shape, dict):
        assert isinstance(value, dict), at
        members = {name.removesuffix("?"): member for name, member in shape.items()}
        required = {name for name in shape if not name.endswith("?")}
        assert required <= value.keys(), f"{at} lacks {required - value.keys()}"
        assert value.keys() <= members.keys(), f"{at} has {value.keys() - members.keys()}"
        for name, member in value.items():
            assert_shape(members[name], member, f"{at}.{name}")
    elif isinstance(shape, list):
        assert isinstance(value, list), at
        for number, element in enumerate(value):
            assert_shape(shape[0], element, f"{at}[{number}]")
    elif isinstance(shape, Map):
        assert isinstance(value, dict), at
        assert shape.names is None or value.keys() <= shape.names, at
        for name, member in value.items():
            assert_shape(shape.shape, member, f"{at}.{name}")
    elif isinstance(shape, re.Pattern):
        assert isinstance(value, str), f"{at}: {value!r}"
        assert shape.fullmatch(value), f"{at}: {value!r}"
    elif isinstance(shape, set):
        assert value in shape, f"{at}: {value!r}"
    else:
        assert type(value) is shape, f"{at}: {value!r}"
