"""The shapes of the documents of Transcribe jobs (transcribe.md §4)."""

import re
from typing import Any

from tests.providers.shapes import ACCOUNT, SCORE, TIME, UUID, Map, Shape

_LANGUAGE = re.compile(r"[a-z]{2,3}-[A-Z]{2}")
_TIMES = {"start_time": TIME, "end_time": TIME}
_PII = {
    "ADDRESS",
    "BANK_ACCOUNT_NUMBER",
    "BANK_ROUTING",
    "CREDIT_DEBIT_CVV",
    "CREDIT_DEBIT_EXPIRY",
    "CREDIT_DEBIT_NUMBER",
    "EMAIL",
    "NAME",
    "PHONE",
    "PIN",
    "SSN",
}
_REDACTIONS = [{"confidence": SCORE, "type": _PII, "category": {"PII"}}]
_TOXICITIES = (
    "profanity",
    "hate_speech",
    "sexual",
    "insult",
    "violence_or_threat",
    "graphic",
    "harassment_or_abuse",
)

_SPEAKER = re.compile(r"spk_\d+")
_SPOKEN = {**_TIMES, "speaker_label": _SPEAKER}

# What each option adds to items and segments, and to the results.
_LABELS: dict[str, tuple[str, Shape]] = {
    "ShowSpeakerLabels": ("speaker_label", _SPEAKER),
    "ChannelIdentification": ("channel_label", {"ch_0", "ch_1"}),
    "IdentifyMultipleLanguages": ("language_code", _LANGUAGE),
}
_VARIANTS: dict[str, dict[str, Shape]] = {
    "ShowSpeakerLabels": {
        "speaker_labels": {"channel_label": {"ch_0"}, "speakers": int, "segments": [{**_SPOKEN, "items": [_SPOKEN]}]}
    },
    "IdentifyMultipleLanguages": {"language_codes": [{"language_code": _LANGUAGE, "duration_in_seconds": float}]},
    "IdentifyLanguage": {
        "language_code": _LANGUAGE,
        "language_identification": [{"score": SCORE, "code": _LANGUAGE}],
    },
    "ToxicityDetection": {
        "toxicity_detection": [
            {
                "text": str,
                "toxicity": float,
                "categories": dict.fromkeys(_TOXICITIES, float),
                "start_time": float,
                "end_time": float,
            }
        ]
    },
    "ContentIdentificationType": {
        "entities": [
            {"content": str, "category": {"PHI*-Personal*"}, "startTime": float, "endTime": float, "confidence": float}
        ]
    },
}


def transcript_shape(request: dict[str, Any], *, redacted: bool = False) -> Shape:
    """Return the shape of the transcript of a (medical) transcription job, as its request has it."""
    asked = {name for name, value in {**request, **request.get("Settings", {})}.items() if value}
    labels = {member: shape for option, (member, shape) in _LABELS.items() if option in asked}
    item = _item(labels, redacted)
    results: dict[str, Shape] = {
        "transcripts": [{"transcript": str}],
        "items": [{"id": int, **item}],
        "audio_segments": [{"id": int, "transcript": str, **_TIMES, **labels, "items": [int]}],
    }
    for option, members in _VARIANTS.items():
        results |= members if option in asked else {}
    if "ChannelIdentification" in asked:
        channels = [{"channel_label": {"ch_0", "ch_1"}, "items": [item]}]
        results["channel_labels"] = {"channels": channels, "number_of_channels": {2}}
    if "ShowAlternatives" in asked:
        results["segments"] = [{**_TIMES, "alternatives": [{"transcript": str, "items": [_flat_item(redacted)]}]}]
    document: dict[str, Shape] = {"jobName": str, "accountId": ACCOUNT, "status": {"COMPLETED"}, "results": results}
    return document | ({"isRedacted": {redacted}} if "ContentRedaction" in asked else {})


def _item(labels: dict[str, Shape], redacted: bool) -> dict[str, Shape]:
    reading: dict[str, Shape] = {"content": str, "confidence": SCORE}
    if redacted:
        reading = {"content": str, "confidence?": SCORE, "redactions?": _REDACTIONS}
    return {**_kind(), **labels, "alternatives": [reading]}


def _flat_item(redacted: bool) -> dict[str, Shape]:
    reading = {"content": str, "confidence?" if redacted else "confidence": SCORE}
    return {**_kind(), **reading, **({"redactions?": _REDACTIONS} if redacted else {})}


def _kind() -> dict[str, Shape]:
    return {
        "type": {"pronunciation", "punctuation"},
        "start_time?": TIME,
        "end_time?": TIME,
        "vocabularyFilterMatch?": {True},
    }


