"""Edits of the scenario's files take effect while the server runs, and mistakes in them don't."""

import os
from pathlib import Path

import pytest

from mockserver.app import emulation, scenario_library
from mockserver.config import Settings
from mockserver.gateway.workspaces import Workspaces
from mockserver.reloading import Reloader

BASE = "summary: {}\nseed: 5\njobs:\n  - timeline: [in_progress]\n"


class Edited:
    """A scenario of two files, a server's workspaces on it, and what is said of edits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self._edits = 0
        self.write("base.yaml", BASE.format("first"))
        self.write("mine.yaml", "summary: mine\nextends: base\n")
        settings = Settings(scenario=str(folder / "mine.yaml"))
        self.workspaces: Workspaces = emulation(settings).workspaces
        library = scenario_library(settings)
        self.reloader = Reloader(lambda: library.load(settings.scenario), self.workspaces, self.said.append)

    def write(self, name: str, text: str) -> None:
        """Write a file, later than whatever was written before."""
        self._edits += 1
        path = self.folder / name
        path.write_text(text)
        os.utime(path, (self._edits, self._edits))


@pytest.fixture
def edited(tmp_path: Path) -> Edited:
    return Edited(tmp_path)


async def test_an_edit_takes_effect_in_workspaces_on_the_servers_scenario(edited: Edited) -> None:
    used, other = edited.workspaces.open("used"), edited.workspaces.open("other")
    await other.use(edited.workspaces.scenario.__class__("else"))
    await used.store.count("jobs")
    edited.write("base.yaml", BASE.format("second").replace("5", "6"))
    edited.reloader.look()
    assert edited.said == ["Scenario mine was read anew."]
    assert (used.scenario.seed, other.scenario.name, edited.workspaces.open("new").scenario.seed) == (6, "else", 6)
    assert await used.store.count("jobs") == 2


async def test_nothing_is_read_while_nothing_changes(edited: Edited) -> None:
    before = edited.workspaces.scenario
    edited.reloader.look()
    assert edited.workspaces.scenario is before
    assert edited.said == []


async def test_the_last_good_scenario_stays_until_mistakes_are_mended(edited: Edited) -> None:
    edited.write("base.yaml", "sumary: oh")
    edited.reloader.look()
    edited.reloader.look()
    (report,) = edited.said
    assert report.startswith("base.yaml:1:1: error: `sumary` is no key here")
    assert report.endswith("The scenario stays as it was, until these mistakes are mended.")
    assert edited.workspaces.scenario.seed == 5
    edited.write("base.yaml", BASE.format("third").replace("5", "7"))
    edited.reloader.look()
    assert edited.workspaces.scenario.seed == 7


async def test_a_file_that_is_away_for_a_moment_is_no_harm(edited: Edited) -> None:
    (edited.folder / "mine.yaml").unlink()
    edited.reloader.look()
    assert "can't be read" in edited.said[0]
    edited.write("mine.yaml", "summary: back\n")
    edited.reloader.look()
    assert edited.workspaces.scenario.summary == "back"


async def test_it_looks_again_and_again(edited: Edited) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            edited.write("mine.yaml", "summary: edited\n")
        if len(pauses) == 3:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        await edited.reloader.run(pause)
    assert edited.workspaces.scenario.summary == "edited"
