import pytest

from mockserver.transcripts.model import Punctuation, Transcript, Turn, Word, clock_time

HELLO = Turn(
    0, (Word("Hello", 100, 400, 0.9), Punctuation(","), Word("you", 450, 600, 1.0), Punctuation("."), Punctuation('"'))
)
YES = Turn(1, (Word("Yes", 900, 1000, 0.8), Punctuation("?")))


def test_a_turn_gives_its_text_words_and_times() -> None:
    assert HELLO.text == 'Hello, you."'
    assert [word.text for word in HELLO.words] == ["Hello", "you"]
    assert (HELLO.start_ms, HELLO.end_ms) == (100, 600)


def test_a_transcript_gives_the_text_and_words_of_all_turns() -> None:
    transcript = Transcript("en", ("A", "B"), (HELLO, YES), 1200)
    assert transcript.text == 'Hello, you." Yes?'
    assert [word.start_ms for word in transcript.words] == [100, 450, 900]


def test_silence_has_no_text() -> None:
    silence = Transcript("en", (), (), 1200)
    assert (silence.text, silence.words) == ("", ())


@pytest.mark.parametrize("elements", [(), (Punctuation("."),), (Punctuation("¿"), Word("Si", 0, 1, 1.0))])
def test_a_turn_begins_with_a_word(elements: tuple[Word | Punctuation, ...]) -> None:
    with pytest.raises(ValueError, match="begins with a word"):
        Turn(0, elements)


@pytest.mark.parametrize(
    ("ms", "shown"), [(0, "00:00:00"), (999, "00:00:00"), (61_000, "00:01:01"), (3_600_000 * 100 + 5_000, "100:00:05")]
)
def test_clock_time(ms: int, shown: str) -> None:
    assert clock_time(ms) == shown
