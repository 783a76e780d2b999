"""Numbers as they are said."""

from typing import Final

_UNDER_TWENTY: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
)
_SMALL: Final = _UNDER_TWENTY.split()
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_LARGE: Final = ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))
LARGEST: Final = 999_999_999


def said(number: int) -> list[str]:
    """Return the English words for a number from 0 to LARGEST."""
    for size, name in _LARGE:
        if number >= size:
            rest = number % size
            return [*said(number // size), name, *(said(rest) if rest else [])]
    if number < len(_SMALL):
        return [_SMALL[number]]
    tens, rest = divmod(number, 10)
    return [_TENS[tens - 2], *(said(rest) if rest else [])]
