"""What is true of every transcript, made up or performed, whatever is asked for."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine.randomness import Seed
from mockserver.transcripts.fixtures import Fixture, FixtureLibrary
from mockserver.transcripts.model import Punctuation, Transcript
from mockserver.transcripts.synthesis import synthesize

SHIPPED = FixtureLibrary([Path(__file__).parents[2] / "fixtures" / "transcripts"])
LANGUAGES = ["en", "en-US", "fr", "de-DE", "es_MX", "ja-JP", "ar-SA", "cmn", "zh-TW", "en/es", "tlh", ""]

seeds = st.builds(Seed, st.integers(0, 2**63))
identities = st.lists(st.one_of(st.integers(), st.text(max_size=8), st.none()), max_size=3).map(tuple)
durations = st.one_of(st.integers(0, 2_000), st.integers(0, 120_000))


def assert_sound(transcript: Transcript) -> None:
    edges = [(word.start_ms, word.end_ms) for word in transcript.words]
    assert all(type(time) is int for edge in edges for time in edge)
    assert all(start < end for start, end in edges)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(edges))
    if edges:
        assert edges[0][0] >= 0
        assert edges[-1][1] <= transcript.duration_ms
    for word in transcript.words:
        assert 0.8 <= word.confidence <= 1
        assert round(word.confidence, 3) == word.confidence
        assert len(word.text.split()) == 1
    for turn in transcript.turns:
        marks = [element.text for element in turn.elements if isinstance(element, Punctuation)]
        assert all(mark and not any(map(str.isspace, mark)) for mark in marks)
    heard = list(dict.fromkeys(turn.speaker for turn in transcript.turns))
    assert heard == list(range(len(transcript.speakers)))


@given(
    seed=seeds,
    identity=identities,
    duration_ms=durations,
    speakers=st.integers(1, 6),
    language=st.sampled_from(LANGUAGES),
)
@settings(deadline=None)
def test_a_made_up_transcript_is_sound(
    seed: Seed, identity: tuple[object, ...], duration_ms: int, speakers: int, language: str
) -> None:
    transcript = synthesize(seed, identity, duration_ms, speakers=speakers, language=language)
    assert_sound(transcript)
    assert transcript == synthesize(seed, identity, duration_ms, speakers=speakers, language=language)
    assert (transcript.duration_ms, transcript.language) == (duration_ms, language)
    assert bool(transcript.words) == (duration_ms > 0)
    assert len(transcript.speakers) <= speakers
    for turn in transcript.turns:
        assert isinstance(turn.elements[-1], Punctuation)
        assert turn.elements[-1].text in ".?"


@given(name=st.sampled_from(SHIPPED.names()), seed=seeds, duration_ms=st.one_of(st.none(), durations))
@settings(deadline=None)
def test_a_performed_fixture_is_sound(name: str, seed: Seed, duration_ms: int | None) -> None:
    fixture = SHIPPED.load(name)
    transcript = fixture.perform(seed, ("job", 1), duration_ms)
    assert_sound(transcript)
    whole = fixture.perform(seed, ("job", 1))
    if duration_ms is None:
        assert transcript == whole
    else:
        assert transcript.duration_ms == duration_ms
        assert [word.text for word in transcript.words] == [word.text for word in whole.words][:duration_ms]


@st.composite
def timed_fixtures(draw: st.DrawFn) -> Fixture:
    """Draw fixtures whose turns leave little time or much, with starts here and there."""
    turns: list[dict[str, object]] = []
    at_ms = 0
    for number in range(draw(st.integers(1, 6))):
        words = draw(st.integers(1, 5))
        turn: dict[str, object] = {"speaker": f"S{number % 2}", "text": "Word " * words + "."}
        if draw(st.booleans()):
            turn["start"] = at_ms / 1000
        turns.append(turn)
        at_ms += words + 1 + draw(st.sampled_from([0, 7, 400, 10_000]))
    duration = draw(st.sampled_from([{}, {"duration": at_ms / 1000}]))
    speakers = list(dict.fromkeys(turn["speaker"] for turn in turns))
    return Fixture.model_validate({"speakers": speakers, "turns": turns, **duration})


@given(fixture=timed_fixtures(), seed=seeds, duration_ms=st.one_of(st.none(), durations))
@settings(deadline=None)
def test_a_fixture_is_sound_however_tight_its_times(fixture: Fixture, seed: Seed, duration_ms: int | None) -> None:
    assert_sound(fixture.perform(seed, (), duration_ms))
    transcript = fixture.perform(seed, ())
    for written, turn in zip(fixture.turns, transcript.turns, strict=True):
        assert turn.text == " ".join(written.text.split()).replace(" .", ".")
        if written.start is not None:
            assert abs(turn.start_ms - written.start * 1000) <= len(turn.words)


@pytest.mark.parametrize("duration_ms", [0, 1])
def test_the_shortest_media(duration_ms: int) -> None:
    transcript = synthesize(Seed(1), (), duration_ms)
    assert_sound(transcript)
    assert len(transcript.words) == duration_ms
