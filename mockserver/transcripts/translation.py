"""Transcripts in another language. Nobody translates: each word has one that stands for it, always the same."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from mockserver.engine.randomness import Seed
from mockserver.transcripts.lexicon import Lexicon, lexicon, locale_of
from mockserver.transcripts.model import Element, Transcript, Word, capitalized, ends_sentence

_DICTIONARY: Final = Seed(0)


def translated(transcript: Transcript, language: str) -> Transcript:
    """Return a transcript in another language: the same turns, marks and times, with the words of that language.

    Numbers, sounds (`<laugh>`), and names within a sentence stay. Between languages that share their words (en and en-gb)
    nothing changes.
    """
    if locale_of(transcript.language) == locale_of(language):
        return replace(transcript, language=language)
    target = lexicon(language)
    return replace(transcript.edited(lambda elements: _translated(elements, target)), language=language)


def _translated(elements: Iterable[Element], target: Lexicon) -> Iterator[Element]:
    begins = True
    for element in elements:
        if isinstance(element, Word) and (begins or element.text.islower()) and element.text[0].isalpha():
            number = _DICTIONARY.integer("translation", target.locale, element.text.lower()) % len(target.words)
            word = target.words[number]
            yield replace(element, text=capitalized(word) if begins else word)
        else:
            yield element
        begins = ends_sentence(element)
