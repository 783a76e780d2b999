"""GetTranscript and GetTranslatedTranscript, as JSON or as text (revai.md §2.5-2.6)."""

from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Status
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.revai.accepting import accepted
from mockserver.providers.revai.errors import TRANSCRIPT_JSON, TRANSCRIPT_TYPES, invalid_job_state
from mockserver.providers.revai.retention import check_kept
from mockserver.providers.revai.speech.grouping import grouping_of
from mockserver.providers.revai.speech.job_view import status_word
from mockserver.providers.revai.speech.outputs import wanted_translation
from mockserver.providers.revai.speech.said import transcript_of
from mockserver.providers.revai.transcript_view import render_json, render_text
from mockserver.providers.revai.versions import Version, version_of
from mockserver.transcripts.model import Transcript
from mockserver.transcripts.rendering import off_loop
from mockserver.transcripts.translation import translated


async def get_transcript(call: Call) -> Answer:
    """Answer with what was said, in the form that the Accept header asks for."""
    job = await call.look_at_own(call.params["id"])
    media_type = _wanted(call)
    check_transcribed(call, job)
    return await off_loop(job.duration_ms, lambda: _rendered(call, job, transcript_of(call, job), media_type))


async def get_translated_transcript(call: Call) -> Answer:
    """Answer with what was said, in one of the languages that the job was translated into."""
    job = await call.look_at_own(call.params["id"])
    media_type = _wanted(call)
    language = wanted_translation(call, job)
    return await off_loop(
        job.duration_ms, lambda: _rendered(call, job, translated(transcript_of(call, job), language), media_type)
    )


def check_transcribed(call: Call, job: Job) -> None:
    """Raise the 409 unless a job has a transcript, and the 404 where it has none any more."""
    if job.status is not Status.COMPLETED:
        sentence = f"Job {job.id} is {status_word(job)}; it has a transcript once it is transcribed."
        raise invalid_job_state(call, status_word(job), ["transcribed"], "obtain the transcript", sentence)
    check_kept(call, job)


def _wanted(call: Call) -> str:
    strict = version_of(call) is Version.V1BETA and call.documented("accept_wildcard")
    return accepted(call, TRANSCRIPT_TYPES, TRANSCRIPT_JSON, strict=strict)


def _rendered(call: Call, job: Job, transcript: Transcript, media_type: str) -> Answer:
    options, version, turns = job.submission, version_of(call), transcript.turns
    if options.get("speaker_channels_count"):
        turns = tuple(grouping_of(call).apply(turns))
    names = options.get("speaker_names", ())
    if media_type == "text/plain":
        return Answer.text(render_text(turns, version, names=names))
    with_spaces = version is not Version.V1BETA or not call.documented("v1beta_spaces")
    with_marks = not options.get("skip_punctuation")
    data = render_json(turns, names=names, with_marks=with_marks, with_spaces=with_spaces)
    return Answer.json(data, content_type=TRANSCRIPT_JSON)
