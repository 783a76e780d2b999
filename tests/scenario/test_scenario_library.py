"""Scenarios are found by name or path, and build on one another."""

from pathlib import Path

import pytest

from mockserver.engine.accounts import AccountSettings, Signatures
from mockserver.engine.clock import ClockSettings
from mockserver.engine.webhooks import WebhookPolicy
from mockserver.scenario.library import ScenarioLibrary
from mockserver.scenario.mistakes import ScenarioError
from mockserver.scenario.vocabulary import Vocabulary


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def library(folder: Path, shipped: ScenarioLibrary, vocabulary: Vocabulary) -> ScenarioLibrary:
    return ScenarioLibrary([folder, *shipped.folders], vocabulary)


def test_a_scenario_that_says_nothing_has_the_defaults(library: ScenarioLibrary) -> None:
    scenario = library.parse("summary: Nothing more.", "bare")
    assert (scenario.name, scenario.summary, scenario.seed) == ("bare", "Nothing more.", 1)
    assert (scenario.clock, scenario.webhooks) == (ClockSettings(), None)
    assert (scenario.accounts, scenario.jobs, scenario.requests) == ((), (), ())


def test_settings_arrive_as_they_are_written(library: ScenarioLibrary) -> None:
    scenario = library.parse(
        """
summary: All settings.
seed: 7
clock: {start: 2018-05-05T23:23:22.29Z, frozen: true}
accounts:
  revai: [{token: good-token, email: a@example.com, balance_seconds: 600}, {token: "*"}]
  claudio: [{key: k-1, secret: s-1}]
  transcribe: [{access_key_id: AKIA, secret_access_key: example, signatures: "off"}]
webhooks: {attempts: 5, every: 1m}
""",
        "settings",
    )
    assert scenario.seed == 7
    assert scenario.clock == ClockSettings(1_525_562_602_290, frozen=True)
    assert scenario.webhooks == WebhookPolicy(5, 60_000)
    assert scenario.accounts == (
        AccountSettings("claudio", "k-1", "s-1"),
        AccountSettings("revai", "good-token", email="a@example.com", balance_seconds=600),
        AccountSettings("revai", "*"),
        AccountSettings("transcribe", "AKIA", "example", signatures=Signatures.OFF),
    )


def test_off_is_a_word_and_not_false(library: ScenarioLibrary) -> None:
    scenario = library.parse(
        "{summary: on, accounts: {transcribe: [{access_key_id: 1:30, signatures: off}]}}".replace("1:30", '"1:30"'),
        "off",
    )
    assert scenario.summary == "on"
    assert scenario.accounts[0].signatures is Signatures.OFF


def test_the_clock_may_run_faster(library: ScenarioLibrary) -> None:
    assert library.parse("{summary: Fast., clock: {speed: 60}}", "fast").clock == ClockSettings(speed=60)


def test_the_first_folder_comes_first(library: ScenarioLibrary, folder: Path) -> None:
    (folder / "flaky.yml").write_text("summary: My own.")
    assert library.named("flaky").summary == "My own."
    assert library.names().count("flaky") == 1
    assert dict(library.summaries())["flaky"] == "My own."


def test_summaries_survive_a_broken_file(library: ScenarioLibrary, folder: Path) -> None:
    (folder / "broken.yaml").write_text("sumary: Oh.")
    summaries = dict(library.summaries())
    assert summaries["broken"].startswith(f"Can't be used: {folder}/broken.yaml:1:1: error: `sumary` is no key")
    assert "happy_path" in summaries


@pytest.mark.parametrize("as_text", [True, False])
def test_a_path_is_loaded_with_its_neighbours(as_text: bool, library: ScenarioLibrary, folder: Path) -> None:
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "base.yaml").write_text("{summary: Base., seed: 7}")
    path = elsewhere / "mine.yaml"
    path.write_text("{summary: Mine., extends: base}")
    scenario = library.load(str(path) if as_text else path)
    assert (scenario.name, scenario.summary, scenario.seed) == ("mine", "Mine.", 7)


@pytest.mark.parametrize("name", ["", "happy_pth", "happy_path.", "*"])
def test_an_unknown_name_is_told_in_a_sentence(name: str, library: ScenarioLibrary) -> None:
    with pytest.raises(ScenarioError) as caught:
        library.load(name)
    assert str(caught.value).startswith(f"`{name}` is no scenario, expected one of: bad_request, ")
    assert caught.value.mistakes == []


def test_an_unknown_name_brings_the_nearest(library: ScenarioLibrary) -> None:
    with pytest.raises(ScenarioError, match=r"did you mean `happy_path`\?$"):
        library.named("happypath")


def test_a_name_from_outside_reaches_no_file_outside(library: ScenarioLibrary, folder: Path) -> None:
    (folder / "private").mkdir()
    (folder / "private" / "secret.yaml").write_text("secret: 1")
    for name in ("private/secret", str(folder / "private" / "secret.yaml"), "../secret"):
        with pytest.raises(ScenarioError, match="is no scenario"):
            library.named(name)


