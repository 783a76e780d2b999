"""Webhooks: what a provider tells its client unasked, when it is due, and how delivery went."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WebhookPolicy:
    """How often delivery is tried (`attempts` in all) and the time between two tries, in milliseconds of the workspace's clock."""

    attempts: int = 3
    every_ms: int = 30_000


@dataclass(frozen=True, slots=True)
class Webhook:
    """One message to a client's URL. `headers` come on top of what the transport sets; `body` is sent as it is."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    job: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
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

_GONE = 410


def is_success(status: int | None) -> bool:
    """Tell whether the receiver took the message (revai.md §6: any 2xx)."""
    return status is not None and 200 <= status < 300


def is_final(status: int | None) -> bool:
    """Tell whether delivery ends here: taken, or unsubscribed from with 410 (revai.md §6)."""
    return is_success(status) or status == _GONE
