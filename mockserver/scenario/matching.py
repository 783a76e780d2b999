"""A scenario ready for use: which rules a request or a submission meets, and what follows from them.

This lies in the way of every request, so a rule is found by provider and operation first, and its globs are compiled
once. Calls are counted outside, by a `Count`; everything drawn comes from the seed by identity (DESIGN §4).
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from typing import Generic, TypeVar
from urllib.parse import unquote, urlsplit

from mockserver.engine.accounts import AccountSettings
from mockserver.engine.clock import ClockSettings
from mockserver.engine.lifecycle import Failure, Stage, Status, Timeline
from mockserver.engine.randomness import Seed
from mockserver.engine.webhooks import WebhookPolicy
from mockserver.scenario.spread import Spread, Uniform
from mockserver.yamlfile.parts import Part

Count = Callable[[str], Awaitable[int]]
"""Adds one to the counter of that name and returns what it shows then: 1 the first time."""

Glob = re.Pattern[str]


def glob(text: str) -> Glob:
    """Compile a glob (`*`, `?`, `[…]`, with regard to case); `match` tells whether it fits a whole text."""
    return re.compile(translate(text))


@dataclass(slots=True)
class Facts:
    """What rules look at in one request. `headers` finds names without regard to case.

    `media` (file names or URLs) and `name` are those of the job that is submitted, known only for a submission.
    """

    provider: str
    operation: str
    method: str
    path: str
    headers: Mapping[str, str]
    credential: str | None
    media: Sequence[str] = ()
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """The compiled `when` of a rule. What is None lets everything through."""

    providers: frozenset[str] | None = None
    operation: str | None = None
    method: str | None = None
    path: Glob | None = None
    headers: tuple[tuple[str, Glob], ...] = ()
    credential: Glob | None = None
    media: Glob | None = None
    name: Glob | None = None
    call: int | None = None
    every: int | None = None
    chance: float | None = None

    @property
    def counted(self) -> bool:
        """Whether it depends on how many requests came before."""
        return not (self.call is None and self.every is None and self.chance is None)

    def concerns(self, provider: str | None, operation: str | None) -> bool:
        """Tell whether it can be met by an operation; None is one that no rule names."""
        mine = self.providers is None or provider in self.providers
        return mine and self.operation in (None, operation)

    def holds(self, facts: Facts) -> bool:
        """Tell whether all is true that does not depend on provider, operation or count."""
        if self.method is not None and self.method != facts.method:
            return False
        if not (_fits(self.path, facts.path) and _fits(self.credential, facts.credential)):
            return False
        if not all(_fits(wanted, facts.headers.get(name)) for name, wanted in self.headers):
            return False
        return _fits(self.name, facts.name) and (self.media is None or _fits_any(self.media, facts.media))

    def falls_on(self, call: int, seed: Seed, rule: str) -> bool:
        """Tell whether the rule acts on the n-th request (counted from 1) that meets the rest of it."""
        if self.call is not None and call != self.call:
            return False
        if self.every is not None and call % self.every:
            return False
        return self.chance is None or seed.fraction(rule, call, "chance") < self.chance


@dataclass(frozen=True, slots=True)
class Respond:
    """An answer in place of the provider's. `body` is text to send as it is, None for none, any other value JSON."""

    status: int = 200
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reaction:
    """What one rule does to one request. `rule` says where it stands: "flaky.yaml:12". The delay is in seconds."""

    rule: str
    delay_s: float | None = None
    error: str | None = None
    respond: Respond | None = None


@dataclass(frozen=True, slots=True)
class RequestRule:
    """A compiled rule for requests. Its delay is in milliseconds."""

    rule: str
    when: Condition
    delay: Spread | None = None
    error: str | None = None
    respond: Respond | None = None

    @property
    def counted(self) -> bool:
        """Whether its calls must be counted: to know if it acts, or for a delay that is drawn anew each time."""
        return self.when.counted or (self.delay is not None and self.delay.varies)

    def reaction(self, call: int, seed: Seed) -> Reaction:
        """Return what it does to the n-th request that it matches."""
        delay_s = None if self.delay is None else self.delay.draw(seed, self.rule, call, "delay") / 1000
        return Reaction(self.rule, delay_s, self.error, self.respond)


@dataclass(frozen=True, slots=True)
class StageRule:
    """A stage before its time is drawn. `lasts` is in milliseconds."""

    status: Status
    lasts: Spread | None = None
    polls: int | None = None
    failure: Failure | None = None

    def stage(self, seed: Seed, *identity: object) -> Stage:
        """Return the stage of one job."""
        lasts = None if self.lasts is None else round(self.lasts.draw(seed, *identity))
        return Stage(self.status, lasts, self.polls, self.failure)


DEFAULT_TIMELINE = (
    StageRule(Status.IN_PROGRESS, Uniform(5_000, 5_000), polls=2),
    StageRule(Status.COMPLETED),
)
"""How a job goes when neither a rule nor its provider says: two polls or 5 s, so that nobody waits for long."""


def timeline_of(stages: Sequence[StageRule], seed: Seed, identity: tuple[object, ...]) -> Timeline:
    """Return the timeline of the job that `identity` names: its times are drawn by it."""
    return tuple(stage.stage(seed, *identity, "stage", index) for index, stage in enumerate(stages))


