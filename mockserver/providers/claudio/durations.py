"""How long a job's audio is, in milliseconds: what trimming leaves of each file, summed up (claudio.md, Submit Job)."""

from collections.abc import Mapping, Sequence
from typing import Any

Audio = Mapping[str, Any]
"""One audio file of a job's submission, with `start_ms`, `end_ms` (0: its own end) and `media_ms` (None: not known)."""

_GENERATED_MS = 600_000


def total_ms(audio_files: Sequence[Audio]) -> int | None:
    """Return the length of what is transcribed; None when that of a file is not known."""
    lengths = [_heard_ms(audio) for audio in audio_files]
    known = [length for length in lengths if length is not None]
    return sum(known) if len(known) == len(lengths) else None


def wrong_trimming(audio: Audio) -> str | None:
    """Return what is wrong with how a file is to be trimmed; None when it can be.

    The format knows whole seconds only, so an end may lie up to the next one after that of the file.
    """
    start_ms, end_ms, media_ms = audio["start_ms"], audio["end_ms"], audio["media_ms"]
    if end_ms and end_ms <= start_ms:
        return "audio_end must be later than audio_start, or 00:00:00 for the file's end."
    if media_ms is None:
        return None
    lasts = f"the file lasts {media_ms / 1000:.2f} seconds."
    if start_ms and start_ms >= media_ms:
        return f"audio_start lies beyond the end of the file: {lasts}"
    if end_ms >= media_ms + 1000:
        return f"audio_end lies beyond the end of the file: {lasts}"
    return None


def generated_ms(audio_files: Sequence[Audio], audio: Audio, job_ms: int) -> int:
    """Return the length of the media generated for a file that was not uploaded, ten minutes at most.

    What `job_ms` leaves over from the files whose length is known is shared out evenly among the others.
    """
    if audio["end_ms"]:
        length_ms: int = audio["end_ms"]
    else:
        lengths = [_heard_ms(each) for each in audio_files]
        left_ms = job_ms - sum(length for length in lengths if length is not None)
        length_ms = audio["start_ms"] + max(0, left_ms) // lengths.count(None)
    return bounded_ms(length_ms)


def bounded_ms(length_ms: int) -> int:
    """Return a length that a generated file may have: ten minutes at most."""
    return min(length_ms, _GENERATED_MS)


def _heard_ms(audio: Audio) -> int | None:
    ends = [audio["end_ms"]] if audio["end_ms"] else []
    if audio["media_ms"] is not None:
        ends.append(audio["media_ms"])
    return max(0, min(ends) - audio["start_ms"]) if ends else None
