import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mockserver.engine.randomness import Seed
from mockserver.transcripts.fixtures import Fixture, FixtureError, FixtureLibrary

SHIPPED = Path(__file__).parents[2] / "fixtures" / "transcripts"
SMALL = "speakers: [Ann]\nturns:\n  - {speaker: Ann, text: Hello.}\n"

Load = Callable[[str | bytes], Fixture]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Return what writes a fixture file and loads it."""

    def write_and_load(content: str | bytes) -> Fixture:
        (tmp_path / "talk.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
        return FixtureLibrary([tmp_path]).load("talk")

    return write_and_load


def complaints(load: Load, content: str | bytes) -> list[str]:
    """Return the sentences about a wrong fixture, each as `line: sentence`."""
    with pytest.raises(FixtureError) as caught:
        load(content)
    lines = str(caught.value).splitlines()
    assert all("talk.yaml:" in line for line in lines)
    return [line.partition("talk.yaml:")[2] for line in lines]


# What a fixture says


@pytest.mark.parametrize("name", ["interview", "dictation", "call_center"])
def test_shipped_fixtures_are_whole_and_of_fitting_length(name: str) -> None:
    transcript = FixtureLibrary([SHIPPED]).load(name).perform(Seed(1), ())
    assert 150 <= len(transcript.words) <= 300
    assert 60_000 <= transcript.duration_ms <= 180_000
    assert transcript.language.startswith("en")


def test_the_call_has_something_to_redact() -> None:
    text = FixtureLibrary([SHIPPED]).load("call_center").perform(Seed(1), ()).text
    assert all(
        private in text for private in ("Rosalind Achterberg", "312-555-0142", "rosalind.achterberg@example.com")
    )


def test_speakers_are_numbered_as_they_are_heard(load: Load) -> None:
    fixture = load(
        "speakers: [Ann, Bob]\nturns:\n"
        "  - {speaker: Bob, text: Hello.}\n  - {speaker: Ann, text: Hi.}\n  - {speaker: Bob, text: So.}\n"
    )
    transcript = fixture.perform(Seed(1), ())
    assert transcript.speakers == ("Bob", "Ann")
    assert [turn.speaker for turn in transcript.turns] == [0, 1, 0]
    assert [turn.text for turn in transcript.turns] == ["Hello.", "Hi.", "So."]


def test_turns_begin_where_the_fixture_says(load: Load) -> None:
    fixture = load(
        "speakers: [Ann]\nduration: 20\nturns:\n"
        "  - {speaker: Ann, start: 0.5, text: Hello there.}\n"
        "  - {speaker: Ann, text: Soon after.}\n"
        "  - {speaker: Ann, start: 12.25, text: Much later.}\n"
    )
    transcript = fixture.perform(Seed(1), ())
    first, second, third = transcript.turns
    assert (first.start_ms, third.start_ms, transcript.duration_ms) == (500, 12_250, 20_000)
    assert first.end_ms < second.start_ms < 5_000


def test_hurried_turns_are_over_when_the_next_one_begins(load: Load) -> None:
    fixture = load(
        "speakers: [Ann]\nduration: 0.3\nturns:\n"
        "  - {speaker: Ann, text: Far too many words for so little time.}\n"
        "  - {speaker: Ann, start: 0.2, text: And more of them.}\n"
    )
    first, second = fixture.perform(Seed(1), ()).turns
    assert first.end_ms <= 200 <= second.start_ms
    assert second.end_ms <= 300


def test_times_are_spread_over_the_media(load: Load) -> None:
    fixture = load(SMALL + "  - {speaker: Ann, start: 5, text: Bye.}\nduration: 10\n")
    slow = fixture.perform(Seed(1), (), 100_000)
    own = fixture.perform(Seed(1), ())
    assert slow.duration_ms == 100_000
    assert [(word.start_ms, word.end_ms) for word in slow.words] == [
        (word.start_ms * 10, word.end_ms * 10) for word in own.words
    ]


def test_media_too_short_for_all_words_has_the_first_of_them(load: Load) -> None:
    fixture = load("speakers: [A, B]\nturns:\n  - {speaker: A, text: 'One, two.'}\n  - {speaker: B, text: Three.}\n")
    cut = fixture.perform(Seed(1), (), 2)
    assert (cut.text, cut.speakers) == ("One, two.", ("A",))
    silent = fixture.perform(Seed(1), (), 0)
    assert (silent.turns, silent.speakers, silent.duration_ms) == ((), (), 0)


def test_pace_and_confidence_come_from_the_seed(load: Load) -> None:
    fixture = load(SMALL)
    assert fixture.perform(Seed(1), ("a",)) == fixture.perform(Seed(1), ("a",))
    performances = {fixture.perform(Seed(value), identity) for value in (1, 2) for identity in (("a",), ("b",))}
    assert len(performances) == 4


def test_scalars_are_the_text_that_they_are(load: Load) -> None:
    fixture = load("language: no\nspeakers: [7]\nturns:\n  - {speaker: 7, text: no}\n  - {speaker: 7, text: 3.50}\n")
    transcript = fixture.perform(Seed(1), ())
    assert (transcript.language, transcript.speakers, transcript.text) == ("no", ("7",), "no 3.50")


# Mistakes


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("# nothing yet\n", ["1: There is nothing in here."]),
        ("speakers: [A]\nturns:\n  - Hello.\n", ["3: turns.0 is wrong: it should have keys: speaker, text, start."]),
        ("- a\n", ["1: A fixture has keys: language, speakers, turns, duration. This has none."]),
        (SMALL + "lenguage: en\n", ["4: lenguage is not known here. Did you mean 'language'?"]),
        (
            "speakers: [Ann]\nturns:\n  - speaker: Ann\n    text: Hi.\n    begin: 2\n",
            ["5: turns.0.begin is not known here. Known: speaker, text, start."],
        ),
        ("speakers: [Ann]\nturns:\n  - speaker: Ann\n", ["3: turns.0.text is missing. Add it."]),
        ("# only\nlanguage: en\n", ["2: speakers is missing. Add it.", "2: turns is missing. Add it."]),
        (
            SMALL + "  - speaker: Anna\n    text: Hi.\n",
            ["4: 'Anna' is not one of the speakers. Did you mean 'Ann'?"],
        ),
        (
            "speakers:\n  - Ann\n  - Bob\n  - Ann\nturns:\n  - {speaker: Ann, text: Hello.}\n",
            [
                "3: 'Bob' says nothing. Give them a turn, or leave them out.",
                "4: 'Ann' is named twice. Keep one of them.",
            ],
        ),
        (
            "speakers: [A]\nturns:\n  - {speaker: A, start: 9, text: A}\n  - speaker: A\n    text: B\n    start: 4\n",
            ["6: 4 s is too early: what comes before it starts at 9 s."],
        ),
        (
            "duration: 4\nspeakers: [Ann]\nturns:\n  - {speaker: Ann, start: 9, text: A.}\n",
            ["1: 4 s is too early: what comes before it starts at 9 s."],
        ),
        (
            "speakers: [A]\nturns:\n  - {speaker: A, text: '...'}\n",
            ["3: turns.0.text is wrong: it holds no word. Write what is said."],
        ),
        (
            'speakers: [A]\nturns:\n  - speaker: A\n    text: "a\\ud800b"\n',
            ["4: turns.0.text is wrong: it holds the character '\\ud800', which nobody can say. Take it out."],
        ),
        (SMALL + "duration: nan\n", ["4: duration is wrong: input should be a finite number."]),
        (
            SMALL + "duration: 1:30\n",
            ["4: duration is wrong: input should be a valid number, unable to parse string as a number."],
        ),
        (
            "speakers: Ann\nturns: []\n",
            [
                "1: speakers is wrong: it should be a list.",
                "2: turns is wrong: it is empty. Give it at least one entry.",
            ],
        ),
        (SMALL + "speakers: [Bob]\n", ["4: The key 'speakers' is here a second time. Keep one of them."]),
        (
            SMALL.replace("text: Hello.", "text: A, text: B"),
            ["3: The key 'text' is here a second time. Keep one of them."],
        ),
        (b"speakers: [A]\nturns: \xff\n", ["2: This is not UTF-8. Save the file as UTF-8."]),
        (b"speakers: [A]\nturns: \x01\n", ["2: The character '\\x01' can't be in YAML. Take it out."]),
        ("speakers: [A]\n--- \nturns: []\n", None),
        ("speakers: &a [*a]\n", None),
        ("? [a, b]\n: c\n", None),
        ("speakers: [A\nturns: {\n", None),
    ],
)
def test_mistakes_are_told_with_their_lines(load: Load, content: str | bytes, expected: list[str] | None) -> None:
    found = complaints(load, content)
    assert found
    assert all(sentence.endswith((".", "?")) for sentence in found)
    if expected is not None:
        assert found == expected


def test_all_mistakes_are_told_at_once(load: Load) -> None:
    found = complaints(
        load, "turns:\n  - {speaker: Ann, start: x, text: Hi.}\n  - {speaker: Ann, txt: Hi.}\nextra: 1\n"
    )
    assert [sentence.partition(":")[0] for sentence in found] == ["1", "2", "3", "3", "4"]


def test_what_is_not_yaml_is_told_with_its_line(load: Load) -> None:
    (found,) = complaints(load, "speakers: [Ann]\nturns:\n  - text: a: b\n")
    assert found.startswith("3: This is not YAML: mapping values are not allowed here")


# The library


def test_names_come_from_all_folders_and_the_first_folder_wins(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, speaker in ((first, "Ann"), (second, "Bob")):
        folder.mkdir()
        (folder / "both.yaml").write_text(SMALL.replace("Ann", speaker))
        (folder / f"{folder.name}.yaml").write_text(SMALL)
    (first / "notes.txt").write_text("no fixture")
    (first / "folder.yaml").mkdir()
    library = FixtureLibrary([first, second, tmp_path / "missing"])
    assert library.names() == ["both", "first", "second"]
    assert library.find("both") == first / "both.yaml"
    assert library.load("both").speakers == ("Ann",)


@pytest.mark.parametrize(
    "name",
    ["../talk", "sub/talk", "sub\\talk", "talk.yaml", "/talk", "", ".", "..", "*", "TALK\0", "talk\n", "a" * 5000],
)
def test_a_name_is_never_a_path(tmp_path: Path, name: str) -> None:
    (tmp_path / "talk.yaml").write_text(SMALL)
    folder = tmp_path / "sub"
    folder.mkdir()
    (folder / "talk.yaml").write_text(SMALL)
    for library in (FixtureLibrary([folder]), FixtureLibrary([tmp_path])):
        assert library.find("talk") is not None
        assert library.find(name) is None
        with pytest.raises(FixtureError):
            library.load(name)


def test_an_unknown_name_gets_a_hint() -> None:
    with pytest.raises(FixtureError, match=r"No fixture is named 'interveiw'\. Did you mean 'interview'\?"):
        FixtureLibrary([SHIPPED]).load("interveiw")
    with pytest.raises(FixtureError, match=r"'zzz'\. Known: call_center, dictation, interview\."):
        FixtureLibrary([SHIPPED]).load("zzz")
    with pytest.raises(FixtureError, match=r"There are none at all\."):
        FixtureLibrary([]).load("interview")


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "talk.yaml"
    library = FixtureLibrary([tmp_path])
    path.write_text(SMALL)
    os.utime(path, ns=(0, 1))
    before = library.load("talk")
    assert library.load("talk") is before
    path.write_text(SMALL.replace("Hello", "Adieu"))
    os.utime(path, ns=(0, 2))
    assert library.load("talk").turns[0].text == "Adieu."


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "talk.yaml"
    path.write_text(SMALL)

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(FixtureError, match=r"talk\.yaml: The file can't be read \(Permission denied\)\."):
        FixtureLibrary([tmp_path]).load("talk")
