"""A visit of a patient to a clinician: the transcript in segments of a sentence each, to which clinical notes point."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mockserver.providers.transcribe.documents.clinical_terms import FINDING, NEXT_STEP
from mockserver.providers.transcribe.documents.heard import Heard
from mockserver.providers.transcribe.requests.submission import channel_roles
from mockserver.transcripts.places import Passage, passages

CLINICIAN: Final = "CLINICIAN"
PATIENT: Final = "PATIENT"
_ROLES = (CLINICIAN, PATIENT)

# What part of the visit a clinician's sentence belongs to: the first that fits it.
_CLINICIANS_SECTIONS = (("ASSESSMENT_AND_PLAN", NEXT_STEP), ("OBJECTIVE", FINDING))
_CLINICIANS_OTHER = "VISIT_FLOW_MANAGEMENT"
_PATIENTS = "SUBJECTIVE"


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence of the visit, and who says it: the role, and as which of those in it."""

    id: str
    role: str
    participant: str
    passage: Passage

    @property
    def section(self) -> str:
        """The part of the visit that it belongs to."""
        if self.role == PATIENT:
            return _PATIENTS
        text = self.passage.text
        return next((name for name, words in _CLINICIANS_SECTIONS if words.search(text)), _CLINICIANS_OTHER)


def segments(heard: Heard) -> Iterator[Segment]:
    """Yield the segments of a visit, in order. Ids depend on the job and the place, so that both documents have the same."""
    roles = channel_roles(heard.job, _ROLES)
    sentences = ((turn.speaker, passage) for turn in heard.transcript.turns for passage in passages(turn.elements))
    for number, (speaker, passage) in enumerate(sentences):
        role = roles[speaker % len(roles)]
        segment_id = heard.seed.uuid(*heard.identity("segment", number))
        yield Segment(segment_id, role, f"{role}_{speaker // len(roles)}", passage)
