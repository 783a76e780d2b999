"""What the media of a job are: how long, of which format, whether anything is to be heard in them; and how they are merged."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mockserver.engine.files import Files, StoredFile, Upload
from mockserver.engine.job import Job
from mockserver.gateway.provider import World
from mockserver.providers.claudio.content_types import WAV
from mockserver.scenario.globs import glob
from mockserver.transcripts.media import read_media
from mockserver.transcripts.waves import HEADER_BYTES, Wav, WavFormat, WavPart, is_silent, joined, read_wav

_LARGEST_BYTES = 1024**3
_NOT_KNOWN: Mapping[str, Any] = {"media_ms": None, "wav": None, "is_silent": False}

Audio = Mapping[str, Any]
"""One audio file of a submission. `wav` is the format of a WAV file that was uploaded, with the bytes that trimming leaves."""


class Ear:
    """Listens to the files of one submission, to each part once, however often it is named."""

    def __init__(self) -> None:
        self._heard: dict[tuple[str, int, int], Mapping[str, Any]] = {}

    async def listen(self, stored: StoredFile | None, start_ms: int, end_ms: int) -> dict[str, Any]:
        """Return what is known of the part of a file that is to be transcribed; an `end_ms` of 0 is the file's own end."""
        facts = _NOT_KNOWN
        if stored is not None:
            part = stored.id, start_ms, end_ms
            if part not in self._heard:
                self._heard[part] = await asyncio.to_thread(_facts, stored, start_ms, end_ms or None)
            facts = self._heard[part]
        return {"start_ms": start_ms, "end_ms": end_ms, **facts}


def is_blank(audio_files: Sequence[Audio], blank_audio: str | None) -> bool:
    """Tell whether nothing is to be heard in any of the files. `blank_audio` is a glob on those of which a scenario says so."""
    said = None if blank_audio is None else glob([blank_audio])

    def blank(audio: Audio) -> bool:
        names = (audio["filename"], audio["location"])
        return bool(audio["is_silent"]) or (said is not None and any(said.match(name) for name in names))

    return all(map(blank, audio_files))


def can_be_merged(audio_files: Sequence[Audio]) -> bool:
    """Tell whether the files can be trimmed and joined: uploads of one WAV format, and 1 GiB at most when they are."""
    wavs = [audio["wav"] for audio in audio_files]
    if None in wavs or any(wav["format"] != wavs[0]["format"] for wav in wavs):
        return False
    size: int = HEADER_BYTES + sum(wav["end"] - wav["first"] for wav in wavs)
    return size <= _LARGEST_BYTES


async def merged(workspace: World, job: Job) -> Path | None:
    """Return the job's media, trimmed and joined; None when an upload among them is gone. Made once, on first request."""
    files, file_id = workspace.files, f"claudio-merged/{job.id}"
    if (kept := files.get(file_id)) is not None:
        return kept.path
    parts = _parts(files, job.submission["audio_files"])
    if parts is None:
        return None
    form = WavFormat(*job.submission["audio_files"][0]["wav"]["format"])
    upload = Upload("merged.wav", WAV)
    try:
        await asyncio.to_thread(_write, upload, form, parts)
        if workspace.files is not files:
            return None  # the workspace began anew meanwhile
        return (files.get(file_id) or files.keep(file_id, upload)).path
    except OSError:
        return None
    finally:
        upload.discard()


def _facts(stored: StoredFile, start_ms: int, end_ms: int | None) -> dict[str, Any]:
    wav = read_wav(stored.path)
    if wav is None:
        return {**_NOT_KNOWN, "media_ms": read_media(stored.path, stored.name).duration_ms}
    return {
        "media_ms": wav.duration_ms,
        "wav": _plain(wav, *wav.span(start_ms, end_ms)),
        "is_silent": is_silent(stored.path, wav, start_ms, end_ms),
    }


def _plain(wav: Wav, first: int, end: int) -> dict[str, Any]:
    form = wav.format
    return {"format": [form.channels, form.sample_bytes, form.rate_hz], "first": first, "end": end}


def _parts(files: Files, audio_files: Sequence[Audio]) -> list[WavPart] | None:
    parts = []
    for audio in audio_files:
        stored = files.get(audio["upload"])
        if stored is None:
            return None
        parts.append(WavPart(stored.path, audio["wav"]["first"], audio["wav"]["end"]))
    return parts


def _write(upload: Upload, form: WavFormat, parts: Sequence[WavPart]) -> None:
    for piece in joined(form, parts):
        upload.write(piece)
