"""The rules of a scenario: `when` with its consequence."""

from typing import Annotated, ClassVar, Final, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from mockserver.engine.lifecycle import Status
from mockserver.scenario.consequences import (
    ErrorInFull,
    ErrorPart,
    HoldTime,
    LimitInFull,
    LimitPart,
    Respond,
    ThenPart,
    error_name,
)
from mockserver.scenario.fault_parts import FaultPart, as_fault
from mockserver.scenario.fits import mistakes_of_error, mistakes_of_fault, mistakes_of_late_body, mistakes_of_members
from mockserver.scenario.parts import RuleId, TranscriptName, check_name, vocabulary_of
from mockserver.scenario.ranges import Delay, DelayInFull, Span, UniformTime
from mockserver.scenario.telling import Webhook
from mockserver.scenario.timelines import StageItem, Stages, going_back
from mockserver.scenario.vocabulary import Kind, Vocabulary
from mockserver.scenario.when import When
from mockserver.transcripts.model import LONGEST_MS
from mockserver.yamlfile.parts import KEY, Part, Place, mistakes_at
from mockserver.yamlfile.wording import found, listing


def _is_of_media(duration: float | UniformTime) -> float | UniformTime:
    longest_ms = max(duration.uniform) if isinstance(duration, UniformTime) else duration
    if longest_ms > LONGEST_MS:
        raise ValueError(f"found media of {longest_ms / 3_600_000:.15g} hours, expected 24h at most")
    return duration


def _is_true(value: object) -> object:
    if value is not True:
        raise ValueError(f"found {found(value)}, expected `true`, or no `off` at all")
    return value


