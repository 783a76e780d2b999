"""The transcript of a medical transcription job: that of any job and, where asked for, what health information it has."""

import re
from collections.abc import Iterator

from mockserver.providers.transcribe.documents.heard import Heard
from mockserver.providers.transcribe.documents.standard import envelope, results
from mockserver.providers.transcribe.documents.writing import Document, written
from mockserver.providers.transcribe.results.redaction import NAME, PATTERNS
from mockserver.transcripts.entities import Pattern, entities
from mockserver.transcripts.model import Turn, Word
from mockserver.transcripts.model import written as text_of

# The one category that the documentation prints, as it prints it (transcribe.md §4.4).
_CATEGORY = "PHI*-Personal*"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"

_PATTERNS: tuple[Pattern, ...] = (
    *PATTERNS,
    *(
        (kind, re.compile(pattern))
        for kind, pattern in (
            ("DATE", rf"\b(?:{_MONTHS}) \d{{1,2}}(?:,? \d{{4}})?\b"),
            ("DATE", rf"\b\d{{1,2}} (?:{_MONTHS})(?:,? \d{{4}})?\b"),
            ("AGE", r"\b\d{1,3}[ -]years?[ -]old\b"),
            ("ID", r"\b(?i:record|chart|patient|policy) (?i:number|no\.?|id)\D{0,20}(?P<it>\d{3,12})\b"),
        )
    ),
)


def document(heard: Heard) -> Iterator[bytes]:
    """Yield the document (transcribe.md §4.4)."""
    found = results(heard)
    if heard.job.submission.get("ContentIdentificationType") == "PHI":
        found["entities"] = (entity for turn in heard.transcript.turns for entity in _entities(turn))
    return written(envelope(heard, found))


def _entities(turn: Turn) -> Iterator[Document]:
    for entity in entities(turn.elements, _PATTERNS, names=NAME):
        elements = turn.elements[entity.first : entity.last + 1]
        words = [element for element in elements if isinstance(element, Word)]
        yield {
            "content": text_of(elements),
            "category": _CATEGORY,
            "startTime": words[0].start_ms / 1000,
            "endTime": words[-1].end_ms / 1000,
            "confidence": round(sum(word.confidence for word in words) / len(words), 4),
        }
