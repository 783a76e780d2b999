"""What else may have been said (transcribe.md §4.2)."""

from collections.abc import Iterator

from mockserver.providers.transcribe.documents.heard import Heard
from mockserver.providers.transcribe.documents.items import flat_item
from mockserver.providers.transcribe.documents.writing import Document, times
from mockserver.transcripts.model import Element, Turn, Word, written

_LESS_SURE = 0.9


def segment(heard: Heard, turn: Turn, most: int) -> Document:
    """Return a turn as it was heard and, up to `most` in all, as it may have been: less and less likely."""
    items = [flat_item(element) for element in turn.elements]
    alternatives = [{"transcript": turn.text, "items": items}]
    for place, other in _instead(heard, turn, most - 1):
        elements: list[Element] = list(turn.elements)
        elements[place] = other
        alternatives.append(
            {"transcript": written(elements), "items": [*items[:place], flat_item(other), *items[place + 1 :]]}
        )
    return {**times(turn.start_ms, turn.end_ms), "alternatives": alternatives}


def _instead(heard: Heard, turn: Turn, most: int) -> Iterator[tuple[int, Word]]:
    """Yield other words for those of a turn of which the service is least sure, each with its place.

    They are words of the same recording. What a filter or redaction has touched is neither replaced nor taken.
    """
    doubtful = sorted(
        (element.confidence, place) for place, element in enumerate(turn.elements) if type(element) is Word
    )
    for number, (confidence, place) in enumerate(doubtful[:most], 1):
        doubt = turn.elements[place]
        if isinstance(doubt, Word):
            text = _other_text(heard, doubt, number)
            yield place, Word(text, doubt.start_ms, doubt.end_ms, round(confidence * _LESS_SURE**number, 3))


def _other_text(heard: Heard, word: Word, number: int) -> str:
    """Return a word of the recording other than `word`, where there is one near the place that the seed says."""
    turns = heard.transcript.turns
    pick = heard.seed.integer(*heard.identity("alternative", word.start_ms, number))
    words = [other.text for other in turns[pick % len(turns)].words if type(other) is Word and other.text != word.text]
    return words[pick // len(turns) % len(words)] if words else word.text
