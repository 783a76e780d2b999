"""SubmitJob (seed 001, claudio.md "Submit Job")."""

from typing import Any

from pydantic import ValidationError

from mockserver.engine.files import StoredFile
from mockserver.engine.job import Notification
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.claudio import durations, links, media
from mockserver.providers.claudio.content_types import content_type
from mockserver.providers.claudio.models import Attachment, AudioFile, Submission, sentence
from mockserver.providers.claudio.settings import JOB_ID, POLL_PATH, settings_of
from mockserver.providers.claudio.uploads import uploaded

_LONGEST_HOURS = 24
_ID_CHARS = 20
_POLLING = " Please use the polling endpoint to check job status. "
_WEBHOOK = (
    "\nYour webhook is configured successfully for the current job."
    "\nWe will send a notification to the webhook URL when the job is completed."
)


async def submit_job(call: Call) -> Answer:
    """Take in a job, and answer with where to poll it."""
    settings = settings_of(call.workspace)
    submission = await _accept(call)
    audio_files, attachments = submission["audio_files"], submission["attachments"]
    job = await call.draft(
        scope=call.account.scope,
        job_id=lambda number: call.workspace.seed.token(_ID_CHARS, "claudio", "job", number, "id"),
        submission=submission,
        media=[each[key] for each in (*audio_files, *attachments) for key in ("filename", "location")],
        name=submission["job_name"],
        duration_ms=durations.total_ms(audio_files),
        notification=None if settings.webhook is None else Notification(settings.webhook),
        results_kept_ms=round(settings.retention),
    )
    await call.submit(job)
    ending = _WEBHOOK if settings.webhook or call.documented("webhook_message") else _POLLING
    poll_path = settings.paths.get("PollJob", POLL_PATH).replace(JOB_ID, job.id)
    body = {
        "message" if call.documented("submit_message_key") else "msg": (
            f"SUCCESS: Job[{submission['job_name']}] submitted successfully.{ending}"
        ),
        "poll_endpoint": f"{call.base_url}/claudio{poll_path}",
        "job_reference_id": job.id,
    }
    return Answer.json({**body, "return": ", ".join(body)})


async def _accept(call: Call) -> dict[str, Any]:
    """Return the submission as plain data, with what is known of its files. Raises `bad_request`."""
    try:
        request = Submission.model_validate(call.json())
    except ValidationError as error:
        raise call.error("bad_request", sentence(error)) from error
    ear = media.Ear()
    audio_files = [await _audio(call, ear, f"audio_files[{i}]", file) for i, file in enumerate(request.audio_files)]
    if (durations.total_ms(audio_files) or 0) > _LONGEST_HOURS * 3_600_000:
        raise call.error("bad_request", f"audio_files must last {_LONGEST_HOURS} hours in all at most.")
    accepted = request.model_dump()
    accepted["job_name"] = request.job_name or audio_files[0]["filename"]
    accepted["audio_files"] = audio_files
    accepted["is_blank"] = media.is_blank(audio_files, settings_of(call.workspace).blank_audio)
    accepted["attachments"] = [
        _attachment(call, f"attachments[{i}]", file) for i, file in enumerate(request.attachments)
    ]
    return accepted


async def _audio(call: Call, ear: media.Ear, field: str, audio: AudioFile) -> dict[str, Any]:
    stored = _upload(call, f"{field}.audio_location", audio.audio_location)
    heard = await ear.listen(stored, audio.audio_start, audio.audio_end)
    wrong = durations.wrong_trimming(heard)
    if wrong is not None:
        raise call.error("bad_request", f"{field}.{wrong}")
    return _file(audio.audio_filename, audio.audio_location, stored) | heard


def _attachment(call: Call, field: str, attachment: Attachment) -> dict[str, Any]:
    stored = _upload(call, f"{field}.location", attachment.location)
    return _file(attachment.filename, attachment.location, stored) | {"doc_type": attachment.doc_type}


def _upload(call: Call, field: str, location: str) -> StoredFile | None:
    """Return the upload that a location leads to; None when it leads elsewhere. Raises `bad_request`."""
    upload_id = links.upload_id(location)
    if upload_id is None:
        return None
    stored = uploaded(call.workspace, upload_id)
    if stored is None:
        raise call.error(
            "bad_request", f"{field} leads to no upload of this workspace: none was made, or not since its reset."
        )
    return stored


def _file(name: str | None, location: str, stored: StoredFile | None) -> dict[str, Any]:
    """Return what is known of a file. `upload`, its id among the workspace's files, is None for a file elsewhere."""
    if stored is None:
        return {"filename": name or links.tail(location), "location": location, "upload": None}
    return {
        "filename": name or stored.name,
        "location": location,
        "upload": stored.id,
        "size": stored.size,
        "content_type": content_type(stored),
    }
