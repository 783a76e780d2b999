"""How large values are that templates handle."""

import re
from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Final

_ENOUGH: Final = 8 * 1024 * 1024
"""What is larger than this is not counted to its end."""
_NUMBER: Final = re.compile(r"\d+")


def size_of(value: object) -> int:
    """Return how large a value is, in characters and items, its own and those within."""
    if isinstance(value, str | bytes | range):
        return max(1, len(value))
    size = 1
    waiting = [value]
    while waiting and size < _ENOUGH:
        one = waiting.pop()
        if isinstance(one, Mapping):
            waiting.extend(one.keys())
            waiting.extend(one.values())
        elif isinstance(one, list | tuple | set | frozenset):
            waiting.extend(one)
        size += len(one) if isinstance(one, str | bytes | range) else 1
    return size


def widest(text: str) -> int:
    """Return the largest number that stands in a format, which may be the width of what is filled in."""
    return max((int(number[:9]) for number in _NUMBER.findall(text)), default=1)


def has_braces_within(text: str) -> bool:
    """Tell whether a format takes a width from what it is given, as `{:{width}}` does."""
    try:
        return any("{" in (spec or "") for _, _, spec, _ in Formatter().parse(text))
    except ValueError:  # no format: using it says what is wrong
        return False


def depth_of(value: object) -> int:
    """Return how deep the lists and mappings in a value are nested. Only a value that is within bounds is asked for."""
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [inner for one in level for inner in _within(one)]
    return depth


def _within(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list | tuple) else ()
