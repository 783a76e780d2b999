"""What media files say of themselves, and a file to play where there is none."""

import io
import math
import wave
from pathlib import Path, PurePath
from typing import NamedTuple

from mockserver.transcripts.model import LONGEST_MS

_HEAD_BYTES = 16
# (offset, bytes there, format), the first that fits; from each format's own description of its beginning.
_SIGNATURES = (
    (8, b"WAVE", "wav"),
    (0, b"fLaC", "flac"),
    (0, b"OggS", "ogg"),
    (0, b"#!AMR", "amr"),
    (0, b"\x1aE\xdf\xa3", "webm"),
    (4, b"ftypM4A", "m4a"),
    (4, b"ftyp", "mp4"),
    (0, b"ID3", "mp3"),
    *((0, bytes((0xFF, second)), "mp3") for second in (0xFB, 0xFA, 0xF3, 0xF2, 0xE3, 0xE2)),
)
_FORMATS = frozenset(name for _, _, name in _SIGNATURES)

_RATE_HZ = 8000
_PERIOD = bytes(128 + round(48 * math.sin(2 * math.pi * sample / 20)) for sample in range(20))  # 400 Hz


class MediaFacts(NamedTuple):
    """What is known of a media file; None for what is not."""

    duration_ms: int | None = None
    sample_rate_hz: int | None = None
    channels: int | None = None
    format: str | None = None
    """One of mp3, mp4, wav, flac, ogg, amr, webm and m4a."""


def read_media(path: Path, name: str) -> MediaFacts:
    """Return what the file at `path` says of itself. It never raises: what is no media has no facts.

    `name` is what the client calls the file; its suffix tells the format when the content does not.
    """
    from tinytag import TinyTag, TinyTagException

    form = None
    try:
        with path.open("rb") as file:
            form = _format(file.read(_HEAD_BYTES), name)
            file.seek(0)
            tag = TinyTag.get(file_obj=file, tags=False)
    except (OSError, TinyTagException):
        return MediaFacts(format=form)
    duration_ms = None if tag.duration is None else _whole(tag.duration * 1000)
    if duration_ms is not None and duration_ms > LONGEST_MS:
        duration_ms = None  # a damaged header can claim any length
    return MediaFacts(duration_ms, _whole(tag.samplerate), _whole(tag.channels), form)


def tone_wav(duration_ms: int) -> bytes:
    """Return a WAV file with `duration_ms` milliseconds of a quiet tone (8 kHz, mono, 8 bits: 8 bytes for each)."""
    samples = duration_ms * _RATE_HZ // 1000
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(1)
        writer.setframerate(_RATE_HZ)
        writer.writeframes((_PERIOD * (samples // len(_PERIOD) + 1))[:samples])
    return file.getvalue()


def _format(head: bytes, name: str) -> str | None:
    for offset, signature, form in _SIGNATURES:
        if head.startswith(signature, offset):
            return form
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    return suffix if suffix in _FORMATS else None


def _whole(number: float | None) -> int | None:
    """Return `number` as a whole one, or None where a damaged header gives none that can be."""
    return round(number) if number is not None and math.isfinite(number) and number > 0 else None
