import os
from pathlib import Path

import pytest

from mockserver.engine.randomness import Seed
from mockserver.transcripts import source
from mockserver.transcripts.fixtures import FixtureError, FixtureLibrary
from mockserver.transcripts.source import Transcripts
from mockserver.transcripts.synthesis import synthesize

FIXTURE = "speakers: [Ann]\nduration: 3\nturns:\n  - {speaker: Ann, text: Hello.}\n"


@pytest.fixture
def transcripts(tmp_path: Path) -> Transcripts:
    (tmp_path / "talk.yaml").write_text(FIXTURE)
    return Transcripts(FixtureLibrary([tmp_path]))


def test_it_makes_up_what_no_fixture_says(transcripts: Transcripts) -> None:
    made_up = transcripts.get(Seed(1), ("a",), duration_ms=9_000, speakers=1, language="fr")
    assert made_up == synthesize(Seed(1), ("a",), 9_000, speakers=1, language="fr")


def test_it_performs_a_fixture_for_the_length_of_the_media(transcripts: Transcripts) -> None:
    assert transcripts.get(Seed(1), (), duration_ms=None, fixture="talk").duration_ms == 3_000
    spread = transcripts.get(Seed(1), (), duration_ms=6_000, fixture="talk")
    assert (spread.duration_ms, spread.text) == (6_000, "Hello.")


def test_a_length_that_nobody_knows_comes_from_the_seed(transcripts: Transcripts) -> None:
    lengths = {transcripts.get(Seed(1), (number,), duration_ms=None).duration_ms for number in range(5)}
    assert len(lengths) == 5
    assert all(20_000 <= length <= 180_000 for length in lengths)
    assert transcripts.get(Seed(1), (0,), duration_ms=None).duration_ms in lengths


def test_an_unknown_fixture_is_an_error(transcripts: Transcripts) -> None:
    with pytest.raises(FixtureError, match=r"did you mean `talk`\?$"):
        transcripts.get(Seed(1), (), duration_ms=None, fixture="tall")


def test_it_keeps_a_transcript_for_the_same_inputs_only(transcripts: Transcripts) -> None:
    first = transcripts.get(Seed(1), (1,), duration_ms=9_000)
    assert transcripts.get(Seed(1), (1,), duration_ms=9_000) is first
    others = [
        transcripts.get(Seed(2), (1,), duration_ms=9_000),
        transcripts.get(Seed(1), (True,), duration_ms=9_000),
        transcripts.get(Seed(1), (1,), duration_ms=9_001),
        transcripts.get(Seed(1), (1,), duration_ms=9_000, speakers=1),
        transcripts.get(Seed(1), (1,), duration_ms=9_000, language="de"),
        transcripts.get(Seed(1), (1,), duration_ms=9_000, fixture="talk"),
    ]
    assert all(other != first for other in others)
    assert transcripts.get(Seed(1), (1,), duration_ms=9_000) is first


def test_an_identity_may_hold_anything(transcripts: Transcripts) -> None:
    assert transcripts.get(Seed(1), (["a", {}],), duration_ms=5_000) is transcripts.get(
        Seed(1), (["a", {}],), duration_ms=5_000
    )


def test_an_edited_fixture_is_performed_anew(transcripts: Transcripts, tmp_path: Path) -> None:
    assert transcripts.get(Seed(1), (), duration_ms=None, fixture="talk").text == "Hello."
    (tmp_path / "talk.yaml").write_text(FIXTURE.replace("Hello", "Farewell"))
    os.utime(tmp_path / "talk.yaml", ns=(0, 1))
    assert transcripts.get(Seed(1), (), duration_ms=None, fixture="talk").text == "Farewell."


def test_it_forgets_what_was_not_asked_for_the_longest(
    transcripts: Transcripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "_TRANSCRIPTS_KEPT", 2)
    first, second = (transcripts.get(Seed(1), (number,), duration_ms=1_000) for number in (1, 2))
    assert transcripts.get(Seed(1), (1,), duration_ms=1_000) is first
    transcripts.get(Seed(1), (3,), duration_ms=1_000)
    assert transcripts.get(Seed(1), (1,), duration_ms=1_000) is first
    again = transcripts.get(Seed(1), (2,), duration_ms=1_000)
    assert again is not second
    assert again == second


def test_it_forgets_when_it_holds_too_many_words(transcripts: Transcripts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "_WORDS_KEPT", 100)
    long = transcripts.get(Seed(1), (1,), duration_ms=120_000)
    assert len(long.words) > 100
    assert transcripts.get(Seed(1), (1,), duration_ms=120_000) is long
    short = transcripts.get(Seed(1), (2,), duration_ms=1_000)
    assert transcripts.get(Seed(1), (2,), duration_ms=1_000) is short
    assert transcripts.get(Seed(1), (1,), duration_ms=120_000) is not long
