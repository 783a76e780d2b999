"""How calls find the jobs that they concern: by account and reference id."""

from mockserver.engine.accounts import Account
from mockserver.engine.jobs import Job
from mockserver.gateway.call import Call

_KNOWN_SHOWN = 3


def scope_of(account: Account) -> str:
    """Return the namespace of an account's jobs."""
    return f"claudio:{account.settings.key}"


async def poll(call: Call) -> Job:
    """Return the job that the call's path names, and count the poll. Raises `not_found`."""
    scope, job_id = scope_of(call.account), call.params["job_reference_id"]
    job = await call.poll(scope, job_id)
    if job is None:
        known = [job.id for job in await call.workspace.jobs.newest(scope, _KNOWN_SHOWN)]
        raise call.error(
            "not_found",
            f"This account submitted no job {job_id!r}. "
            + (f"Its latest: {', '.join(known)}." if known else "It has none."),
        )
    return job


async def look(call: Call) -> Job | None:
    """Return the job that the path of a link names, whosever it is, without counting a poll: links ask for no account."""
    workspace, job_id = call.workspace, call.params["job_reference_id"]
    for account in workspace.accounts.of(call.provider.name):
        job = await workspace.jobs.look(scope_of(account), job_id)
        if job is not None:
            return job
    return None
