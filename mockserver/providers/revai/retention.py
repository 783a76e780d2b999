"""How long a job, and what it yielded, is kept after its end (revai.md §2.1, §7)."""

from collections.abc import Mapping
from typing import Any, Final

from mockserver.engine.clock import iso
from mockserver.engine.job import Job
from mockserver.gateway.call import Call
from mockserver.providers.revai.paging import LISTED_MS

# So late a job may be deleted: a client that polls it finds it completed before it is gone.
_LAG_MS: Final = 120_000


def kept_ms(submission: Mapping[str, Any]) -> int:
    """Return for how long: what the client asked for, else the 30 days of any data."""
    seconds = submission.get("delete_after_seconds")
    return LISTED_MS if seconds is None else seconds * 1000 + _LAG_MS


def check_kept(call: Call, job: Job, *, missing: str = "not_found") -> None:
    """Raise the error `missing` when the results of a job are gone, though it is still known."""
    gone_ms = job.results_gone_ms(call.workspace.clock.now())
    if gone_ms is not None:
        raise call.error(missing, f"What job {job.id} yielded was deleted at {iso(gone_ms)}.")
