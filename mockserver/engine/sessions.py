"""What clients hold open: connections that go on for as long as both sides want, and end with their workspace."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Session(Protocol):
    """One open connection. `scope` is the namespace of the account that opened it."""

    @property
    def scope(self) -> str: ...

    async def end(self) -> None:
        """End it now; return when nothing of it goes on but the goodbye."""


class Sessions:
    """The open sessions of one workspace."""

    def __init__(self) -> None:
        self._open: set[Session] = set()

    def __len__(self) -> int:
        return len(self._open)

    def count(self, scope: str) -> int:
        """Return how many an account has open."""
        return sum(session.scope == scope for session in self._open)

    @contextmanager
    def opened(self, session: Session) -> Iterator[None]:
        """Keep a session among the open ones for as long as the context lasts."""
        self._open.add(session)
        try:
            yield
        finally:
            self._open.discard(session)

    async def close(self) -> None:
        """End all of them, those as well that are opened while others end."""
        while self._open:
            await self._open.pop().end()
