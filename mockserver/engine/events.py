"""What happens in a workspace, told to whoever listens while it happens."""

import asyncio
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

MOST_LISTENERS: Final = 100
_MOST_WAITING: Final = 1_000


class Event(NamedTuple):
    """One thing that happened. `kind` is `request`, `job`, `webhook`, `clock` or `scenario`; `at_ms` the workspace's time."""

    number: int
    kind: str
    at_ms: int
    facts: Mapping[str, Any]


class Listener:
    """Keeps what its reader hasn't read yet. When that is too much, the oldest go."""

    def __init__(self) -> None:
        self._waiting: deque[Event] = deque(maxlen=_MOST_WAITING)
        self._over = False
        self._came = asyncio.Event()

    def hear(self, event: Event) -> None:
        self._waiting.append(event)
        self._came.set()

    def end(self) -> None:
        self._over = True
        self._came.set()

    async def next(self) -> Event | None:
        """Return the next event once it has happened; None when there will be none any more."""
        while not self._waiting and not self._over:
            self._came.clear()
            await self._came.wait()
        return self._waiting.popleft() if self._waiting else None


class Events:
    """The events of one workspace. Nothing is kept for those who come later: that is the journal's work."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._told = 0
        self._closed = False

    def __len__(self) -> int:
        """How many listen. The bound, MOST_LISTENERS, is for those to keep who let listeners in."""
        return len(self._listeners)

    def tell(self, kind: str, at_ms: int, **facts: Any) -> None:
        """Tell all who listen. Costs next to nothing when nobody does."""
        if not self._listeners:
            return
        self._told += 1
        event = Event(self._told, kind, at_ms, facts)
        for listener in self._listeners:
            listener.hear(event)

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """Give a listener that hears what happens from now on."""
        listener = Listener()
        if self._closed:
            listener.end()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        """Let all who listen know that nothing more will happen."""
        self._closed = True
        for listener in self._listeners:
            listener.end()
