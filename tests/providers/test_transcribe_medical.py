"""Medical transcripts and HealthScribe's two documents: what they find in what is said (transcribe.md §4.4, §4.6)."""

from typing import Any

import pytest

from mockserver.providers.transcribe.results.places import MEDICAL_SCRIBE_JOB, MEDICAL_TRANSCRIPTION_JOB, Form
from mockserver.transcripts.model import Transcript
from tests.providers.transcribe_rendering import document_of, job_of, said, shipped

_VISIT = said(
    "Good morning. What brings you here?",
    "Hi. I have had a headache and back pain. I took ibuprofen. My father had asthma.",
    "Your blood pressure is normal. I will order an X-ray.",
    "Thank you.",
)


def _entities(*turns: str) -> list[str]:
    job = job_of(MEDICAL_TRANSCRIPTION_JOB, Type="DICTATION", ContentIdentificationType="PHI")
    return [entity["content"] for entity in document_of(job, said(*turns))["results"]["entities"]]


def test_health_information_is_found() -> None:
    assert _entities(
        "The patient Wendell Okafor, born on March 14, 1961, is 61 years old. Call 312-555-0142 or a.b@example.com.",
        "He lives at 12 Elm Street, chart number 88123.",
    ) == [
        "Wendell Okafor",
        "March 14, 1961",
        "61 years old",
        "312-555-0142",
        "a.b@example.com",
        "12 Elm Street",
        "88123",
    ]


def test_an_entity() -> None:
    job = job_of(MEDICAL_TRANSCRIPTION_JOB, Type="CONVERSATION", ContentIdentificationType="PHI")
    (entity,) = document_of(job, said("I saw Wendell Okafor."))["results"]["entities"]
    assert entity == {
        "content": "Wendell Okafor",
        "category": "PHI*-Personal*",
        "startTime": 0.6,
        "endTime": 1.1,
        "confidence": 0.9,
    }


def test_a_dictation_has_one_speaker() -> None:
    settings = {"ShowSpeakerLabels": True, "MaxSpeakerLabels": 4}
    for kind, speakers in {"DICTATION": 1, "CONVERSATION": 2}.items():
        job = job_of(MEDICAL_TRANSCRIPTION_JOB, Type=kind, Settings=settings)
        assert document_of(job, shipped())["results"]["speaker_labels"]["speakers"] == speakers


def _conversation(transcript: Transcript = _VISIT, **members: Any) -> Any:
    return document_of(job_of(MEDICAL_SCRIBE_JOB, **members), transcript)["Conversation"]


def _notes(**members: Any) -> dict[str, list[Any]]:
    document = document_of(job_of(MEDICAL_SCRIBE_JOB, **members), _VISIT, Form.CLINICAL_DOCUMENT)
    return {section["SectionName"]: section["Summary"] for section in document["ClinicalDocumentation"]["Sections"]}


def test_each_sentence_is_a_segment() -> None:
    segments = _conversation()["TranscriptSegments"]
    assert [(one["ParticipantDetails"]["ParticipantRole"], one["Content"]) for one in segments] == [
        ("CLINICIAN_0", "Good morning."),
        ("CLINICIAN_0", "What brings you here?"),
        ("PATIENT_0", "Hi."),
        ("PATIENT_0", "I have had a headache and back pain."),
        ("PATIENT_0", "I took ibuprofen."),
        ("PATIENT_0", "My father had asthma."),
        ("CLINICIAN_0", "Your blood pressure is normal."),
        ("CLINICIAN_0", "I will order an X-ray."),
        ("PATIENT_0", "Thank you."),
    ]
    assert [one["SectionDetails"]["SectionName"] for one in segments] == [
        "VISIT_FLOW_MANAGEMENT",
        "VISIT_FLOW_MANAGEMENT",
        "SUBJECTIVE",
        "SUBJECTIVE",
        "SUBJECTIVE",
        "SUBJECTIVE",
        "OBJECTIVE",
        "ASSESSMENT_AND_PLAN",
        "SUBJECTIVE",
    ]
    assert (segments[1]["BeginAudioTime"], segments[1]["EndAudioTime"]) == (0.6, 1.7)


