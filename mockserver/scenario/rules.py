"""The rules of a scenario: `when` with its consequence."""

from collections.abc import Collection
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    JsonValue,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from mockserver.scenario.parts import ErrorName, Glob, Operation, Provider, TranscriptName, check_name, vocabulary_of
from mockserver.scenario.ranges import Delay, Span, UniformTime
from mockserver.scenario.timelines import StageItem, Stages
from mockserver.scenario.vocabulary import Kind, Vocabulary
from mockserver.transcripts.model import LONGEST_MS
from mockserver.yamlfile.parts import KEY, Part, Place, mistakes_at
from mockserver.yamlfile.wording import found, listing


def _fraction(value: object) -> float:
    """Read `5%` or `0.05`."""
    expected = "a chance such as 5% or 0.05"
    number: object = value
    if isinstance(value, str) and value.endswith("%"):
        try:
            number = float(value[:-1]) / 100
        except ValueError:
            number = None
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise ValueError(f"found {found(value)}, expected {expected}")
    if not 0 <= number <= 1:
        hint = f"; did you mean `{value}%`?" if number is value and 1 < number <= 100 else ""
        raise ValueError(f"found {found(value)}, expected {expected}, from 0% to 100%{hint}")
    return float(number)


Chance = Annotated[
    float,
    BeforeValidator(_fraction),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^\d+(\.\d+)?%$"},
                {"type": "number", "minimum": 0, "maximum": 1},
            ],
            "examples": ["5%", 0.05],
        }
    ),
]


def _is_path(glob: str) -> str:
    if not glob.startswith(("/", "*", "?", "[")):
        raise ValueError(f"found {found(glob)}, expected a path that begins with /; did you mean `/{glob}`?")
    return glob


class RequestWhen(Part):
    """Which requests a rule is about: those of which all that is written here is true."""

    provider: Provider | None = Field(None, description="The provider that is called.")
    operation: Operation | None = Field(None, description="The operation that is called.", examples=["GetJob"])
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] | None = Field(
        None, description="The HTTP method."
    )
    path: Annotated[Glob, AfterValidator(_is_path)] | None = Field(
        None, description="A glob on the path. `*` also matches slashes.", examples=["/jobs/*"]
    )
    header: dict[str, Glob] | None = Field(
        None, min_length=1, description="Headers that must be there, each with a glob on its value."
    )
    credential: Glob | None = Field(
        None, description="A glob on the token, API key or access key id of the caller.", examples=["broke*"]
    )
    call: int | None = Field(None, ge=1, description="Only the n-th request that the rest of this rule matches.")
    every: int | None = Field(None, ge=1, description="Only every n-th request that the rest of this rule matches.")
    chance: Chance | None = Field(
        None, description="Only so many of them. Which ones is decided by the seed, the same in every run."
    )

    @field_validator("operation")
    @classmethod
    def _exists(cls, name: str, info: ValidationInfo) -> str:
        if "provider" in info.data:
            check_name(Kind.OPERATION, name, info.data["provider"], vocabulary_of(info))
        return name

    @field_validator("every")
    @classmethod
    def _one_count(cls, every: int, info: ValidationInfo) -> int:
        if info.data.get("call") is not None:
            raise ValueError("found `every` beside `call`, expected one of them: write two rules for both")
        return every

    def acting_providers(self, kind: Kind, names: Collection[str], vocabulary: Vocabulary) -> frozenset[str] | None:
        """Return the providers for which a rule can act that needs `names`; None when it can for all."""
        if self.provider is not None:
            return frozenset({self.provider})
        needs = [vocabulary.providers_with(kind, name) for name in names]
        if self.operation is not None:
            needs.append(vocabulary.providers_with(Kind.OPERATION, self.operation))
        return frozenset.intersection(*needs) if needs else None


class JobWhen(RequestWhen):
    """Which submissions a rule is about: those of which all that is written here is true."""

    media: Glob | None = Field(
        None, description="A glob on the file name or the URL of one of the job's media.", examples=["*.pdf"]
    )
    name: Glob | None = Field(None, description="A glob on the name that the client gave to the job.")


