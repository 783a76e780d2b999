"""The stages of a job, as a scenario writes them."""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, Tag, WithJsonSchema, model_validator

from mockserver.engine.lifecycle import Status
from mockserver.scenario.parts import FailureName, SignalName, Text
from mockserver.scenario.ranges import A_RANGE, Span, UniformTime
from mockserver.scenario.times import A_TIME, TIME_SCHEMA, milliseconds
from mockserver.yamlfile.parts import Part, Place, mistakes_at, ways
from mockserver.yamlfile.wording import did_you_mean, found, no_such

MANUAL: Final = "manual"


_MOST_POLLS: Final = 1_000_000


def _polls(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"found {found(value)}, expected a number of polls, {{uniform: [1, 4]}} or {{count: 3}}")
    return value


def _are_two(value: object) -> object:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(f"found {found(value)}, expected two numbers of polls, the smaller one first, such as [1, 4]")
    return value


def _in_order(value: list[int]) -> list[int]:
    if value[0] > value[1]:
        raise ValueError("found a range whose first number is the larger one, expected the smaller one first")
    return value


Count = Annotated[int, Field(ge=1, le=_MOST_POLLS)]


class UniformPolls(Part):
    """A number of polls drawn from a range, every one as likely as every other."""

    uniform: Annotated[list[Count], BeforeValidator(_are_two), AfterValidator(_in_order)] = Field(
        description="The smallest and the largest number.", examples=[[1, 4]], min_length=2, max_length=2
    )


_number = Annotated[Count, BeforeValidator(_polls), Tag("<number>")]
_drawn = Annotated[UniformPolls, Tag("<range>")]


class PollsInFull(Part):
    """A number of polls, and whose they are."""

    count: Annotated[_number | _drawn, ways("number", range="uniform")] = Field(description="How many polls it takes.")
    per: Literal["job", "reader"] = Field(
        "job",
        description="Whose polls count together: all of the job's, or those of each reader (a credential at an address, by "
        "its User-Agent). A reader whose polls aren't used up yet still sees the stage when others are past it.",
    )


Polls = Annotated[
    _number | _drawn | Annotated[PollsInFull, Tag("<polls in full>")],
    ways("number", **{"range": "uniform", "polls in full": "count per"}),
]


class Ends(Part):
    """What ends a stage: a time, a number of polls, a signal; the first of them that comes, or all. With none, a hand."""

    polls: Polls | None = Field(
        None, description="The stage is over once it was polled this often.", examples=[2, {"uniform": [1, 4]}]
    )
    for_: Span | None = Field(None, alias="for", description="The stage is over after this time.")
    signal: SignalName | None = Field(
        None,
        description="The stage is over when this signal is sent, by a rule (`then: {signal: …}`) or by hand "
        "(`POST /_mock/signals`).",
    )
    needs: Literal["any", "all"] = Field(
        "any",
        description="Whether the first of `polls`, `for` and `signal` ends the stage, or it takes all that are given.",
    )

    @property
    def says_end(self) -> bool:
        return bool(self.model_fields_set & {"polls", "for_", "signal"})

    @model_validator(mode="after")
    def _needs_several(self) -> Self:
        given = self.model_fields_set & {"polls", "for_", "signal"}
        if self.needs == "all" and len(given) < 2:
            sentence = "found `needs: all` with less than two to come, expected two of `polls`, `for` and `signal`"
            raise mistakes_at([(("needs",), sentence)])
        return self


class Hold(Ends):
    """What ends a stage: a time, a number of polls, a signal; the first of them that comes, or all."""

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if not self.says_end:
            raise ValueError(f"found no end of the stage, expected `polls`, `for` or `signal`, or the word `{MANUAL}`")
        return self


_STAY = f"{A_TIME}, {A_RANGE}, {{polls: 2, for: 5s}}, or `{MANUAL}`"


def _manual_or_time(value: object) -> object:
    if value is None or value == MANUAL:
        return value
    if isinstance(value, str) and (meant := did_you_mean(value, [MANUAL])):
        raise ValueError(f"found {found(value)}, expected {_STAY}{meant}")
    return milliseconds(value, _STAY)


Stay = Annotated[
    Annotated[
        float | Literal["manual"] | None,
        BeforeValidator(_manual_or_time),
        WithJsonSchema({"anyOf": [{"const": MANUAL}, {"type": "null"}, TIME_SCHEMA]}),
        Tag("<time>"),
    ]
    | Annotated[UniformTime, Tag("<range>")]
    | Annotated[Hold, Tag("<hold>")],
    ways("time", hold="polls for signal needs", range="uniform"),
]


class FailedWith(Ends):
    """A failure with words of its own, or that is `gone` some time later."""

    failure: FailureName = Field(description="The name of the failure; each provider has its own words for it.")
    detail: Text | None = Field(None, description="Said in place of the provider's own words.")


