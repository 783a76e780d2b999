"""What all that a test holds in its hand has in common: a way to the server's control API, and a clock."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
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


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that are given."""
    return {name: value for name, value in options.items() if value is not None}
