"""Where resources are kept: names are of one region and one kind of resource (transcribe.md §2.5)."""

from mockserver.engine.job import Job
from mockserver.gateway.call import Call
from mockserver.providers.transcribe.authentication import region
from mockserver.providers.transcribe.resources.families import Family
from mockserver.providers.transcribe.results.places import scope


def home(call: Call, family: Family) -> str:
    """Return the scope of a family's names in the region that is called."""
    return scope(region(call.arrival), family.kind)


async def present(call: Call, family: Family, name: str) -> Job | None:
    """Return the resource of that name without counting a poll; None when there is none, or it is no longer kept."""
    here = home(call, family)
    await call.workspace.slots.settle(here)
    return await call.workspace.jobs.look(here, name)


async def require(call: Call, family: Family, name: str) -> Job:
    """Return the resource of that name without counting a poll. Raises the service's error when there is none."""
    call.entry.job = name
    job = await present(call, family, name)
    if job is None:
        raise call.error("not_found", _what_became_of(call, family, name))
    return job


def _what_became_of(call: Call, family: Family, name: str) -> str:
    deleted_ms = call.workspace.jobs.deleted_ms(home(call, family), name)
    if deleted_ms is not None:
        ago_s = (call.workspace.clock.now() - deleted_ms) / 1000
        return f"{family.entity} {name} was deleted {ago_s:g} s ago."
    return f"There is no {family.entity} {name} in {region(call.arrival)}. Names are of one region and one workspace."
