"""Webhooks: what a provider tells its client unasked, when it is due, and how delivery went."""

import asyncio
import heapq
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from mockserver.engine.agenda import Agenda
from mockserver.engine.clock import Clock
from mockserver.masking import masked_target


class WebhookPolicy(NamedTuple):
    """How often delivery is tried (`attempts` in all), and the time between two tries on the workspace's clock."""

    attempts: int = 3
    every_ms: int = 30_000


class Telling(NamedTuple):
    """How the end of a job is told: how often (0: never), and how long after it.

    With `early` it is told while the job is still in its last stage before the end.
    """

    times: int = 1
    delay_ms: int = 0
    early: bool = False


@dataclass(frozen=True, slots=True)
class Webhook:
    """One message to a client's URL. `headers` come on top of what the transport sets; `body` is sent as it is.

    `policy` is how its sender goes about delivery, unless the scenario says how everybody does.
    """

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    job: str | None = None
    policy: WebhookPolicy = WebhookPolicy()

    @property
    def shown_url(self) -> str:
        """The URL, with the user and the password in it masked."""
        return masked_target(self.url)


class Attempt(NamedTuple):
    """One try. `status` is the receiver's HTTP status; None with an `error` that says why there was none."""

    at_ms: int
    status: int | None = None
    error: str | None = None


@dataclass(slots=True)
class Delivery:
    """A webhook and its tries so far."""

    id: int
    webhook: Webhook
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def delivered(self) -> bool:
        return bool(self.attempts) and is_success(self.attempts[-1].status)


class DeliveryFailed(Exception):
    """There was no answer at all: no connection, a time-out, or an address that must not be called."""


Sender = Callable[[Webhook], Awaitable[int]]
"""The port by which webhooks leave: sends one, returns the receiver's HTTP status or raises DeliveryFailed."""

_log = logging.getLogger("mockserver.webhooks")

_GONE = 410
_REMEMBERED_DELIVERIES = 1_000
_REMEMBERED_BYTES = 16 * 1024**2
_MOST_AT_ONCE: Final = 20


def is_success(status: int | None) -> bool:
    """Tell whether the receiver took the message (revai.md §6: any 2xx)."""
    return status is not None and 200 <= status < 300


def is_final(status: int | None) -> bool:
    """Tell whether delivery ends here: taken, or unsubscribed from with 410 (revai.md §6)."""
    return is_success(status) or status == _GONE


class Webhooks:
    """The webhooks of one workspace: queued on its clock, tried again as its policy says, or else as each one's own does.

    Those that are due together go out side by side, so that a slow receiver doesn't hold up the others. However they end, they
    are told of in the order in which they were due.
    """

    def __init__(
        self,
        send: Sender,
        policy: WebhookPolicy | None,
        clock: Clock,
        agenda: Agenda,
        attempted: Callable[[Delivery], None] = lambda _: None,
    ) -> None:
        """`attempted` is told after each attempt, which is then the delivery's last."""
        self._send = send
        self._attempted = attempted
        self.policy = policy
        self._clock = clock
        self._agenda = agenda
        self._deliveries: deque[Delivery] = deque()
        self._bytes = 0
        self._posted = 0
        self._planned: list[tuple[int, int, Delivery]] = []

    def __iter__(self) -> Iterator[Delivery]:
        """Yield the latest deliveries, oldest first: 1,000 at most, with 16 MiB of bodies between them."""
        return iter(self._deliveries)

    def post(self, webhook: Webhook, delay_ms: int = 0) -> Delivery:
        """Queue a webhook. Its first try is due after `delay_ms`."""
        delivery = self._kept(webhook)
        self._plan(delivery, self._clock.now() + delay_ms)
        return delivery

    async def send(self, webhook: Webhook) -> Delivery:
        """Try a webhook at once, whatever else is due or under way, and return how that went. Tried again like any other."""
        delivery = self._kept(webhook)
        await self._deliver([delivery])
        return delivery

    @asynccontextmanager
    async def settling(self) -> AsyncIterator[None]:
        """See to it that what becomes due now within the block has been tried when it is left.

        What was under way before isn't waited for: it may be the receiver of that who asks.
        """
        before = self._agenda.under_way
        yield
        await self._deliver_due()
        for over in self._agenda.under_way - before:
            await over.wait()

    def _kept(self, webhook: Webhook) -> Delivery:
        self._posted += 1
        delivery = Delivery(self._posted, webhook)
        self._deliveries.append(delivery)
        self._bytes += len(webhook.body)
        while len(self._deliveries) > _REMEMBERED_DELIVERIES or self._bytes > _REMEMBERED_BYTES:
            self._bytes -= len(self._deliveries.popleft().webhook.body)
        return delivery

    def _plan(self, delivery: Delivery, due_ms: int) -> None:
        heapq.heappush(self._planned, (due_ms, delivery.id, delivery))
        self._agenda.add(due_ms, self._deliver_due)

    async def _deliver_due(self) -> None:
        """Try all that are due by now and that nobody tries yet."""
        due: list[Delivery] = []
        while self._planned and self._planned[0][0] <= self._clock.now():
            due.append(heapq.heappop(self._planned)[-1])
        if due:
            await self._deliver(due)

    async def _deliver(self, due: Sequence[Delivery]) -> None:
        """Try deliveries side by side, and when all are over tell of them in order."""
        at_once = asyncio.Semaphore(_MOST_AT_ONCE)
        with self._agenda.doing():
            await asyncio.gather(*(self._attempt(delivery, at_once) for delivery in due))
            for delivery in due:
                self._go_on(delivery)

    async def _attempt(self, delivery: Delivery, at_once: asyncio.Semaphore) -> None:
        async with at_once:
            at_ms = self._clock.now()
            try:
                attempt = Attempt(at_ms, await self._send(delivery.webhook))
            except DeliveryFailed as failure:
                attempt = Attempt(at_ms, error=str(failure))
            delivery.attempts.append(attempt)

    def _go_on(self, delivery: Delivery) -> None:
        """Tell of an attempt that is over, and plan another one where it takes one."""
        attempt = delivery.attempts[-1]
        self._attempted(delivery)
        policy = self.policy or delivery.webhook.policy
        again = not is_final(attempt.status) and len(delivery.attempts) < policy.attempts
        _log.info(
            "webhook of job %s to %s: %s%s",
            delivery.webhook.job,
            delivery.webhook.shown_url,
            attempt.error or attempt.status,
            f" - again in {policy.every_ms / 1000:g} s" if again else "",
        )
        if again:
            self._plan(delivery, attempt.at_ms + policy.every_ms)
