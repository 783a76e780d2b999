"""What happens in a workspace, told to whoever listens while it happens."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_MOST_WAITING: Final = 1_000


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `kind` is `request`, `job`, `webhook`, `clock` or `scenario`; `at_ms` the workspace's time."""

    number: int
    kind: str
    at_ms: int
    facts: Mapping[str, Any]


class _Listener:
    """Keeps what its reader hasn't read yet. When that is too much, the oldest go."""

    def __init__(self) -> None:
        self._waiting: deque[Event] = deque(maxlen=_MOST_WAITING)
        self._came = asyncio.Event()

    def hear(self, event: Event) -> None:
        self._waiting.append(event)
        self._came.set()

    async def next(self) -> Event:
        while not self._waiting:
            self._came.clear()
            await self._came.wait()
        return self._waiting.popleft()


class Events:
    """The events of one workspace. Nothing is kept for those who come later: that is the journal's work."""

    def __init__(self) -> None:
        self._listeners: set[_Listener] = set()
        self._told = 0

    def tell(self, kind: str, at_ms: int, **facts: Any) -> None:
        """Tell all who listen. Costs next to nothing when nobody does."""
        if not self._listeners:
            return
        self._told += 1
        event = Event(self._told, kind, at_ms, facts)
        for listener in self._listeners:
            listener.hear(event)

    async def listen(self) -> AsyncIterator[Event]:
        """Yield what happens from now on, without end."""
        listener = _Listener()
        self._listeners.add(listener)
        try:
            while True:
                yield await listener.next()
        finally:
            self._listeners.discard(listener)
