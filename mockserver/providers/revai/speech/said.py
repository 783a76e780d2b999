"""What is said in a job's media, as the job's options have it (revai.md §2.1)."""

from typing import Final

from mockserver.engine.job import Job
from mockserver.gateway.call import Call
from mockserver.providers.revai.speech.editing import as_asked
from mockserver.providers.revai.streaming.transcript import heard
from mockserver.transcripts.model import Transcript

_DEFAULT_SPEAKERS: Final = 2
# What a summary goes by: it is written in whole sentences, whatever becomes of the transcript's.
_OF_SUMMARIES: Final = frozenset({"type", "segments_to_transcribe", "filter_profanity", "spellings"})


def transcript_of(call: Call, job: Job) -> Transcript:
    """Return the transcript of a job. Raises FixtureError for a fixture that is unknown or wrong."""
    if job.submission["type"] == "stream":
        return heard(call.transcripts, call.workspace.seed, job)
    return as_asked(_heard(call, job), job.submission)


def summed_up(call: Call, job: Job) -> Transcript:
    """Return what a job's summary is made of: what was meant, in whole sentences. Raises FixtureError as above."""
    options = {key: value for key, value in job.submission.items() if key in _OF_SUMMARIES}
    return as_asked(_heard(call, job), {**options, "verbatim": False})


def _heard(call: Call, job: Job) -> Transcript:
    options = job.submission
    speakers = options.get("speaker_channels_count") or options.get("speakers_count", _DEFAULT_SPEAKERS)
    language = options.get("language", "en")
    return call.transcripts.of_job(call.workspace.seed, job, speakers=speakers, language=language, verbatim=True)
