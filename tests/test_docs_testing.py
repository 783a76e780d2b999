"""The examples of docs/testing.md, run."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from mockserver import MockServer

PAGE = (Path(__file__).parent.parent / "docs" / "testing.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_examples_for_python_pass(pytester: pytest.Pytester) -> None:
    for_pytest, for_unittest = blocks("python")
    pytester.makepyfile(test_with_pytest=for_pytest, test_with_unittest=for_unittest)
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function")
    pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist").assert_outcomes(passed=4)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl isn't installed")
def test_curl_lines_print_what_they_say() -> None:
    lines = re.findall(r"^\$ (curl .*)\n(.*)$", "".join(blocks("console")), re.MULTILINE)
    assert len(lines) == 2
    with MockServer() as mock:
        here = mock.url.removeprefix("http://")
        for command, printed in lines:
            command = command.replace("localhost:8080", here)
            done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True, timeout=30)
            told, said = json.loads(printed.replace("localhost:8080", here)), json.loads(done.stdout)
            assert list(said) == list(told)
            if "now" not in told:
                assert said == told


def test_the_workflow_is_well_formed() -> None:
    (workflow,) = blocks("yaml")
    assert yaml.safe_load(workflow)["jobs"]["test"]["services"]["mockserver"]["ports"] == ["8080:8080"]
