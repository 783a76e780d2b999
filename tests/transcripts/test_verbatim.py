"""What is heard but not meant: where it is found, and what is left without it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine.randomness import Seed
from mockserver.transcripts.fixtures import Fixture
from mockserver.transcripts.model import Transcript, Word
from mockserver.transcripts.synthesis import synthesize
from mockserver.transcripts.verbatim import clean, interjected, is_filler, is_sound, without
from tests.transcripts.test_transcript_invariants import assert_sound


def said(*texts: str, language: str = "en") -> Transcript:
    """Return a transcript of turns by two speakers in turn."""
    turns = [{"speaker": "AB"[number % 2], "text": text} for number, text in enumerate(texts)]
    fixture = {"language": language, "speakers": ["A", "B"][: len(texts)], "turns": turns}
    return Fixture.model_validate(fixture).perform(Seed(1), ())


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Hello there.", "Hello there."),
        ("Um, well, uh, I think so.", "Well, I think so."),
        ("I think so, um.", "I think so."),
        ("I, um, uh, think <laugh> so.", "I, think so."),
        ("So. <cough> then we left.", "So. Then we left."),
        ("So. Um. Then we left.", "So. Then we left."),
        ("Is it, um?", "Is it?"),
        ("It was <inaudible> again.", "It was again."),
        ("A < B and B > C.", "A < B and B > C."),
    ],
)
def test_clean_text_reads_as_if_nothing_had_been_there(heard: str, meant: str) -> None:
    assert clean(said(heard)).text == meant


def test_turns_of_nothing_else_are_left_out_and_speakers_numbered_anew() -> None:
    meant = clean(said("<laugh>", "Good.", "Um."))
    assert [(turn.speaker, turn.text) for turn in meant.turns] == [(0, "Good.")]
    assert meant.speakers == ("B",)
    assert_sound(meant)


def test_a_filler_is_one_only_in_its_language() -> None:
    word = Word("Um", 0, 1, 1.0)
    assert is_filler(word, "en-US")
    assert is_filler(word, "en/es")
    assert not is_filler(word, "de")
    assert clean(said("Um drei Uhr.", language="de")).text == "Um drei Uhr."


def test_only_what_is_unwanted_goes() -> None:
    transcript = said("Um, yes <laugh>, <inaudible> no.")
    assert without(transcript, is_sound).text == "Um, yes <inaudible> no."
    assert without(transcript, lambda word: is_filler(word, "en")).text == "Yes <laugh>, <inaudible> no."
    assert without(transcript) is transcript


@given(
    seed=st.builds(Seed, st.integers(0, 2**63)),
    duration_ms=st.integers(0, 300_000),
    language=st.sampled_from(["en", "en-GB", "es", "de-AT", "fr", "ja", ""]),
)
@settings(deadline=None, max_examples=40)
def test_a_made_up_transcript_is_the_same_without_what_was_put_in(seed: Seed, duration_ms: int, language: str) -> None:
    made_up = synthesize(seed, ("job", 1), duration_ms, language=language)
    verbatim = interjected(made_up)
    assert_sound(verbatim)
    oaths = [word for word in verbatim.words if word.text == "damn"]
    assert without(clean(verbatim), lambda word: word in oaths) == made_up


def test_a_few_minutes_have_some_of_everything() -> None:
    words = [word.text for word in interjected(synthesize(Seed(1), (), 120_000)).words]
    assert {"um", "uh", "damn", "<laugh>"} <= set(words)
    assert words.count("damn") < words.count("um")


def test_other_languages_have_their_own_fillers_or_none() -> None:
    french = synthesize(Seed(1), (), 60_000, language="fr")
    assert "euh" in interjected(french).text
    assert "damn" not in interjected(french).text
    japanese = synthesize(Seed(1), (), 60_000, language="ja")
    assert interjected(japanese) == japanese
