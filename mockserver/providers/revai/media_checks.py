"""What is wrong with media: it makes their job fail (revai.md §2.1, §3.2)."""

from typing import Final

from mockserver.engine.files import Upload
from mockserver.engine.job import Job
from mockserver.gateway.call import Call
from mockserver.transcripts.media import MediaFacts

SHORTEST_MS: Final = 2_000
LONGEST_MS: Final = 17 * 3_600_000

_AUDIO: Final = (
    "aac mp3 mp4 mp4a mp4a-latm mpeg mpeg3 ogg vnd.wave vorbis wav webm x-aac x-aifc x-aiff x-m4a x-mpeg-3 x-realaudio "
    "x-wav"
)
_VIDEO: Final = "avi mp4 mpeg msvideo ogg quicktime webm x-flv x-m4v x-matroska x-mpeg x-msvideo x-ms-wmv"
_TYPES: Final = frozenset(
    f"{kind}/{name}" for kind, names in (("audio", _AUDIO), ("video", _VIDEO)) for name in names.split()
)


def flaw(job: Job, upload: Upload | None, facts: MediaFacts, longest_ms: int = LONGEST_MS) -> str | None:
    """Return the name of the failure that a drafted job's media bring about; None for media that will do."""
    if upload is not None and upload.size == 0:
        return "empty_media"
    if facts.channels is not None and job.submission.get("speaker_channels_count", 1) > facts.channels:
        return "invalid_media"
    if job.duration_ms < SHORTEST_MS:
        return "duration_too_short"
    return "duration_exceeded" if job.duration_ms > longest_ms else None


def check_content_type(call: Call, upload: Upload) -> None:
    """Raise `unsupported_media_content_type` unless an upload says what kind of media it is, as v1beta's pages want."""
    content_type = (upload.content_type or "").partition(";")[0].strip().lower()
    if content_type not in _TYPES:
        found = content_type or "of no type"
        sentence = f"The part `media` is {found}; it must say a type of audio or video, such as audio/mp3."
        raise call.error("unsupported_media_content_type", sentence)
