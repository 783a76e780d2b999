"""Vocabulary filters: unwanted words removed, masked or tagged (transcribe.md §4.2)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from mockserver.transcripts.model import Element, Punctuation, Transcript, Word

MASK: Final = "***"


@dataclass(frozen=True, slots=True)
class TaggedWord(Word):
    """A word that a filter has found and left in."""


@dataclass(frozen=True, slots=True)
class MaskedWord(Word):
    """What stands for a word that a filter has found."""


def apply_filter(transcript: Transcript, words: Collection[str], method: str) -> Transcript:
    """Return the transcript with what equals one of `words` (in any case) treated by `method`: remove, mask or tag.

    A turn of which nothing is left is left out.
    """
    unwanted = {word.casefold() for word in words}
    treat = _METHODS[method]
    turns = []
    for turn in transcript.turns:
        elements = tuple(_treated(turn.elements, unwanted, treat))
        if elements:
            turns.append(replace(turn, elements=elements))
    return replace(transcript, turns=tuple(turns))


def _treated(
    elements: tuple[Element, ...], unwanted: Collection[str], treat: Callable[[Word], Word | None]
) -> Iterator[Element]:
    """Yield what is left. A mark after a removed word goes with it where it would follow another mark, or no word at all."""
    last: Element | None = None
    removed = False
    for element in elements:
        if isinstance(element, Punctuation):
            if removed and not isinstance(last, Word):
                continue
            kept: Element | None = element
        else:
            kept = treat(element) if element.text.casefold() in unwanted else element
            removed = kept is None
        if kept is not None:
            yield kept
            last = kept


def _tagged(word: Word) -> Word:
    return TaggedWord(word.text, word.start_ms, word.end_ms, word.confidence)


def _masked(word: Word) -> Word:
    return MaskedWord(MASK, word.start_ms, word.end_ms, word.confidence)


_METHODS: Mapping[str, Callable[[Word], Word | None]] = {"remove": lambda _: None, "mask": _masked, "tag": _tagged}
