"""What `validate` prints, and the warnings for rules that can never act."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mockserver.app import scenario_library
from mockserver.cli import main
from mockserver.config import Settings
from mockserver.tools.validation import check

SHIPPED = sorted(path.stem for path in (Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["validate", *arguments])


def warnings(tmp_path: Path, rules: str) -> list[tuple[int, str]]:
    path = tmp_path / "mine.yaml"
    path.write_text(f"summary: x\n{rules}\n")
    checked = check(scenario_library(Settings()), str(path), {})
    assert checked.usable, checked.sentence
    return [(mistake.line, mistake.message.partition(":")[0]) for mistake in checked.mistakes]


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_give_no_warning(name: str) -> None:
    assert check(scenario_library(Settings()), name, {}).mistakes == ()


NEVER_ACTS, NEVER_MATCHES = "this rule never acts", "this rule can never match"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("jobs:\n- timeline: [completed]\n- {when: {media: a}, timeline: [completed]}", [(4, NEVER_ACTS)]),
        ("jobs:\n- {when: {call: 1}, timeline: [completed]}\n- timeline: [completed]", []),
        (
            "jobs:\n- {when: {media: '*.pdf'}, timeline: [completed]}\n- {when: {media: 'a.pdf'}, transcript: interview}",
            [],
        ),
        (
            "jobs:\n- {when: {credential: 'a*'}, transcript: interview}\n- {when: {credential: ab}, transcript: interview}",
            [(4, NEVER_ACTS)],
        ),
        (
            "jobs:\n- {when: {credential: 'a'}, transcript: interview}\n- {when: {credential: a*}, transcript: interview}",
            [],
        ),
        (
            "jobs:\n- {when: {provider: [revai, claudio]}, transcript: interview}\n"
            "- {when: {provider: revai, header: {x: y}}, transcript: interview}\n"
            "- {when: {provider: transcribe}, transcript: interview}",
            [(4, NEVER_ACTS)],
        ),
        ("requests:\n- error: server_error\n- delay: 2s", [(4, NEVER_ACTS)]),
        ("requests:\n- delay: 2s\n- error: server_error", []),
        ("requests:\n- {error: server_error, limit: 5/s}\n- delay: 2s", []),
        ("requests:\n- {error: server_error, times: 2}\n- delay: 2s", []),
        ("requests:\n- {when: {provider: revai, not: {provider: revai}}, delay: 2s}", [(3, NEVER_MATCHES)]),
        ("requests:\n- {when: {provider: revai, not: {credential: x}}, delay: 2s}", []),
        ("requests:\n- {when: {provider: revai, any: [{provider: claudio}]}, delay: 2s}", [(3, NEVER_MATCHES)]),
        ("requests:\n- {when: {provider: revai, any: [{provider: claudio}, {path: /a}]}, delay: 2s}", []),
    ],
)
def test_rules_that_can_never_act_are_warned_of(tmp_path: Path, rules: str, expected: list[tuple[int, str]]) -> None:
    assert warnings(tmp_path, rules) == expected


def test_rules_of_what_is_extended_may_be_left_without_work(tmp_path: Path) -> None:
    assert warnings(tmp_path, "extends: happy_path\njobs:\n- timeline: [completed]") == []


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    fine, wrong = tmp_path / "fine.yaml", tmp_path / "wrong.yaml"
    fine.write_text("summary: fine\nrequests:\n- error: server_error\n- delay: 2s\n")
    wrong.write_text("summary: wrong\nseed: 5%\nphases: [a,\n")
    return str(fine), str(wrong)


def test_text_is_like_a_compilers(files: tuple[str, str]) -> None:
    done = run(files[0])
    assert done.exit_code == 0
    assert done.output.splitlines()[0].startswith(
        f"{files[0]}:4:3: warning: this rule never acts: the one at {files[0]}:3"
    )
    assert done.output.splitlines()[-1] == f"{files[0]}: fine. 1 warning. fine"
    assert run(files[0], "--strict").exit_code == 1


def test_json_holds_the_places(files: tuple[str, str]) -> None:
    done = run("--format", "json", *files, "/does/not/exist.yaml")
    fine, wrong, missing = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (fine["usable"], wrong["usable"], missing["usable"]) == (True, False, False)
    assert [(one["line"], one["severity"]) for one in fine["mistakes"]] == [(4, "warning")]
    assert [(one["line"], one["severity"]) for one in wrong["mistakes"]] == [(4, "error")]
    assert (missing["mistakes"], "can't be read" in missing["sentence"]) == ([], True)


def test_github_gets_annotations(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("summary: x\nseed: 5%\n")
    lines = run("--format", "github", str(path), "nowhere").stdout.splitlines()
    assert lines[0] == f"::error file={path},line=2,col=7::found the text `5%25`, expected a whole number"
    assert lines[1].startswith("::error file=nowhere::`nowhere` is no scenario")


def test_the_schema_is_printed() -> None:
    printed = CliRunner().invoke(main, ["schema"]).output
    assert printed == (Path(__file__).parents[2] / "docs" / "scenario.schema.json").read_text("utf-8")


def test_all_scenarios_of_a_folder_are_checked(tmp_path: Path) -> None:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "a.yaml").write_text("summary: first")
    (tmp_path / "b.yml").write_text("sumary: second")
    done = run(str(tmp_path))
    assert done.exit_code == 1
    assert done.output.splitlines()[0] == f"{tmp_path}/a.yaml: fine. first"
    assert done.output.splitlines()[-1] == f"{tmp_path}/b.yml: 1 mistake."
    empty = run(str(tmp_path / "transcripts"))
    assert (empty.exit_code, empty.output) == (1, f"There is no scenario in the folder {tmp_path}/transcripts.\n")


def test_of_several_each_has_to_do_with_its_own_parameters(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("summary: ${one:-1}")
    (tmp_path / "two.yaml").write_text("summary: ${two}")
    done = run(str(tmp_path), "--set", "one=first", "--set", "two=second")
    assert done.output == f"{tmp_path}/one.yaml: fine. first\n{tmp_path}/two.yaml: fine. second\n"
    strange = run(str(tmp_path), "--set", "tow=2", "--set", "two=2")
    assert strange.exit_code == 1
    assert "`tow` is no parameter of this scenario" in strange.output
