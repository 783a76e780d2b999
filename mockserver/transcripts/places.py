"""Where elements stand in the text that they make: what character offsets in providers' documents are computed from."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mockserver.transcripts.model import Element, Word, written
from mockserver.transcripts.sentences import split


@dataclass(frozen=True, slots=True)
class Passage:
    """Some elements in a row of a longer text, and the characters of that text that they take: `begin` up to `end`."""

    elements: tuple[Element, ...]
    begin: int
    end: int

    @property
    def text(self) -> str:
        return written(self.elements)

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(element for element in self.elements if isinstance(element, Word))


def places(elements: Sequence[Element]) -> list[tuple[int, int]]:
    """Return for each element the characters of `written(elements)` that it takes: the first, and the one after the last."""
    found: list[tuple[int, int]] = []
    end = 0
    for element in elements:
        begin = end + 1 if found and isinstance(element, Word) else end
        end = begin + len(element.text)
        found.append((begin, end))
    return found


def covered(begins: Sequence[int], begin: int, end: int) -> tuple[int, int]:
    """Return the first and the last element that the characters from `begin` up to `end` touch, where each begins so."""
    return max(0, bisect_right(begins, begin) - 1), max(0, bisect_right(begins, end - 1) - 1)


def passages(elements: Sequence[Element]) -> Iterator[Passage]:
    """Yield the sentences of a turn, in order."""
    where = places(elements)
    first = 0
    for sentence in split(elements):
        last = first + len(sentence) - 1
        yield Passage(sentence, where[first][0], where[last][1])
        first = last + 1
