"""What a filter of a template, or a method that one calls, may be given, as nothing can interrupt it once it runs."""

from collections.abc import Sequence
from typing import Any, Final

from jinja2.exceptions import SecurityError

from mockserver.templates.sizes import depth_of, has_braces_within, size_of, widest


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


MOST_CHARS: Final = 1024 * 1024
SIZE_OF_STEP: Final = 100
"""How much of a value is gone through in one step, in characters and items."""

_MOST_NUMBER: Final = 10_000
"""The largest number that may be a width, or how many times something is done."""
_MOST_WORK: Final = 4 * MOST_CHARS
"""The most that the sizes of a value and of what it is combined with may come to, multiplied."""
_LARGEST_VALUE: Final = 128 * 1024
"""The largest value that most go through, so that none holds up the rest for long."""
_AS_QUICK_AS_COPIES: Final = _names(
    "capitalize count d decode default e encode endswith escape find first forceescape index join last length list lower "
    "lstrip replace rfind rindex rsplit rstrip split splitlines startswith string strip tojson trim upper"
)
"""What takes no longer than a few copies of a value: that may be as large as anything in a template."""
_NOT_BY_NUMBERS: Final = _names(
    "count endswith find float index int max min reject rejectattr replace rfind rindex rsplit select selectattr split "
    "startswith sum truncate"
)
"""What takes numbers for places, for counts of what is there, or to compare with: no number makes it cost more."""
_EITHER: Final = _names("d default")
"""What gives back one of two values as it is."""


def weigh(name: str, value: Any, given: Sequence[Any], *, is_method: bool = False) -> int:
    """Return how many steps it takes to act on a value. Raises SecurityError for what would be costly.

    `is_method` tells `format` of texts, which knows braces, from the filter, which knows percent signs.
    """
    if is_method and name.startswith("format") and isinstance(value, str) and has_braces_within(value):
        raise SecurityError("`format` takes no braces within braces here: write the width out")
    size = size_of(value)
    largest = MOST_CHARS if name in _AS_QUICK_AS_COPIES else _LARGEST_VALUE
    if size > largest:
        raise SecurityError(f"`{name}` is given a value of more than {largest:,} characters and items")
    if name not in _EITHER:
        _refuse_growth(name, value, size, given)
    return 1 + size // SIZE_OF_STEP


def _refuse_growth(name: str, value: Any, size: int, given: Sequence[Any]) -> None:
    numbers = [abs(one) for one in given if isinstance(one, int | float)]
    factors = [size_of(one) for one in given if not isinstance(one, int | float)]
    if name.startswith("format"):
        texts = [text for text in (value if isinstance(value, list | tuple) else [value]) if isinstance(text, str)]
        factors += map(widest, texts)
        numbers = numbers if any("*" in text for text in texts) else []
    elif name in _NOT_BY_NUMBERS:
        numbers = []
    elif name == "tojson":
        size *= depth_of(value) if numbers else 1  # each line is indented by so much for each level
    if any(number > _MOST_NUMBER for number in numbers):
        raise SecurityError(f"`{name}` is given a number beyond {_MOST_NUMBER:,}")
    if size * max([*numbers, *factors], default=1) > _MOST_WORK:
        raise SecurityError(f"`{name}` would come to more than {_MOST_WORK:,} characters")
