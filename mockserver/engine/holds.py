"""Answers that are held back until a hand releases them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

MOST_HOLDS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Hold:
    """One answer that is held back. `request` is the id of its request, `told` the request's line, `since_ms` epoch ms."""

    request: str
    told: str
    since_ms: int
    released: asyncio.Event = field(default_factory=asyncio.Event, compare=False, repr=False)


class Holds:
    """The answers that one workspace holds back, oldest first."""

    def __init__(self) -> None:
        self._held: dict[str, Hold] = {}
        self._closed = False

    def __iter__(self) -> Iterator[Hold]:
        return iter(list(self._held.values()))

    def __len__(self) -> int:
        return len(self._held)

    async def wait(self, hold: Hold, *ways_out: Callable[[], Awaitable[object]]) -> None:
        """Return when the hold is released, or one of `ways_out` is over; at once when MOST_HOLDS are held."""
        if self._closed or len(self._held) >= MOST_HOLDS:
            return
        self._held[hold.request] = hold
        waits = [asyncio.ensure_future(way_out()) for way_out in (hold.released.wait, *ways_out)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._held.pop(hold.request, None)
            for wait in waits:
                wait.cancel()
                with suppress(asyncio.CancelledError):
                    await wait

    def release(self, request: str | None = None) -> int:
        """Let go of the answer to one request, or of all. Return how many were held."""
        going = [hold for hold in self if request in (None, hold.request) and not hold.released.is_set()]
        for hold in going:
            hold.released.set()
        return len(going)

    def close(self) -> None:
        """Let go of all, and hold nothing from now on."""
        self._closed = True
        self.release()
