import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.transcripts.model import Punctuation
from mockserver.transcripts.tokens import tokenize


def shown(text: str) -> list[str]:
    """Return the tokens of `text`, the marks among them with a `+` in front."""
    return [f"+{token.text}" if isinstance(token, Punctuation) else token for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Hello, and welcome.", ["Hello", "+,", "and", "welcome", "+."]),
        ("I don't know", ["I", "don't", "know"]),
        ("It's 3.5, or $38.50.", ["It's", "3.5", "+,", "or", "$38.50", "+."]),
        ("at 10:30: yes", ["at", "10:30", "+:", "yes"]),
        ("e.g. rain, in the U.S.", ["e.g.", "rain", "+,", "in", "the", "U.S."]),
        ("until 5 p.m., then", ["until", "5", "p.m.", "+,", "then"]),
        ("Dr. Who met Mr. X.", ["Dr.", "Who", "met", "Mr.", "X", "+."]),
        ("a@example.com, 95%.", ["a@example.com", "+,", "95%", "+."]),
        ("Well... What?!", ["Well", "+...", "What", "+?", "+!"]),
        ('They said, "Why (now)?"', ["They", "said", "+,", '"Why', "(now", "+)", "+?", '+"']),
        ("well – yes - no", ["well", "+–", "yes", "+-", "no"]),
        ("- No.", ["No", "+."]),
        ("你好，世界。再见！", ["你好", "+，", "世界", "+。", "再见", "+！"]),
        ("مرحبا، كيف؟", ["مرحبا", "+،", "كيف", "+؟"]),
        (" spaces\n\tand lines ", ["spaces", "and", "lines"]),
        ("...", []),
        ("", []),
    ],
)
def test_text_is_taken_apart(text: str, tokens: list[str]) -> None:
    assert shown(text) == tokens


@given(st.text(alphabet="ab.,?!-'\" \n3。", max_size=40))
def test_nothing_but_spaces_and_leading_marks_is_lost(text: str) -> None:
    tokens = tokenize(text)
    joined = "".join(token.text if isinstance(token, Punctuation) else token for token in tokens)
    assert "".join(text.split()).endswith(joined)
    assert not tokens or isinstance(tokens[0], str)
