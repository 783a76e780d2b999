"""A scenario ready for use: which rules a request or a submission meets, and what follows from them.

This lies in the way of every request, so a rule is found by provider and operation first, and its globs are compiled
once. Calls are counted outside, by a `Count`; everything drawn comes from the seed by identity (DESIGN §4).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from mockserver.engine.accounts import AccountSettings
from mockserver.engine.clock import ClockSettings
from mockserver.engine.lifecycle import Failure, Stage, Status, Timeline
from mockserver.engine.randomness import Seed
from mockserver.engine.webhooks import Telling, WebhookPolicy
from mockserver.scenario.conditions import Condition, Count, Facts
from mockserver.scenario.places import Origin
from mockserver.scenario.reactions import Reaction, RequestRule
from mockserver.scenario.spread import Spread, Uniform
from mockserver.scenario.triggers import Trigger
from mockserver.yamlfile.parts import Part


class StageRule(NamedTuple):
    """A stage before its time and polls are drawn. `lasts` is in milliseconds; `polls` the fewest and the most."""

    status: Status
    lasts: Spread | None = None
    polls: tuple[int, int] | None = None
    failure: Failure | None = None
    signal: str | None = None
    needs_all: bool = False
    per_reader: bool = False

    def stage(self, seed: Seed, *identity: object) -> Stage:
        """Return the stage of one job."""
        return Stage(
            self.status,
            _time_of(self.lasts, seed, *identity),
            None if self.polls is None else _drawn(*self.polls, seed, *identity, "polls"),
            self.failure,
            self.signal,
            self.needs_all,
            self.per_reader,
        )


def _time_of(spread: Spread | None, seed: Seed, *identity: object) -> int | None:
    return None if spread is None else round(spread.draw(seed, *identity))


def _drawn(low: int, high: int, seed: Seed, *identity: object) -> int:
    return low + seed.integer(*identity) % (high - low + 1)


DEFAULT_TIMELINE = (
    StageRule(Status.IN_PROGRESS, Uniform(5_000, 5_000), polls=(2, 2)),
    StageRule(Status.COMPLETED),
)
"""How a job goes when neither a rule nor its provider says: two polls or 5 s, so that nobody waits for long."""


def timeline_of(stages: Sequence[StageRule], seed: Seed, identity: tuple[object, ...]) -> Timeline:
    """Return the timeline of the job that `identity` names: its times are drawn by it."""
    return tuple(stage.stage(seed, *identity, "stage", index) for index, stage in enumerate(stages))


@dataclass(frozen=True, slots=True)
class JobRule(Trigger):
    """A compiled rule for jobs. Its times are in milliseconds."""

    timeline: tuple[StageRule, ...] | None = None
    transcript: str | None = None
    duration: Spread | None = None
    telling: Telling = Telling()
    results_kept: Spread | None = None

    def plan(self, seed: Seed, identity: tuple[object, ...]) -> "Plan":
        """Return how one job goes."""
        timeline = None if self.timeline is None else timeline_of(self.timeline, seed, identity)
        duration_ms = _time_of(self.duration, seed, *identity, "duration")
        kept_ms = _time_of(self.results_kept, seed, *identity, "results")
        return Plan(timeline, duration_ms, self.transcript, self.rule, self.telling, kept_ms)


DEFAULT_JOB = JobRule("default", Condition())
"""Decides when no rule of the scenario does."""


class Plan(NamedTuple):
    """How one job goes, and the rule that decided it. What is None is left to the provider."""

    timeline: Timeline | None
    duration_ms: int | None
    transcript: str | None
    rule: str
    telling: Telling = Telling()
    results_kept_ms: int | None = None


RuleT = TypeVar("RuleT", bound=Trigger)


class _Index(Generic[RuleT]):
    """Rules by provider and operation, in order. What no rule names shares one entry, so there are few entries."""

    def __init__(self, rules: Sequence[RuleT]) -> None:
        conditions = [rule.when for rule in rules]
        self._providers = frozenset().union(*(when.providers for when in conditions if when.providers is not None))
        self._operations = frozenset().union(*(when.no_operations | (when.operations or set()) for when in conditions))
        self._rules: dict[tuple[str | None, str | None], tuple[RuleT, ...]] = {
            (provider, operation): tuple(rule for rule in rules if rule.when.concerns(provider, operation))
            for provider in (*self._providers, None)
            for operation in (*self._operations, None)
        }

    def concerning(self, facts: Facts) -> tuple[RuleT, ...]:
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
    phases: tuple[str, ...] = ("",)
    """The named states that it may be in, the first one first."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """The parameters that it has, with their values."""
    origin: Origin | None = field(default=None, compare=False)
    """The files that it was read from; None for one that came as text."""
    jobs: tuple[JobRule, ...] = ()
    requests: tuple[RequestRule, ...] = ()
    _jobs: _Index[JobRule] = field(init=False, repr=False, compare=False)
    _requests: _Index[RequestRule] = field(init=False, repr=False, compare=False)
    _uploads: _Index[RequestRule] = field(init=False, repr=False, compare=False)
    breaks_uploads: bool = field(init=False, repr=False, compare=False)
    """Whether rules act before a request's body is read."""

    def __post_init__(self) -> None:
        early = [rule for rule in self.requests if rule.does.early]
        object.__setattr__(self, "_jobs", _Index(self.jobs))
        object.__setattr__(self, "_requests", _Index([rule for rule in self.requests if not rule.does.early]))
        object.__setattr__(self, "_uploads", _Index(early))
        object.__setattr__(self, "breaks_uploads", bool(early))

    @property
    def phase(self) -> str:
        """The phase in which it begins; empty where it names none."""
        return self.phases[0]

    @property
    def signals(self) -> frozenset[str]:
        """The signals that stages of its jobs wait for."""
        stages = (stage for rule in self.jobs for stage in rule.timeline or ())
        return frozenset(stage.signal for stage in stages if stage.signal is not None)

    def documented(self, provider: str, quirk_id: str) -> bool:
        """Tell whether a quirk goes by the documentation; if not, as observed (DESIGN §7)."""
        choice = self.quirks.get(provider, False)
        return choice if isinstance(choice, bool) else choice.get(quirk_id, False)

    def documented_by_id(self, provider: str, quirk_id: str) -> bool | None:
        """Tell the same of a quirk that the scenario names; None where it doesn't, whatever holds for all of them."""
        choice = self.quirks.get(provider, False)
        return None if isinstance(choice, bool) else choice.get(quirk_id)

    async def reactions(self, facts: Facts, count: Count, seed: Seed, *, early: bool = False) -> list[Reaction]:
        """Return what every rule that matches does, in order. Rules that depend on a count are counted by identity.

        With `early` they are the rules that act before the request's body is read, else the others.
        """
        acting: list[Reaction] = []
        for rule in (self._uploads if early else self._requests).concerning(facts):
            if rule.deep:
                await facts.looked()
            if rule.when.holds(facts):
                turn = await rule.turn(facts, count, seed)
                if turn is not None:
                    acting.append(rule.reaction(turn, seed))
        return acting

    async def plan(self, facts: Facts, count: Count, seed: Seed, identity: tuple[object, ...]) -> Plan:
        """Return how a submitted job goes: the first rule that matches decides.

        The rules after it still count the submission. `identity` says which job it is; its times are drawn by it.
        """
        deciding: JobRule | None = None
        for rule in self._jobs.concerning(facts):
            if rule.deep:
                await facts.looked()
            if rule.when.holds(facts) and await rule.turn(facts, count, seed) is not None:
                deciding = deciding or rule
        return (deciding or DEFAULT_JOB).plan(seed, identity)
