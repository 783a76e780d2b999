"""Scenarios in the form in which requests meet them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockserver.engine.accounts import AccountSettings
from mockserver.engine.clock import ClockSettings
from mockserver.engine.lifecycle import Stage, Status, Timeline
from mockserver.engine.randomness import Seed
from mockserver.engine.webhooks import WebhookPolicy

Count = Callable[[str], Awaitable[int]]
DEFAULT_TIMELINE: Timeline = (Stage(Status.IN_PROGRESS, for_ms=5_000, polls=2), Stage(Status.COMPLETED))


@dataclass(slots=True)
class Facts:
    provider: str
    operation: str
    method: str
    path: str
    headers: Mapping[str, str]
    credential: str | None
    media: Sequence[str] = ()
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Respond:
    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reaction:
    rule: str
    delay_s: float | None = None
    error: str | None = None
    respond: Respond | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    timeline: Timeline
    duration_ms: int | None = None
    transcript: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str = "happy_path"
    summary: str = ""
    seed: int = 1
    clock: ClockSettings = ClockSettings()
    accounts: tuple[AccountSettings, ...] = ()
    webhooks: WebhookPolicy = WebhookPolicy()
    quirks: Mapping[str, Any] = field(default_factory=dict)
    timeline: Timeline = DEFAULT_TIMELINE

    def documented(self, provider: str, quirk: str) -> bool:
        chosen = self.quirks.get(provider, "observed")
        return (chosen if isinstance(chosen, str) else chosen.get(quirk)) == "documented"

    async def reactions(self, facts: Facts, count: Count, seed: Seed) -> list[Reaction]:
        return []

    async def plan(self, facts: Facts, count: Count, seed: Seed, identity: tuple[object, ...]) -> Plan:
        return Plan(self.timeline)
