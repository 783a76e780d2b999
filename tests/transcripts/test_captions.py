from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine.randomness import Seed
from mockserver.transcripts.captions import Cue, cues, srt, vtt
from mockserver.transcripts.fixtures import FixtureLibrary
from mockserver.transcripts.model import Punctuation, Turn, Word
from mockserver.transcripts.synthesis import synthesize

TWO = [
    Cue(1210, 4840, ("Hello, and welcome", "to the show."), 0),
    Cue(3_600_000 + 5_001, 3_600_000 + 6_000, ("Fish & chips <laugh>",), 1),
]


def test_srt() -> None:
    assert srt(TWO) == (
        "1\n00:00:01,210 --> 00:00:04,840\nHello, and welcome\nto the show.\n\n"
        "2\n01:00:05,001 --> 01:00:06,000\nFish & chips <laugh>\n\n"
    )


def test_vtt() -> None:
    assert vtt(TWO, first=0) == (
        "WEBVTT\n\n"
        "0\n00:00:01.210 --> 00:00:04.840\nHello, and welcome\nto the show.\n\n"
        "1\n01:00:05.001 --> 01:00:06.000\nFish &amp; chips &lt;laugh&gt;\n\n"
    )


def test_silence_has_no_cues() -> None:
    assert cues([]) == []
    assert srt([]) == ""
    assert vtt([]) == "WEBVTT\n\n"


def test_lines_break_between_words_and_keep_marks_with_their_word() -> None:
    words = [Word(text, n * 100, n * 100 + 90, 1.0) for n, text in enumerate(("aaaa", "bbb", "cccccccccccc", "d"))]
    turn = Turn(1, (*words[:2], Punctuation(","), *words[2:], Punctuation("."), Punctuation('"')))
    assert cues([turn], line_chars=8, lines=2) == [
        Cue(0, 190, ("aaaa", "bbb,"), 1),
        Cue(200, 390, ("cccccccccccc", 'd."'), 1),
    ]
    assert cues([turn], line_chars=9, lines=2) == [
        Cue(0, 290, ("aaaa bbb,", "cccccccccccc"), 1),
        Cue(300, 390, ('d."',), 1),
    ]


@given(
    seed=st.integers(0, 1000),
    duration_ms=st.integers(0, 60_000),
    line_chars=st.integers(1, 80),
    lines=st.integers(1, 4),
)
@settings(deadline=None)
def test_cues_hold_the_whole_text_turn_by_turn(seed: int, duration_ms: int, line_chars: int, lines: int) -> None:
    transcript = synthesize(Seed(seed), (), duration_ms)
    found = cues(transcript, line_chars=line_chars, lines=lines)
    assert " ".join(line for cue in found for line in cue.lines) == transcript.text
    assert all(first.end_ms <= second.start_ms for first, second in pairwise(found))
    for cue in found:
        assert 1 <= len(cue.lines) <= lines
        assert all(len(line) <= line_chars or " " not in line for line in cue.lines)
        assert cue.start_ms < cue.end_ms
    for turn in transcript.turns:
        of_turn = [cue for cue in found if turn.start_ms <= cue.start_ms and cue.end_ms <= turn.end_ms]
        assert " ".join(line for cue in of_turn for line in cue.lines) == turn.text
        assert {cue.speaker for cue in of_turn} == {turn.speaker}


def test_some_turns_of_a_transcript_can_be_captioned() -> None:
    library = FixtureLibrary([Path(__file__).parents[2] / "fixtures" / "transcripts"])
    transcript = library.load("call_center").perform(Seed(1), ())
    agent = [turn for turn in transcript.turns if turn.speaker == 0]
    assert " ".join(line for cue in cues(agent) for line in cue.lines) == " ".join(turn.text for turn in agent)
