"""Why a job failed, in Rev.ai's words (revai.md §3)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Failure, Stage, Status
from mockserver.providers.revai.versions import Version


class FailureWords(NamedTuple):
    """How a failure shows in a job. `media_read` tells whether the media's duration was known by then."""

    failure: str
    detail: str
    media_read: bool = True


_V1BETA_FAILURES: Final = frozenset({"download_failure", "invalid_media", "insufficient_balance"})
_V1BETA_OTHER: Final = "unspecified"

_INTERNAL: Final = FailureWords("internal_processing", "Internal processing error")
_BALANCE: Final = FailureWords("insufficient_balance", "You do not have enough credits to process this job")

FAILURES: Final[Mapping[str, FailureWords]] = {
    # The names that all providers share.
    "download_failure": FailureWords(
        "download_failure", "Failed to download media file. Please check your url and file type", media_read=False
    ),
    "invalid_media": FailureWords(
        "invalid_media", "Failed to read media file. Please check your file type", media_read=False
    ),
    "out_of_credit": _BALANCE,
    "internal": _INTERNAL,
    "unspecified": _INTERNAL,
    # Rev.ai's own.
    "insufficient_balance": _BALANCE,
    "internal_processing": _INTERNAL,
    "duration_exceeded": FailureWords("duration_exceeded", "Audio duration above maximum limit of 17 hours"),
    "duration_too_short": FailureWords("duration_too_short", "Audio duration below minimum limit of 2 seconds"),
    "empty_media": FailureWords("empty_media", "Media file is empty", media_read=False),
    "transcription": FailureWords("transcription", "Failed to transcribe media file"),
    "invoicing_limit_exceeded": FailureWords("invoicing_limit_exceeded", "Invoicing limit exceeded"),
    "custom_vocabulary": FailureWords("custom_vocabulary", "Failed to apply custom vocabulary"),
}
"""The words by the name that a scenario gives to the failure. Details other than of §3.2 are assumed."""


def failure_words(failure: Failure, version: Version) -> FailureWords:
    """Return the words for a failure. A name that only other providers know counts as internal."""
    words = FAILURES.get(failure.name, _INTERNAL)
    detail = words.detail if failure.detail is None else failure.detail
    word = words.failure
    if version is Version.V1BETA and word not in _V1BETA_FAILURES:
        word = _V1BETA_OTHER
    return FailureWords(word, detail, words.media_read)


def doomed(job: Job, failure: str) -> Job:
    """Return a drafted job that will fail so, whatever end the scenario has for it."""
    end = next((index for index, stage in enumerate(job.timeline) if stage.status.ended), -1)
    return replace(job, timeline=(*job.timeline[:end], Stage(Status.FAILED, failure=Failure(failure))))
