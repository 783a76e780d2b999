"""Assertions about how a client behaves: how it polls, waits when told to, stops and cleans up."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mockserver.client.assertions import check_nothing_forgotten

if TYPE_CHECKING:
    from mockserver.control import manners

__tracebackhide__ = True  # pytest shows the line of the test, not those of this module


@dataclass(frozen=True, slots=True)
class ClientManners:
    """Verdicts from the journal, on the workspace's clock. `verdicts` has them as the server tells them.

    What the journal has let go of, over its bound, isn't judged: then assertions fail for that.
    """

    verdicts: "manners.Manners"

    def assert_polls_no_faster_than(self, seconds: float) -> None:
        """Assert that no job was polled twice within fewer seconds."""
        self._none(
            f"polled again within fewer than {seconds:g} seconds",
            (
                f"job {job['job']} after {job['smallest_interval_ms'] / 1000:g} seconds"
                for job in self.verdicts["jobs"]
                if job["smallest_interval_ms"] is not None and job["smallest_interval_ms"] < seconds * 1000
            ),
        )

    def assert_backs_off(self) -> None:
        """Assert that polls of a job come at intervals that grow. Jobs with fewer than three polls don't count."""
        self._none(
            "polled without backing off",
            (f"job {job['job']}, {job['polls']} times" for job in self.verdicts["jobs"] if job["backs_off"] is False),
        )

    def assert_honours_retry_after(self) -> None:
        """Assert that the client waited for as long as answers asked it to."""
        self._none(
            "came back before it was asked to",
            (
                f"{wait['operation']} after {wait['waited_ms'] / 1000:g} of {wait['asked_ms'] / 1000:g} seconds"
                for wait in self.verdicts["waits"]
                if wait["waited_ms"] is not None and wait["waited_ms"] < wait["asked_ms"]
            ),
        )

    def assert_stops_at_end(self) -> None:
        """Assert that no job was polled after a poll had seen that it ended."""
        self._none(
            "went on polling after the end",
            (
                f"job {job['job']}, {job['polls_after_end']} times"
                for job in self.verdicts["jobs"]
                if job["polls_after_end"]
            ),
        )

    def assert_submits_once(self) -> None:
        """Assert that no submission came twice, as after a timeout of the client's."""
        self._none(
            "submitted the same twice",
            (f"{each['operation']} as {', '.join(each['jobs'])}" for each in self.verdicts["duplicates"]),
        )

    def assert_cleans_up(self) -> None:
        """Assert that every job was deleted by the client."""
        self._none("left jobs behind", (f"job {job['job']}" for job in self.verdicts["jobs"] if not job["deleted"]))

    def _none(self, fault: str, found: Iterable[str]) -> None:
        faults = list(found)
        if faults:
            raise AssertionError(f"The client {fault}: {'; '.join(faults)}.")
        check_nothing_forgotten(self.verdicts["forgotten"])