Failing = Annotated[
    Annotated[FailureName, Tag("<failure>")] | Annotated[FailedWith, Tag("<failure in full>")],
    ways("failure", **{"failure in full": "failure detail polls for signal needs"}),
]


def _is_nothing(value: object) -> None:
    if value is not None:
        raise ValueError(f"found {found(value)}, expected nothing: `gone` never ends, write it alone")


Nothing = Annotated[None, BeforeValidator(_is_nothing), WithJsonSchema({"type": "null"})]


class StageItem(Part):
    """One stage of a timeline: one of these keys, with what ends the stage; or the key's name alone."""

    may_be_empty = frozenset({"queued", "in_progress", "completed", "gone"})

    queued: Stay = Field(None, description="The job waits to be worked on, until its time or its polls are over.")
    in_progress: Stay = Field(None, description="The job is being worked on, until its time or its polls are over.")
    completed: Stay = Field(None, description="The job has ended well. It stays so, unless `gone` comes after it.")
    failed: Failing | None = Field(
        None, description="The job has failed in this way. It stays so, unless `gone` comes after it."
    )
    gone: Nothing = Field(None, description="The provider knows no such job any more. It comes last.")

    @model_validator(mode="before")
    @classmethod
    def _from_its_name(cls, value: object) -> object:
        """Read `completed` as `{completed: }`."""
        if isinstance(value, dict) and value:
            return value
        if not isinstance(value, str):
            raise ValueError(f"found {found(value)}, expected a stage: one of {', '.join(Status)}")
        if value == Status.FAILED:
            raise ValueError("found `failed` alone, expected how it failed, such as `failed: download_failure`")
        if value not in cls.may_be_empty:
            raise ValueError(no_such("stage", value, list(Status)))
        return {value: None}

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            stages = " and ".join(f"`{name}`" for name in sorted(self.model_fields_set))
            raise ValueError(f"found {stages} in one stage, expected each to begin with a `-` of its own")
        return self

    @property
    def status(self) -> Status:
        return Status(next(iter(self.model_fields_set)))

    @property
    def failure(self) -> str | None:
        """The name of the failure; None when the stage is no failure."""
        return self.failed.failure if isinstance(self.failed, FailedWith) else self.failed

    @property
    def stay(self) -> float | Literal["manual"] | UniformTime | Ends | None:
        """What ends the stage, as it was written; None when nothing was."""
        if self.failed is not None:
            return self.failed if isinstance(self.failed, FailedWith) and self.failed.says_end else None
        return {Status.QUEUED: self.queued, Status.IN_PROGRESS: self.in_progress}.get(self.status, self.completed)


def _check_order(items: list[StageItem]) -> list[StageItem]:
    """Refuse stages that can't be reached, and ends that can't come."""
    if not items:
        raise ValueError("found an empty list, expected at least one stage")
    mistakes: list[tuple[Place, str]] = []
    for index, item in enumerate(items):
        after = items[index + 1].status if index + 1 < len(items) else None
        if sentence := _out_of_place(item, index == 0, after):
            mistakes.append(((index,), sentence))
    if mistakes:
        raise mistakes_at(mistakes)
    return items


def _out_of_place(item: StageItem, first: bool, after: Status | None) -> str | None:
    """Return what is wrong with a stage where it stands. `after` is the next one's status."""
    status = item.status
    if status is Status.GONE:
        if first:
            return "a job that is `gone` from the beginning can't be submitted; expected another stage before it"
        return None if after is None else "`gone` never ends, so the stages after it can't be reached; expected it last"
    if status.ended and after not in (None, Status.GONE):
        return f"`{status}` never ends, so the stages after it can't be reached; expected it last, or `gone` after it"
    if after is not None and item.stay is None:
        return f"`{status}` says no end, so the stages after it can't be reached; expected {_an_end(status)}"
    if after is None and item.stay not in (None, MANUAL):
        return f"the last stage never ends, so what ends `{status}` has no effect; expected " + (
            "`gone` after it" if status.ended else f"`completed` or `failed: …` after it, or `{status}: {MANUAL}`"
        )
    return None


def _an_end(status: Status) -> str:
    if status is Status.FAILED:
        return "a time, polls or a signal, such as `failed: {failure: internal, for: 2s}`"
    return f"a time, polls, a signal or `{MANUAL}`, such as `{status}: 2s`"


Stages = Annotated[list[StageItem], AfterValidator(_check_order)]
"""A whole timeline, its stages in an order that can be."""


def going_back(items: list[StageItem]) -> int | None:
    """Return the place of the first stage that goes back into the queue; None where none does."""
    worked_on = False
    for index, item in enumerate(items):
        if item.status is Status.QUEUED and worked_on:
            return index
        worked_on = worked_on or item.status is Status.IN_PROGRESS
    return None
