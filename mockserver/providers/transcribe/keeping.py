"""Where resources are kept, and for how long: names are of one region, and jobs are forgotten (transcribe.md §2.5)."""

from mockserver.engine.jobs import Job
from mockserver.gateway.call import Call
from mockserver.providers.transcribe.authentication import region
from mockserver.providers.transcribe.families import Family
from mockserver.providers.transcribe.results import scope
from mockserver.providers.transcribe.settings import settings_of
from mockserver.providers.transcribe.storage import outputs


def home(call: Call, family: Family) -> str:
    """Return the scope of a family's names in the region that is called."""
    return scope(region(call.arrival), family.kind)


async def present(call: Call, family: Family, name: str) -> Job | None:
    """Return the resource of that name without counting a poll; None when there is none, or it is no longer kept."""
    here = home(call, family)
    await call.workspace.slots.settle(here)
    job = await call.workspace.jobs.look(here, name)
    if job is None or not is_expired(call, family, job):
        return job
    await forget(call, job)
    return None


async def require(call: Call, family: Family, name: str) -> Job:
    """Return the resource of that name without counting a poll. Raises the service's error when there is none."""
    call.entry.job = name
    job = await present(call, family, name)
    if job is None:
        raise call.error("not_found", _what_became_of(call, family, name))
    return job


def is_expired(call: Call, family: Family, job: Job) -> bool:
    """Tell whether it is no longer kept. Only jobs that have ended are not kept for ever."""
    kept_ms = round(settings_of(call.workspace).retention)
    return family.is_job and job.status.ended and job.created_ms + kept_ms <= call.workspace.clock.now()


async def forget(call: Call, job: Job) -> None:
    """Delete a resource. Results in the client's own bucket stay."""
    await call.workspace.jobs.delete(job.scope, job.id)
    outputs.release(call.workspace, job)


def _what_became_of(call: Call, family: Family, name: str) -> str:
    deleted_ms = call.workspace.jobs.deleted_ms(home(call, family), name)
    if deleted_ms is not None:
        ago_s = (call.workspace.clock.now() - deleted_ms) / 1000
        return f"{family.entity} {name} was deleted {ago_s:g} s ago."
    return f"There is no {family.entity} {name} in {region(call.arrival)}. Names are of one region and one workspace."
