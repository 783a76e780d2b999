"""What happens in a workspace, told to whoever listens while it happens."""

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

MOST_LISTENERS: Final = 100
_MOST_WAITING: Final = 1_000
_MOST_RECORDED: Final = 10_000


class Event(NamedTuple):
    """One thing that happened, at `at_ms` on the workspace's clock.

    `kind` is `request`, `job`, `webhook`, `clock`, `scenario` or `account`.
    """

    number: int
    kind: str
    at_ms: int
    facts: Mapping[str, Any]


class Listener:
    """Keeps what its reader hasn't read yet. When that is too much, the oldest go."""

    def __init__(self, missed: Iterable[Event] = ()) -> None:
        self._waiting: deque[Event] = deque(missed, maxlen=_MOST_WAITING)
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


class Recording:
    """Keeps the first 10,000 events of some kinds, and counts in `left_out` those that came after them."""

    def __init__(self, *kinds: str) -> None:
        self._kinds = kinds
        self.events: list[Event] = []
        self.left_out = 0

    def hear(self, event: Event) -> None:
        if event.kind not in self._kinds:
            return
        if len(self.events) < _MOST_RECORDED:
            self.events.append(event)
        else:
            self.left_out += 1


class Events:
    """The events of one workspace. The last 1,000 are kept for who comes back, from when somebody first listened."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._recordings: set[Recording] = set()
        self._last: deque[Event] | None = None
        self._told = 0
        self._closed = False

    def __len__(self) -> int:
        """How many listen. The bound, MOST_LISTENERS, is for those to keep who let listeners in."""
        return len(self._listeners)

    @property
    def wanted(self) -> bool:
        """Whether anybody is to hear of events, now or on coming back."""
        return self._last is not None or bool(self._recordings)

    def tell(self, kind: str, at_ms: int, **facts: Any) -> None:
        """Tell all who listen. Costs next to nothing when nobody does."""
        if not self.wanted:
            return
        self._told += 1
        event = Event(self._told, kind, at_ms, facts)
        if self._last is not None:
            self._last.append(event)
        for listener in self._listeners:
            listener.hear(event)
        for recording in self._recordings:
            recording.hear(event)

    @contextmanager
    def listening(self, after: int | None = None) -> Iterator[Listener]:
        """Give a listener that hears what happens from now on, and what is kept of what came after the event `after`."""
        if self._last is None:
            self._last = deque(maxlen=_MOST_WAITING)
        # A number that none has had yet is one of another world: of this one its reader knows nothing.
        known = after if after is None or after <= self._told else 0
        listener = Listener(event for event in self._last if known is not None and event.number > known)
        if self._closed:
            listener.end()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def record(self, recording: Recording) -> None:
        """Have a recording hear what happens from now on, until it is stopped."""
        self._recordings.add(recording)

    def stop(self, recording: Recording) -> None:
        self._recordings.discard(recording)

    def close(self) -> None:
        """Let all who listen know that nothing more will happen."""
        self._closed = True
        for listener in self._listeners:
            listener.end()
