"""What the server still loads while it answers already."""

from collections.abc import Iterator
from contextlib import contextmanager


class Readiness:
    """Knows what is being loaded. With nothing of it left, the first request of any kind is as fast as the next."""

    def __init__(self) -> None:
        self._loading: list[str] = []

    @property
    def loading(self) -> tuple[str, ...]:
        """What is being loaded, the longest under way first."""
        return tuple(self._loading)

    @contextmanager
    def of(self, what: str) -> Iterator[None]:
        """Say for as long as the context lasts that `what` is being loaded."""
        self._loading.append(what)
        try:
            yield
        finally:
            self._loading.remove(what)
