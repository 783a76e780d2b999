"""One word or mark, as transcripts have it (transcribe.md §4.1, §4.2)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mockserver.providers.transcribe.documents.writing import Document, times
from mockserver.providers.transcribe.results.redaction import RedactedWord
from mockserver.providers.transcribe.results.word_filters import TaggedWord
from mockserver.transcripts.model import Element, Word

_WORD, _MARK = "pronunciation", "punctuation"


class Timed(NamedTuple):
    """A word or mark in documents that give marks times, too: a mark stands where the word before it ends."""

    element: Element
    kind: str
    confidence: float
    start_ms: int
    end_ms: int


def timed(elements: Iterable[Element]) -> Iterator[Timed]:
    """Yield the elements of a turn, in order."""
    end_ms = 0
    for element in elements:
        if isinstance(element, Word):
            end_ms = element.end_ms
            yield Timed(element, _WORD, element.confidence, element.start_ms, end_ms)
        else:
            yield Timed(element, _MARK, 0.0, end_ms, end_ms)


def item(element: Element) -> Document:
    """Return an element with its one reading."""
    return _kind(element) | {"alternatives": [_reading(element)]}


def flat_item(element: Element) -> Document:
    """Return an element as it is within an alternative: what is told of its one reading stands beside its times."""
    return _kind(element) | _reading(element)


def _kind(element: Element) -> Document:
    if not isinstance(element, Word):
        return {"type": _MARK}
    kind = {"type": _WORD, **times(element.start_ms, element.end_ms)}
    return kind | {"vocabularyFilterMatch": True} if isinstance(element, TaggedWord) else kind


def _reading(element: Element) -> Document:
    if isinstance(element, RedactedWord):
        redaction = {"confidence": str(element.confidence), "type": element.entity, "category": "PII"}
        return {"content": element.text, "redactions": [redaction]}
    confidence = str(element.confidence) if isinstance(element, Word) else "0.0"
    return {"confidence": confidence, "content": element.text}
