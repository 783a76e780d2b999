"""What is due when, on a workspace's clock: one queue, worked off in order.

While the clock runs, a task that lives only as long as something is queued waits for the next due time. While it stands,
the same task does what is due already, and `advance` does the rest: when it returns, everything that fell due has happened.
"""

import asyncio
import heapq
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from mockserver.engine.clock import Clock

_log = logging.getLogger(__name__)

Action = Callable[[], Awaitable[None]]


class Agenda:
    """A queue of actions by due time (epoch ms). Two that are due at once happen in the order in which they were added."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queue: list[tuple[int, int, Action]] = []
        self._added = 0
        self._working = asyncio.Lock()
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    def __len__(self) -> int:
        return len(self._queue)

    @property
    def next_due_ms(self) -> int | None:
        """When the next action is due (epoch ms); None when none is queued."""
        return self._queue[0][0] if self._queue else None

    def add(self, due_ms: int, action: Action) -> None:
        """Have `action` done at `due_ms`; at once when that is past, and never once it is closed."""
        if self._closed:
            return
        self._added += 1
        heapq.heappush(self._queue, (due_ms, self._added, action))
        self._changed.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def advance(self, ms: int) -> None:
        """Advance the clock by `ms`, stopping at each due time on the way to do what is due.

        Raises ValueError below 0, or where a clock doesn't go.
        """
        async with self._working:
            target_ms = self._clock.after(ms)
            while (due_ms := self.next_due_ms) is not None and due_ms <= target_ms:
                self._clock.advance(max(0, due_ms - self._clock.now()))
                await self._do_next()
            self._clock.advance(max(0, target_ms - self._clock.now()))
        self.clock_changed()

    async def settle(self) -> None:
        """Do everything that is due by now."""
        async with self._working:
            while (due_ms := self.next_due_ms) is not None and due_ms <= self._clock.now():
                await self._do_next()

    def clock_changed(self) -> None:
        """Say that the clock was frozen, released or moved, so that waiting times are worked out anew."""
        self._changed.set()

    async def close(self) -> None:
        """Forget everything that is queued, and take no more: what is under way may want to go on later."""
        self._closed = True
        self._queue.clear()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _do_next(self) -> None:
        _, _, action = heapq.heappop(self._queue)
        try:
            await action()
        except Exception:
            _log.exception("Something that was due broke. This is a mistake in mockserver.")

    async def _work(self) -> None:
        while self._queue:
            await self.settle()
            self._changed.clear()
            if (due_ms := self.next_due_ms) is not None:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), self._clock.real_seconds_until(due_ms))
