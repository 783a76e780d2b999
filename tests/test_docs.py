"""The generated parts of README and docs are true."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver import MockServer
from mockserver.app import PROVIDERS, scenario_library
from mockserver.config import Settings
from mockserver.gateway.provider import Provider
from mockserver.scenario.mistakes import ScenarioError

ROOT = Path(__file__).parent.parent
_SENTENCE = re.compile(r"""[A-Z0-9`“'].*[."”]""")


def test_generated_parts_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "docs.generate", "--check"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_tables_of_all_providers_read_alike(provider: Provider) -> None:
    told = [operation.summary for operation in provider.operations]
    told += [text for quirk in provider.quirks for text in (quirk.observed, quirk.documented, quirk.evidence)]
    told += [assumption.chosen for assumption in provider.assumptions]
    assert [text for text in told if not _SENTENCE.fullmatch(text)] == []
    assert [about for about in (each.about for each in provider.assumptions) if about[0].islower()] == []


def test_every_quirk_is_asked_for_by_its_id_and_no_other_is() -> None:
    asked = {
        found
        for file in (ROOT / "mockserver" / "providers").rglob("*.py")
        for found in re.findall(r'(?:documented\(|quirk=)"(\w+)"\)', file.read_text("utf-8"))
    }
    assert asked == {quirk.id for provider in PROVIDERS for quirk in provider.quirks}


def test_the_page_on_streaming_shows_what_can_be_written_and_run() -> None:
    page = (ROOT / "docs" / "streaming.md").read_text("utf-8")
    for example in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL):
        scenario_library(Settings()).parse(example, "example.yaml")
    ((program, printed),) = re.findall(r"<<'END'\n(.*?)^END\n(.*?)```", page, re.DOTALL | re.MULTILINE)
    with MockServer() as mock:
        code = program.replace("ws://localhost:8080", mock.revai.websocket_url)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    lines = [line for line in printed.splitlines() if line != "…"]
    assert [line for line in lines if line not in done.stdout] == []


def test_the_page_on_scenarios_shows_what_can_be_written_and_what_is_told() -> None:
    page = (ROOT / "docs" / "scenarios.md").read_text("utf-8")
    library = scenario_library(Settings())
    for example in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL):
        library.parse(example, "example.yaml")
    with pytest.raises(ScenarioError) as told:
        library.parse("summary: mine\njobs:\n  - timeline: [in_progress: {pols: 2}, completed]\n", "mine.yaml")
    assert f"$ mockserver validate mine.yaml\n{told.value}\n" in page
