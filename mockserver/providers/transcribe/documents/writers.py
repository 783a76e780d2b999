"""Who writes which document."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from mockserver.providers.transcribe.documents import (
    call_analytics,
    clinical_notes,
    media,
    medical,
    scribe,
    standard,
    subtitles,
)
from mockserver.providers.transcribe.documents.heard import Heard
from mockserver.providers.transcribe.results.places import (
    CALL_ANALYTICS_JOB,
    MEDICAL_SCRIBE_JOB,
    MEDICAL_TRANSCRIPTION_JOB,
    TRANSCRIPTION_JOB,
    Form,
)

WRITERS: Final[Mapping[tuple[str, Form], Callable[[Heard], Iterator[bytes]]]] = {
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
