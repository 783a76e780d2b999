"""The stages of a job, as a scenario writes them."""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, Tag, WithJsonSchema, model_validator

from mockserver.engine.lifecycle import Status
from mockserver.scenario.parts import FailureName, Text
from mockserver.scenario.ranges import A_RANGE, Span, UniformTime
from mockserver.scenario.times import A_TIME, TIME_SCHEMA, milliseconds
from mockserver.yamlfile.parts import Part, Place, mistakes_at, ways
from mockserver.yamlfile.wording import did_you_mean, found, listing, no_such

MANUAL: Final = "manual"


class Hold(Part):
    """What ends a stage: a time, a number of polls, or whichever of both comes first. With neither, only a hand."""

    polls: int | None = Field(None, ge=1, description="The stage is over once it was polled this often.")
    for_: Span | None = Field(None, alias="for", description="The stage is over after this time.")

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(f"found an empty mapping, expected `polls`, `for` or both, or the word `{MANUAL}`")
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
    ways("time", hold="polls for", range="uniform"),
]


class FailedWith(Part):
    """A failure with words of its own."""

    failure: FailureName = Field(description="The name of the failure; each provider has its own words for it.")
    detail: Text | None = Field(None, description="Said in place of the provider's own words.")


Failing = Annotated[
    Annotated[FailureName, Tag("<failure>")] | Annotated[FailedWith, Tag("<failure in full>")],
    ways("failure", **{"failure in full": "failure detail"}),
]


def _is_nothing(value: object) -> None:
    if value is not None:
        raise ValueError(f"found {found(value)}, expected nothing: `completed` never ends, write it alone")


Nothing = Annotated[None, BeforeValidator(_is_nothing), WithJsonSchema({"type": "null"})]


class StageItem(Part):
    """One stage of a timeline: one of these keys, with what ends the stage; or the key's name alone."""

    may_be_empty = frozenset({"queued", "in_progress", "completed"})

    queued: Stay = Field(None, description="The job waits to be worked on, until its time or its polls are over.")
    in_progress: Stay = Field(None, description="The job is being worked on, until its time or its polls are over.")
    completed: Nothing = Field(None, description="The job has ended well. It comes last and stays.")
    failed: Failing | None = Field(None, description="The job has failed in this way. It comes last and stays.")

    @model_validator(mode="before")
    @classmethod
    def _from_its_name(cls, value: object) -> object:
        """Read `completed` as `{completed: }`."""
        stages = listing(Status)
        if isinstance(value, dict) and value:
            return value
        if not isinstance(value, str):
            raise ValueError(f"found {found(value)}, expected a stage: one of {stages}")
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
    def stay(self) -> float | Literal["manual"] | UniformTime | Hold | None:
        """What ends the stage, as it was written; None when nothing was."""
        return self.queued if self.status is Status.QUEUED else self.in_progress


def _check_order(items: list[StageItem]) -> list[StageItem]:
    """Refuse stages that can't be reached, and ends that can't come."""
    if not items:
        raise ValueError("found an empty list, expected at least one stage")
    mistakes: list[tuple[Place, str]] = []
    worked_on = False
    for index, item in enumerate(items):
        if sentence := _out_of_place(item, index == len(items) - 1, worked_on):
            mistakes.append(((index,), sentence))
        worked_on = worked_on or item.status is Status.IN_PROGRESS
    if mistakes:
        raise mistakes_at(mistakes)
    return items


def _out_of_place(item: StageItem, last: bool, worked_on: bool) -> str | None:
    status = item.status
    if status.ended:
        return None if last else f"`{status}` never ends, so the stages after it can't be reached; expected it last"
    if status is Status.QUEUED and worked_on:
        return "found `queued` after `in_progress`, expected it before: no job goes back into the queue"
    if not last and item.stay is None:
        return (
            f"`{status}` says no end, so the stages after it can't be reached; expected a time, polls or `{MANUAL}`, "
            f"such as `{status}: 2s`"
        )
    if last and item.stay not in (None, MANUAL):
        return (
            f"the last stage never ends, so what ends `{status}` has no effect; "
            f"expected `completed` or `failed: …` after it, or `{status}: {MANUAL}`"
        )
    return None


Stages = Annotated[list[StageItem], AfterValidator(_check_order)]
"""A whole timeline, its stages in an order that can be."""