_ROLES = {"AGENT", "CUSTOMER"}
_OFFSETS = {"BeginOffsetMillis": int, "EndOffsetMillis": int}
_INTERVAL = {**_OFFSETS, "DurationMillis": int}
_DETECTED = [{"CharacterOffsets": {"Begin": int, "End": int}}]


def call_analytics_shape(request: dict[str, Any], *, redacted: bool = False) -> Shape:
    """Return the shape of the document of a call analytics job, as its request has it."""
    settings = request.get("Settings", {})
    redaction = {"Redaction?": [{"Confidence": SCORE}]} if redacted else {}
    characteristics: dict[str, Shape] = {
        "NonTalkTime": {"Instances": [_INTERVAL], "TotalTimeMillis": int},
        "Interruptions": {
            "TotalCount": int,
            "TotalTimeMillis": int,
            "InterruptionsByInterrupter": Map(_ROLES, [_INTERVAL]),
        },
        "TotalConversationDurationMillis": int,
        "Sentiment": {
            "OverallSentiment": Map(_ROLES, float),
            "SentimentByPeriod": {"QUARTER": Map(_ROLES, [{"Score": float, **_OFFSETS}])},
        },
        "TalkSpeed": {"DetailsByParticipant": Map(_ROLES, {"AverageWordsPerMinute": int})},
        "TalkTime": {"DetailsByParticipant": Map(_ROLES, {"TotalTimeMillis": int}), "TotalTimeMillis": int},
    }
    if "Summarization" in settings:
        characteristics["ContactSummary"] = {"AutoGenerated": {"OverallSummary": {"Content": str}}}
    document: dict[str, Shape] = {
        "JobStatus": {"COMPLETED"},
        "LanguageCode": _LANGUAGE,
        "AccountId": ACCOUNT,
        "JobName": str,
        "Channel": {"VOICE"},
        "Participants": [{"ParticipantRole": _ROLES}],
        "Transcript": [
            {
                "Id": UUID,
                "ParticipantRole": _ROLES,
                "Content": str,
                **_OFFSETS,
                "Sentiment": {"POSITIVE", "NEGATIVE", "NEUTRAL", "MIXED"},
                "LoudnessScores": [float],
                "Items": [
                    {
                        "Type": {"pronunciation", "punctuation"},
                        "Confidence": SCORE,
                        "Content": str,
                        **_OFFSETS,
                        "VocabularyFilterMatch?": {True},
                        **redaction,
                    }
                ],
                "IssuesDetected?": _DETECTED,
                "OutcomesDetected?": _DETECTED,
                "ActionItemsDetected?": _DETECTED,
            }
        ],
        "Categories": {"MatchedDetails": Map(None, {"PointsOfInterest": [_OFFSETS]}), "MatchedCategories": [str]},
        "ConversationCharacteristics": characteristics,
    }
    if "ContentRedaction" in settings:
        document["ContentMetadata"] = {"Output": {"Redacted" if redacted else "Raw"}, "RedactionTypes": [{"PII"}]}
    return document


SCRIBE_TRANSCRIPT: Shape = {
    "Conversation": {
        "ConversationId": UUID,
        "JobName": str,
        "JobType": str,
        "LanguageCode": {"en-US"},
        "ClinicalInsights": [
            {
                "Attributes": [str],
                "Category": {"ANATOMY", "MEDICAL_CONDITION", "MEDICATION", "TEST_TREATMENT_PROCEDURE"},
                "InsightId": UUID,
                "InsightType": str,
                "Spans": [{"BeginCharacterOffset": int, "Content": str, "EndCharacterOffset": int, "SegmentId": UUID}],
                "Type": str,
            }
        ],
        "TranscriptItems": [
            {
                "Alternatives": [{"Confidence": float, "Content": str}],
                "BeginAudioTime": float,
                "EndAudioTime": float,
                "Type": {"pronunciation", "punctuation"},
            }
        ],
        "TranscriptSegments": [
            {
                "BeginAudioTime": float,
                "Content": str,
                "EndAudioTime": float,
                "ParticipantDetails": {"ParticipantRole": re.compile(r"(CLINICIAN|PATIENT)_\d+")},
                "SectionDetails": {"SectionName": str},
                "SegmentId": UUID,
            }
        ],
    }
}
SCRIBE_NOTES: Shape = {
    "ClinicalDocumentation": {
        "Sections": [
            {"SectionName": str, "Summary": [{"EvidenceLinks": [{"SegmentId": UUID}], "SummarizedSegment": str}]}
        ]
    }
}
