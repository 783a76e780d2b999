"""Every file in `broken/` is reported as the `.txt` beside it says. `RENEW_GOLDEN=1` writes those files anew."""

import os
from pathlib import Path

import pytest
import yaml

from mockserver.scenario.library import ScenarioLibrary
from mockserver.scenario.mistakes import ScenarioError
from mockserver.scenario.vocabulary import Vocabulary
from mockserver.yamlfile import tree

BROKEN = Path(__file__).parent / "broken"
SHIPPED = Path(__file__).parents[2] / "scenarios"
RENEW = os.environ.get("RENEW_GOLDEN") == "1"
NAMES = sorted(path.stem for path in BROKEN.glob("*.yaml"))


@pytest.fixture
def library(vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch) -> ScenarioLibrary:
    monkeypatch.chdir(BROKEN)  # files are shown as seen from there
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
    monkeypatch.setattr(tree, "_Loader", tree.loader(yaml.SafeLoader))
    assert told() == usual


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
