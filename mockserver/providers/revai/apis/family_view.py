"""How jobs of the APIs beside speech-to-text look to the client (revai.md §2.11-2.15). What is null is left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mockserver.engine.clock import iso
from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Failure, Status
from mockserver.gateway.provider import Documented
from mockserver.providers.revai.failures import FAILURES, FailureWords
from mockserver.providers.revai.timestamps import trimmed

_KEYS: Final = (
    "id",
    "status",
    "created_on",
    "completed_on",
    "metadata",
    "media_url",
    "callback_url",
    "failure",
    "failure_detail",
)


def _nothing(_: Job) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True, slots=True)
class FamilyView:
    """What is its own in how one API shows its jobs.

    `own_keys` are the members beside the common ones, and `measured` gives those that are known once the input was read.
    `failures` are the words in which its jobs fail; any other failure is an internal one. `completed` is its word for that.
    """

    own_keys: tuple[str, ...] = ()
    measured: Callable[[Job], Mapping[str, Any]] = _nothing
    failures: Mapping[str, FailureWords] = field(default_factory=dict)
    completed: str = "completed"

    def word(self, status: Status) -> str:
        """Return a status in the API's words."""
        match status:
            case Status.COMPLETED:
                return self.completed
            case Status.FAILED:
                return "failed"
            case _:
                return "in_progress"

    def render(self, job: Job, documented: Documented, *, just_submitted: bool = False) -> dict[str, Any]:
        """Return a job as the client sees it.

        The answer to a submission shows every job in progress, even one that has nothing to go through (revai.md §0.6).
        """
        write_time = trimmed if documented("timestamp_digits") else iso
        status = Status.IN_PROGRESS if just_submitted else job.status
        values: dict[str, Any] = {**job.submission, "id": job.id, "status": self.word(status)}
        values["created_on"] = write_time(job.created_ms)
        input_read = status is Status.COMPLETED
        if status.ended and job.ended_ms is not None:
            values["completed_on"] = write_time(job.ended_ms)
        if status is Status.FAILED and job.failure is not None:
            words = self._failure_words(job.failure)
            values["failure"], values["failure_detail"] = words.failure, job.failure.detail or words.detail
            input_read = words.media_read
        if input_read:
            values.update(self.measured(job))
        return {key: values[key] for key in (*_KEYS, *self.own_keys) if key in values}

    def _failure_words(self, failure: Failure) -> FailureWords:
        internal = FAILURES["internal"]
        return self.failures.get(FAILURES.get(failure.name, internal).failure, internal)


def failing_as(*names: str, **own: FailureWords) -> dict[str, FailureWords]:
    """Return the failures of these names in the words of speech-to-text, and those that have words of their `own`."""
    return {name: FAILURES[name] for name in names} | own
