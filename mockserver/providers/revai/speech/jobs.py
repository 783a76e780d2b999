"""GetJob, ListJobs and DeleteJob (seed 002, revai.md §2.2-2.4)."""

from collections.abc import Mapping
from typing import Final

from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.revai.errors import invalid_job_state
from mockserver.providers.revai.paging import DAY_MS, LISTED_MS, page
from mockserver.providers.revai.speech.job_view import render_job, status_word
from mockserver.providers.revai.versions import Version, version_of

_LISTED_MS: Final[Mapping[Version, int]] = {
    Version.V1: LISTED_MS,
    Version.EARLY_V1: LISTED_MS,
    Version.V1BETA: 7 * DAY_MS,
}


async def get_job(call: Call) -> Answer:
    """Answer with a job. This is the poll that counts."""
    job = await call.poll_own(call.params["id"])
    return Answer.json(render_job(job, version_of(call), call.workspace))


async def list_jobs(call: Call) -> Answer:
    """Answer with the jobs of the last 30 days (v1) or 7 (v1beta), newest first."""
    version = version_of(call)
    oldest_ms = call.workspace.clock.now() - _LISTED_MS[version]
    jobs = await page(call, oldest_ms)
    return Answer.json([render_job(job, version, call.workspace, listed=True) for job in jobs])


async def delete_job(call: Call) -> Answer:
    """Delete a job that has ended, with its media and transcript."""
    job = await call.look_at_own(call.params["id"])
    if not job.status.ended:
        raise invalid_job_state(
            call, status_word(job), ["transcribed", "failed"], "be deleted", f"Job {job.id} has not ended yet."
        )
    await call.workspace.jobs.delete(job.scope, job.id)
    return Answer(204)
