"""How words sound, and recordings put together."""

import pytest

from mockserver.transcripts.model import Punctuation, Transcript, Turn, Word
from mockserver.transcripts.sentiment import Sentiment, sentiment
from mockserver.transcripts.splicing import spliced


@pytest.mark.parametrize(
    ("text", "found", "label", "score"),
    [
        ("the weather", Sentiment(), "NEUTRAL", 0.0),
        ("Great I am Happy", Sentiment(2, 0), "POSITIVE", 2 / 3),
        ("a terrible problem but thanks", Sentiment(1, 2), "NEGATIVE", -1 / 4),
        ("good and bad", Sentiment(1, 1), "MIXED", 0.0),
        ("not good", Sentiment(0, 1), "NEGATIVE", -1 / 2),
        ("don’t worry", Sentiment(1, 0), "POSITIVE", 1 / 2),
    ],
)
def test_how_words_sound(text: str, found: Sentiment, label: str, score: float) -> None:
    assert sentiment(text.split()) == found
    assert found.label == label
    assert found.score == pytest.approx(score)


def test_one_recording_of_several() -> None:
    first = Transcript("en", ("Ann",), (Turn(0, (Word("Hi", 1, 2, 0.9), Punctuation("."))),), 100)
    second = Transcript("de", ("Bo", "Cy"), (Turn(1, (Word("Ja", 3, 5, 0.8),)),), 50)
    assert spliced([first, second]) == Transcript(
        "en",
        ("Bo", "Cy"),
        (Turn(0, (Word("Hi", 1, 2, 0.9), Punctuation("."))), Turn(1, (Word("Ja", 103, 105, 0.8),))),
        150,
    )
