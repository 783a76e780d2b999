"""GetJob, ListJobs and DeleteJob (seed 002, revai.md §2.2-2.4)."""

import re
from collections.abc import Mapping
from typing import Final

from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.errors import ApiError
from mockserver.providers.revai.errors import invalid_job_state, invalid_parameters
from mockserver.providers.revai.job_view import render_job, status_word
from mockserver.providers.revai.versions import Version, version_of

_DAY_MS: Final = 24 * 3600 * 1000
_LISTED_MS: Final[Mapping[Version, int]] = {Version.V1: 30 * _DAY_MS, Version.V1BETA: 7 * _DAY_MS}
_DEFAULT_LIMIT, _MAX_LIMIT = 100, 1000
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")


async def get_job(call: Call) -> Answer:
    """Answer with a job. This is the poll that counts."""
    job = await call.poll_own(call.params["id"])
    return Answer.json(render_job(job, version_of(call), call.documented))


async def list_jobs(call: Call) -> Answer:
    """Answer with the jobs of the last 30 days (v1) or 7 (v1beta), newest first."""
    version = version_of(call)
    before = call.query.get("starting_after") or None
    jobs = await call.workspace.jobs.newest(call.account.scope, _limit(call), before)
    oldest_ms = call.workspace.clock.now() - _LISTED_MS[version]
    return Answer.json(
        [render_job(job, version, call.documented, listed=True) for job in jobs if job.created_ms >= oldest_ms]
    )


async def delete_job(call: Call) -> Answer:
    """Delete a job that has ended, with its media and transcript."""
    job = await call.look_at_own(call.params["id"])
    if not job.status.ended:
        raise invalid_job_state(
            call, status_word(job), ["transcribed", "failed"], "be deleted", f"Job {job.id} has not ended yet."
        )
    await call.workspace.jobs.delete(job.scope, job.id)
    return Answer(204)


def _limit(call: Call) -> int:
    """Return how many jobs are asked for. Raises the 400 unless it is a number from 0 to 1000."""
    text = call.query.get("limit") or str(_DEFAULT_LIMIT)
    if _INTEGER.fullmatch(text) is None:
        raise _wrong_limit(call, "The limit field must be an integer.")
    limit = int(text)
    if limit > _MAX_LIMIT:
        raise _wrong_limit(call, f"The max value for limit is {_MAX_LIMIT}")
    if limit < 0:
        raise _wrong_limit(call, "The min value for limit is 0")
    return limit


def _wrong_limit(call: Call, sentence: str) -> ApiError:
    return invalid_parameters(call, {"limit": [sentence]})