class _Rule(Part):
    """What all rules may say."""

    conditions: ClassVar[frozenset[str]] = frozenset({"id", "when"})
    """The keys beside which there must be another that says what comes of it."""

    id: RuleId | None = Field(
        None,
        description="A name for the rule. A scenario that extends this one puts another in its place by a rule of the same id.",
    )
    off: Annotated[Literal[True], BeforeValidator(_is_true)] | None = Field(
        None, description="Beside an `id` alone: the rule of that id in what is extended is left out."
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.off:
            others = sorted(self.model_fields_set - {"id", "off"})
            if others or self.id is None:
                beside = f"beside `{others[0]}`" if others else "without an `id`"
                sentence = f"found `off` {beside}, expected the `id` of a rule in what is extended, and nothing else"
                raise mistakes_at([(("off", KEY), sentence)])
            return self
        if self.model_fields_set <= self.conditions:
            *most, last = (f"`{name}`" for name in type(self).model_fields if name not in self.conditions | {"off"})
            raise ValueError(f"found a rule that does nothing, expected {', '.join(most)} or {last}")
        return self


class JobRule(_Rule):
    """How a job goes. The first rule that matches a submission decides."""

    when: When = Field(When(), description="Which submissions this rule is about. Left out: all.")
    timeline: Stages | None = Field(
        None,
        description="The stages that the job goes through. Left out: as its provider has it, which is mostly in progress for "
        "two polls or 5 s, then completed.",
        examples=[[{"queued": "2s"}, {"in_progress": {"polls": 2, "for": "5s"}}, "completed"]],
    )
    transcript: TranscriptName | None = Field(
        None, description="What was said, by the name of a fixture. Left out: made up from the seed."
    )
    duration: Annotated[Span, AfterValidator(_is_of_media)] | None = Field(
        None,
        description="How long the media is, 24 h at most, where no upload tells. Left out: as long as the fixture takes, "
        "or made up.",
    )
    webhook: Webhook | None = Field(
        None,
        description="How the client is told of the end, where it wants to be: `never`, `early`, late or several times. Left "
        "out: once, at the end.",
        examples=["never", {"delay": "5s", "times": 2}],
    )
    results_expire: Span | None = Field(
        None,
        description="How long after the job's end its results are there, on the workspace's clock. The job itself stays. "
        "Left out: as its provider has it, which is mostly as long as the job.",
        examples=["24h"],
    )

    @field_validator("when")
    @classmethod
    def _is_of_submissions(cls, when: When) -> When:
        places = when.places_of("status") + ([("per",)] if when.per == "job" else [])
        if places:
            sentence = "is about a job that is there already, and this rule about those that are being submitted"
            raise mistakes_at([((*place, KEY), f"`{place[-1]}` here {sentence}") for place in places])
        return when

    @field_validator("timeline")
    @classmethod
    def _can_go_so(cls, items: list[StageItem], info: ValidationInfo) -> list[StageItem]:
        when, vocabulary = info.data.get("when", When()), vocabulary_of(info)
        for index, item in enumerate(items):
            if item.failure is not None:
                _check_acts(when, Kind.FAILURE, item.failure, vocabulary, (index, "failed"))
        back = going_back(items)
        if back is not None:
            _check_shows_queue(when, vocabulary, (back,))
        return items

    @field_validator("results_expire")
    @classmethod
    def _are_there(cls, kept: float | UniformTime, info: ValidationInfo) -> float | UniformTime:
        timeline: list[StageItem] = info.data.get("timeline") or []
        if any(item.status is Status.FAILED for item in timeline):
            raise ValueError(
                "found `results_expire` for jobs that fail, which have none; expected a timeline that completes"
            )
        return kept


def _check_shows_queue(when: When, vocabulary: Vocabulary, place: Place) -> None:
    """Raise a sentence when no provider that the rule is about has a word of its own for jobs that wait."""
    showing = {name for name, words in vocabulary.providers.items() if words.shows_queue}
    acting = when.acting_providers(Kind.FAILURE, (), vocabulary)
    if acting is not None and not acting & showing:
        sentence = (
            f"found `queued` after `in_progress`, which nobody sees at {listing(acting)}: it has one word for both; providers "
            f"with two: {listing(showing)}"
        )
        raise mistakes_at([(place, sentence)])


def _check_acts(when: When, kind: Kind, name: str, vocabulary: Vocabulary, place: Place = ()) -> None:
    """Raise a sentence at `place` when there is no provider for which a rule with this name could act."""
    try:
        check_name(kind, name, when.provider, vocabulary)
    except ValueError as error:
        raise mistakes_at([(place, str(error))]) from None
    if when.acting_providers(kind, [name], vocabulary) == frozenset():
        owners = listing(vocabulary.providers_with(kind, name))
        called = " or ".join(f"`{operation}`" for operation in when.operation or ())
        sentence = f"`{name}` is no {kind.noun} of a provider that has {called}; it is one of: {owners}"
        raise mistakes_at([(place, sentence)])


RATE_LIMITED: Final = "rate_limited"
"""What is answered beyond a limit, unless the rule says something else."""


class RequestRule(_Rule):
    """Trouble with requests. Every rule that matches acts, in order, before the provider answers."""

    conditions = _Rule.conditions | {"times"}
    model_config = ConfigDict(
        json_schema_extra={"not": {"anyOf": [{"required": ["error", "respond"]}, {"required": ["limit", "times"]}]}}
    )

    when: When = Field(When(), description="Which requests this rule is about. Left out: all.")
    times: int | None = Field(
        None, ge=1, description="How often the rule acts at most. With `per`, each counts for itself."
    )
    limit: LimitPart | None = Field(
        None,
        description="The rule acts only on calls beyond this limit, and answers them with `rate_limited` where it says "
        "nothing else.",
    )
    delay: Delay | None = Field(None, description="The time for which the answer is held back.")
    hold: HoldTime | None = Field(
        None,
        description="The answer is held back until a hand releases it (`POST /_mock/holds/release`), for a minute at "
        "most, or for the time that is given.",
    )
    error: ErrorPart | None = Field(
        None,
        description="The error that is answered, by name; each provider gives it its own shape and status. With no "
        "provider in `when` it is answered by those that have it.",
    )
    fault: FaultPart | None = Field(None, description="Trouble below HTTP.")
    respond: Respond | None = Field(None, description="An answer given in place of the provider's.")
    then: ThenPart | None = Field(
        None,
        description="The phase that begins once the rule has acted, or the signal that is sent then.",
        examples=["degraded", {"signal": "worker_started"}],
    )

    @field_validator("limit")
    @classmethod
    def _counts_once(
        cls, limit: tuple[float, float] | LimitInFull, info: ValidationInfo
    ) -> tuple[float, float] | LimitInFull:
        if info.data.get("times") is not None:
            raise ValueError("found `limit` beside `times`, expected one of them: a limit counts for itself")
        _check_acts(info.data.get("when", When()), Kind.ERROR, RATE_LIMITED, vocabulary_of(info))
        return limit

    @field_validator("error")
    @classmethod
    def _acts(cls, error: str | ErrorInFull, info: ValidationInfo) -> str | ErrorInFull:
        place = () if isinstance(error, str) else ("name",)
        when, vocabulary = info.data.get("when", When()), vocabulary_of(info)
        _check_acts(when, Kind.ERROR, error_name(error), vocabulary, place)
        if isinstance(error, ErrorInFull) and error.model_extra:
            acting = when.acting_providers(Kind.ERROR, [error.name], vocabulary) or frozenset()
            mistakes = mistakes_of_members(error, acting, vocabulary)
            if mistakes:
                raise mistakes_at(mistakes)
        return error

    @field_validator("respond")
    @classmethod
    def _answers_once(cls, respond: Respond, info: ValidationInfo) -> Respond:
        if info.data.get("error") is not None:
            raise ValueError("found `respond` beside `error`, expected one of them: a request gets one answer")
        return respond

    @model_validator(mode="after")
    def _has_counts(self) -> Self:
        if self.when.per is not None and not self.when.counted and self.times is None:
            sentence = "`per` has nothing to count, expected it beside `call`, `every`, `chance` or the rule's `times`"
            raise mistakes_at([(("when", "per", KEY), sentence)])
        return self

    @model_validator(mode="after")
    def _fits(self, info: ValidationInfo) -> Self:
        vocabulary = vocabulary_of(info)
        mistakes: list[tuple[Place, str]] = []
        if self.fault is not None:
            mistakes += mistakes_of_fault(as_fault(self.fault), self.when, self.model_fields_set, vocabulary)
        if isinstance(self.delay, DelayInFull) and self.delay.before == "body":
            mistakes += mistakes_of_late_body(self.when, self.model_fields_set, vocabulary)
        if self.error is not None:
            mistakes += mistakes_of_error(self.error, self.when, self.model_fields_set, vocabulary)
        if mistakes:
            raise mistakes_at(mistakes)
        return self


RuleT = TypeVar("RuleT", JobRule, RequestRule)


def check_ids(rules: list[RuleT]) -> list[RuleT]:
    """Refuse two rules of one id in one file."""
    seen: set[str] = set()
    mistakes: list[tuple[Place, str]] = []
    for index, rule in enumerate(rules):
        if rule.id in seen:
            mistakes.append(((index, "id"), f"found the id `{rule.id}` a second time, expected one of its own"))
        elif rule.id is not None:
            seen.add(rule.id)
    if mistakes:
        raise mistakes_at(mistakes)
    return rules
