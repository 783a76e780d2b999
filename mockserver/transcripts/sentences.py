"""A transcript's sentences: the pieces that it is summed up by, that channels are grouped by, and that documents point at."""

from collections.abc import Iterable, Iterator

from mockserver.transcripts.model import Element, Transcript, Turn, Word, ends_sentence, written


def sentences(turn: Turn) -> Iterator[Turn]:
    """Yield a turn sentence by sentence, each with its marks."""
    yield from (Turn(turn.speaker, elements) for elements in split(turn.elements))


def key_sentences(transcript: Transcript, count: int) -> list[str]:
    """Return up to `count` sentences as they were said, in order: the longest of each of as many parts of the transcript."""
    found = [sentence for turn in transcript.turns for sentence in sentences(turn)]
    count = min(count, len(found))
    parts = (found[part * len(found) // count : (part + 1) * len(found) // count] for part in range(count))
    return [written(max(part, key=lambda sentence: len(sentence.words)).elements) for part in parts]


def split(elements: Iterable[Element]) -> Iterator[tuple[Element, ...]]:
    """Yield elements sentence by sentence. Each begins with a word and keeps all marks that follow its end."""
    sentence: list[Element] = []
    over = False
    for element in elements:
        if over and isinstance(element, Word):
            yield tuple(sentence)
            sentence, over = [], False
        sentence.append(element)
        over = over or ends_sentence(element)
    if sentence:
        yield tuple(sentence)
