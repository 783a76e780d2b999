"""Times that may be drawn from a range."""

from typing import Annotated, Literal, Self

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


class NormalTime(Part):
    """A time drawn around a mean, as many above it as below; 0 where it would be less."""

    mean: Time = Field(description="The middle of all times.")
    deviation: Time = Field(
        description="The standard deviation: two thirds of all times are nearer to the mean than this."
    )


class FixedTime(Part):
    """A time that is always the same."""

    fixed: Time = Field(description="The time.")


class _BeforeWhat(Part):
    before: Literal["answer", "body"] = Field(
        "answer", description="What waits: the whole answer, or its body, while the headers go out at once."
    )


class UniformDelay(UniformTime, _BeforeWhat):
    """A delay drawn from a range."""


class LatencyDelay(LogNormalTime, _BeforeWhat):
    """A delay drawn as real latencies fall."""


class NormalDelay(NormalTime, _BeforeWhat):
    """A delay drawn around a mean."""


class FixedDelay(FixedTime, _BeforeWhat):
    """A delay that is always the same."""


def _time_or(*others: str) -> tuple[BeforeValidator, WithJsonSchema]:
    return BeforeValidator(reads_time(" or ".join([A_TIME, *others]))), WithJsonSchema(TIME_SCHEMA)


_time, _time_schema = _time_or(A_RANGE)
Span = Annotated[
    Annotated[float, _time, _time_schema, Tag("<time>")] | Annotated[UniformTime, Tag("<range>")],
    ways("time", range="uniform"),
]

_delay, _delay_schema = _time_or(A_RANGE, "{median: 80ms, p99: 2s}", "{mean: 1s, deviation: 200ms}")
DelayInFull = UniformDelay | LatencyDelay | NormalDelay | FixedDelay
Delay = Annotated[
    Annotated[float, _delay, _delay_schema, Tag("<time>")]
    | Annotated[UniformDelay, Tag("<range>")]
    | Annotated[LatencyDelay, Tag("<latency>")]
    | Annotated[NormalDelay, Tag("<normal>")]
    | Annotated[FixedDelay, Tag("<fixed>")],
    ways("time", range="uniform", latency="median p99", normal="mean deviation", fixed="fixed"),
]
