"""The files that a job has: which they are, what they are called, and what is in them when they are downloaded."""

import json
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from mockserver.engine.job import Job
from mockserver.gateway.answers import JSON, TEXT
from mockserver.gateway.provider import World
from mockserver.providers.claudio import media
from mockserver.providers.claudio.content_types import DOCX, WAV
from mockserver.providers.claudio.durations import bounded_ms, generated_ms
from mockserver.providers.claudio.fields import extracted_fields, form_fields
from mockserver.transcripts.documents import speaker_text, word_document
from mockserver.transcripts.media import tone_wav
from mockserver.transcripts.model import Transcript
from mockserver.transcripts.source import Transcripts

_GENERAL = "General Transcription"
_TITLE_CHARS = 100
_TRANSCRIPT = "transcript-"
_NO_SPEECH = "No speech was found in the audio."
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_WAV_HEADER_BYTES, _WAV_BYTES_PER_MS = 44, 8
_ELSEWHERE = "{filename} lies at {location}, from where nothing is ever fetched. This text stands in for it.\n"


class Materials(NamedTuple):
    """What the contents of files are made from."""

    workspace: World
    transcripts: Transcripts


Content = Callable[[Materials], Awaitable[bytes | Path | None]]
"""Makes what is in a file, the same bytes each time. None when it was an upload and is gone."""


class JobFile(NamedTuple):
    """One file of a job. `key` tells it from the job's others; `size` in bytes, where that is known before it is made."""

    key: str
    filename: str
    content_type: str
    content: Content
    size: int | None = None

    @property
    def is_transcript(self) -> bool:
        return self.key.startswith(_TRANSCRIPT)


def profile_name(job: Job) -> str:
    """Return the name of the job's profile, after which its transcripts are called (seed 000)."""
    return job.submission["profile_name"] or _GENERAL


def audio_files(job: Job) -> list[JobFile]:
    """Return the job's media as they were submitted: the upload, or a generated file for what lies elsewhere."""
    files = job.submission["audio_files"]
    return [_uploaded(f"audio-{i}", audio) or _elsewhere_audio(i, job) for i, audio in enumerate(files)]


def attachments(job: Job) -> list[JobFile]:
    """Return the job's documents as they were submitted: the upload, or a line of text for what lies elsewhere."""
    files = job.submission["attachments"]
    return [_uploaded(f"attachment-{i}", file) or _elsewhere_document(i, file) for i, file in enumerate(files)]


def transcripts(job: Job) -> list[JobFile]:
    """Return the finished documents: text and Word, and with an attachment extraction and letter (seed 000)."""
    return [
        JobFile(f"{_TRANSCRIPT}{i}", title(job) + ending, kind, partial(make, job))
        for i, (ending, kind, make) in enumerate(_WITH_DOCUMENT if job.submission["attachments"] else _MEDIA_ONLY)
    ]


def title(job: Job) -> str:
    """Return what the names of the job's transcripts begin with."""
    return _NOT_IN_NAMES.sub("_", profile_name(job))[:_TITLE_CHARS]


def processed_media(job: Job) -> JobFile:
    """Return what was transcribed: all files trimmed and joined where they are WAV files, else the first one as it is."""
    files = job.submission["audio_files"]
    first = files[0]
    untouched = len(files) == 1 and not first["start_ms"] and not first["end_ms"]
    name = f"{PurePath(first['filename']).stem}_merged.wav"
    if all(file["upload"] is None for file in files):
        return _tone("processed", name, bounded_ms(job.duration_ms))
    if not untouched and media.can_be_merged(files):
        return JobFile("processed", name, WAV, lambda materials: media.merged(materials.workspace, job))
    return audio_files(job)[0]._replace(key="processed")


def fields_document(job: Job) -> JobFile | None:
    """Return the extracted fields; None for a job without a document."""
    if not job.submission["attachments"]:
        return None

    async def content(materials: Materials) -> bytes:
        return json.dumps(extracted_fields(materials.workspace.seed, job), ensure_ascii=False, indent=2).encode()

    return JobFile("fields", "extracted_fields.json", JSON, content)


def find(job: Job, key: str) -> JobFile | None:
    """Return the job's file of that key, or None."""
    files = (*audio_files(job), *attachments(job), *transcripts(job), processed_media(job), fields_document(job))
    return next((file for file in files if file is not None and file.key == key), None)


def _uploaded(key: str, file: dict[str, Any]) -> JobFile | None:
    if file["upload"] is None:
        return None

    async def content(materials: Materials) -> Path | None:
        stored = materials.workspace.files.get(file["upload"])
        return None if stored is None else stored.path

    return JobFile(key, file["filename"], file["content_type"], content, file["size"])


def _elsewhere_audio(index: int, job: Job) -> JobFile:
    files = job.submission["audio_files"]
    audio = files[index]
    return _tone(f"audio-{index}", audio["filename"], generated_ms(files, audio, job.duration_ms))


def _elsewhere_document(index: int, file: dict[str, Any]) -> JobFile:
    text = _ELSEWHERE.format_map(file).encode()
    return JobFile(f"attachment-{index}", file["filename"], TEXT, _ready(lambda: text), len(text))


def _tone(key: str, filename: str, length_ms: int) -> JobFile:
    size = _WAV_HEADER_BYTES + _WAV_BYTES_PER_MS * length_ms
    return JobFile(key, filename, WAV, _ready(lambda: tone_wav(length_ms)), size)


def _ready(make: Callable[[], bytes]) -> Content:
    async def content(_: Materials) -> bytes:
        return make()

    return content


def _said(job: Job, materials: Materials) -> Transcript:
    heard = replace(job, duration_ms=0) if job.submission["is_blank"] and job.transcript is None else job
    return materials.transcripts.of_job(materials.workspace.seed, heard, speakers=1)


async def _text(job: Job, materials: Materials) -> bytes:
    transcript = _said(job, materials)
    return (transcript.text if job.submission["is_raw"] else speaker_text(transcript)).encode()


async def _letter(job: Job, materials: Materials) -> bytes:
    transcript = _said(job, materials)
    named = not job.submission["is_raw"]
    paragraphs = [(transcript.speakers[turn.speaker] if named else None, turn.text) for turn in transcript.turns]
    return _document(job, materials, paragraphs or [(None, _NO_SPEECH)])


async def _extraction(job: Job, materials: Materials) -> bytes:
    documents = ", ".join(_typed(file) for file in job.submission["attachments"])
    return _document(job, materials, [(None, f"Extracted from {documents}.")])


def _typed(attachment: dict[str, Any]) -> str:
    name: str = attachment["filename"]
    return f"{name} ({attachment['doc_type']})" if attachment["doc_type"] else name


def _document(job: Job, materials: Materials, paragraphs: Sequence[tuple[str | None, str]]) -> bytes:
    made_ms = job.created_ms if job.ended_ms is None else job.ended_ms
    fields = form_fields(materials.workspace.seed, job)
    return word_document(job.submission["job_name"], fields=fields, paragraphs=paragraphs, made_ms=made_ms)


_MEDIA_ONLY = ((".txt", TEXT, _text), (".docx", DOCX, _letter))
_WITH_DOCUMENT = ((".txt", TEXT, _text), ("_LOI.docx", DOCX, _extraction), ("_LTR.docx", DOCX, _letter))
