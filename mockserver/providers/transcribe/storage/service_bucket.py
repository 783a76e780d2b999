"""The service's own bucket, where results lie that go to no other: they open by links that expire (transcribe.md §3.1)."""

from mockserver.engine.lifecycle import Status
from mockserver.engine.outputs import Output
from mockserver.gateway.call import Call
from mockserver.providers.transcribe.results.links import BadLink, check_link
from mockserver.providers.transcribe.results.places import job_of_service_key
from mockserver.providers.transcribe.storage import contents
from mockserver.providers.transcribe.storage.contents import Content


async def find(call: Call, bucket: str, key: str) -> Content | None:
    """Return the result that a link opens; None when it is gone. Raises S3's error for a link that opens nothing (any more)."""
    workspace = call.workspace
    try:
        check_link(bucket, key, call.query, workspace.clock.now(), workspace.seed)
    except BadLink as error:
        raise call.error(error.error, str(error)) from error
    address = job_of_service_key(bucket, key)
    if address is None:
        return None
    job = await workspace.jobs.look(*address)
    if job is None or job.status is not Status.COMPLETED or job.results_gone_ms(workspace.clock.now()) is not None:
        return None
    return await contents.rendered(call, Output(job), bucket, key)
