"""What rules do to requests, compiled: drawn for one request from the seed, by identity."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.engine.limits import Rate
from mockserver.engine.randomness import Seed
from mockserver.scenario.conditions import Condition, Turn, Turns
from mockserver.scenario.faults import Breaks, Fault
from mockserver.scenario.progress import Progress
from mockserver.scenario.spread import Spread


@dataclass(frozen=True, slots=True)
class NamedError:
    """A provider's error by name. What is set takes the place of what the provider's table says.

    With `after` it comes in the middle of a WebSocket's conversation.
    """

    name: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Any] = field(default_factory=dict)
    after: Progress | None = None


@dataclass(frozen=True, slots=True)
class Respond:
    """An answer in place of the provider's.

    `body` is text to send with its templates filled in, None for none, any other value JSON; `body_file` the name of a file
    whose bytes are the body.
    """

    status: int = 200
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body_file: str | None = None


@dataclass(frozen=True, slots=True)
class Delay:
    """A delay in milliseconds: of the whole answer, or of its body alone."""

    spread: Spread
    of_body: bool = False


class _Ending:
    """What a rule and what it does to one request have in common: whether anything is left for the rules after it."""

    __slots__ = ()
    limit: Rate | None
    error: NamedError | None
    fault: Fault | None
    respond: Respond | None

    @property
    def ends(self) -> bool:
        """Whether nothing of any request is left for the rules after it."""
        return self.limit is None and self.answers

    @property
    def answers(self) -> bool:
        """Whether it leaves nothing of a request on which it acts: beyond its limit, where it has one."""
        no_answer = self.fault is not None and not self.fault.operates
        return self.interruption is None and (self.respond is not None or self.error is not None or no_answer)

    @property
    def interruption(self) -> tuple[Progress, Fault | NamedError] | None:
        """What breaks into a WebSocket, and when; None for a rule that acts on the request itself."""
        if self.fault is not None and self.fault.kind.breaks is Breaks.SOCKET:
            return self.fault.progress, self.fault
        if self.error is not None and self.error.after is not None:
            return self.error.after, self.error
        return None


@dataclass(frozen=True, slots=True)
class Reaction(_Ending):
    """What one rule does to one request. `rule` says where it stands: "flaky.yaml:12". Times are in seconds.

    With a `limit` it does so only beyond it.
    """

    rule: str
    delay_s: float | None = None
    body_delay_s: float | None = None
    hold_s: float | None = None
    limit: Rate | None = None
    error: NamedError | None = None
    fault: Fault | None = None
    respond: Respond | None = None
    then: str | None = None
    signal: str | None = None


@dataclass(frozen=True, slots=True)
class RequestRule(_Ending):
    """A compiled rule for requests. What it counts by is None where nothing depends on a count."""

    rule: str
    when: Condition
    turns: Turns | None = None
    delay: Delay | None = None
    hold_s: float | None = None
    limit: Rate | None = None
    error: NamedError | None = None
    fault: Fault | None = None
    respond: Respond | None = None
    then: str | None = None
    signal: str | None = None
    deep: bool = field(init=False)
    """Whether it must know details of a request before it can tell whether it acts."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "deep", self.when.deep or (self.turns is not None and self.turns.by_job))

    @property
    def early(self) -> bool:
        """Whether it acts before a request's body is read."""
        return self.fault is not None and self.fault.kind.breaks is Breaks.UPLOAD

    def reaction(self, turn: Turn, seed: Seed) -> Reaction:
        """Return what it does to the request whose turn it is."""
        seconds = None
        if self.delay is not None:
            seconds = self.delay.spread.draw(seed, turn.counter, turn.number, "delay") / 1000
        of_body = self.delay is not None and self.delay.of_body
        return Reaction(
            self.rule,
            delay_s=None if of_body else seconds,
            body_delay_s=seconds if of_body else None,
            hold_s=self.hold_s,
            limit=self.limit,
            error=self.error,
            fault=self.fault,
            respond=self.respond,
            then=self.then,
            signal=self.signal,
        )
