"""PollJob, in both generations of its page (claudio.md, "Poll Job")."""

from typing import Any

from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Status
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.claudio import job_files
from mockserver.providers.claudio.content_types import DOCX
from mockserver.providers.claudio.failures import OURS, reason
from mockserver.providers.claudio.fields import extracted_fields
from mockserver.providers.claudio.links import JobLinks

_IN_PROGRESS = {"msg": "NOTICE: The job is in progress.\nPlease try again after sometime. ", "media_files": []}
_IN_PROGRESS_OLDER = {"msg": "NOTICE: The job is in progress.\nPlease try again after some time. "}


async def poll_job(call: Call) -> Answer:
    """Answer with the links of what the job made, once it is done. This is a poll that counts."""
    job = await call.poll_own(call.params["job_reference_id"])
    if job.status is Status.FAILED:
        name = "job_broke" if job.failure is not None and job.failure.name in OURS else "job_failed"
        raise call.error(name, f"Job processing failed. {reason(job.failure)}")
    if job.status is Status.COMPLETED:
        return Answer.json(_completed(call, job))
    return Answer.json(_IN_PROGRESS_OLDER if call.documented("poll_notice") else _IN_PROGRESS)


def _completed(call: Call, job: Job) -> dict[str, Any]:
    links = JobLinks(call.workspace, call.base_url, job.id)
    transcripts = [(links.to(file.key, file.filename), file.content_type) for file in job_files.transcripts(job)]
    media = job_files.processed_media(job)
    body: dict[str, Any] = {"msg": "SUCCESS: Job completed. "}
    if call.documented("poll_transcript_location"):
        body["transcript_location"] = [link for link, _ in transcripts]
    else:
        body["transcript_url"] = [link for link, _ in transcripts]
        body["media_files"] = [links.to(media.key, media.filename)]
        body["extracted_fields"] = extracted_fields(call.workspace.seed, job)
    if job.submission["is_raw"]:
        body["finished_transcript"] = [link for link, content_type in transcripts if content_type == DOCX]
    body["return"] = ", ".join(body)
    return body
