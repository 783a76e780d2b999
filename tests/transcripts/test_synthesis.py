import itertools
import os
import subprocess
import sys

import pytest

from mockserver.engine.randomness import Seed
from mockserver.transcripts.model import Punctuation, Transcript
from mockserver.transcripts.synthesis import synthesize

HOUR_MS = 3_600_000
PRINT = """
from mockserver.engine.randomness import Seed
from mockserver.transcripts.synthesis import synthesize
print(ascii([synthesize(Seed(7), ("revai", "job", 1), 60_000, language=code) for code in ("en", "de-DE")]))
"""


def sentences(transcript: Transcript) -> list[int]:
    """Return how many words each sentence has."""
    counts = [0]
    for turn in transcript.turns:
        for element in turn.elements:
            if not isinstance(element, Punctuation):
                counts[-1] += 1
            elif element.text != ",":
                counts.append(0)
    return counts[:-1]


@pytest.fixture(scope="module")
def hour() -> Transcript:
    return synthesize(Seed(7), ("job", 1), HOUR_MS, speakers=3)


def test_it_is_the_same_in_another_process() -> None:
    here = ascii([synthesize(Seed(7), ("revai", "job", 1), 60_000, language=code) for code in ("en", "de-DE")])
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        there = subprocess.run(
            [sys.executable, "-c", PRINT], env=environment, capture_output=True, text=True, check=True
        )
        assert there.stdout.strip() == here


def test_it_depends_on_seed_and_identity() -> None:
    texts = {synthesize(Seed(value), identity, 30_000).text for value in (1, 2) for identity in (("a",), ("b",), ())}
    assert len(texts) == 6


def test_it_speaks_at_a_natural_pace(hour: Transcript) -> None:
    assert 130 <= len(hour.words) / 60 <= 170
    assert HOUR_MS - hour.words[-1].end_ms < 2_000


def test_everyone_speaks_and_nobody_twice_in_a_row(hour: Transcript) -> None:
    assert len(set(hour.speakers)) == 3
    assert {turn.speaker for turn in hour.turns} == {0, 1, 2}
    assert all(first.speaker != second.speaker for first, second in itertools.pairwise(hour.turns))


def test_one_speaker_speaks_in_many_turns() -> None:
    transcript = synthesize(Seed(7), (), 60_000, speakers=1)
    assert {turn.speaker for turn in transcript.turns} == {0}
    assert len(transcript.turns) > 1


def test_sentences_look_written(hour: Transcript) -> None:
    *whole, _last = sentences(hour)
    assert set(whole) == set(range(4, 15))
    assert all(not word.text[0].islower() for word in (turn.words[0] for turn in hour.turns))
    assert {mark for mark in ".,?" if mark in hour.text} == set(".,?")
    assert hour.text.count(".") > 2 * hour.text.count("?")
    assert any(word.text.isdigit() for word in hour.words)


@pytest.mark.parametrize(
    ("language", "same_as"),
    [
        ("en-GB", "en"),
        ("EN_us", "en"),
        ("de-AT", "de"),
        ("tlh", "en"),
        ("", "en"),
        ("es-US", "es"),
        ("zh-Hant-TW", "zh"),
    ],
)
def test_a_language_has_the_words_of_the_nearest_known_one(language: str, same_as: str) -> None:
    assert (
        synthesize(Seed(1), (), 20_000, language=language).turns
        == synthesize(Seed(1), (), 20_000, language=same_as).turns
    )


def test_languages_have_words_of_their_own() -> None:
    texts = {
        synthesize(Seed(1), (), 20_000, language=code).text for code in ("en", "fr", "de", "es", "ja", "zh", "zh-TW")
    }
    assert len(texts) == 7


def test_a_recording_without_time_for_more_is_one_short_word() -> None:
    transcript = synthesize(Seed(1), (), 120)
    assert len(transcript.words) == 1
    assert len(transcript.words[0].text) <= 4
    assert len(transcript.speakers) == 1


@pytest.mark.parametrize("speakers", [0, -1])
def test_it_needs_someone_to_speak(speakers: int) -> None:
    with pytest.raises(ValueError, match="at least one speaker"):
        synthesize(Seed(1), (), 1000, speakers=speakers)
