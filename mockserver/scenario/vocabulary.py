"""The names that a scenario may use. The providers declare them; the language only checks against them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from mockserver.engine.lifecycle import Status
from mockserver.yamlfile.parts import Part

if TYPE_CHECKING:
    from mockserver.scenario.matching import Scenario
    from mockserver.scenario.reach import Reach


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

    `settings` is what a scenario may set under `providers: NAME`; None for a provider with nothing to set. `websockets`
    are the operations that are WebSockets, `with_body` those whose requests have a body. `members` tells what the body of
    an error may say, by its name. `statuses` are its words for the engine's statuses; empty for one without jobs.
    `about` says what its names mean, where that is known, for editors to show.
    """

    operations: frozenset[str]
    errors: frozenset[str]
    failures: frozenset[str]
    quirks: frozenset[str]
    settings: type[Part] | None = None
    websockets: frozenset[str] = frozenset()
    with_body: frozenset[str] = frozenset()
    members: Callable[[str], frozenset[str]] = lambda _: frozenset()
    statuses: Mapping[Status, str] = field(default_factory=dict)
    about: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)

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
    """All names that providers have. `reaches` tells what requests can be like where a scenario is in use."""

    providers: Mapping[str, ProviderWords]
    reaches: "Callable[[Scenario], Sequence[Reach]]" = lambda _: ()

    def names(self, kind: Kind, providers: Iterable[str] | None = None) -> frozenset[str]:
        """Return the names that some providers have between them; with None those that any has."""
        owners = self.providers if providers is None else providers
        return frozenset().union(*(self.providers[provider].of(kind) for provider in owners))

    @property
    def websockets(self) -> frozenset[str]:
        """The operations of all providers that are WebSockets."""
        return frozenset().union(*(words.websockets for words in self.providers.values()))

    @property
    def with_body(self) -> frozenset[str]:
        """The operations of all providers whose requests have a body."""
        return frozenset().union(*(words.with_body for words in self.providers.values()))

    def providers_with(self, kind: Kind, name: str) -> frozenset[str]:
        """Return the providers that have a name."""
        return frozenset(provider for provider, words in self.providers.items() if name in words.of(kind))

    def about(self, kind: Kind, name: str) -> str:
        """Return who has a name, with what it means there, where that is known."""
        owners = sorted(self.providers_with(kind, name))
        meanings = [self.providers[owner].about.get(kind, {}).get(name) for owner in owners]
        known = [f"{owner}: {meaning}" for owner, meaning in zip(owners, meanings, strict=True) if meaning is not None]
        return " ".join(known) or ", ".join(owners)
