"""Times and durations as a scenario writes them: `80ms`, `2s`, `5m`, `1h`, `2d`, a number of seconds, or a range."""

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from mockserver.yamlfile.wording import found

UNITS_MS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_TIME = re.compile(rf"(\d+(?:\.\d+)?)({'|'.join(UNITS_MS)})", re.ASCII)
_LONG_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*(?:(ms\w*|milli\w*)|([smhd])\w*)", re.ASCII | re.IGNORECASE)
_LONGEST_MS = 36_500 * UNITS_MS["d"]
_YEARS = range(1970, 3000)

A_TIME = "a time (80ms, 2s, 5m, 1h, 2d, or a number of seconds)"
TIME_SCHEMA: dict[str, Any] = {
    "anyOf": [{"type": "string", "pattern": f"^{_TIME.pattern}$"}, {"type": "number", "minimum": 0}],
    "examples": ["80ms", "2s", "5m", 1.5],
}


def milliseconds(value: object, expected: str = A_TIME) -> float:
    """Return a time in milliseconds. Raises ValueError with a sentence that says what was `expected`."""
    if isinstance(value, str) and (match := _TIME.fullmatch(value)):
        ms = float(match[1]) * UNITS_MS[match[2]]
    elif isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        ms = _seconds_to_ms(value)
    else:
        raise ValueError(f"found {found(value)}, expected {expected}{_meant(value)}")
    if not ms <= _LONGEST_MS:
        raise ValueError(f"found {found(value)}, expected at most 36500d")
    return ms


def _meant(value: object) -> str:
    """Guess at a time with blanks or a longer unit in it, such as `5 min`."""
    match = _LONG_TIME.fullmatch(value) if isinstance(value, str) else None
    return f"; did you mean `{match[1]}{(match[2] and 'ms') or match[3].lower()}`?" if match else ""


def reads_time(expected: str) -> Callable[[object], float]:
    """Return a validator that reads a time, or says that `expected` was expected."""
    return lambda value: milliseconds(value, expected)


Time = Annotated[float, BeforeValidator(milliseconds), WithJsonSchema(TIME_SCHEMA)]
"""A time, held in milliseconds."""


def epoch_ms(value: object) -> int:
    """Return a moment written as ISO 8601 with its zone, in epoch milliseconds. Raises ValueError with a sentence."""
    expected = "a moment with its zone such as 2018-05-05T23:23:22.29Z"
    moment = _moment(value)
    if moment is None:
        raise ValueError(f"found {found(value)}, expected {expected}")
    if moment.tzinfo is None:
        raise ValueError(f"found {found(value)}, which says no zone, expected {expected}; did you mean `{value}Z`?")
    if moment.year not in _YEARS:
        raise ValueError(f"found {found(value)}, expected a year from {_YEARS.start} to {_YEARS.stop - 1}")
    return round(moment.timestamp() * 1000)


Moment = Annotated[
    int,
    BeforeValidator(epoch_ms),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2018-05-05T23:23:22.29Z"]}),
]
"""A moment, held in epoch milliseconds."""


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _seconds_to_ms(seconds: float) -> float:
    try:
        return float(seconds) * 1000
    except OverflowError:
        return math.inf
