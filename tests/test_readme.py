"""The README's examples, run as a newcomer would run them."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mockserver import MockServer
from mockserver.app import scenario_library
from mockserver.config import Settings

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def curl_lines() -> list[tuple[str, str]]:
    """Return each curl command of the README with the line that is printed under it, empty where none is."""
    text = "\n".join(blocks("console")).replace("\\\n", " ")
    return re.findall(r"^\$ (curl .*)\n?([^$\n].*)?$", text, re.MULTILINE)


def run(command: str, mock: MockServer) -> str:
    here = command.replace("localhost:8080", mock.url.removeprefix("http://"))
    return subprocess.run(["sh", "-c", here], capture_output=True, text=True, check=True, timeout=30).stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl isn't installed")
def test_curl_lines_print_what_they_say() -> None:
    assert len(curl_lines()) >= 6
    with MockServer() as mock:
        job_id = ""
        for command, printed in curl_lines():
            # Two polls are left out of the story, so that it can be read.
            if job_id and command.split()[2].endswith(job_id):
                run(command, mock)
                run(command, mock)
            said = run(command, mock)
            if not printed:
                assert "title" not in json.loads(said), said
            elif printed.startswith("{"):
                told, answered = json.loads(printed), json.loads(said)
                assert list(answered) == list(told)
                assert answered.get("id") == told.get("id"), "the same calls get the same ids"
                assert answered.get("status") == told.get("status")
                job_id = told.get("id", job_id)
            else:
                assert said.startswith(printed.partition("…")[0].strip())


def test_the_fixtures_example_passes(pytester: pytest.Pytester) -> None:
    (example,) = [block for block in blocks("python") if "def test_" in block]
    pytester.makepyfile(example)
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function")
    pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist").assert_outcomes(passed=2)


def test_the_example_without_pytest_runs() -> None:
    (example,) = [block for block in blocks("python") if "with MockServer" in block]
    exec(compile(example, "README.md", "exec"), {})


def test_the_scenario_has_no_mistakes() -> None:
    (example,) = blocks("yaml")
    scenario = scenario_library(Settings()).parse(example, "README.md")
    assert scenario.summary.startswith("One poll in the queue")
