"""Entities of a turn, and the places of its words in its text."""

import re

import pytest

from mockserver.transcripts.entities import Entity, entities
from mockserver.transcripts.model import Element, Punctuation, Word, written
from mockserver.transcripts.places import covered, passages, places
from mockserver.transcripts.tokens import tokenize
from mockserver.transcripts.wordlists import phrases, words


def _elements(text: str) -> tuple[Element, ...]:
    return tuple(
        Word(token, 100 * number, 100 * number + 50, 1.0) if isinstance(token, str) else token
        for number, token in enumerate(tokenize(text))
    )


@pytest.mark.parametrize("text", ["Hi, I am Ann. Really?", "Yes", "a, b - c… d! e"])
def test_each_element_stands_at_its_place(text: str) -> None:
    elements = _elements(text)
    text = written(elements)
    assert [text[begin:end] for begin, end in places(elements)] == [element.text for element in elements]


def test_which_elements_characters_touch() -> None:
    begins = [begin for begin, _ in places(_elements("Hi, I am Ann."))]
    assert covered(begins, 0, 2) == (0, 0)
    assert covered(begins, 1, 5) == (0, 2)
    assert covered(begins, 9, 13) == (4, 5)


def test_passages_are_sentences() -> None:
    found = list(passages(_elements("Hi. I am Ann, really! And")))
    assert [passage.text for passage in found] == ["Hi.", "I am Ann, really!", "And"]
    text = "Hi. I am Ann, really! And"
    assert [text[passage.begin : passage.end] for passage in found] == [passage.text for passage in found]
    assert [len(passage.words) for passage in found] == [1, 4, 1]
    assert list(passages(())) == []


def test_the_earlier_pattern_has_what_overlaps() -> None:
    elements = _elements("Call 12 345 now, 678")
    patterns = [("pair", re.compile(r"\d+ \d+")), ("number", re.compile(r"\d+"))]
    assert entities(elements, patterns) == [Entity("pair", 1, 2), Entity("number", 5, 5)]


def test_a_pattern_may_be_about_what_is_around() -> None:
    patterns = [("number", re.compile(r"order (?P<it>\d+)"))]
    assert entities(_elements("my order 17 and 18"), patterns) == [Entity("number", 2, 2)]


def test_names_are_words_with_a_capital_letter_within_a_sentence() -> None:
    found = entities(_elements("He met Ann Lee, Bob and I. Then Mr Poe said on Monday I'm Zoë"), [], names="name")
    assert found == [Entity("name", 2, 3), Entity("name", 5, 5), Entity("name", 11, 11), Entity("name", 16, 16)]


def test_what_a_pattern_has_is_no_name() -> None:
    patterns = [("city", re.compile("New York"))]
    assert entities(_elements("in New York City"), patterns, names="name") == [
        Entity("city", 1, 2),
        Entity("name", 3, 3),
    ]


def test_word_lists() -> None:
    assert words("one two") == {"one", "two"}
    found = phrases("blood_test pains?").findall("A Blood Test, pain, painful PAINS")
    assert found == ["Blood Test", "pain", "PAINS"]


def test_marks_after_the_end_belong_to_the_sentence() -> None:
    elements = (Word("Hi", 0, 1, 1.0), Punctuation("..."), Punctuation(")"), Word("Yes", 2, 3, 1.0))
    assert [passage.text for passage in passages(elements)] == ["Hi...)", "Yes"]
