"""What the service makes of the audio so far: partial hypotheses that grow, and final ones that stay (revai.md §2.16)."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from mockserver.transcripts.model import Element, Turn, Word
from mockserver.transcripts.sentences import sentences


class Hypothesis(NamedTuple):
    """A part of a turn that is told in one message. A partial one is restated with the next word, or as final."""

    turn: Turn
    is_final: bool


class Listener:
    """Tells what there is to say, as far as audio has come in. How it was cut into pieces makes no difference."""

    def __init__(self, turns: Iterable[Turn], longest_segment_ms: int) -> None:
        """`turns` may be without end; no segment is longer than `longest_segment_ms`, but for a word that is."""
        self._segments = _segments(turns, longest_segment_ms)
        self._segment = next(self._segments, None)
        self._words_heard = 0

    def hear(self, until_ms: int) -> Iterator[Hypothesis]:
        """Yield what the audio up to `until_ms` adds: for each word a partial, after the last of a segment its final."""
        while self._segment is not None:
            words = self._segment.words
            while self._words_heard < len(words) and words[self._words_heard].end_ms <= until_ms:
                self._words_heard += 1
                yield Hypothesis(self._heard(self._segment), is_final=False)
            if self._words_heard < len(words):
                return
            yield Hypothesis(self._segment, is_final=True)
            self._segment, self._words_heard = next(self._segments, None), 0

    def finish(self) -> Iterator[Hypothesis]:
        """Yield the final for what was heard of a segment whose end wasn't, if anything was."""
        if self._segment is not None and self._words_heard:
            yield Hypothesis(self._heard(self._segment), is_final=True)
            self._segment = None

    def _heard(self, segment: Turn) -> Turn:
        last = segment.words[self._words_heard - 1]
        return Turn(segment.speaker, up_to(segment.elements, last.end_ms))


def up_to(elements: Iterable[Element], until_ms: int) -> tuple[Element, ...]:
    """Return the elements that are heard by a time: words that have ended, and the marks that belong to them."""
    heard: list[Element] = []
    for element in elements:
        if isinstance(element, Word) and element.end_ms > until_ms:
            break
        heard.append(element)
    return tuple(heard)


def _segments(turns: Iterable[Turn], longest_ms: int) -> Iterator[Turn]:
    """Yield turns sentence by sentence, and longer sentences in parts."""
    for sentence in chain.from_iterable(map(sentences, turns)):
        part: list[Element] = []
        start_ms = sentence.start_ms
        for element in sentence.elements:
            if isinstance(element, Word) and part and element.end_ms - start_ms > longest_ms:
                yield Turn(sentence.speaker, tuple(part))
                part, start_ms = [], element.start_ms
            part.append(element)
        yield Turn(sentence.speaker, tuple(part))
