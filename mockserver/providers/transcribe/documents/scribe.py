"""The transcript of a medical scribe job, with clinical insights (transcribe.md §4.6)."""

from collections.abc import Iterator

from mockserver.providers.transcribe.documents.clinical_terms import TERMS
from mockserver.providers.transcribe.documents.heard import Heard
from mockserver.providers.transcribe.documents.items import Timed, timed
from mockserver.providers.transcribe.documents.visit import Segment, segments
from mockserver.providers.transcribe.documents.writing import Document, written
from mockserver.transcripts.entities import entities
from mockserver.transcripts.places import places

_JOB_TYPE = "ASYNC"


def document(heard: Heard) -> Iterator[bytes]:
    """Yield the document."""
    return written(
        {
            "Conversation": {
                "ConversationId": heard.seed.uuid(*heard.identity("conversation")),
                "JobName": heard.job.id,
                "JobType": _JOB_TYPE,
                "LanguageCode": heard.language,
                "ClinicalInsights": (insight for segment in segments(heard) for insight in _insights(heard, segment)),
                "TranscriptItems": (_item(item) for turn in heard.transcript.turns for item in timed(turn.elements)),
                "TranscriptSegments": (_segment(segment) for segment in segments(heard)),
            }
        }
    )


def _insights(heard: Heard, segment: Segment) -> Iterator[Document]:
    elements = segment.passage.elements
    where, text = places(elements), segment.passage.text
    for entity in entities(elements, TERMS):
        category, type_ = entity.kind.split("/")
        begin, end = where[entity.first][0], where[entity.last][1]
        yield {
            "Attributes": [],
            "Category": category,
            "InsightId": heard.seed.uuid(*heard.identity("insight", segment.id, begin)),
            "InsightType": "ClinicalEntity",
            "Spans": [
                {
                    "BeginCharacterOffset": begin,
                    "Content": text[begin:end],
                    "EndCharacterOffset": end,
                    "SegmentId": segment.id,
                }
            ],
            "Type": type_,
        }


def _item(item: Timed) -> Document:
    return {
        "Alternatives": [{"Confidence": item.confidence, "Content": item.element.text}],
        "BeginAudioTime": item.start_ms / 1000,
        "EndAudioTime": item.end_ms / 1000,
        "Type": item.kind,
    }


def _segment(segment: Segment) -> Document:
    words = segment.passage.words
    return {
        "BeginAudioTime": words[0].start_ms / 1000,
        "Content": segment.passage.text,
        "EndAudioTime": words[-1].end_ms / 1000,
        "ParticipantDetails": {"ParticipantRole": segment.participant},
        "SectionDetails": {"SectionName": segment.section},
        "SegmentId": segment.id,
    }
