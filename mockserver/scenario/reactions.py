"""What rules do to requests, compiled: drawn for one request from the seed, by identity."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mockserver.engine.limits import Rate
from mockserver.engine.randomness import Seed
from mockserver.scenario.conditions import Turn
from mockserver.scenario.faults import Breaks, Fault
from mockserver.scenario.progress import Progress
from mockserver.scenario.spread import Spread
from mockserver.scenario.triggers import Trigger


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


class Delay(NamedTuple):
    """A delay in milliseconds: of the whole answer, or of its body alone."""

    spread: Spread
    of_body: bool = False


class Consequence(NamedTuple):
    """What a rule does to the requests that it acts on. With a `limit` it does so only beyond it."""

    delay: Delay | None = None
    hold_s: float | None = None
    limit: Rate | None = None
    error: NamedError | None = None
    fault: Fault | None = None
    respond: Respond | None = None
    phase: str | None = None
    signal: str | None = None

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
    def early(self) -> bool:
        """Whether it comes before a request's body is read."""
        return self.fault is not None and self.fault.kind.breaks is Breaks.UPLOAD

    @property
    def interruption(self) -> tuple[Progress, Fault | NamedError] | None:
        """What breaks into a WebSocket, and when; None for what is done to the request itself."""
        if self.fault is not None and self.fault.kind.breaks is Breaks.SOCKET:
            return self.fault.progress, self.fault
        if self.error is not None and self.error.after is not None:
            return self.error.after, self.error
        return None


@dataclass(frozen=True, slots=True)
class RequestRule(Trigger):
    """A compiled rule for requests."""

    does: Consequence = Consequence()

    def reaction(self, turn: Turn, seed: Seed) -> "Reaction":
        """Return what it does to the request whose turn it is."""
        delay = self.does.delay
        if delay is None:
            return Reaction(self.rule, self.identity, self.does)
        seconds = delay.spread.draw(seed, turn.counter, turn.number, "delay") / 1000
        late = {"body_delay_s": seconds} if delay.of_body else {"delay_s": seconds}
        return Reaction(self.rule, self.identity, self.does, **late)


class Reaction(NamedTuple):
    """What one rule does to one request, with the delays in seconds that were drawn for it."""

    rule: str
    identity: str
    does: Consequence
    delay_s: float | None = None
    body_delay_s: float | None = None
