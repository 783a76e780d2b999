"""DownloadFile: what is behind every link that we hand out. The real links are signed ones to storage (seed 000)."""

from aiohttp import hdrs

from mockserver.engine.job import Job
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.claudio import job_files, links, retention
from mockserver.providers.claudio.content_types import content_type
from mockserver.providers.claudio.job_files import JobFile
from mockserver.providers.claudio.uploads import uploaded


async def download_file(call: Call) -> Answer:
    """Answer with an upload, or with one file of a job."""
    return _upload(call) if "upload_id" in call.params else await _job_file(call)


def _upload(call: Call) -> Answer:
    stored = uploaded(call.workspace, call.params["upload_id"])
    if stored is None:
        raise call.error("not_found", "No upload has this id in this workspace, or it was reset since.")
    return Answer(200, stored.path, content_type(stored), {hdrs.CONTENT_DISPOSITION: links.disposition(stored.name)})


async def _job_file(call: Call) -> Answer:
    workspace, job_id, key = call.workspace, call.params["job_reference_id"], call.params["key"]
    expiry_ms = links.expiry_ms(workspace.seed, job_id, key, call.query.get("signature", ""))
    if expiry_ms is None:
        raise call.error("link_refused", "The link must be used as it was given, with its `signature`.")
    call.entry.job = job_id
    job = await _job(call, job_id)
    file = None if job is None else job_files.find(job, key)
    if job is not None and file is not None:
        deleted_ms = retention.deleted_ms(workspace, job, file)
        if deleted_ms is not None:
            # Every link that ever led there does, an expired one too: of what was deleted it gives nothing away.
            return await _answer(call, retention.notice(job, file, deleted_ms))
    expired_ms = workspace.clock.now() - expiry_ms
    if expired_ms >= 0:
        raise call.error(
            "link_refused", f"The link expired {expired_ms / 1000:g} seconds ago. Poll the job again for a fresh one."
        )
    return await _answer(call, file)


async def _answer(call: Call, file: JobFile | None) -> Answer:
    content = None if file is None else await file.content(job_files.Materials(call.workspace, call.transcripts))
    if file is None or content is None:
        raise call.error("not_found", "The link is from before this workspace was reset.")
    return Answer(200, content, file.content_type, {hdrs.CONTENT_DISPOSITION: links.disposition(file.filename)})


async def _job(call: Call, job_id: str) -> Job | None:
    """Return the job of that id, whosever it is: links ask for no account."""
    for account in call.workspace.accounts.of(call.provider.name):
        job = await call.workspace.jobs.look(account.scope, job_id)
        if job is not None:
            return job
    return None
