"""Every file in `broken/` is reported as the `.txt` beside it says. `RENEW_GOLDEN=1` writes those files anew."""

import os
from pathlib import Path

import pytest
import yaml

from mockserver.scenario import yaml_tree
from mockserver.scenario.library import ScenarioLibrary
from mockserver.scenario.mistakes import Mistake, ScenarioError
from mockserver.scenario.vocabulary import Vocabulary

BROKEN = Path(__file__).parent / "broken"
SHIPPED = Path(__file__).parents[2] / "scenarios"
RENEW = os.environ.get("RENEW_GOLDEN") == "1"
NAMES = sorted(path.stem for path in BROKEN.glob("*.yaml"))


@pytest.fixture
def library(vocabulary: Vocabulary) -> ScenarioLibrary:
    return ScenarioLibrary([BROKEN, SHIPPED], vocabulary)


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML's own parser puts some places a column further")
@pytest.mark.parametrize("name", NAMES)
def test_report_is_as_written(name: str, library: ScenarioLibrary) -> None:
    with pytest.raises(ScenarioError) as caught:
        library.named(name)
    expected, report = BROKEN / f"{name}.txt", f"{caught.value}\n"
    if RENEW:
        expected.write_text(report, encoding="utf-8")
    assert report == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_without_libyaml_the_same_is_told(name: str, library: ScenarioLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> list[tuple[int, str]]:
        with pytest.raises(ScenarioError) as caught:
            library.named(name)
        return [(mistake.line, mistake.message) for mistake in caught.value.mistakes]

    usual = told()
    monkeypatch.setattr(yaml_tree, "_Loader", yaml_tree.loader(yaml.SafeLoader))
    assert told() == usual


@pytest.mark.parametrize("escape", ["\\UFFFFFFFF", "\\U00110000", "\\ud800"])
@pytest.mark.parametrize("base", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_escapes_that_stand_for_no_character(
    base: object, escape: str, library: ScenarioLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_tree, "_Loader", yaml_tree.loader(base))
    with pytest.raises(ScenarioError) as caught:
        library.parse(f'summary: "{escape}"', "inline")
    assert str(caught.value).encode().startswith(b"inline:1:")


def test_every_report_belongs_to_a_file() -> None:
    assert [path.stem for path in sorted(BROKEN.glob("*.txt"))] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_mistakes_say_where_they_are(name: str, library: ScenarioLibrary) -> None:
    with pytest.raises(ScenarioError) as caught:
        library.named(name)
    mistakes = caught.value.mistakes
    assert mistakes
    assert [(m.line, m.column) for m in mistakes] == sorted((m.line, m.column) for m in mistakes)
    for mistake in mistakes:
        assert mistake.file.endswith(".yaml")
        assert 1 <= mistake.column <= len(mistake.source_line) + 1


def test_caret_stands_under_the_place_behind_tabs_and_wide_characters() -> None:
    shown = str(Mistake("x.yaml", 1, 4, "oh", "\t録a b"))
    assert shown.splitlines() == ["x.yaml:1:4: error: oh", "    \t録a b", "    \t   ^"]


def test_long_lines_are_cut_around_the_place() -> None:
    shown = str(Mistake("x.yaml", 1, 501, "oh", "a" * 500 + "b" + "c" * 500)).splitlines()
    assert len(shown[1]) < 140
    assert shown[1][shown[2].index("^")] == "b"


def test_a_great_many_mistakes_are_not_all_shown(library: ScenarioLibrary) -> None:
    text = "summary: Much.\nrequests:\n" + "  - {}\n" * 60
    with pytest.raises(ScenarioError) as caught:
        library.parse(text, "many")
    assert len(caught.value.mistakes) == 60
    assert str(caught.value).endswith("… and 10 more mistakes.")


def test_a_file_that_is_too_large_is_refused(library: ScenarioLibrary) -> None:
    with pytest.raises(ScenarioError, match=r"found 300,\d+ bytes, expected at most 262,144"):
        library.parse("summary: " + "a" * 300_000, "large")


def test_text_that_no_file_could_hold_is_a_mistake_too(library: ScenarioLibrary) -> None:
    with pytest.raises(ScenarioError) as caught:
        library.parse("summary: \ud800", "inline")
    assert str(caught.value).encode()
    assert (caught.value.mistakes[0].line, caught.value.mistakes[0].column) == (1, 10)


def test_a_byte_order_mark_is_no_mistake(library: ScenarioLibrary) -> None:
    assert library.parse("\ufeffsummary: Marked.", "inline").summary == "Marked."
