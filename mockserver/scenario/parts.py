"""What all parts of the scenario language share: the names that they check.

The names of providers, operations and so on are checked against the `Known` that comes as the context of validation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationInfo, WithJsonSchema

from mockserver.scenario.globs import check_glob
from mockserver.scenario.places import Places
from mockserver.scenario.vocabulary import Kind, Vocabulary
from mockserver.shelf import Shelf, Stamp, stamp_of
from mockserver.yamlfile.wording import found, no_such


@dataclass(frozen=True, slots=True)
class Known:
    """What a file is checked against: the vocabulary, and where the files lie that it may name.

    `stamps` notes where they were looked for.
    """

    vocabulary: Vocabulary
    places: Places
    stamps: dict[Path, Stamp] = field(default_factory=dict)

    def find(self, shelf: Shelf, name: str) -> Path | None:
        """Return the file of a name, or None."""
        for path in shelf.places_of(name):
            self.stamps.setdefault(path, stamp_of(path))
        return shelf.find(name)


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


def _is_in(noun: str, shelf: Callable[[Places], Shelf]) -> AfterValidator:
    def check(name: str, info: ValidationInfo) -> str:
        known = known_to(info)
        files = shelf(known.places)
        if known.find(files, name) is None:
            raise ValueError(no_such(noun, name, files.names()))
        return name

    return AfterValidator(check)


def _is_web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine or any(char.isspace() or not char.isprintable() for char in url):
        raise ValueError(f"found {found(url)}, expected a URL such as http://127.0.0.1:9000/done")
    return url


class Names(StrEnum):
    """What a place in a file takes the names of, for the JSON Schema to list. Some are the kinds of names of providers."""

    PROVIDERS = "providers"
    OPERATIONS = Kind.OPERATION.value
    ERRORS = Kind.ERROR.value
    FAILURES = Kind.FAILURE.value
    TRANSCRIPTS = "transcripts"
    BODIES = "bodies"


NAMES: Final = "names"
"""The key by which a schema tells which, until they are filled in."""


def _listed(names: Names) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", NAMES: names.value})


Text = Annotated[str, StringConstraints(min_length=1)]
GlobText = Annotated[str, StringConstraints(min_length=1), AfterValidator(check_glob)]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")]
Provider = Annotated[str, _name_of("a provider", "revai"), AfterValidator(_is_provider), _listed(Names.PROVIDERS)]
Operation = Annotated[str, _name_of("an operation", "GetJob"), _listed(Names.OPERATIONS)]
PhaseName = Annotated[str, _name_of("a phase", "degraded")]
ErrorName = Annotated[str, _name_of("an error", "not_found"), _listed(Names.ERRORS)]
RuleId = Annotated[str, _name_of("a rule", "first_poll_fails")]
SignalName = Annotated[str, _name_of("a signal", "worker_started")]
FailureName = Annotated[str, _name_of("a failure", "download_failure"), _listed(Names.FAILURES)]
TranscriptName = Annotated[
    str,
    _name_of("a transcript", "interview"),
    _is_in("transcript", lambda places: places.transcripts),
    _listed(Names.TRANSCRIPTS),
]
WebAddress = Annotated[str, AfterValidator(_is_web_address)]
BodyFileName = Annotated[
    str,
    _name_of("a file", "maintenance.html"),
    _is_in("file in `bodies/`", lambda places: places.bodies),
    _listed(Names.BODIES),
]
ScenarioName = Annotated[str, _name_of("a scenario", "happy_path"), _is_in("scenario", lambda places: places.scenarios)]


def check_name(kind: Kind, name: str, providers: Sequence[str] | None, vocabulary: Vocabulary) -> None:
    """Raise ValueError with a sentence when each of the providers (with None: each that there is) lacks a name."""
    known = vocabulary.names(kind, providers)
    if name not in known:
        owner = " or ".join(providers) if providers else "any provider"
        raise ValueError(no_such(f"{kind.noun} of {owner}", name, known, "which has none"))
