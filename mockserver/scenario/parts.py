"""What all parts of the scenario language share: how they are read strictly, and the names they check.

Nothing unknown is let in and nothing is converted silently. Where a value may be written in several ways, the way is
chosen by looking at it first (`ways`), so that a mistake is told once, for the way that was meant. Every validator
raises a sentence. The names of providers, operations and so on are checked against the `Known` that comes as the
context of validation.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from mockserver.scenario.vocabulary import Kind, Vocabulary
from mockserver.scenario.wording import found, nearest, no_such


@dataclass(frozen=True, slots=True)
class Known:
    """What a file is checked against: the vocabulary, and the scenarios that it may extend."""

    vocabulary: Vocabulary
    scenarios: Collection[str]


KEY = "[key]"
"""At the end of a mistake's place: the key is meant, not the value under it."""


def is_way(step: int | str) -> bool:
    """Tell whether a step of a mistake's place is the name of a way of writing, which stands in no file."""
    return isinstance(step, str) and step.startswith("<")


def mistakes_at(mistakes: Sequence[tuple[tuple[int | str, ...], str]]) -> ValidationError:
    """Return an error that tells several sentences, each at its own place within the part."""
    return ValidationError.from_exception_data(
        "mistakes",
        [
            InitErrorDetails(
                type=PydanticCustomError("sentence", "{sentence}", {"sentence": sentence}), loc=place, input=0
            )
            for place, sentence in mistakes
        ],
    )


def ways(plain: str, **mappings: str) -> Discriminator:
    """Choose the way in which a value is written: `plain`, or for a mapping the one whose keys its own are nearest to.

    Each of `mappings` names the keys of one, divided by blanks. The first is taken when none is near.
    """
    owners = {key: name for name, own in mappings.items() for key in own.split()}

    def way(value: object) -> str:
        if not isinstance(value, Mapping):
            return f"<{plain}>"
        meant = (owners[key] for key in (nearest(str(key), owners) for key in value) if key)
        return f"<{next(meant, next(iter(mappings)))}>"

    return Discriminator(way)


class Part(BaseModel):
    """Any part of a scenario file that is a mapping of known keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    may_be_empty: ClassVar[frozenset[str]] = frozenset()
    """The keys that may be written with no value after them."""

    @field_validator("*", mode="before")
    @classmethod
    def _has_a_value(cls, value: object, info: ValidationInfo) -> object:
        if value is None and info.field_name not in cls.may_be_empty:
            raise ValueError("found nothing, expected a value (or leave the key out)")
        return value


def _name_of(what: str, example: str) -> BeforeValidator:
    def name(value: object) -> str:
        if not isinstance(value, str) or not value:
            raise ValueError(f"found {found(value)}, expected the name of {what} such as `{example}`")
        return value

    return BeforeValidator(name)


def known_to(info: ValidationInfo) -> Known:
    """Return what the file is checked against."""
    known = info.context
    if not isinstance(known, Known):
        raise TypeError("Scenario files are validated with a `Known` as their context.")
    return known


def vocabulary_of(info: ValidationInfo) -> Vocabulary:
    """Return the vocabulary that the file is checked against."""
    return known_to(info).vocabulary


def _is_provider(name: str, info: ValidationInfo) -> str:
    providers = vocabulary_of(info).providers
    if name not in providers:
        raise ValueError(no_such("provider", name, providers.keys()))
    return name


def _is_transcript(name: str, info: ValidationInfo) -> str:
    transcripts = vocabulary_of(info).transcripts
    if name not in transcripts:
        raise ValueError(no_such("transcript", name, transcripts))
    return name


def _is_scenario(name: str, info: ValidationInfo) -> str:
    known = known_to(info)
    if name not in known.scenarios:
        raise ValueError(no_such("scenario", name, known.scenarios))
    return name


Text = Annotated[str, StringConstraints(min_length=1)]
Glob = Annotated[str, StringConstraints(min_length=1)]
Provider = Annotated[str, _name_of("a provider", "revai"), AfterValidator(_is_provider)]
Operation = Annotated[str, _name_of("an operation", "GetJob")]
ErrorName = Annotated[str, _name_of("an error", "not_found")]
FailureName = Annotated[str, _name_of("a failure", "download_failure")]
TranscriptName = Annotated[str, _name_of("a transcript", "interview"), AfterValidator(_is_transcript)]
ScenarioName = Annotated[str, _name_of("one scenario", "happy_path"), AfterValidator(_is_scenario)]


def check_name(kind: Kind, name: str, provider: str | None, vocabulary: Vocabulary) -> None:
    """Raise ValueError with a sentence when the provider (or, with None, every provider) lacks a name."""
    known = vocabulary.names(kind, provider)
    if name not in known:
        raise ValueError(no_such(f"{kind.noun} of {provider or 'any provider'}", name, known))
