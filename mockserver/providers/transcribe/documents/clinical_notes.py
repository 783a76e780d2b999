"""The clinical notes of a medical scribe job, each with the segment that it is taken from (transcribe.md §4.6)."""

from collections.abc import Iterator, Mapping, Sequence

from mockserver.providers.transcribe.documents.clinical_terms import NOTE_TEMPLATES, Part
from mockserver.providers.transcribe.documents.heard import Heard
from mockserver.providers.transcribe.documents.visit import PATIENT, Segment, segments
from mockserver.providers.transcribe.documents.writing import Document, written
from mockserver.providers.transcribe.requests import submission

_DEFAULT_TEMPLATE = "HISTORY_AND_PHYSICAL"
_PRONOUNS: Mapping[str, str] = {"HE_HIM": "He says", "SHE_HER": "She says", "THEY_THEM": "They say"}
_PATIENT_SAYS = "The patient says"
_CLINICIAN_SAYS = "The clinician says"


def document(heard: Heard) -> Iterator[bytes]:
    """Yield the document: the sections of the note template that the client chose."""
    notes = submission.settings(heard.job).get("ClinicalNoteGenerationSettings", {})
    parts = NOTE_TEMPLATES[notes.get("NoteTemplate", _DEFAULT_TEMPLATE)]
    said = list(segments(heard))
    sections = [{"SectionName": part.section, "Summary": _summary(heard, part, said)} for part in parts]
    return written({"ClinicalDocumentation": {"Sections": sections}})


def _summary(heard: Heard, part: Part, said: Sequence[Segment]) -> list[Document]:
    """Return what a section tells: of the first segments that belong to it, who said what."""
    fitting = (segment for segment in said if _fits(part, segment))
    return [
        {
            "EvidenceLinks": [{"SegmentId": segment.id}],
            "SummarizedSegment": f"{_speaker(heard, segment)}: “{segment.passage.text}”",
        }
        for segment, _ in zip(fitting, range(part.most), strict=False)
    ]


def _fits(part: Part, segment: Segment) -> bool:
    return part.role in (None, segment.role) and part.words.search(segment.passage.text) is not None


def _speaker(heard: Heard, segment: Segment) -> str:
    if segment.role != PATIENT:
        return _CLINICIAN_SAYS
    context = heard.job.submission.get("MedicalScribeContext", {}).get("PatientContext", {})
    return _PRONOUNS.get(context.get("Pronouns", ""), _PATIENT_SAYS)
