"""GetJobDetails and its five documented answers (seed 000)."""

from typing import Any

from mockserver.engine.clock import utc
from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Status
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.provider import Documented, World
from mockserver.providers.claudio import job_files
from mockserver.providers.claudio.failures import reason
from mockserver.providers.claudio.job_files import JobFile
from mockserver.providers.claudio.links import JobLinks

_IN_PROGRESS = ("in_progress", True, "NOTICE: Job is currently being processed.")
# The engine's status: Claudio's word for it, `success` and `msg`.
_STATUSES = {
    Status.QUEUED: _IN_PROGRESS,
    Status.IN_PROGRESS: _IN_PROGRESS,
    Status.COMPLETED: ("completed", True, "SUCCESS: Job completed successfully."),
    Status.FAILED: ("error", False, "ERROR: Job processing failed."),
}
WORDS = {status: word for status, (word, *_) in _STATUSES.items()}


async def get_job_details(call: Call) -> Answer:
    """Answer with all that is known of the job. This is a poll that counts."""
    job = await call.poll_own(call.params["job_reference_id"])
    return Answer.json(job_details(job, call.workspace, call.base_url, call.documented))


def job_details(job: Job, workspace: World, base_url: str, documented: Documented) -> dict[str, Any]:
    """Return all that is told of a job. `base_url` begins the links in it."""
    _, success, msg = _STATUSES[job.status]
    links = JobLinks(workspace, base_url, job.id)
    return {
        "success": success,
        "msg": msg,
        "job_data": {
            "job_info": _info(job, documented),
            "job_files": {
                "input_files": [
                    *(_input(file, "audio", links) for file in job_files.audio_files(job)),
                    *(_input(file, "attachment", links) for file in job_files.attachments(job)),
                ],
                "output_files": _outputs(job, links) if job.status is Status.COMPLETED else None,
            },
        },
    }


def _info(job: Job, documented: Documented) -> dict[str, Any]:
    status, _, _ = _STATUSES[job.status]
    ended_ms = job.ended_ms
    if ended_ms is None and documented("completed_at_always"):
        ended_ms = job.created_ms
    return {
        "job_reference_id": job.id,
        "job_name": job.submission["job_name"],
        "status": "completed" if documented("status_always_completed") else status,
        "profile_name": job_files.profile_name(job),
        "submitted_at": _time(job.created_ms),
        "completed_at": None if ended_ms is None else _time(ended_ms),
        "total_audio_length": f"{job.duration_ms / 1000:.2f}",
        "is_blank_audio": job.submission["is_blank"],
        "error_message": None if documented("error_message_null") else reason(job.failure),
    }


def _input(file: JobFile, file_type: str, links: JobLinks) -> dict[str, Any]:
    return {
        "filename": file.filename,
        "file_type": file_type,
        "file_size": file.size,
        "download_url": links.to(file.key, file.filename),
    }


def _outputs(job: Job, links: JobLinks) -> dict[str, Any]:
    fields = job_files.fields_document(job)
    return {
        "transcripts": [
            {**_output(file, "final_transcript", links), "language_code": "en"} for file in job_files.transcripts(job)
        ],
        "processed_input_media": [_output(job_files.processed_media(job), "merged_filename", links)],
        "extracted_fields_url": None if fields is None else links.to(fields.key, fields.filename),
    }


def _output(file: JobFile, subtype: str, links: JobLinks) -> dict[str, Any]:
    return {
        "filename": file.filename,
        "file_subtype": subtype,
        "download_url": links.to(file.key, file.filename),
    }


def _time(ms: int) -> str:
    return utc(ms).isoformat(" ")[:19]
