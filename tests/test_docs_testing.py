"""The examples of docs/testing.md, run."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from mockserver import MockServer, MockWorkspace
from mockserver.client import ClientManners, MockClock

PAGE = (Path(__file__).parent.parent / "docs" / "testing.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_examples_for_python_pass(pytester: pytest.Pytester) -> None:
    for_pytest, for_unittest = blocks("python")
    pytester.makepyfile(test_with_pytest=for_pytest, test_with_unittest=for_unittest)
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function")
    pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist").assert_outcomes(passed=5)


def test_all_of_the_handle_is_listed() -> None:
    table = PAGE.partition("| of the handle | does |")[2].partition("\n\n")[0]
    listed = set(re.findall(r"\w+", table))
    for kind in (MockWorkspace, MockClock, ClientManners):
        assert {name for name in dir(kind) if not name.startswith("_")} <= listed | {"verdicts"}


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
            else:
                assert (said["frozen"], said["happened"]) == (told["frozen"], told["happened"])


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js isn't installed")
def test_the_example_for_node_is_well_formed(tmp_path: Path) -> None:
    (example,) = blocks("js")
    script = tmp_path / "example.mjs"
    script.write_text(example, "utf-8")
    subprocess.run(["node", "--check", str(script)], check=True, timeout=30)


def test_the_example_for_testcontainers_is_well_formed() -> None:
    (example,) = blocks("py")
    compile(example, "testing.md", "exec")


@pytest.mark.parametrize("language", ["java", "go"])
def test_the_other_examples_close_what_they_open(language: str) -> None:
    """No compiler is at hand; each example waits for a path that there is."""
    (example,) = blocks(language)
    assert all(example.count(left) == example.count(right) for left, right in ("()", "{}", "[]"))
    assert re.findall(r"/_mock/\w+", example) == ["/_mock/health"]


def test_the_workflow_is_well_formed() -> None:
    (workflow,) = blocks("yaml")
    assert yaml.safe_load(workflow)["jobs"]["test"]["services"]["mockserver"]["ports"] == ["8080:8080"]


def test_the_compose_file_redirects_by_network_aliases() -> None:
    (compose,) = blocks("yml")
    services = yaml.safe_load(compose)["services"]
    assert "api.rev.ai" in services["mockserver"]["networks"]["default"]["aliases"]
    assert services["tests"]["depends_on"] == {"mockserver": {"condition": "service_healthy"}}
