"""The compiled `when` of a rule, and what it looks at in a request.

This lies in the way of every request. What costs something to know (the query, the body, the job that is asked for) is
looked at only when a rule depends on it, and then once.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from mockserver.engine.randomness import Seed
from mockserver.scenario.checks import Check
from mockserver.scenario.details import Details
from mockserver.scenario.globs import Glob, fits

Count = Callable[[str], Awaitable[int]]
"""Adds one to the counter of that name and returns what it shows then: 1 the first time."""


async def _no_details() -> Details:
    return Details()


@dataclass(slots=True)
class Facts:
    """What rules look at in one request.

    `headers` finds names without regard to case; `phase_number` tells a phase from the times that it was before; `look` takes
    the closer look.
    """

    provider: str
    operation: str
    method: str
    path: str
    headers: Mapping[str, str]
    credential: str | None
    phase: str = ""
    phase_number: int = 0
    look: Callable[[], Awaitable[Details]] = _no_details
    details: Details | None = None

    async def looked(self) -> Details:
        """Return the details, looked at once."""
        if self.details is None:
            self.details = await self.look()
        return self.details


@dataclass(frozen=True, slots=True)
class Condition:
    """The compiled `when` of a rule, but for its counts. What is None lets everything through.

    `no_operations` are those that it isn't about, whatever else is true.
    """

    providers: frozenset[str] | None = None
    operations: frozenset[str] | None = None
    methods: frozenset[str] | None = None
    phases: frozenset[str] | None = None
    path: Glob | None = None
    headers: tuple[tuple[str, Glob], ...] = ()
    credential: Glob | None = None
    checks: tuple[Check, ...] = ()
    none_of: "Condition | None" = None
    any_of: tuple["Condition", ...] = ()
    no_operations: frozenset[str] = frozenset()
    deep: bool = field(init=False)
    """Whether it must know details: they are looked at before it is asked."""
    _simple: bool = field(init=False, repr=False)
    """Whether it looks at nothing but path and credential, as most do."""

    def __post_init__(self) -> None:
        nested = (*self.any_of, *([self.none_of] if self.none_of else []))
        object.__setattr__(self, "deep", bool(self.checks) or any(condition.deep for condition in nested))
        more = self.methods is not None or self.phases is not None or self.headers or self.checks or nested
        object.__setattr__(self, "_simple", not more)

    def concerns(self, provider: str | None, operation: str | None) -> bool:
        """Tell whether it can be met by an operation; None is one that no rule names."""
        mine = self.providers is None or provider in self.providers
        named = self.operations is None or operation in self.operations
        return mine and named and operation not in self.no_operations

    def holds(self, facts: Facts) -> bool:
        """Tell whether all is true that does not depend on provider, operation or count."""
        if self.credential is not None and not fits(self.credential, facts.credential):
            return False
        if self.path is not None and not fits(self.path, facts.path):
            return False
        return self._simple or self._holds_within(facts)

    def _holds_within(self, facts: Facts) -> bool:
        if self.methods is not None and facts.method not in self.methods:
            return False
        if self.phases is not None and facts.phase not in self.phases:
            return False
        if not all(fits(wanted, facts.headers.get(name)) for name, wanted in self.headers):
            return False
        details = facts.details or Details()
        if not all(check(details) for check in self.checks):
            return False
        if self.none_of is not None and self.none_of._is_met(facts):
            return False
        return not self.any_of or any(condition._is_met(facts) for condition in self.any_of)

    def _is_met(self, facts: Facts) -> bool:
        return self.concerns(facts.provider, facts.operation) and self.holds(facts)


class Turn(NamedTuple):
    """The how-manieth request it is that a rule matches, from 1, and the name of the counter by which it is so."""

    counter: str
    number: int


UNCOUNTED: Final = Turn("", 0)
"""The turn of a rule for which nothing depends on a count."""


@dataclass(frozen=True, slots=True)
class Turns:
    """On which of the requests that a rule matches it acts: counted from 1, and over after `times` of them."""

    first: int = 1
    last: int | None = None
    every: int = 1
    chance: float | None = None
    times: int | None = None
    per: Literal["job", "operation"] | None = None

    @property
    def by_job(self) -> bool:
        return self.per == "job"

    def comes_to(self, number: int) -> bool:
        """Tell whether the request of that number is one of those that it acts on, chance and `times` aside."""
        return number >= self.first and (self.last is None or number <= self.last) and number % self.every == 0

    def fall_on(self, turn: Turn, seed: Seed) -> bool:
        """Tell whether the request of a turn is one of those that the rule acts on, `times` aside."""
        return self.comes_to(turn.number) and (self.chance is None or self.drawn(turn, seed) < self.chance)

    @staticmethod
    def drawn(turn: Turn, seed: Seed) -> float:
        """Return the lot that a request draws, from 0 to 1. It must be below the chance."""
        return seed.fraction(turn.counter, turn.number, "chance")

    async def counted(self, identity: str, facts: Facts, count: Count) -> Turn:
        """Count a request that the rule of that identity matches, whatever becomes of it."""
        counter = identity
        if self.per == "operation":
            counter = f"{identity} {facts.provider} {facts.operation}"
        elif self.per == "job" and facts.details is not None and facts.details.job_number is not None:
            counter = f"{identity} job {facts.details.job_number}"
        return Turn(counter, await count(counter))

    async def taken(self, turn: Turn, count: Count, seed: Seed) -> bool:
        """Tell whether the rule acts on the request of a turn, and take one of its `times` then."""
        if not self.fall_on(turn, seed):
            return False
        return self.times is None or await count(f"{turn.counter} times") <= self.times
