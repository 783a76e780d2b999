"""What `mockserver validate` prints."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mockserver.cli import main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["validate", *arguments])


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
