"""Jobs by hand: looked at without polling, moved, ended, waited for, and submitted beforehand."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from mockserver.client.handle import Handle, given
from mockserver.client.transport import MockServerError

if TYPE_CHECKING:
    from mockserver.control.jobs import JobView

__tracebackhide__ = True  # pytest shows the line of the test, not those of this module

_POLL_S: Final = 0.05
_PAGE: Final = 1_000


class JobsByHand(Handle):
    """The jobs of one workspace."""

    def jobs(self, *, provider: str | None = None, status: str | None = None) -> "list[JobView]":
        """Return the jobs, newest first: all, or those of a `provider` or with a `status`."""
        return self._every("GET", "jobs", given({"provider": provider, "status": status}), _PAGE)

    def job(self, job_id: str) -> "JobView":
        """Return a job with its timeline and history, without a poll. Raises MockServerError when there is none."""
        found: list[JobView] = self.control("GET", _path(job_id))
        return found[-1]

    def create_job(
        self,
        provider: str,
        request: Mapping[str, Any] | None = None,
        status: str | None = "completed",
        *,
        media: str | None = None,
        name: str | None = None,
        transcript: str | None = None,
        duration: str | float | None = None,
        failure: str | None = None,
        detail: str | None = None,
        operation: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> "JobView":
        """Have a job that was submitted before the test began: `completed` or `failed`, with None as the scenario says.

        `mock.create_job("revai", media="https://example.com/talk.mp3")` makes a request of `media` and `name`. Else `request`
        is the whole body that a client would send, and `operation` what it would call. `transcript` (a fixture) and
        `duration` are as scenarios have them. The journal leaves it out. Raises MockServerError with the provider's own words
        when it refuses.
        """
        options = {
            "provider": provider,
            "request": request,
            "status": status,
            "media": media,
            "name": name,
            "transcript": transcript,
            "duration": duration,
            "failure": failure,
            "detail": detail,
            "operation": operation,
            "headers": headers,
        }
        created: JobView = self.control("POST", "jobs", given(options))
        return created

    def move(self, job_id: str) -> None:
        """Move a job on to the next stage of its timeline, as by hand. Raises MockServerError when there is no job or stage."""
        self._act(job_id, "move")

    def complete(self, job_id: str) -> None:
        """Complete a job now, whatever its timeline says. Raises MockServerError when there is none, or it has ended."""
        self._act(job_id, "complete")

    def fail(self, job_id: str, failure: str | None = None, detail: str | None = None) -> None:
        """Have a job fail now, with a failure by the name that scenarios have, and words in place of the provider's.

        Raises MockServerError when there is no such job or failure, or the job has ended.
        """
        self._act(job_id, "fail", given({"failure": failure, "detail": detail}))

    def expire(self, job_id: str) -> None:
        """Let the time be over for which a job that ended is kept. Raises MockServerError when it goes on, or isn't there."""
        self._act(job_id, "expire")

    def delete_job(self, job_id: str) -> None:
        """Delete a job, whatever its status. Raises MockServerError when there is none of that id."""
        self.control("DELETE", _path(job_id))

    def wait_for(self, job_id: str, status: str = "completed", *, timeout_s: float = 30) -> "JobView":
        """Return the job once it has a status: `queued`, `in_progress`, `completed` or `failed`. Where several have the id,
        as in two regions, once all of them have.

        On a frozen clock time is moved until then, in no time; while the clock runs, real time passes, `timeout_s` seconds at
        most. Raises MockServerError when time won't bring the job there, or there is none, and TimeoutError.
        """
        if status == "gone":
            raise MockServerError(
                'A job that is gone can\'t be looked at: `clock.advance_until(job, "gone")` moves time so far.'
            )
        if self.clock.frozen:
            self.clock.advance_until(job_id, status)
            return self.job(job_id)
        self.control("GET", "jobs", {"status": status, "limit": 1})  # which refuses what is no status
        last = time.monotonic() + timeout_s
        while (job := self._furthest_from(job_id, status))["status"] != status:
            if time.monotonic() > last:
                raise TimeoutError(f"Job {job_id} is {job['status']} after {timeout_s:g} seconds, not {status}.")
            time.sleep(_POLL_S)
        return job

    def signal(self, name: str) -> "list[JobView]":
        """Send a signal, and return the jobs that waited for it. Raises MockServerError when no stage waits for such."""
        reached: list[JobView] = self.control("POST", "signals", {"signal": name})
        return reached

    def _furthest_from(self, job_id: str, status: str) -> "JobView":
        """Return a job of that id that hasn't the status; any of them when all have."""
        found: list[JobView] = self.control("GET", _path(job_id))
        return next((job for job in found if job["status"] != status), found[-1])

    def _act(self, job_id: str, act: str, options: Mapping[str, Any] | None = None) -> None:
        self.control("POST", f"{_path(job_id)}/{act}", options)


def _path(job_id: str) -> str:
    if not job_id:
        raise MockServerError("The id of a job must be given, found an empty text.")
    return f"jobs/{quote(job_id, safe='')}"