@dataclass(frozen=True, slots=True)
class JobRule:
    """A compiled rule for jobs. Its duration is in milliseconds."""

    rule: str
    when: Condition
    timeline: tuple[StageRule, ...] | None = None
    transcript: str | None = None
    duration: Spread | None = None

    @property
    def counted(self) -> bool:
        return self.when.counted

    def plan(self, seed: Seed, identity: tuple[object, ...]) -> "Plan":
        """Return how one job goes."""
        timeline = None if self.timeline is None else timeline_of(self.timeline, seed, identity)
        duration = None if self.duration is None else round(self.duration.draw(seed, *identity, "duration"))
        return Plan(timeline, duration, self.transcript, self.rule)


DEFAULT_JOB = JobRule("default", Condition())
"""Decides when no rule of the scenario does."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How one job goes, and the rule that decided it. What is None is left to the provider."""

    timeline: Timeline | None
    duration_ms: int | None
    transcript: str | None
    rule: str


Rule = TypeVar("Rule", RequestRule, JobRule)


class _Index(Generic[Rule]):
    """Rules by provider and operation, in order. What no rule names shares one entry, so there are few entries."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        conditions = [rule.when for rule in rules]
        self._providers = frozenset().union(*(when.providers for when in conditions if when.providers is not None))
        self._operations = frozenset(when.operation for when in conditions if when.operation is not None)
        self._rules: dict[tuple[str | None, str | None], tuple[Rule, ...]] = {
            (provider, operation): tuple(rule for rule in rules if rule.when.concerns(provider, operation))
            for provider in (*self._providers, None)
            for operation in (*self._operations, None)
        }

    def concerning(self, facts: Facts) -> tuple[Rule, ...]:
        provider = facts.provider if facts.provider in self._providers else None
        operation = facts.operation if facts.operation in self._operations else None
        return self._rules[provider, operation]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens in a workspace."""

    name: str
    summary: str = ""
    seed: int = 1
    clock: ClockSettings = field(default_factory=ClockSettings)
    accounts: tuple[AccountSettings, ...] = ()
    webhooks: WebhookPolicy | None = None
    """How all webhooks are delivered; None leaves it to each provider."""
    quirks: Mapping[str, bool | Mapping[str, bool]] = field(default_factory=dict)
    """By provider: whether its documentation holds against what was observed; for all quirks or by their ids."""
    providers: Mapping[str, Part] = field(default_factory=dict)
    """By provider: its own settings, where any are written."""
    jobs: tuple[JobRule, ...] = ()
    requests: tuple[RequestRule, ...] = ()
    _jobs: _Index[JobRule] = field(init=False, repr=False, compare=False)
    _requests: _Index[RequestRule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_jobs", _Index(self.jobs))
        object.__setattr__(self, "_requests", _Index(self.requests))

    def documented(self, provider: str, quirk_id: str) -> bool:
        """Tell whether a quirk goes by the documentation; if not, as observed (DESIGN §7)."""
        choice = self.quirks.get(provider, False)
        return choice if isinstance(choice, bool) else choice.get(quirk_id, False)

    def documented_by_id(self, provider: str, quirk_id: str) -> bool | None:
        """Tell the same of a quirk that the scenario names; None where it doesn't, whatever holds for all of them."""
        choice = self.quirks.get(provider, False)
        return None if isinstance(choice, bool) else choice.get(quirk_id)

    async def reactions(self, facts: Facts, count: Count, seed: Seed) -> list[Reaction]:
        """Return what every rule that matches does, in order. Rules that depend on a count are counted by name."""
        acting: list[Reaction] = []
        for rule in self._requests.concerning(facts):
            if rule.when.holds(facts):
                call = await count(rule.rule) if rule.counted else 0
                if rule.when.falls_on(call, seed, rule.rule):
                    acting.append(rule.reaction(call, seed))
        return acting

    async def plan(self, facts: Facts, count: Count, seed: Seed, identity: tuple[object, ...]) -> Plan:
        """Return how a submitted job goes: the first rule that matches decides.

        The rules after it still count the submission. `identity` says which job it is; its times are drawn by it.
        """
        deciding: JobRule | None = None
        for rule in self._jobs.concerning(facts):
            if rule.when.holds(facts):
                call = await count(rule.rule) if rule.counted else 0
                if rule.when.falls_on(call, seed, rule.rule):
                    deciding = deciding or rule
        return (deciding or DEFAULT_JOB).plan(seed, identity)


def _fits(wanted: Glob | None, text: str | None) -> bool:
    return wanted is None or (text is not None and wanted.match(text) is not None)


def _fits_any(wanted: Glob, media: Sequence[str]) -> bool:
    return any(wanted.match(one) or wanted.match(_file_name(one)) for one in media)


def _file_name(media: str) -> str:
    """Return the last part of a path or URL, without a query and with `%20` and the like decoded."""
    try:
        path = urlsplit(media).path if "://" in media else media
    except ValueError:
        path = media
    return unquote(path.rstrip("/").rpartition("/")[2])
