"""When a stream is closed: for want of audio, or as it has lasted long enough, on the workspace's clock (revai.md §2.16)."""

from collections.abc import Awaitable, Callable
from typing import Final

from mockserver.engine.agenda import Agenda
from mockserver.engine.clock import Clock
from mockserver.gateway.answers import Close
from mockserver.providers.revai.streaming.closing import IDLE, MAX_LIFETIME

MAX_LIFETIME_MS: Final = 3 * 3600 * 1000


class Deadlines:
    """Watches over one stream, with one entry of the agenda that is moved on when it comes up too early."""

    def __init__(
        self,
        clock: Clock,
        agenda: Agenda,
        idle_ms: int,
        end: Callable[[Close], Awaitable[None]],
        is_stalled: Callable[[], bool],
    ) -> None:
        """`end` is called once, when a stream without audio for `idle_ms`, or with a long life, is to be closed.

        While it `is_stalled` nobody listens, so that nobody can say that the client is idle.
        """
        self._is_stalled = is_stalled
        self._clock = clock
        self._agenda = agenda
        self._idle_ms = idle_ms
        self._end: Callable[[Close], Awaitable[None]] | None = end
        self._life_due_ms = clock.now() + MAX_LIFETIME_MS
        self.audio_came()
        self._wait()

    def audio_came(self) -> None:
        """Say that the client isn't idle."""
        self._idle_due_ms = self._clock.now() + self._idle_ms

    def stop(self) -> None:
        """Watch no longer."""
        self._end = None

    def _wait(self) -> None:
        self._agenda.add(min(self._idle_due_ms, self._life_due_ms), self._look)

    async def _look(self) -> None:
        if self._end is None:
            return
        if self._is_stalled():
            self.audio_came()
        now_ms = self._clock.now()
        if now_ms >= self._life_due_ms:
            await self._end(MAX_LIFETIME)
        elif now_ms >= self._idle_due_ms:
            await self._end(IDLE)
        else:
            self._wait()
