"""Small things that are done to words: numbers said, profanity hidden, sentences found, words translated."""

import pytest

from mockserver.engine.randomness import Seed
from mockserver.transcripts.lexicon import lexicon
from mockserver.transcripts.model import Punctuation
from mockserver.transcripts.numbers import LARGEST, said
from mockserver.transcripts.profanity import masked
from mockserver.transcripts.sentences import key_sentences, sentences
from mockserver.transcripts.synthesis import synthesize
from mockserver.transcripts.translation import translated

TALK = synthesize(Seed(3), ("job", 1), 120_000)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (14, "fourteen"),
        (80, "eighty"),
        (99, "ninety nine"),
        (100, "one hundred"),
        (512, "five hundred twelve"),
        (1_000, "one thousand"),
        (20_030, "twenty thousand thirty"),
        (LARGEST, "nine hundred ninety nine million nine hundred ninety nine thousand nine hundred ninety nine"),
    ],
)
def test_numbers_as_they_are_said(number: int, words: str) -> None:
    assert " ".join(said(number)) == words


@pytest.mark.parametrize(("word", "shown"), [("damn", "d**n"), ("Hell", "H**l"), ("shell", "shell"), ("a", "a")])
def test_profanity_keeps_its_first_and_last_character(word: str, shown: str) -> None:
    assert masked(word) == shown


def test_sentences_are_the_whole_turn_in_pieces() -> None:
    for turn in TALK.turns:
        pieces = list(sentences(turn))
        assert tuple(element for piece in pieces for element in piece.elements) == turn.elements
        assert all(isinstance(piece.elements[-1], Punctuation) for piece in pieces)
        assert [piece.speaker for piece in pieces] == [turn.speaker] * len(pieces)


def test_key_sentences_are_quotations_in_order() -> None:
    found = key_sentences(TALK, 4)
    assert len(found) == 4
    places = [TALK.text.index(sentence) for sentence in found]
    assert places == sorted(places)
    assert len(key_sentences(synthesize(Seed(1), (), 120), 4)) == 1
    assert key_sentences(synthesize(Seed(1), (), 0), 4) == []


@pytest.mark.parametrize("language", ["es", "pt-br", "ko", "ja", "de", "fr-ca", "ru", "ar", "it"])
def test_a_translation_keeps_turns_times_marks_and_numbers(language: str) -> None:
    other = translated(TALK, language)
    assert other.language == language
    assert other.text != TALK.text
    assert [turn.speaker for turn in other.turns] == [turn.speaker for turn in TALK.turns]
    assert [(word.start_ms, word.end_ms) for word in other.words] == [
        (word.start_ms, word.end_ms) for word in TALK.words
    ]
    assert [word.text for word in other.words if word.text.isascii() and word.text.isdigit()] == [
        word.text for word in TALK.words if word.text.isdigit()
    ]
    known = {word.lower() for word in lexicon(language).words}
    lowered = [word.text.lower() for word in other.words]
    assert sum(word in known for word in lowered) > 0.8 * len(lowered)


def test_one_word_is_always_translated_by_the_same() -> None:
    pairs: dict[str, set[str]] = {}
    for source, target in zip(TALK.words, translated(TALK, "es").words, strict=True):
        if source.text.islower():
            pairs.setdefault(source.text, set()).add(target.text.lower())
    assert all(len(targets) == 1 for targets in pairs.values())


def test_between_kinds_of_english_nothing_changes() -> None:
    assert translated(TALK, "en-gb").turns == TALK.turns
