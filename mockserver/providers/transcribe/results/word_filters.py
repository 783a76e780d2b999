"""Vocabulary filters: unwanted words removed, masked or tagged (transcribe.md §4.2)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from mockserver.transcripts.model import Element, Punctuation, Transcript, Turn, Word

MASK: Final = "***"


@dataclass(frozen=True, slots=True)
class TaggedWord(Word):
    """A word that a filter has found and left in."""


@dataclass(frozen=True, slots=True)
class MaskedWord(Word):
    """What stands for a word that a filter has found."""


class WordFilter:
    """The entries of one filter: words, and phrases of several, in any case."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        for phrase in {tuple(entry.casefold().split()) for entry in entries}:
            if phrase:
                self._phrases.setdefault(phrase[0], []).append(phrase)

    def found(self, elements: Sequence[Element]) -> set[int]:
        """Return the places of the words that it finds. No mark stands within a phrase."""
        texts = [element.text.casefold() if isinstance(element, Word) else None for element in elements]
        return {
            place
            for start, text in enumerate(texts)
            for phrase in (self._phrases.get(text, ()) if text is not None else ())
            if tuple(texts[start : start + len(phrase)]) == phrase
            for place in range(start, start + len(phrase))
        }


def apply_filter(transcript: Transcript, filter_of: Callable[[Turn], WordFilter | None], method: str) -> Transcript:
    """Return the transcript with the words that a turn's filter finds in it treated by `method`: remove, mask or tag.

    A turn of which nothing is left is left out.
    """
    treat = _METHODS[method]
    turns = []
    for turn in transcript.turns:
        word_filter = filter_of(turn)
        elements = (
            turn.elements
            if word_filter is None
            else tuple(_treated(turn.elements, word_filter.found(turn.elements), treat))
        )
        if elements:
            turns.append(replace(turn, elements=elements))
    return replace(transcript, turns=tuple(turns))


def _treated(
    elements: tuple[Element, ...], unwanted: set[int], treat: Callable[[Word], Word | None]
) -> Iterator[Element]:
    """Yield what is left. A mark after a removed word goes with it where it would follow another mark, or no word at all."""
    last: Element | None = None
    removed = False
    for place, element in enumerate(elements):
        if isinstance(element, Punctuation):
            if removed and not isinstance(last, Word):
                continue
            kept: Element | None = element
        else:
            kept = treat(element) if place in unwanted else element
            removed = kept is None
        if kept is not None:
            yield kept
            last = kept


def _tagged(word: Word) -> Word:
    return TaggedWord(word.text, word.start_ms, word.end_ms, word.confidence)


def _masked(word: Word) -> Word:
    return MaskedWord(MASK, word.start_ms, word.end_ms, word.confidence)


_METHODS: Mapping[str, Callable[[Word], Word | None]] = {"remove": lambda _: None, "mask": _masked, "tag": _tagged}
