"""Edits of the scenario's files take effect while the server runs, and mistakes in them don't."""

import os
from pathlib import Path

import pytest

from mockserver.app import emulation
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
        server = emulation(Settings(scenario=str(folder / "mine.yaml"), scenarios=folder))
        self.library = server.library
        self.workspaces: Workspaces = server.workspaces
        self.reloader = Reloader(self.library, self.workspaces, self.said.append)

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
    assert edited.said == ["Scenario mine was read anew. What it says of seed acts from the next reset on."]
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
    assert report.startswith(f"{edited.folder}/base.yaml:1:1: error: `sumary` is no key here")
    assert report.endswith("Scenario mine stays as it was, until this is mended.")
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


async def test_a_parent_that_was_missing_is_noticed_when_it_comes(edited: Edited) -> None:
    edited.write("mine.yaml", "summary: mine\nextends: later\n")
    edited.reloader.look()
    assert "`later` is no scenario" in edited.said[0]
    edited.write("later.yaml", "summary: later\nseed: 8\n")
    edited.reloader.look()
    assert edited.workspaces.scenario.seed == 8


async def test_a_file_that_now_comes_before_a_shipped_one_is_noticed(edited: Edited) -> None:
    edited.write("mine.yaml", "summary: mine\nextends: out_of_credit\n")
    edited.reloader.look()
    edited.write("out_of_credit.yaml", "summary: my own\nseed: 9\n")
    edited.reloader.look()
    assert edited.workspaces.scenario.seed == 9


async def test_each_workspace_follows_the_scenario_that_it_was_given_by_name(edited: Edited) -> None:
    edited.write("named.yaml", "summary: '${text:-first}'\n")
    first, second = edited.workspaces.open("first"), edited.workspaces.open("second")
    await first.use(edited.library.named("named"))
    await second.use(edited.library.named("named", {"text": "given"}))
    edited.write("named.yaml", "summary: 'edited, ${text:-first}'\n")
    edited.reloader.look()
    assert [world.scenario.summary for world in (first, second)] == ["edited, first", "edited, given"]
    assert edited.said == ["Scenario named was read anew."] * 2
    assert edited.workspaces.scenario.summary == "mine"


async def test_a_scenario_that_came_as_text_stays(edited: Edited) -> None:
    world = edited.workspaces.open("text")
    await world.use(edited.library.parse("summary: text\nextends: base", "text"))
    edited.write("base.yaml", BASE.format("second"))
    edited.reloader.look()
    assert world.scenario.origin is None


async def test_seed_and_clock_are_said_to_act_from_the_next_reset_on(edited: Edited) -> None:
    world = edited.workspaces.open("used")
    edited.write("mine.yaml", "summary: mine\nextends: base\nseed: 6\nclock: {frozen: true}\n")
    edited.reloader.look()
    assert edited.said == ["Scenario mine was read anew. What it says of seed and clock acts from the next reset on."]
    assert (world.seed.value, world.clock.frozen) == (5, False)
    await world.reset()
    assert (world.seed.value, world.clock.frozen) == (6, True)


async def test_accounts_that_are_declared_as_before_keep_their_credit(edited: Edited) -> None:
    accounts = "summary: mine\nextends: base\naccounts:\n  revai:\n    - {token: a, balance_seconds: 100}\n"
    edited.write("mine.yaml", accounts + "    - {token: b, balance_seconds: 100}\n")
    edited.reloader.look()
    world = edited.workspaces.open("used")
    for account in world.accounts.of("revai"):
        account.charge(40)
    edited.write("mine.yaml", accounts + "    - {token: b, balance_seconds: 200}\n    - {token: c}\n")
    edited.reloader.look()
    assert [account.balance_seconds for account in world.accounts.of("revai")] == [60, 200, None]


async def test_a_broken_transcript_is_told_and_followed(edited: Edited) -> None:
    (edited.folder / "transcripts").mkdir()
    edited.write("transcripts/talk.yaml", "nonsense: [1")
    edited.write("mine.yaml", "summary: mine\njobs: [{transcript: talk}]\n")
    edited.reloader.look()
    assert f"{edited.folder}/transcripts/talk.yaml:2:1: error: found no `,`" in edited.said[0]
    edited.write("transcripts/talk.yaml", "speakers: [Ann]\nturns: [{speaker: Ann, text: Hello.}]\n")
    edited.reloader.look()
    assert edited.workspaces.scenario.jobs[0].transcript == "talk"
