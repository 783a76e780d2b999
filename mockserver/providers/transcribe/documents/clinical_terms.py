"""What is clinical in what a doctor and a patient say: terms for insights, and words by which parts of a visit are told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mockserver.transcripts.entities import Pattern
from mockserver.transcripts.wordlists import phrases

# By category and type, as Comprehend Medical names them.
TERMS: Final[tuple[Pattern, ...]] = tuple(
    (f"{category}/{type_}", phrases(words))
    for category, type_, words in (
        (
            "MEDICAL_CONDITION",
            "DX_NAME",
            "aches? allerg(?:y|ies) asthma back_pain cough diabetes dizziness dizzy fatigue fever headaches? hypertension "
            "infection nausea numbness pain rash redness sprain strain stroke swelling tear tingling weakness",
        ),
        (
            "MEDICATION",
            "GENERIC_NAME",
            "acetaminophen amoxicillin aspirin ibuprofen insulin lisinopril metformin penicillin statins?",
        ),
        (
            "ANATOMY",
            "SYSTEM_ORGAN_SITE",
            "ankle arm back chest ear eyes? foot hand head heart hip knee leg lungs? neck rotator_cuff shoulder skin "
            "stomach throat wrist",
        ),
        (
            "TEST_TREATMENT_PROCEDURE",
            "TEST_NAME",
            "blood_pressure blood_test CT_scan examination imaging MRI pulse ultrasound x-rays?",
        ),
        ("TEST_TREATMENT_PROCEDURE", "TREATMENT_NAME", "physical_therapy surgery treatment vaccination"),
    )
)

SYMPTOMS: Final = phrases(
    "aches? burning cough dizzy fatigue fever headaches? hurts? itch\\w* nausea numbness pain sleep\\w* sore swelling "
    "swollen throwing_up tingling tired weak\\w*"
)
PAST: Final = phrases(
    "allerg(?:y|ies|ic) already before born child diagnosed father history last_(?:year|time|visit) mother past "
    "medications? surgery takes? took years_ago"
)
FINDING: Final = phrases(
    "assessment consistent_with diagnosis examination exam findings? improving looks_like negative normal positive "
    "seems? shows? signs? sounds_like swelling"
)
NEXT_STEP: Final = phrases(
    "come_back continue follow[_-]up going_to let['’]s lift order plan prescribe recommend refer return schedule should "
    "start stop therapy want_you will"
)


# Three words at least: "Hi." and "Thank you." are in no notes.
_MORE_THAN_A_GREETING: Final = re.compile(r"(?:\S+ ){2}")


@dataclass(frozen=True, slots=True)
class Part:
    """A section of clinical notes: from whom its segments are (None: from anybody), and what words tell them."""

    section: str
    role: str | None
    words: re.Pattern[str] = _MORE_THAN_A_GREETING
    most: int = 5


_ASSESSMENT: Final = Part("ASSESSMENT", "CLINICIAN", FINDING)
_PLAN: Final = Part("PLAN", "CLINICIAN", NEXT_STEP)

NOTE_TEMPLATES: Final[Mapping[str, tuple[Part, ...]]] = {
    "HISTORY_AND_PHYSICAL": (
        Part("CHIEF_COMPLAINT", "PATIENT", most=1),
        Part("HISTORY_OF_PRESENT_ILLNESS", "PATIENT"),
        Part("REVIEW_OF_SYSTEMS", None, SYMPTOMS),
        Part("PAST_MEDICAL_HISTORY", None, PAST),
        _ASSESSMENT,
        _PLAN,
    ),
    "GIRPP": (
        Part("GOAL", "PATIENT", most=1),
        Part("INTERVENTION", "CLINICIAN"),
        Part("RESPONSE", "PATIENT"),
        Part("PROGRESS", "CLINICIAN", FINDING),
        _PLAN,
    ),
    "BIRP": (Part("BEHAVIOR", "PATIENT"), Part("INTERVENTION", "CLINICIAN"), Part("RESPONSE", "PATIENT"), _PLAN),
    "SIRP": (Part("SITUATION", "PATIENT"), Part("INTERVENTION", "CLINICIAN"), Part("RESPONSE", "PATIENT"), _PLAN),
    "DAP": (Part("DATA", "PATIENT"), _ASSESSMENT, _PLAN),
    "BEHAVIORAL_SOAP": (Part("SUBJECTIVE", "PATIENT"), Part("OBJECTIVE", "CLINICIAN"), _ASSESSMENT, _PLAN),
    "PHYSICAL_SOAP": (Part("SUBJECTIVE", "PATIENT"), Part("OBJECTIVE", "CLINICIAN", FINDING), _ASSESSMENT, _PLAN),
}
