"""A workspace's clock, by hand."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockserver.control.happenings import Happening

__tracebackhide__ = True  # pytest shows the line of the test, not those of this module


class MockClock:
    """Shows a workspace's time and moves it. What moves it returns what happened on the way, in order."""

    def __init__(self, control: Callable[..., Any]) -> None:
        """`control` calls the control API of the workspace, as `MockWorkspace.control` does."""
        self._control = control

    @property
    def now_ms(self) -> int:
        """The time that it shows, in epoch milliseconds."""
        return int(self._shown()["now_ms"])

    @property
    def frozen(self) -> bool:
        """Whether it stands until a hand moves it."""
        return bool(self._shown()["frozen"])

    def advance(self, by: str | float) -> "list[Happening]":
        """Move forward by a time such as `"5m"`, or a number of seconds. Returns when all that fell due has happened."""
        return self._advance({"by": by})

    def advance_to_next(self) -> "list[Happening]":
        """Move to the next thing that time brings about. Raises MockServerError when there is none."""
        return self._advance({"to": "next"})

    def advance_until(self, job_id: str, status: str) -> "list[Happening]":
        """Move until a job has a status (`queued`, `in_progress`, `completed`, `failed`, or `gone` once its time is over).

        Raises MockServerError when time alone won't bring it there.
        """
        return self._advance({"until": {"job": job_id, "status": status}})

    def sleep(self, seconds: float) -> None:
        """Advance by so many seconds: to be put in place of `time.sleep` in a client that waits between polls."""
        self._advance({"by": seconds})

    def freeze(self) -> None:
        """Stop it."""
        self._control("POST", "clock/freeze")

    def run(self, speed: float = 1.0) -> None:
        """Let it run, `speed` of its seconds in a real one."""
        self._control("POST", "clock/run", {"speed": speed})

    def _shown(self) -> Any:
        return self._control("GET", "clock")

    def _advance(self, how: dict[str, Any]) -> "list[Happening]":
        happened: list[Happening] = self._control("POST", "clock/advance", how)["happened"]
        return happened
