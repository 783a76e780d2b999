"""What all that a test holds in its hand has in common: a way to the server's control API, and a clock."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from mockserver.client.clock import MockClock

__tracebackhide__ = True  # pytest shows the line of the test, not those of this module


class Handle(ABC):
    """A handle of one workspace."""

    @abstractmethod
    def control(self, method: str, path: str, options: Mapping[str, Any] | None = None) -> Any:
        """Call the control API at `/_mock/PATH` and return what it says. Raises MockServerError when it refuses."""

    @property
    def clock(self) -> MockClock:
        """Its clock, by hand."""
        return MockClock(self.control)

    def _every(self, method: str, path: str, query: Mapping[str, Any], page: int) -> list[Any]:
        """Return all that a list of the control API has, newest first, asked for in pages of so many."""
        found: list[Any] = []
        below: dict[str, int] = {}
        while True:
            newest = sorted(self.control(method, path, {**query, **below, "limit": page}), key=itemgetter("number"))
            found += reversed(newest)
            if len(newest) < page:
                return found
            below = {"below": newest[0]["number"]}


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that are given."""
    return {name: value for name, value in options.items() if value is not None}
