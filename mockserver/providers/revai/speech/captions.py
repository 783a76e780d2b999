"""GetCaptions and GetTranslatedCaptions, as SRT or WebVTT (revai.md §2.6, §2.8, §5.3)."""

from collections.abc import Sequence
from typing import Final

from mockserver.engine.job import Job
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.revai.accepting import accepted
from mockserver.providers.revai.errors import invalid_parameters, no_such_captions
from mockserver.providers.revai.speech.outputs import wanted_translation
from mockserver.providers.revai.speech.said import transcript_of
from mockserver.providers.revai.speech.transcript import check_transcribed
from mockserver.transcripts.captions import cues, srt, vtt
from mockserver.transcripts.model import Transcript, Turn
from mockserver.transcripts.rendering import off_loop
from mockserver.transcripts.translation import translated

_WRITERS: Final = {"application/x-subrip": srt, "text/vtt": vtt}
_TYPES: Final = tuple(_WRITERS)


async def get_captions(call: Call) -> Answer:
    """Answer with the captions of a job, or of one of its channels."""
    job, media_type, channel = await _asked(call, channel_required=True)
    check_transcribed(call, job)
    return await off_loop(job.duration_ms, lambda: _written(transcript_of(call, job), channel, media_type))


async def get_translated_captions(call: Call) -> Answer:
    """Answer with the captions of a job in one of the languages that it was translated into.

    Of a job with channels all are shown unless one is asked for: the SDKs have no parameter to ask with.
    """
    job, media_type, channel = await _asked(call, channel_required=False)
    language = wanted_translation(call, job)
    return await off_loop(
        job.duration_ms, lambda: _written(translated(transcript_of(call, job), language), channel, media_type)
    )


async def _asked(call: Call, *, channel_required: bool) -> tuple[Job, str, int | None]:
    """Return the job, the media type and the channel that are asked for. Raises what speaks against it, but for the status."""
    job = await call.look_at_own(call.params["id"])
    media_type = accepted(call, _TYPES, _TYPES[0])
    channel = call.query.get("speaker_channel") or None
    channels = job.submission.get("speaker_channels_count")
    if channels is None and channel is not None:
        raise no_such_captions(call, has_channels=False)
    if channels is not None and channel is None and channel_required:
        raise no_such_captions(call, has_channels=True)
    if channel is None or channels is None:
        return job, media_type, None
    if channel not in map(str, range(channels)):
        sentence = f"The speaker_channel field must be a number from 0 to {channels - 1}."
        raise invalid_parameters(call, {"speaker_channel": [sentence]})
    return job, media_type, int(channel)


def _written(transcript: Transcript, channel: int | None, media_type: str) -> Answer:
    turns: Sequence[Turn] = [turn for turn in transcript.turns if channel is None or turn.speaker == channel]
    return Answer.text(_WRITERS[media_type](cues(turns)), content_type=media_type)
