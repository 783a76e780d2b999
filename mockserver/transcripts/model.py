"""The one model of what was said, from which every provider renders its own form. Times are milliseconds of media."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

LONGEST_MS: Final = 24 * 3600 * 1000
"""The longest media there is: no service takes more than this, and a transcript is made up word by word."""

SENTENCE_ENDS: Final = ".?!…。？！؟।"
"""The marks that end a sentence, in any script that has some."""


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word: when it is heard, and how sure the service is of it (0 to 1)."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Punctuation:
    """A mark that belongs to the word before it, without spaces: ".", ",", "?"."""

    text: str


Element = Word | Punctuation


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says in one go. It begins with a word; raises ValueError otherwise."""

    speaker: int
    elements: tuple[Element, ...]

    def __post_init__(self) -> None:
        if not self.elements or isinstance(self.elements[0], Punctuation):
            raise ValueError("A turn begins with a word: its times are those of its words.")

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(element for element in self.elements if isinstance(element, Word))

    @property
    def start_ms(self) -> int:
        return self.words[0].start_ms

    @property
    def end_ms(self) -> int:
        return self.words[-1].end_ms

    @property
    def text(self) -> str:
        return written(self.elements)


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole recording.

    `speakers` are the names of those who speak, numbered from 0 in the order in which they are first heard. Words do
    not overlap, each lasts at least one millisecond, and all lie within `duration_ms`, the length of the media.
    """

    language: str
    speakers: tuple[str, ...]
    turns: tuple[Turn, ...]
    duration_ms: int

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for turn in self.turns for word in turn.words)

    @property
    def text(self) -> str:
        return " ".join(turn.text for turn in self.turns)

    def edited(self, edit: Callable[[tuple[Element, ...]], Iterable[Element]]) -> "Transcript":
        """Return it with the elements of each turn edited. A turn of which nothing is left is left out."""
        edits = ((turn, tuple(edit(turn.elements))) for turn in self.turns)
        return replace(self, turns=tuple(replace(turn, elements=elements) for turn, elements in edits if elements))


def written(elements: Iterable[Element]) -> str:
    """Return `elements` as text: words joined by spaces, each mark attached to the word before it."""
    return "".join(f" {element.text}" if isinstance(element, Word) else element.text for element in elements).lstrip(
        " "
    )


def ends_sentence(element: Element) -> bool:
    """Tell whether an element is a mark at the end of a sentence."""
    return isinstance(element, Punctuation) and element.text[-1] in SENTENCE_ENDS


def capitalized(word: str) -> str:
    """Return a word as it is written at the beginning of a sentence."""
    return word[:1].upper() + word[1:]


def clock_time(ms: int) -> str:
    """Return a time of the media as HH:MM:SS."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"
