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
    """Return the mistakes in a wrong fixture, each as `line:column: sentence`."""
    with pytest.raises(FixtureError) as caught:
        load(content)
    return [f"{mistake.line}:{mistake.column}: {mistake.message}" for mistake in caught.value.mistakes]


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


def test_words_that_other_yaml_takes_for_truths_and_times_stay_words(load: Load) -> None:
    fixture = load(
        "language: no\nspeakers: [off]\nturns:\n  - {speaker: off, text: yes}\n  - {speaker: off, text: 1:30}\n"
    )
    transcript = fixture.perform(Seed(1), ())
    assert (transcript.language, transcript.speakers, transcript.text) == ("no", ("off",), "yes 1:30")


# Mistakes


A_LIST = "a list, each item of which begins with `-`"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("# nothing yet\n", ["1:1: the file is empty, expected at least `speakers: …` and `turns: …`"]),
        ("speakers: [A]\nturns:\n  - Hello.\n", ["3:5: found the text `Hello.`, expected a mapping of keys to values"]),
        (
            SMALL + "lenguage: en\n",
            [
                "4:1: `lenguage` is no key here, expected one of: duration, language, speakers, turns; "
                "did you mean `language`?"
            ],
        ),
        (
            "speakers: [Ann]\nturns:\n  - speaker: Ann\n    text: Hi.\n    begin: 2\n",
            ["5:5: `begin` is no key here, expected one of: speaker, start, text"],
        ),
        (
            "speakers: [Ann]\nturns:\n  - speaker: Ann\n",
            ["3:5: found no `text`, expected that key here: What is said."],
        ),
        (
            SMALL + "  - speaker: Anna\n    text: Hi.\n",
            ["4:14: `Anna` is no speaker, expected one of: Ann; did you mean `Ann`?"],
        ),
        (
            "speakers:\n  - Ann\n  - Bob\n  - Ann\nturns:\n  - {speaker: Ann, text: Hello.}\n",
            [
                "3:5: `Bob` says nothing, expected a turn of theirs, or the name left out",
                "4:5: found `Ann` a second time, expected it once",
            ],
        ),
        (
            "speakers: [A]\nturns:\n  - {speaker: A, start: 9, text: A}\n  - speaker: A\n    text: B\n    start: 4\n",
            ["6:12: found 4 s, expected a later time: what is said before it begins at 9 s"],
        ),
        (
            "duration: 4\nspeakers: [Ann]\nturns:\n  - {speaker: Ann, start: 9, text: A.}\n",
            ["1:11: found 4 s, expected a later time: what is said before it begins at 9 s"],
        ),
        (
            "speakers: [A]\nturns:\n  - {speaker: A, text: '...'}\n",
            ["3:24: found the text `...`, expected at least one word"],
        ),
        (
            'speakers: [A]\nturns:\n  - speaker: A\n    text: "a\\u0007b"\n',
            ["4:11: found the character U+0007, which nobody can say, expected it left out"],
        ),
        (SMALL + "duration: -1\n", ["4:11: found the number -1, expected at least 0"]),
        (SMALL + "duration: 1e9\n", ["4:11: found the number 1000000000, expected at most 604800"]),
        (SMALL + "duration: 1:30\n", ["4:11: found the text `1:30`, expected a number"]),
        (SMALL + "duration: true\n", ["4:11: found `true`, expected a number"]),
        (SMALL + "language:\n", ["4:10: found nothing, expected a value (or leave the key out)"]),
        (
            "speakers: Ann\nturns: []\n",
            [f"1:11: found the text `Ann`, expected {A_LIST}", "2:8: found an empty list, expected at least one entry"],
        ),
        (
            "speakers: [42, true]\nturns:\n  - {speaker: 42, text: 3.50}\n",
            [
                '1:12: found the number 42, expected text; put it in quotes: "42"',
                '1:16: found `true`, expected text; put it in quotes: "true"',
                '3:15: found the number 42, expected text; put it in quotes: "42"',
                '3:25: found the number 3.5, expected text; put it in quotes: "3.50"',
            ],
        ),
        (SMALL + "---\nturns: []\n", ["4:1: found a second document, expected one fixture in a file"]),
    ],
)
def test_mistakes_are_told_with_their_places(load: Load, content: str, expected: list[str]) -> None:
    assert complaints(load, content) == expected


def test_all_mistakes_are_told_at_once(load: Load) -> None:
    found = complaints(
        load, "turns:\n  - {speaker: Ann, start: x, text: Hi.}\n  - {speaker: Ann, txt: Hi.}\nextra: 1\n"
    )
    assert [sentence.partition(": ")[0] for sentence in found] == ["1:1", "2:27", "3:20", "4:1"]


def test_mistakes_are_shown_in_the_file(load: Load, tmp_path: Path) -> None:
    with pytest.raises(FixtureError) as caught:
        load(SMALL.replace("Hello.", "7"))
    assert str(caught.value).splitlines() == [
        f'{tmp_path / "talk.yaml"}:3:26: error: found the number 7, expected text; put it in quotes: "7"',
        "      - {speaker: Ann, text: 7}",
        "                             ^",
    ]


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
    shipped = "expected one of: call_center, dictation, interview"
    with pytest.raises(FixtureError, match=rf"^`interveiw` is no fixture, {shipped}; did you mean `interview`\?$"):
        FixtureLibrary([SHIPPED]).load("interveiw")
    with pytest.raises(FixtureError, match=rf"^`zzz` is no fixture, {shipped}$"):
        FixtureLibrary([SHIPPED]).load("zzz")
    with pytest.raises(FixtureError, match=r"^`interview` is no fixture, there are none$"):
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
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(FixtureError, match=r"^The fixture .*talk\.yaml can't be read: Permission denied\.$"):
        FixtureLibrary([tmp_path]).load("talk")
