"""Why jobs fail, in sentences of our own: every sample of the pages prints null there (claudio.md, Get Job Details)."""

from mockserver.engine.lifecycle import Failure

FAILURES = {
    "download_failure": "The audio file could not be downloaded from its location.",
    "invalid_media": "The audio file is not a playable audio or video file.",
    "out_of_credit": "The account has no credit left for this job.",
    "internal": "An internal error occurred while the job was processed.",
    "unspecified": "The job could not be processed.",
}

OURS = frozenset({"internal"})
"""The failures that are the service's own fault: PollJob tells of them with 500, of the others with 400."""


def reason(failure: Failure | None) -> str | None:
    """Return why a job failed, for its `error_message`; None when it did not. The scenario's own words come first."""
    if failure is None:
        return None
    return failure.detail or FAILURES.get(failure.name, FAILURES["unspecified"])
