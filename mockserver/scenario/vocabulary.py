"""The names that a scenario may use. The providers declare them; the language only checks against them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mockserver.engine.lifecycle import Status
from mockserver.yamlfile.parts import Part


class Kind(StrEnum):
    """What a provider has names for. The value is the attribute of `ProviderWords` that holds them."""

    OPERATION = "operations"
    ERROR = "errors"
    FAILURE = "failures"
    QUIRK = "quirks"

    @property
    def noun(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class ProviderWords:
    """The names that one provider has: its operations, its errors, the ways its jobs fail, and its quirks.

    `settings` is what a scenario may set under `providers: NAME`; None for a provider with nothing to set. `statuses` are its
    words for the engine's statuses; empty for one without jobs.
    """

    operations: frozenset[str]
    errors: frozenset[str]
    failures: frozenset[str]
    quirks: frozenset[str]
    settings: type[Part] | None = None
    statuses: Mapping[Status, str] = field(default_factory=dict)

    @property
    def shows_queue(self) -> bool:
        """Whether jobs that wait have a word of their own."""
        return bool(self.statuses) and self.statuses[Status.QUEUED] != self.statuses[Status.IN_PROGRESS]

    def of(self, kind: Kind) -> frozenset[str]:
        """Return the names of one kind."""
        names: frozenset[str] = getattr(self, kind.value)
        return names


@dataclass(frozen=True)
class Vocabulary:
    """All names known: those of every provider, and those of the transcripts and bodies in the fixtures."""

    providers: Mapping[str, ProviderWords]
    transcripts: frozenset[str]
    body_files: frozenset[str] = frozenset()

    def names(self, kind: Kind, providers: Iterable[str] | None = None) -> frozenset[str]:
        """Return the names that some providers have between them; with None those that any has."""
        owners = self.providers if providers is None else providers
        return frozenset().union(*(self.providers[provider].of(kind) for provider in owners))

    def providers_with(self, kind: Kind, name: str) -> frozenset[str]:
        """Return the providers that have a name."""
        return frozenset(provider for provider, words in self.providers.items() if name in words.of(kind))
