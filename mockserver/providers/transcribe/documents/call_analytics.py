"""The document of a call analytics job (transcribe.md §4.5)."""

from collections.abc import Iterator

from mockserver.providers.transcribe.authentication import ACCOUNT_ID
from mockserver.providers.transcribe.documents.call import ROLES, CallTurn, call_turns
from mockserver.providers.transcribe.documents.categories import matched
from mockserver.providers.transcribe.documents.characteristics import characteristics
from mockserver.providers.transcribe.documents.contact_summary import contact_summary
from mockserver.providers.transcribe.documents.heard import Heard
from mockserver.providers.transcribe.documents.highlights import detected
from mockserver.providers.transcribe.documents.items import Timed, timed
from mockserver.providers.transcribe.documents.writing import Document, written
from mockserver.providers.transcribe.requests import submission
from mockserver.providers.transcribe.resources.context import categories
from mockserver.providers.transcribe.results.redaction import RedactedWord
from mockserver.providers.transcribe.results.word_filters import TaggedWord

_LOUDNESS = (55.0, 85.0)
_SECOND_MS = 1_000


def document(heard: Heard) -> Iterator[bytes]:
    """Yield the document. The numbers in it are counted from the transcript; only the loudness is made up."""
    turns = call_turns(heard)
    duration_ms = heard.transcript.duration_ms
    conversation = characteristics(turns, duration_ms)
    if submission.settings(heard.job).get("Summarization", {}).get("GenerateAbstractiveSummary") and turns:
        conversation["ContactSummary"] = contact_summary(turns)
    return written(
        {
            "JobStatus": "COMPLETED",
            "LanguageCode": heard.language,
            "AccountId": ACCOUNT_ID,
            "JobName": heard.job.id,
            "Channel": "VOICE",
            "Participants": [{"ParticipantRole": role} for role in ROLES],
            **_content_metadata(heard),
            "ConversationCharacteristics": conversation,
            "Categories": matched(categories(heard.job), turns, duration_ms),
            "Transcript": (_turn(heard, turn) for turn in turns),
        }
    )


def _content_metadata(heard: Heard) -> Document:
    if submission.redaction(heard.job) is None:
        return {}
    return {"ContentMetadata": {"Output": "Redacted" if heard.redacted else "Raw", "RedactionTypes": ["PII"]}}


def _turn(heard: Heard, turn: CallTurn) -> Document:
    return {
        "Id": heard.seed.uuid(*heard.identity("turn", turn.number)),
        "ParticipantRole": turn.role,
        "Content": turn.spoken.text,
        "BeginOffsetMillis": turn.begin_ms,
        "EndOffsetMillis": turn.end_ms,
        "Sentiment": turn.sentiment.label,
        "LoudnessScores": _loudness(heard, turn),
        "Items": [_item(item) for item in timed(turn.spoken.elements)],
        **detected(turn),
    }


def _loudness(heard: Heard, turn: CallTurn) -> list[float]:
    """Return how loud the turn is in each of its seconds, in decibels."""
    rng = heard.seed.random(*heard.identity("loudness", turn.number))
    return [round(rng.uniform(*_LOUDNESS), 2) for _ in range(-(-turn.duration_ms // _SECOND_MS))]


def _item(item: Timed) -> Document:
    found: Document = {
        "Type": item.kind,
        "Confidence": str(item.confidence),
        "Content": item.element.text,
        "BeginOffsetMillis": item.start_ms,
        "EndOffsetMillis": item.end_ms,
    }
    if isinstance(item.element, RedactedWord):
        found["Redaction"] = [{"Confidence": str(item.confidence)}]
    if isinstance(item.element, TaggedWord):
        found["VocabularyFilterMatch"] = True
    return found
