"""What is made of the audio so far: partial and final hypotheses."""

from itertools import chain, pairwise

from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.randomness import Seed
from mockserver.providers.revai.streaming.hypotheses import Hypothesis, Listener
from mockserver.transcripts.model import Turn, written
from mockserver.transcripts.synthesis import speech

END_MS = 60_000


def told(times_ms: list[int], seed: int, longest_ms: int = 5_000) -> list[Hypothesis]:
    """Return all that is told of made-up speech when audio comes up to each of the times in turn."""
    listener = Listener(speech(Seed(seed), ("job", 1)), longest_ms)
    return [*chain.from_iterable(listener.hear(at_ms) for at_ms in times_ms), *listener.finish()]


@given(st.lists(st.integers(0, END_MS)), st.integers(0, 50))
def test_how_the_audio_is_cut_makes_no_difference(cuts: list[int], seed: int) -> None:
    assert told([*sorted(cuts), END_MS], seed) == told([END_MS], seed)


@given(st.integers(0, END_MS), st.integers(0, 50), st.integers(5_000, 30_000))
def test_finals_are_what_was_heard_in_segments(end_ms: int, seed: int, longest_ms: int) -> None:
    hypotheses = told([end_ms], seed, longest_ms)
    finals = [hypothesis.turn for hypothesis in hypotheses if hypothesis.is_final]
    words = [word for turn in finals for word in turn.words]
    spoken: list[str] = []
    for turn in speech(Seed(seed), ("job", 1)):
        spoken += [word.text for word in turn.words if word.end_ms <= end_ms]
        if turn.end_ms > end_ms:
            break
    assert [word.text for word in words] == spoken
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(words))
    assert all(turn.end_ms - turn.start_ms <= longest_ms for turn in finals)


def test_a_partial_restates_its_segment_with_one_word_more() -> None:
    hypotheses = told([END_MS], seed=1)
    for before, after in pairwise(hypotheses):
        if not (before.is_final or after.is_final):
            assert after.turn.words[:-1] == before.turn.words
        elif after.is_final:
            assert after.turn == before.turn or written(after.turn.elements).startswith(written(before.turn.elements))


def test_nothing_is_told_twice_nor_after_the_end() -> None:
    listener = Listener([], 5_000)
    assert [*listener.hear(END_MS), *listener.finish()] == []
    at_ms = next(speech(Seed(1), ("job", 1))).words[1].end_ms
    listener = Listener(speech(Seed(1), ("job", 1)), 5_000)
    assert len(list(listener.hear(at_ms))) == 2
    assert [*listener.hear(at_ms), *listener.hear(0)] == []
    assert len(list(listener.finish())) == 1
    assert list(listener.finish()) == []


def test_a_turn_without_a_full_stop_ends_its_segment() -> None:
    turns = [Turn(turn.speaker, turn.words[:3]) for turn, _ in zip(speech(Seed(2), ("job", 1)), range(4), strict=False)]
    finals = [hypothesis.turn for hypothesis in _all(turns) if hypothesis.is_final]
    assert finals == turns


def _all(turns: list[Turn]) -> list[Hypothesis]:
    listener = Listener(turns, 30_000)
    return [*listener.hear(END_MS), *listener.finish()]