def _is_of_media(duration: float | UniformTime) -> float | UniformTime:
    longest_ms = max(duration.uniform) if isinstance(duration, UniformTime) else duration
    if longest_ms > LONGEST_MS:
        raise ValueError(f"found media of {longest_ms / 3_600_000:.15g} hours, expected 24h at most")
    return duration


class JobRule(Part):
    """How a job goes. The first rule that matches a submission decides."""

    when: JobWhen = Field(JobWhen(), description="Which submissions this rule is about. Left out: all.")
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

    @field_validator("timeline")
    @classmethod
    def _can_fail_so(cls, items: list[StageItem], info: ValidationInfo) -> list[StageItem]:
        name = items[-1].failure
        if name is not None:
            place = (len(items) - 1, "failed")
            _check_acts(info.data.get("when", JobWhen()), Kind.FAILURE, name, vocabulary_of(info), place)
        return items

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.model_fields_set <= {"when"}:
            raise ValueError("found a rule that says nothing, expected `timeline`, `transcript` or `duration`")
        return self


def _check_acts(when: RequestWhen, kind: Kind, name: str, vocabulary: Vocabulary, place: Place = ()) -> None:
    """Raise a sentence at `place` when there is no provider for which a rule with this name could act."""
    try:
        check_name(kind, name, when.provider, vocabulary)
    except ValueError as error:
        raise mistakes_at([(place, str(error))]) from None
    if when.acting_providers(kind, [name], vocabulary) == frozenset():
        owners = listing(vocabulary.providers_with(kind, name))
        sentence = f"`{name}` is no {kind.noun} of a provider that has `{when.operation}`; it is one of: {owners}"
        raise mistakes_at([(place, sentence)])


_TOKEN = r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"
_SET_BY_SERVER = frozenset({"connection", "content-length", "transfer-encoding"})


def _check_headers(headers: dict[str, str]) -> dict[str, str]:
    """Refuse headers that would break the answer."""
    mistakes: list[tuple[Place, str]] = []
    for name, value in headers.items():
        if name.lower() in _SET_BY_SERVER:
            mistakes.append(((name, KEY), f"`{name}` is set by the server, expected it left out"))
        elif any((ord(char) < 32 and char != "\t") or ord(char) == 127 for char in value):
            mistakes.append(((name,), f"found {found(value)}, expected text on one line"))
    if mistakes:
        raise mistakes_at(mistakes)
    return headers


HeaderName = Annotated[str, StringConstraints(pattern=_TOKEN)]


class Respond(Part):
    """An answer given in place of the provider's."""

    may_be_empty = frozenset({"body"})

    status: int = Field(200, ge=200, le=599, description="The HTTP status.")
    body: JsonValue = Field(None, description="Text is sent as it is; anything else as JSON. Left out: no body.")
    headers: Annotated[dict[HeaderName, str], AfterValidator(_check_headers)] = Field(
        {}, description="Headers to send."
    )


class RequestRule(Part):
    """Trouble with requests. Every rule that matches acts, in order, before the provider answers."""

    when: RequestWhen = Field(RequestWhen(), description="Which requests this rule is about. Left out: all.")
    delay: Delay | None = Field(None, description="The time for which the answer is held back.")
    error: ErrorName | None = Field(
        None,
        description="The error that is answered, by name; each provider gives it its own shape and status. With no "
        "provider in `when` it is answered by those that have it.",
    )
    respond: Respond | None = Field(None, description="An answer given in place of the provider's.")

    @field_validator("error")
    @classmethod
    def _acts(cls, name: str, info: ValidationInfo) -> str:
        _check_acts(info.data.get("when", RequestWhen()), Kind.ERROR, name, vocabulary_of(info))
        return name

    @field_validator("respond")
    @classmethod
    def _answers_once(cls, respond: Respond, info: ValidationInfo) -> Respond:
        if info.data.get("error") is not None:
            raise ValueError("found `respond` beside `error`, expected one of them: a request gets one answer")
        return respond

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.model_fields_set <= {"when"}:
            raise ValueError("found a rule that does nothing, expected `delay`, `error` or `respond`")
        return self
