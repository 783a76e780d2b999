"""A transcript's sentences: the pieces that it is summed up by, and that channels are grouped by."""

from collections.abc import Iterable, Iterator

from mockserver.transcripts.model import Element, Transcript, Turn, Word, ends_sentence, written


def sentences(turn: Turn) -> Iterator[Turn]:
    """Yield a turn sentence by sentence, each with its marks."""
    yield from (Turn(turn.speaker, elements) for elements in _split(turn.elements))


def key_sentences(transcript: Transcript, count: int) -> list[str]:
    """Return up to `count` sentences as they were said, in order: the longest of each of as many parts of the transcript."""
    found = [sentence for turn in transcript.turns for sentence in sentences(turn)]
    count = min(count, len(found))
    parts = (found[part * len(found) // count : (part + 1) * len(found) // count] for part in range(count))
    return [written(max(part, key=lambda sentence: len(sentence.words)).elements) for part in parts]


def _split(elements: Iterable[Element]) -> Iterator[tuple[Element, ...]]:
    sentence: list[Element] = []
    for element in elements:
        if isinstance(element, Word) and sentence and ends_sentence(sentence[-1]):
            yield tuple(sentence)
            sentence = []
        sentence.append(element)
    if sentence:
        yield tuple(sentence)
