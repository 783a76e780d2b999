"""The pytest fixture, in a pytest run of its own."""

import subprocess
import sys

import pytest

USES_IT = """
import urllib.request, json, pytest

def submit(mockserver):
    request = urllib.request.Request(
        mockserver.revai.base_url + "/jobs",
        b'{"media_url": "https://example.com/a.mp3"}',
        {"Authorization": "Bearer " + mockserver.revai.access_token, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["id"]

@pytest.mark.parametrize("time", range(3))
def test_each_has_a_world_of_its_own(mockserver, time):
    names.add(mockserver.name)
    ids.add(submit(mockserver))

def test_they_were_three_worlds_with_the_same_first_job(mockserver_server):
    assert len(names) == 3 and len(ids) == 1
    open_now = {w["name"] for w in mockserver_server.control("GET", "workspaces")}
    assert not names & open_now

async def test_an_asynchronous_one(mockserver):
    assert mockserver.use("summary: mine").clock.now_ms > 0

def test_no_error_without_a_request(mockserver):
    pass

names, ids = set(), set()
"""


def test_every_test_gets_a_fresh_workspace(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(USES_IT)
    pytester.makeini("[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function")
    pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist").assert_outcomes(passed=6)


def test_settings_are_the_suites_own(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        "import pytest\n@pytest.fixture(scope='session')\ndef mockserver_settings():\n    return {'scenario': 'slow_queue'}\n"
    )
    pytester.makepyfile(
        "def test_it(mockserver):\n    assert mockserver.control('GET', 'scenario')['name'] == 'slow_queue'\n"
    )
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function")
    pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist").assert_outcomes(passed=1)


def test_a_run_that_does_not_use_it_imports_nothing_of_it() -> None:
    code = (
        "import sys, mockserver.pytest_plugin as plugin; heavy = ('mockserver.', 'aiohttp', 'pydantic', 'yaml');"
        "print([name for name in sys.modules if name.startswith(heavy) and name != plugin.__name__])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
