"""One document of every kind, as it was read through once. `RENEW_GOLDEN=1` writes the files anew."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.job import Job
from mockserver.providers.transcribe.documents import CONTENT_TYPES, render
from mockserver.providers.transcribe.results.places import (
    CALL_ANALYTICS_JOB,
    MEDICAL_SCRIBE_JOB,
    MEDICAL_TRANSCRIPTION_JOB,
    TRANSCRIPTION_JOB,
    Form,
)
from tests.providers.transcribe_rendering import SEED, Given, job_of, said

RENEW = os.environ.get("RENEW_GOLDEN") == "1"
GOLDEN = Path(__file__).parent / "golden"

_CALL = said("Hello, I am Imani. I can", "Damn, it is broken. I'm Rosalind.", "I will help.", duration_ms=20_000)
_VISIT = said("What brings you here?", "My knee hurts. Wendell Okafor sent me.", "I will order an X-ray.")
_REDACTION = {"RedactionType": "PII", "RedactionOutput": "redacted_and_unredacted"}
_SPEAKERS = {"ShowSpeakerLabels": True, "MaxSpeakerLabels": 2}
_CATEGORY = {"CategoryName": "broken", "Rules": [{"TranscriptFilter": {"Targets": ["is broken"]}}]}
_FILTER = {"VocabularyFilterName": "f", "VocabularyFilterMethod": "tag"}
_CONTEXT = {"unwanted words": {"en-US": ["damn"], "es-US": ["damn"], "de-DE": ["damn"]}, "categories": [_CATEGORY]}


def _job(family: str, **members: Any) -> Job:
    return job_of(family, transcript="given", duration_ms=20_000, context=_CONTEXT, **members)


_STANDARD = _job(
    TRANSCRIPTION_JOB,
    IdentifyLanguage=True,
    LanguageOptions=["en-US", "de-DE"],
    Settings={**_SPEAKERS, **_FILTER, "ChannelIdentification": True, "ShowAlternatives": True, "MaxAlternatives": 2},
    ToxicityDetection=[{"ToxicityCategories": ["ALL"]}],
    ContentRedaction=_REDACTION,
    Subtitles={"Formats": ["vtt", "srt"], "OutputStartIndex": 1},
)
_ANALYTICS = _job(
    CALL_ANALYTICS_JOB,
    Settings={**_FILTER, "ContentRedaction": _REDACTION, "Summarization": {"GenerateAbstractiveSummary": True}},
)
_SCRIBE = _job(MEDICAL_SCRIBE_JOB, Settings=_SPEAKERS)

_DOCUMENTS = {
    "transcript.json": (_STANDARD, Form.TRANSCRIPT, _CALL),
    "redacted-transcript.json": (_STANDARD, Form.REDACTED_TRANSCRIPT, _CALL),
    "subtitles.vtt": (_STANDARD, Form.VTT, _CALL),
    "subtitles.srt": (_STANDARD, Form.SRT, _CALL),
    "several-languages.json": (
        _job(TRANSCRIPTION_JOB, IdentifyMultipleLanguages=True, LanguageOptions=["en-US", "de-DE"]),
        Form.TRANSCRIPT,
        said("Good morning.", "Guten Tag.", at_ms=(1_000, 15_000)),
    ),
    "medical.json": (
        _job(MEDICAL_TRANSCRIPTION_JOB, Type="CONVERSATION", ContentIdentificationType="PHI", Settings=_SPEAKERS),
        Form.TRANSCRIPT,
        _VISIT,
    ),
    "call-analytics.json": (_ANALYTICS, Form.TRANSCRIPT, _CALL),
    "redacted-call-analytics.json": (_ANALYTICS, Form.REDACTED_TRANSCRIPT, _CALL),
    "scribe.json": (_SCRIBE, Form.TRANSCRIPT, _VISIT),
    "clinical-notes.json": (_SCRIBE, Form.CLINICAL_DOCUMENT, _VISIT),
}


@pytest.mark.parametrize("name", _DOCUMENTS)
def test_a_document(name: str) -> None:
    job, form, transcript = _DOCUMENTS[name]
    text = render(job, form, Given(transcript), SEED).decode()
    if name.endswith(".json"):
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n"
    path = GOLDEN / f"transcribe-{name}"
    if RENEW:
        path.write_text(text)
    assert text == path.read_text()


def test_there_is_a_sample_of_every_form() -> None:
    forms = {form for _, form, _ in _DOCUMENTS.values()}
    assert forms == CONTENT_TYPES.keys() - {Form.REDACTED_MEDIA, Form.WORDS}
