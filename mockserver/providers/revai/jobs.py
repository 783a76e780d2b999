"""GetJob, ListJobs and DeleteJob (seed 002, revai.md §2.2-2.4)."""

import re
from collections.abc import Mapping
from typing import Final

from mockserver.engine.jobs import Job
from mockserver.gateway.answers import Answer, ApiError
from mockserver.gateway.call import Call
from mockserver.providers.revai.account import scope_of
from mockserver.providers.revai.errors import invalid_job_state, invalid_parameters
from mockserver.providers.revai.job_view import render_job, status_word
from mockserver.providers.revai.submission import file_id
from mockserver.providers.revai.timestamps import milliseconds
from mockserver.providers.revai.versions import Version, version_of

_DAY_MS: Final = 24 * 3600 * 1000
_LISTED_MS: Final[Mapping[Version, int]] = {Version.V1: 30 * _DAY_MS, Version.V1BETA: 7 * _DAY_MS}
_DEFAULT_LIMIT, _MAX_LIMIT = 100, 1000
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")
_KNOWN_NAMED: Final = 3


async def get_job(call: Call) -> Answer:
    """Answer with a job. This is the poll that counts."""
    job = await call.poll(scope_of(call), call.params["id"])
    if job is None:
        raise await no_such_job(call)
    return Answer.json(render_job(job, version_of(call), call.documented))


async def list_jobs(call: Call) -> Answer:
    """Answer with the jobs of the last 30 days (v1) or 7 (v1beta), newest first."""
    version = version_of(call)
    before = call.query.get("starting_after") or None
    jobs = await call.workspace.jobs.newest(scope_of(call), _limit(call), before)
    oldest_ms = call.workspace.clock.now() - _LISTED_MS[version]
    return Answer.json(
        [render_job(job, version, call.documented, listed=True) for job in jobs if job.created_ms >= oldest_ms]
    )


async def delete_job(call: Call) -> Answer:
    """Delete a job that has ended, with its media and transcript."""
    job = await find_job(call)
    if not job.status.ended:
        raise invalid_job_state(
            call, status_word(job), ["transcribed", "failed"], "be deleted", f"Job {job.id} has not ended yet."
        )
    await call.workspace.jobs.delete(job.scope, job.id)
    call.workspace.files.remove(file_id(job))
    return Answer(204)


async def find_job(call: Call) -> Job:
    """Return the job that the path names, as it stands. Raises the provider's `not_found`."""
    job_id = call.entry.job = call.params["id"]
    job = await call.workspace.jobs.look(scope_of(call), job_id)
    if job is None:
        raise await no_such_job(call)
    return job


async def no_such_job(call: Call) -> ApiError:
    """Return the 404, explained by what became of the job, or by the jobs that there are."""
    jobs, scope, job_id = call.workspace.jobs, scope_of(call), call.params["id"]
    deleted_ms = jobs.deleted_ms(scope, job_id)
    if deleted_ms is not None:
        return call.error("not_found", f"Job {job_id} was deleted at {milliseconds(deleted_ms)}.")
    known = ", ".join(job.id for job in await jobs.newest(scope, _KNOWN_NAMED)) or "none at all"
    return call.error("not_found", f"This account submitted no job under the id {job_id}. Its newest: {known}.")


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
