"""How many resources an account may have, and how many jobs it may have worked on at once (transcribe.md §2.5, §2.6)."""

from mockserver.engine.job import Job
from mockserver.engine.slots import held
from mockserver.gateway.call import Call
from mockserver.providers.transcribe.requests.requirements import Request
from mockserver.providers.transcribe.resources.families import Family
from mockserver.providers.transcribe.resources.keeping import home
from mockserver.providers.transcribe.settings import settings_of


async def check_count(call: Call, family: Family) -> None:
    """Raise the service's error when there are as many as there may be."""
    if family.quota is None:
        return
    most: int = getattr(settings_of(call.workspace), family.quota)
    if len(await call.workspace.jobs.newest(home(call, family), most)) >= most:
        raise call.error("too_many_resources", f"The quota `{family.quota}` of this workspace is {most}.")


async def must_wait(call: Call, family: Family, request: Request) -> bool:
    """Tell whether a new job has to wait for a slot. Raises the service's error when it can't."""
    settings, here, slots = settings_of(call.workspace), home(call, family), call.workspace.slots
    most = settings.concurrent_jobs
    if not family.is_job or most is None or call.outcome.is_over or await slots.free(here, most):
        return False
    if not family.may_wait(request):
        raise call.error("too_many_jobs", f"The quota `concurrent_jobs` of this workspace is {most}.")
    if slots.waiting(here) >= settings.queued_jobs:
        raise call.error("too_many_jobs", f"The quota `queued_jobs` of this workspace is {settings.queued_jobs}.")
    return True


async def submit(call: Call, family: Family, job: Job, *, waits: bool) -> Job:
    """Take a drafted job in, which gets a slot or waits for one. Raises JobExists."""
    job = await call.submit(held(job) if waits else job)
    if waits:
        call.workspace.slots.wait(job)
    elif family.is_job and settings_of(call.workspace).concurrent_jobs is not None:
        call.workspace.slots.take(job)
    return job
