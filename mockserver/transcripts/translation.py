"""Transcripts in another language. Nobody translates: each word has one that stands for it, always the same."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from mockserver.engine.randomness import Seed
from mockserver.transcripts.lexicon import Lexicon, lexicon, locale_of
from mockserver.transcripts.model import Element, Transcript, Word, capitalized, ends_sentence

_SEED: Final = Seed(0)


def translated(transcript: Transcript, language: str) -> Transcript:
    """Return a transcript in another language: the same turns, marks and times, with the words of that language.

    Numbers, sounds (`<laugh>`), and names within a sentence stay. Between languages that share their words (en and en-gb)
    nothing changes.
    """
    if locale_of(transcript.language) == locale_of(language):
        return replace(transcript, language=language)
    dictionary = _Dictionary(lexicon(language))
    return replace(transcript.edited(lambda elements: _translated(elements, dictionary)), language=language)


class _Dictionary(dict[str, str]):
    """The words of a language that stand for others, each looked up but once."""

    def __init__(self, target: Lexicon) -> None:
        super().__init__()
        self._target = target

    def __missing__(self, word: str) -> str:
        words = self._target.words
        self[word] = words[_SEED.integer("translation", self._target.locale, word) % len(words)]
        return self[word]


def _translated(elements: Iterable[Element], dictionary: _Dictionary) -> Iterator[Element]:
    begins = True
    for element in elements:
        if isinstance(element, Word) and (begins or element.text.islower()) and element.text[0].isalpha():
            word = dictionary[element.text.lower()]
            yield replace(element, text=capitalized(word) if begins else word)
        else:
            yield element
        begins = ends_sentence(element)
