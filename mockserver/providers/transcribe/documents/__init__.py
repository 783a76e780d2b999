"""The documents of a completed job, rendered from its one transcript: the same bytes each time (transcribe.md §4).

A family of documents has a file of its own. All of them are given the transcript as it may be shown, filtered and redacted.
"""

import asyncio
import io
from collections.abc import Callable, Iterator, Mapping

from mockserver.engine.jobs import Job
from mockserver.engine.randomness import Seed
from mockserver.gateway.answers import JSON
from mockserver.providers.transcribe.documents import (
    call_analytics,
    clinical_notes,
    media,
    medical,
    scribe,
    standard,
    subtitles,
)
from mockserver.providers.transcribe.documents.heard import Heard, hear
from mockserver.providers.transcribe.results import (
    CALL_ANALYTICS_JOB,
    MEDICAL_SCRIBE_JOB,
    MEDICAL_TRANSCRIPTION_JOB,
    TRANSCRIPTION_JOB,
    Form,
    family_of,
)
from mockserver.transcripts.source import Transcripts

CONTENT_TYPES: Mapping[Form, str] = {
    Form.TRANSCRIPT: JSON,
    Form.REDACTED_TRANSCRIPT: JSON,
    Form.REDACTED_MEDIA: "audio/wav",
    Form.CLINICAL_DOCUMENT: JSON,
    Form.VTT: "text/vtt",
    Form.SRT: "application/x-subrip",
}

# A document of this much media takes some hundredths of a second.
_SHORT_MS = 300_000

_WRITERS: Mapping[tuple[str, Form], Callable[[Heard], Iterator[bytes]]] = {
    (TRANSCRIPTION_JOB, Form.TRANSCRIPT): standard.document,
    (TRANSCRIPTION_JOB, Form.REDACTED_TRANSCRIPT): standard.document,
    (TRANSCRIPTION_JOB, Form.VTT): subtitles.vtt,
    (TRANSCRIPTION_JOB, Form.SRT): subtitles.srt,
    (MEDICAL_TRANSCRIPTION_JOB, Form.TRANSCRIPT): medical.document,
    (CALL_ANALYTICS_JOB, Form.TRANSCRIPT): call_analytics.document,
    (CALL_ANALYTICS_JOB, Form.REDACTED_TRANSCRIPT): call_analytics.document,
    (CALL_ANALYTICS_JOB, Form.REDACTED_MEDIA): media.document,
    (MEDICAL_SCRIBE_JOB, Form.TRANSCRIPT): scribe.document,
    (MEDICAL_SCRIBE_JOB, Form.CLINICAL_DOCUMENT): clinical_notes.document,
}


async def rendered(job: Job, form: Form, transcripts: Transcripts, seed: Seed) -> bytes:
    """Return what `render` does, that of long media from a thread, so that other requests are answered meanwhile."""
    if job.duration_ms <= _SHORT_MS:
        return render(job, form, transcripts, seed)
    return await asyncio.to_thread(render, job, form, transcripts, seed)


def render(job: Job, form: Form, transcripts: Transcripts, seed: Seed) -> bytes:
    """Return one document of a completed job, which must be one of its results.

    It takes time and memory in proportion to its length. Raises FixtureError for a fixture that is unknown or wrong.
    """
    heard = hear(job, form, transcripts, seed)
    file = io.BytesIO()
    file.writelines(_WRITERS[family_of(job), form](heard))
    return file.getvalue()