@pytest.mark.parametrize("path", ["not/there.yaml", "a\0b.yaml"])
def test_a_path_that_cannot_be_read_is_told_in_a_sentence(path: str, library: ScenarioLibrary) -> None:
    with pytest.raises(
        ScenarioError, match=r"^The scenario file .*b?\.yaml'? can't be read: (No such file|embedded null).*\.$"
    ):
        library.load(path)


def test_an_unknown_name_to_extend_is_a_mistake_beside_others(shipped: ScenarioLibrary) -> None:
    with pytest.raises(ScenarioError) as caught:
        shipped.parse("summary: Mine.\nextends: happy_pth\nseed: seven\n", "mine")
    first, second = caught.value.mistakes
    assert (first.line, first.column, second.line) == (2, 10, 3)
    assert first.message.startswith("`happy_pth` is no scenario, expected one of: bad_request, download_failure, ")
    assert first.message.endswith("; did you mean `happy_path`?")


def test_extending_puts_own_rules_first_and_own_settings_above(library: ScenarioLibrary, folder: Path) -> None:
    (folder / "base.yaml").write_text(
        """
summary: Base.
seed: 1
clock: {speed: 2}
webhooks: {attempts: 1}
accounts: {revai: [{token: base}], claudio: [{key: base}]}
quirks: {revai: documented, transcribe: documented}
jobs:
  - timeline: [completed]
requests:
  - error: not_found
"""
    )
    (folder / "middle.yaml").write_text("{summary: Middle., extends: base, webhooks: {every: 5s}}")
    scenario = library.parse(
        """
summary: Own.
extends: middle
seed: 0
accounts: {revai: [{token: own}]}
quirks: {revai: observed}
jobs:
  - timeline: [{failed: internal}]
requests:
  - delay: 1s
""",
        "own",
    )
    assert (scenario.name, scenario.summary, scenario.seed) == ("own", "Own.", 0)
    assert scenario.clock == ClockSettings(speed=2)
    assert scenario.webhooks == WebhookPolicy(attempts=3, every_ms=5_000)
    assert scenario.accounts == (AccountSettings("claudio", "base"), AccountSettings("revai", "own"))
    assert [rule.rule for rule in scenario.jobs] == ["own:8", "base.yaml:9"]
    assert [rule.rule for rule in scenario.requests] == ["own:10", "base.yaml:11"]
    assert not scenario.documented("revai", "job_type")
    assert scenario.documented("transcribe", "not_found_type")


def test_a_scenario_may_extend_one_of_its_own_name_in_a_later_folder(library: ScenarioLibrary, folder: Path) -> None:
    (folder / "happy_path.yaml").write_text("{summary: My own., extends: happy_path, seed: 7}")
    scenario = library.named("happy_path")
    assert (scenario.summary, scenario.seed) == ("My own.", 7)
    assert scenario.jobs == library.parse("{summary: x, extends: happy_path}", "x").jobs


def test_what_a_file_names_lies_beside_it(shipped: ScenarioLibrary, tmp_path: Path) -> None:
    for kind in ("transcripts", "bodies"):
        (tmp_path / kind).mkdir()
    talk = tmp_path / "transcripts" / "talk.yaml"
    talk.write_text("speakers: [Ann]\nturns: [{speaker: Ann, text: Hello.}]")
    (tmp_path / "bodies" / "sorry.html").write_text("sorry")
    path = tmp_path / "mine.yaml"
    path.write_text("summary: x\njobs: [{transcript: talk}]\nrequests: [{respond: {body_file: sorry.html}}]")
    assert shipped.load(path).jobs[0].transcript == "talk"
    talk.write_text("speakers: [Ann]\nturns: [{speaker: Bob, text: Hello.}]\nlength: 5")
    with pytest.raises(ScenarioError) as caught:
        shipped.load(path)
    assert [(mistake.file, mistake.line) for mistake in caught.value.mistakes] == [(str(talk), 3)]


def test_files_are_shown_as_seen_from_the_working_folder(
    vocabulary: Vocabulary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tests" / "sc"
    folder.mkdir(parents=True)
    (folder / "base.yaml").write_text("sumary: Oh.")
    (folder / "child.yaml").write_text("summary: x\nextends: base")
    monkeypatch.chdir(tmp_path)
    for name in ("child", "tests/sc/child.yaml", str(folder / "child.yaml")):
        with pytest.raises(ScenarioError, match=r"^tests/sc/base\.yaml:1:1: error"):
            ScenarioLibrary([folder], vocabulary).load(name)


def test_a_file_may_extend_a_shipped_one_of_its_name(vocabulary: Vocabulary, tmp_path: Path) -> None:
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    for folder in (own, shipped):
        folder.mkdir()
    (own / "base.yaml").write_text("summary: mine\nextends: base\njobs: [{transcript: interview}]")
    (shipped / "base.yaml").write_text("summary: x\n\n\n\n\njobs: [{transcript: dictation}]")
    library = ScenarioLibrary([own, shipped], vocabulary)
    scenario, warnings = library.load_with_warnings("base")
    assert [rule.rule for rule in scenario.jobs] == ["base.yaml:3", "shipped/base.yaml:6"]
    assert warnings == []
    assert library.load_with_warnings(own / "base.yaml")[1] == []
