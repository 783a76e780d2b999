"""The summary and the translations of a job: each has a status of its own, which may lag behind the job's (revai.md §3.2)."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Status
from mockserver.gateway.call import Call
from mockserver.gateway.provider import World
from mockserver.providers.revai.errors import invalid_job_state
from mockserver.providers.revai.retention import check_kept
from mockserver.providers.revai.settings import SUMMARY, settings_of

_FAILURE: Final = "internal_processing"


class Output(NamedTuple):
    """One of them as it stands: `asked` is what was asked for, as the job shows it, and `ended_ms` None while it is made."""

    name: str
    asked: dict[str, Any]
    status: Status
    ended_ms: int | None

    def begun(self) -> "Output":
        """Return it as it stands when its job was just submitted."""
        return self._replace(status=Status.IN_PROGRESS, ended_ms=None)

    @property
    def shown(self) -> dict[str, Any]:
        """What the job shows of it."""
        failure = {"failure": _FAILURE} if self.status is Status.FAILED else {}
        return {**self.asked, "status": self.status.value, **failure}


def summary_of(job: Job, workspace: World) -> Output | None:
    """Return the summary of a job; None when none was asked for."""
    asked = job.submission.get("outputs", {}).get("summarization")
    return None if asked is None else _output(SUMMARY, asked, job, workspace, settings_of(workspace).summary_after)


def translations_of(job: Job, workspace: World) -> Iterator[Output]:
    """Yield the translations that were asked for."""
    for asked in job.submission.get("outputs", {}).get("translation", ()):
        yield _output(asked["language"].lower(), asked, job, workspace, settings_of(workspace).translation_after)


def wanted_translation(call: Call, job: Job) -> str:
    """Return the language of the path, when the job was translated into it. Raises `not_found`, or the 409."""
    language = call.params["language"].lower()
    found = next((output for output in translations_of(job, call.workspace) if output.name == language), None)
    if found is None:
        raise call.error("not_found", f"No translation of job {job.id} into {language[:40]} was asked for.")
    check_made(call, job, found)
    return language


def check_made(call: Call, job: Job, output: Output) -> None:
    """Raise the 409 unless an output is there, and the 404 where it isn't any more."""
    if output.status is not Status.COMPLETED:
        sentence = f"The output {output.name} of job {job.id} is {output.status}; it can be had once it is completed."
        raise invalid_job_state(call, output.status, ["completed"], "obtain the transcript", sentence)
    check_kept(call, job)


def _output(name: str, asked: dict[str, Any], job: Job, workspace: World, after_ms: float) -> Output:
    if job.ended_ms is None or job.status is Status.FAILED:
        status = Status.FAILED if job.status is Status.FAILED else Status.IN_PROGRESS
        return Output(name, asked, status, job.ended_ms)
    ended_ms = job.ended_ms + round(after_ms)
    if workspace.clock.now() < ended_ms:
        return Output(name, asked, Status.IN_PROGRESS, None)
    failed = name in settings_of(workspace).failed_outputs
    return Output(name, asked, Status.FAILED if failed else Status.COMPLETED, ended_ms)