def test_roles_are_those_of_the_channels() -> None:
    channels = [{"ChannelId": 0, "ParticipantRole": "PATIENT"}, {"ChannelId": 1, "ParticipantRole": "CLINICIAN"}]
    segments = _conversation(ChannelDefinitions=channels)["TranscriptSegments"]
    assert segments[0]["ParticipantDetails"] == {"ParticipantRole": "PATIENT_0"}


def test_clinical_insights() -> None:
    insights = _conversation()["ClinicalInsights"]
    assert [(one["Category"], one["Type"], one["Spans"][0]["Content"]) for one in insights] == [
        ("MEDICAL_CONDITION", "DX_NAME", "headache"),
        ("MEDICAL_CONDITION", "DX_NAME", "back pain"),
        ("MEDICATION", "GENERIC_NAME", "ibuprofen"),
        ("MEDICAL_CONDITION", "DX_NAME", "asthma"),
        ("TEST_TREATMENT_PROCEDURE", "TEST_NAME", "blood pressure"),
        ("TEST_TREATMENT_PROCEDURE", "TEST_NAME", "X-ray"),
    ]
    span = insights[1]["Spans"][0]
    assert (span["BeginCharacterOffset"], span["EndCharacterOffset"]) == (26, 35)


def test_clinical_notes_tell_who_said_what() -> None:
    notes = _notes()
    told = {name: [one["SummarizedSegment"] for one in summary] for name, summary in notes.items()}
    assert told["CHIEF_COMPLAINT"] == ["The patient says: “I have had a headache and back pain.”"]
    assert told["PAST_MEDICAL_HISTORY"] == [
        "The patient says: “I took ibuprofen.”",
        "The patient says: “My father had asthma.”",
    ]
    assert told["ASSESSMENT"] == ["The clinician says: “Your blood pressure is normal.”"]
    assert told["PLAN"] == ["The clinician says: “I will order an X-ray.”"]
    assert list(notes) == [
        "CHIEF_COMPLAINT",
        "HISTORY_OF_PRESENT_ILLNESS",
        "REVIEW_OF_SYSTEMS",
        "PAST_MEDICAL_HISTORY",
        "ASSESSMENT",
        "PLAN",
    ]


@pytest.mark.parametrize(
    ("pronouns", "said"), [("HE_HIM", "He says"), ("SHE_HER", "She says"), ("THEY_THEM", "They say")]
)
def test_the_patients_pronouns(pronouns: str, said: str) -> None:
    notes = _notes(MedicalScribeContext={"PatientContext": {"Pronouns": pronouns}})
    assert notes["CHIEF_COMPLAINT"][0]["SummarizedSegment"].startswith(f"{said}: “")


@pytest.mark.parametrize(
    ("template", "sections"),
    [
        ("GIRPP", ["GOAL", "INTERVENTION", "RESPONSE", "PROGRESS", "PLAN"]),
        ("BIRP", ["BEHAVIOR", "INTERVENTION", "RESPONSE", "PLAN"]),
        ("SIRP", ["SITUATION", "INTERVENTION", "RESPONSE", "PLAN"]),
        ("DAP", ["DATA", "ASSESSMENT", "PLAN"]),
        ("BEHAVIORAL_SOAP", ["SUBJECTIVE", "OBJECTIVE", "ASSESSMENT", "PLAN"]),
        ("PHYSICAL_SOAP", ["SUBJECTIVE", "OBJECTIVE", "ASSESSMENT", "PLAN"]),
    ],
)
def test_note_templates(template: str, sections: list[str]) -> None:
    notes = _notes(Settings={"ClinicalNoteGenerationSettings": {"NoteTemplate": template}})
    assert list(notes) == sections
    assert all(notes[name] for name in ("PLAN", sections[0]))


def test_a_visit_in_which_nobody_speaks() -> None:
    silent = Transcript("en-US", (), (), 5_000)
    assert _conversation(silent)["TranscriptSegments"] == []
    document = document_of(job_of(MEDICAL_SCRIBE_JOB), silent, Form.CLINICAL_DOCUMENT)
    assert all(section["Summary"] == [] for section in document["ClinicalDocumentation"]["Sections"])
