"""What is due when, on a workspace's clock: one queue, worked off in order.

While the clock runs, a task that lives only as long as something is queued waits for the next due time. While it stands,
the same task does what is due already, and `advance` does the rest: when it returns, everything that fell due has happened.
"""

import asyncio
import heapq
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Set
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Final

from mockserver.engine.clock import Clock

PATIENCE_S: Final = 8.0
"""Real seconds for which moving the clock waits for one and the same thing that another one does.

Less than a webhook's receiver has for its answer, as it may be the receiver who moves the clock, and waits for itself.
"""

_BREATHES_AFTER: Final = 100
"""How many things are done one after the other before others have their turn."""

_log = logging.getLogger(__name__)

Action = Callable[[], Awaitable[None]]


class StillBusy(Exception):
    """Something that fell due before takes so long that the clock can't be moved on."""


class BeganAnew(Exception):
    """The world ended, as by a reset, of which the time was moved."""


class Agenda:
    """A queue of actions by due time (epoch ms). Two that are due at once happen in the order in which they were added."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queue: list[tuple[int, int, Action]] = []
        self._added = 0
        self._moving = asyncio.Lock()
        self._working = asyncio.Lock()
        self._under_way: set[asyncio.Event] = set()
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._begun = 0
        self.moving_to_ms: int | None = None
        """Where the clock is being moved to (epoch ms), while it is."""

    def __len__(self) -> int:
        return len(self._queue)

    @property
    def next_due_ms(self) -> int | None:
        """When the next action is due (epoch ms); None when none is queued."""
        return self._queue[0][0] if self._queue else None

    @property
    def under_way(self) -> Set[asyncio.Event]:
        """What is being done within `doing` now: each is set when it is over."""
        return frozenset(self._under_way)

    def add(self, due_ms: int, action: Action) -> None:
        """Have `action` done at `due_ms`; at once when that is past, and never once it is closed."""
        if self._closed:
            return
        self._added += 1
        heapq.heappush(self._queue, (due_ms, self._added, action))
        self._changed.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    @contextmanager
    def doing(self) -> Iterator[None]:
        """Have the clock moved only after the block, which does what is due, be it from the queue or aside from it."""
        over = asyncio.Event()
        self._under_way.add(over)
        try:
            yield
        finally:
            self._under_way.discard(over)
            over.set()

    async def advance(self, ms: int) -> None:
        """Advance the clock by `ms`, stopping at each due time on the way to do what is due. Raises as `advance_to` does."""

        async def target_ms() -> int:
            return self._clock.after(ms)

        await self.advance_to(target_ms)

    async def advance_to(self, find_target: Callable[[], Awaitable[int]]) -> None:
        """Advance the clock as far as `find_target` says (epoch ms), which is asked when nobody else moves it.

        What it adds is done on the way as well. Raises what it raises (ValueError below 0, or where a clock doesn't go),
        StillBusy and BeganAnew.
        """
        async with self._holding(self._moving), self._holding(self._working):
            while self._under_way:
                await self._patiently(next(iter(self._under_way)).wait)
            self._check_open()
            target_ms = self.moving_to_ms = await find_target()
            try:
                while (due_ms := await self._next_due_by(target_ms)) is not None:
                    self._clock.advance(max(0, due_ms - self._clock.now()))
                    await self._do_next()
                self._check_open()
                self._clock.advance(max(0, target_ms - self._clock.now()))
            finally:
                self.moving_to_ms = None
        self._changed.set()

    async def set_clock(self, change: Callable[[Clock], None]) -> None:
        """Have the clock frozen or released when nobody moves it. Raises StillBusy and BeganAnew.

        What is under way isn't waited for but where the clock is moved, as a clock that runs is to stop at once.
        """
        async with self._holding(self._moving):
            self._check_open()
            change(self._clock)
        self._changed.set()

    async def settle(self) -> None:
        """Do everything that is due by now."""
        async with self._working:
            while (due_ms := self.next_due_ms) is not None and due_ms <= self._clock.now():
                await self._do_next()

    async def close(self) -> None:
        """Forget everything that is queued, and take no more: what is under way may want to go on later."""
        self._closed = True
        self._queue.clear()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    @asynccontextmanager
    async def _holding(self, lock: asyncio.Lock) -> AsyncIterator[None]:
        await self._patiently(lock.acquire)
        try:
            yield
        finally:
            lock.release()

    async def _patiently(self, wait: Callable[[], Awaitable[object]]) -> None:
        """Wait for others, for as long as they get on with what is due. Raises StillBusy."""
        while True:
            begun = self._begun
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_S):
                    await wait()
                return
            if begun == self._begun:
                raise StillBusy(f"Something that fell due has been under way for {PATIENCE_S:g} seconds.")

    async def _next_due_by(self, target_ms: int) -> int | None:
        """Return when the next action is due (epoch ms) if that is by then, once nothing is under way that may add one."""
        while self._under_way:
            await next(iter(self._under_way)).wait()
        due_ms = self.next_due_ms
        return due_ms if due_ms is not None and due_ms <= target_ms else None

    def _check_open(self) -> None:
        if self._closed:
            raise BeganAnew("What was under way belongs to a world that is no more.")

    async def _do_next(self) -> None:
        self._begun += 1
        _, _, action = heapq.heappop(self._queue)
        try:
            await action()
        except Exception:
            _log.exception("Something that was due broke. This is a mistake in mockserver.")
        if self._begun % _BREATHES_AFTER == 0:
            await asyncio.sleep(0)

    async def _work(self) -> None:
        while self._queue:
            await self.settle()
            self._changed.clear()
            if (due_ms := self.next_due_ms) is not None:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), self._clock.real_seconds_until(due_ms))
