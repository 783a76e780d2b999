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
    ends = [end_ms for end_ms in (audio["end_ms"], audio["media_ms"]) if end_ms]
    return max(0, min(ends) - audio["start_ms"]) if ends else None
