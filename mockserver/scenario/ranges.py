"""Times that may be drawn from a range."""

from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, Tag, WithJsonSchema, model_validator

from mockserver.scenario.times import A_TIME, TIME_SCHEMA, Time, reads_time
from mockserver.yamlfile.parts import Part, ways
from mockserver.yamlfile.wording import found

A_RANGE = "{uniform: [1s, 5s]}"


def _two_in_order(value: list[float]) -> list[float]:
    if value[0] > value[1]:
        raise ValueError("found a range whose first time is the longer one, expected the shorter one first")
    return value


def _is_pair(value: object) -> object:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(f"found {_count(value)}, expected two times, the shorter one first, such as [1s, 5s]")
    return value


def _count(value: object) -> str:
    return f"a list of {len(value)}" if isinstance(value, list) and value else found(value)


_SHORTEST_MEDIAN_MS = 0.001
"""Nearer to 0, what is drawn around a median may be too large to be held."""


class UniformTime(Part):
    """A time drawn from a range, every one as likely as every other."""

    uniform: Annotated[list[Time], BeforeValidator(_is_pair), AfterValidator(_two_in_order)] = Field(
        description="The shortest and the longest time.", examples=[["1s", "5s"]], min_length=2, max_length=2
    )


class LogNormalTime(Part):
    """A time drawn as real latencies fall: most near the median, a few far above it."""

    median: Time = Field(description="Half of all times are shorter.")
    p99: Time = Field(description="99 of 100 times are shorter.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not _SHORTEST_MEDIAN_MS <= self.median <= self.p99:
            raise ValueError("found a median that is 0 or above p99, expected at least 0.001ms, and p99 not below it")
        return self


def _time_or(*others: str) -> tuple[BeforeValidator, WithJsonSchema]:
    return BeforeValidator(reads_time(" or ".join([A_TIME, *others]))), WithJsonSchema(TIME_SCHEMA)


_time, _time_schema = _time_or(A_RANGE)
Span = Annotated[
    Annotated[float, _time, _time_schema, Tag("<time>")] | Annotated[UniformTime, Tag("<range>")],
    ways("time", range="uniform"),
]

_delay, _delay_schema = _time_or(A_RANGE, "{median: 80ms, p99: 2s}")
Delay = Annotated[
    Annotated[float, _delay, _delay_schema, Tag("<time>")]
    | Annotated[UniformTime, Tag("<range>")]
    | Annotated[LogNormalTime, Tag("<latency>")],
    ways("time", range="uniform", latency="median p99"),
]
