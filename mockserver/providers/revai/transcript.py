"""GetTranscript, as JSON or as text (revai.md §2.5)."""

from typing import Final

from mockserver.engine.jobs import Job
from mockserver.engine.lifecycle import Status
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.revai.errors import (
    TRANSCRIPT_JSON,
    TRANSCRIPT_TYPES,
    invalid_job_state,
    unsupported_output_format,
)
from mockserver.providers.revai.job_view import status_word
from mockserver.providers.revai.transcript_view import render_json, render_text
from mockserver.providers.revai.versions import Version, version_of
from mockserver.transcripts.model import Transcript

_MEANT: Final = {
    TRANSCRIPT_JSON: TRANSCRIPT_JSON,
    "*/*": TRANSCRIPT_JSON,
    "application/*": TRANSCRIPT_JSON,
    "text/plain": "text/plain",
    "text/*": "text/plain",
}
_DEFAULT_SPEAKERS: Final = 2


async def get_transcript(call: Call) -> Answer:
    """Answer with what was said, in the form that the Accept header asks for."""
    job = await call.look_at_own(call.params["id"])
    media_type = _wanted(call)
    if job.status is not Status.COMPLETED:
        sentence = f"Job {job.id} is {status_word(job)}; it has a transcript once it is transcribed."
        raise invalid_job_state(call, status_word(job), ["transcribed"], "obtain the transcript", sentence)
    version, turns = version_of(call), _said(call, job).turns
    one_speaker = bool(job.submission.get("skip_diarization"))
    with_marks = not job.submission.get("skip_punctuation")
    if media_type == "text/plain":
        return Answer.text(render_text(turns, version, one_speaker=one_speaker, with_marks=with_marks))
    with_spaces = version is Version.V1 or not call.documented("v1beta_spaces")
    data = render_json(turns, one_speaker=one_speaker, with_marks=with_marks, with_spaces=with_spaces)
    return Answer.json(data, content_type=TRANSCRIPT_JSON)


def _wanted(call: Call) -> str:
    """Return the first media type of the Accept headers that there is (revai.md §2.0). Raises the 406."""
    accept = ", ".join(call.headers.getall("Accept", ())).encode("utf-8", "replace").decode()
    strict = version_of(call) is Version.V1BETA and call.documented("accept_wildcard")
    if not accept and not strict:
        return TRANSCRIPT_JSON
    for media_range in accept.split(","):
        name = media_range.partition(";")[0].strip().lower()
        if name in (TRANSCRIPT_TYPES if strict else _MEANT):
            return _MEANT[name]
    raise unsupported_output_format(call, accept, TRANSCRIPT_TYPES)


def _said(call: Call, job: Job) -> Transcript:
    return call.transcripts.of_job(
        call.workspace.seed,
        job,
        speakers=job.submission.get("speakers_count", _DEFAULT_SPEAKERS),
        language=job.submission["language"],
    )
