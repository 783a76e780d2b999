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


def test_a_folder_stands_for_its_scenarios(tmp_path: Path, files: tuple[str, str]) -> None:
    done = run("--format", "json", str(tmp_path))
    assert (done.exit_code, [one["file"] for one in json.loads(done.stdout)]) == (1, list(files))
    (tmp_path / "empty").mkdir()
    done = run(str(tmp_path / "empty"))
    assert (done.exit_code, "There is no scenario in the folder" in done.output) == (1, True)


def test_a_mistake_in_what_is_extended_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("summary: x\nseed: y\n")
    own = tmp_path / "own.yaml"
    own.write_text("summary: x\nextends: bad\n")
    assert run("--format", "github", str(own)).stdout.startswith(f"::error file={tmp_path}/bad.yaml,line=2,col=7::")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfesummary: x", "the byte 0xff, which is no UTF-8"),
        (b"a" * 300_000, "found 300,000 bytes, expected at most 262,144"),
        (
            b"a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\n"
            b"d: &d [*c, *c, *c, *c, *c, *c, *c, *c]\ne: [*d, *d, *d, *d, *d, *d, *d, *d]\n",
            "more than 20,000 values",
        ),
    ],
)
def test_odd_files_are_told_alike_in_every_form(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)
    for form in ("text", "json", "github"):
        done = run("--format", form, str(path))
        assert (done.exit_code, said in done.output) == (1, True)
    (odd,) = json.loads(run("--format", "json", str(path)).stdout)
    assert said in odd["mistakes"][0]["message"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="There is no file without an end.")
def test_what_never_ends_is_refused() -> None:
    done = run("/dev/zero")
    assert (done.exit_code, "expected at most 262,144" in done.output) == (1, True)


def test_of_several_each_has_to_do_with_its_own_parameters(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("summary: ${one:-1}")
    (tmp_path / "two.yaml").write_text("summary: ${two}")
    done = run(str(tmp_path), "--set", "one=first", "--set", "two=second")
    assert done.output == f"{tmp_path}/one.yaml: fine. first\n{tmp_path}/two.yaml: fine. second\n"
    strange = run(str(tmp_path), "--set", "tow=2", "--set", "two=2")
    assert strange.exit_code == 1
    assert "`tow` is no parameter of this scenario" in strange.output
