"""The phrases of custom vocabularies: which are taken, and what becomes of them (revai.md §2.1)."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Final

from pydantic import Field

from mockserver.providers.revai.options import Contradiction, Options

_FOREIGN_PHRASES: Final = 1000
_PHRASE_WORDS, _WORD_CHARACTERS = 12, 34


class Phrases(Options):
    """One custom vocabulary."""

    phrases: Annotated[list[str], Field(min_length=1, max_length=6000)]


Vocabularies = Annotated[list[Phrases], Field(min_length=1, max_length=50)]


def wrong_phrases(
    vocabularies: Iterable[Phrases], *, is_strict: bool, is_foreign: bool = False
) -> Iterator[Contradiction]:
    """Yield the first wrong phrase of each vocabulary. Unless strict, wrong phrases are left out without a word."""
    for number, vocabulary in enumerate(vocabularies):
        field = f"custom_vocabularies[{number}].phrases"
        if len(vocabulary.phrases) > _FOREIGN_PHRASES and is_foreign:
            yield field, f"At most {_FOREIGN_PHRASES} phrases are allowed for foreign languages."
        wrong = next((phrase for phrase in vocabulary.phrases if not is_phrase(phrase)), None)
        if wrong is not None and is_strict:
            yield field, f"The phrase '{wrong[:100]}' is not valid."


def spellings(vocabularies: Iterable[Phrases]) -> dict[str, str]:
    """Return how the single words among the phrases are spelt, by the word in lower case."""
    words = (phrase.strip() for vocabulary in vocabularies for phrase in vocabulary.phrases if is_phrase(phrase))
    return {word.lower(): word for word in words if " " not in word}


def is_phrase(text: str) -> bool:
    """Tell whether a custom vocabulary takes a phrase: 12 words of 34 characters at most, some letter, no digit."""
    words = text.split()
    return (
        len(words) <= _PHRASE_WORDS
        and all(len(word) <= _WORD_CHARACTERS for word in words)
        and any(character.isalpha() for character in text)
        and not any(character.isdigit() for character in text)
    )
