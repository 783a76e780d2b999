"""The pytest fixture, in a pytest run of its own."""

import socket
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


SUBMITS = """
import json, os, time, urllib.error, urllib.request, pytest

def call(mock, path="/jobs", body=None):
    headers = {"Authorization": "Bearer " + mock.revai.access_token, "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(mock.revai.base_url + path, data, headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)

URL = {"media_url": "https://example.com/a.mp3"}
"""


def run(pytester: pytest.Pytester, tests: str, *arguments: str, ini: str = "") -> pytest.RunResult:
    pytester.makepyfile(SUBMITS + tests)
    pytester.makeini(f"[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n{ini}")
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", *arguments)


def test_the_marker_says_the_scenario(pytester: pytest.Pytester) -> None:
    tests = """
@pytest.mark.scenario("download_failure", seed=3)
def test_named(mockserver):
    job = call(mockserver, body=URL)["id"]
    mockserver.wait_for(job, "failed")
    assert call(mockserver, f"/jobs/{job}")["failure"] == "download_failure"
    assert mockserver.control("GET", "scenario")["seed"] == 3

@pytest.mark.scenario("summary: inline\\njobs: [{timeline: [completed]}]")
def test_inline(mockserver):
    assert mockserver.control("GET", "scenario")["summary"] == "inline"

def test_the_next_has_the_servers_own(mockserver):
    assert mockserver.control("GET", "scenario")["name"] == "happy_path"

@pytest.mark.scenario("hapy_path")
def test_mistyped(mockserver):
    pass
"""
    result = run(pytester, tests, "-p", "no:xdist", "--strict-markers")
    result.assert_outcomes(passed=3, errors=1)
    result.stdout.fnmatch_lines(["`hapy_path` is no scenario, *did you mean `happy_path`?"])
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")
    result.stdout.no_fnmatch_line("*During handling*")


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (
            "",
            "@pytest.mark.scenario takes one scenario (a name, a file or YAML text) before its parameters, found nothing;*",
        ),
        (
            "'slow_queue', 3",
            "@pytest.mark.scenario takes one scenario *, found 'slow_queue', 3; write @pytest.mark.scenario(*",
        ),
        ("3", "A scenario is a name, a file or YAML text, found 3."),
        ("'nowhere.yaml'", "The scenario nowhere.yaml can't be read, looked for in */*: No such file or directory."),
        ("'slow_queue', pols=3", "`pols` is no parameter of this scenario, there are none"),
        ("'slow_queue', seed='x'", "`seed` is 'x': it takes a whole number."),
    ],
)
def test_a_marker_with_a_mistake_is_told_in_a_sentence(pytester: pytest.Pytester, mark: str, said: str) -> None:
    result = run(pytester, f"@pytest.mark.scenario({mark})\ndef test_it(mockserver):\n    pass\n", "-p", "no:xdist")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([said])
    for noise in ("*pytest_plugin.py*", "*During handling*", "*direct cause*"):
        result.stdout.no_fnmatch_line(noise)


def test_a_failure_shows_the_line_of_the_test_alone(pytester: pytest.Pytester) -> None:
    result = run(pytester, "def test_it(mockserver):\n    mockserver.wait_for('nothing')\n", "-p", "no:xdist")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E *mockserver.MockServerError: No job of this workspace has the id 'nothing'."])
    result.stdout.no_fnmatch_line("*mockserver/client*")


def test_nothing_waits_and_the_environment_is_restored(pytester: pytest.Pytester) -> None:
    tests = """
def test_inside(mockserver, monkeypatch):
    boto3 = pytest.importorskip("boto3")
    monkeypatch.setattr(time, "sleep", mockserver.clock.sleep)
    client = boto3.client("transcribe")
    client.start_transcription_job(TranscriptionJobName="a", Media={"MediaFileUri": "s3://b/a.mp3"}, LanguageCode="en-US")
    before = mockserver.clock.now_ms
    client.get_waiter("transcription_job_completed").wait(TranscriptionJobName="a", WaiterConfig={"Delay": 3600})
    assert mockserver.clock.now_ms - before >= 3_600_000
    mockserver.assert_called("StartTranscriptionJob", times=1)

def test_outside():
    assert "AWS_ENDPOINT_URL" not in os.environ
"""
    run(pytester, tests, "-p", "no:xdist").assert_outcomes(passed=2)


def test_the_report_of_a_failing_test_notes_its_requests(pytester: pytest.Pytester) -> None:
    tests = """
def test_fails(mockserver):
    call(mockserver, body=URL)
    call(mockserver, "/jobs/none")
    mockserver.assert_called("DeleteJob")
"""
    result = run(pytester, tests, "-p", "no:xdist")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*AssertionError: Expected at least once: operation='DeleteJob'. It never came.",
            "*mockserver: requests of this test*",
            "1. revai SubmitJob: POST /speechtotext/v1/jobs -> 200 [[]happy_path.yaml:* jobs]",
            "2. revai GetJob: GET /speechtotext/v1/jobs/none -> 404 (This account submitted no job under the id none.*",
        ]
    )


def test_the_report_tells_which_rules_were_nearly_met(pytester: pytest.Pytester) -> None:
    tests = """
@pytest.mark.scenario('''
summary: mine
requests:
  - when: {operation: SubmitJob, body: {$.language: de}}
    error: service_unavailable
''')
def test_fails(mockserver):
    assert call(mockserver, body=URL | {"language": "en"})["status"] != "in_progress"
"""
    result = run(pytester, tests, "-p", "no:xdist")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["1. revai SubmitJob: POST *-> 200 *", '   nearly met inline:4: the body has no "de" at $.language']
    )


@pytest.mark.parametrize("when", ["setup", "teardown"])
def test_an_error_before_or_after_the_test_notes_its_requests_as_well(pytester: pytest.Pytester, when: str) -> None:
    tests = f"""
@pytest.fixture
def {"broken" if when == "setup" else "other"}(mockserver):
    call(mockserver, body=URL)
    raise ValueError("It broke.")

@pytest.fixture
def {"broken" if when == "teardown" else "other"}():
    yield
    raise ValueError("It broke.")

def test_fails(broken, mockserver):
    call(mockserver, body=URL)
"""
    result = run(pytester, tests, "-p", "no:xdist")
    result.assert_outcomes(errors=1, passed=1 if when == "teardown" else 0)
    result.stdout.fnmatch_lines(["*mockserver: requests of this test*", "1. revai SubmitJob: POST *-> 200 *"])


def test_a_server_that_can_not_be_reached_is_told_in_a_sentence(pytester: pytest.Pytester) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and never listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        result = run(pytester, "def test_it(mockserver):\n    pass\n", "-p", "no:xdist", "--mockserver-url", url)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"No mock server answers at {url}: *refused"])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*transport.py*")


def test_a_server_that_can_not_start_is_told_in_its_own_words(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        "import pytest\n@pytest.fixture(scope='session')\ndef mockserver_settings():\n    return {'scenario': 'hapy_path'}\n"
    )
    result = run(pytester, "def test_it(mockserver):\n    pass\n", "-p", "no:xdist")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["`hapy_path` is no scenario, *did you mean `happy_path`?"])
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_a_wrong_token_is_told_in_a_sentence(pytester: pytest.Pytester) -> None:
    from mockserver import MockServer

    with MockServer(control_token="s3cret") as server:
        result = run(pytester, "def test_it(mockserver):\n    pass\n", "-p", "no:xdist", "--mockserver-url", server.url)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["The control API of this server asks for its token: *"])


def test_pytest_aiohttps_own_client_is_in_the_same_loop(pytester: pytest.Pytester) -> None:
    tests = """
import mockserver as package

async def test_both(aiohttp_client, mockserver, mockserver_async):
    client = await aiohttp_client(package.create_app(scenario="download_failure"))
    answer = await client.get("/_mock/scenario")
    assert (await answer.json())["name"] == "download_failure"
    await mockserver_async.use("slow_queue")
    assert mockserver.control("GET", "scenario")["name"] == "slow_queue"
"""
    run(pytester, tests, "-p", "no:xdist").assert_outcomes(passed=1)


@pytest.mark.parametrize("how", ["ini", "option"])
def test_strict_fails_tests_on_unexpected_requests(pytester: pytest.Pytester, how: str) -> None:
    tests = """
def test_calls_nobody(mockserver):
    call(mockserver, "/nowhere")

def test_calls_somebody(mockserver):
    call(mockserver)
"""
    arguments = ["--mockserver-strict"] if how == "option" else []
    result = run(pytester, tests, "-p", "no:xdist", *arguments, ini="mockserver_strict = true" if how == "ini" else "")
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*The client called what no emulated service knows:*"])


def test_strict_counts_what_fixtures_call_when_they_are_torn_down(pytester: pytest.Pytester) -> None:
    tests = """
@pytest.fixture
def cleanup(mockserver):
    yield
    call(mockserver, "/nowhere")

def test_passes(cleanup):
    pass

def test_fails(mockserver, cleanup):
    call(mockserver, "/nobody")
"""
    result = run(pytester, tests, "-p", "no:xdist", "--mockserver-strict")
    result.assert_outcomes(passed=1, failed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["*ERROR at teardown of test_passes*", "*unknown address: GET /speechtotext/v1/nowhere -> 404*"]
    )


WIPES = """
@pytest.fixture(scope="session")
def mockserver_settings():
    return {"journal_entries": 2}

@pytest.fixture
def resets_late(mockserver):
    yield
    mockserver.reset()
    call(mockserver, "/late")

@pytest.mark.parametrize("wipe", [
    lambda mock: mock.reset(),
    lambda mock: mock.use("flaky"),
    lambda mock: mock.forget_requests(),
    lambda mock: mock.delete(),
    lambda mock: [call(mock) for _ in range(3)],
])
def test_wipes(mockserver, wipe):
    call(mockserver, "/nowhere")
    wipe(mockserver)

def test_is_followed_by_another(resets_late, mockserver):
    for _ in range(3):
        call(mockserver)

def test_only_deletes(mockserver):
    call(mockserver)
    mockserver.delete()
"""


@pytest.mark.parametrize("runs_already", [False, True])
def test_strict_sees_what_the_journal_does_not_hold_any_more(pytester: pytest.Pytester, runs_already: bool) -> None:
    from mockserver import MockServer

    with MockServer(journal_entries=2) as server:
        options = ["--mockserver-url", server.url] if runs_already else []
        result = run(pytester, WIPES, "-p", "no:xdist", "--mockserver-strict", *options)
        assert [each["name"] for each in server.control("GET", "workspaces")] == ["default"]
    result.assert_outcomes(failed=5, passed=2, errors=1)
    gone = "1 request that no emulated service knows came, which the journal doesn't hold any more."
    assert result.outlines.count(gone) == 5
    result.stdout.fnmatch_lines(["The client called what no*", "  unknown address: GET /speechtotext/v1/late -> 404*"])
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_strict_tells_nothing_more_of_a_test_that_fails_of_itself(pytester: pytest.Pytester) -> None:
    tests = """
def test_fails(mockserver):
    call(mockserver, "/nowhere")
    assert False, "of itself"
"""
    result = run(pytester, tests, "-p", "no:xdist", "--mockserver-strict")
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*The client called what*")


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("[call(mockserver) for _ in range(23)]", ["3 requests came before, not shown.", "4. revai ListJobs: *"]),
        ("call(mockserver); mockserver.reset(); call(mockserver)", ["1 request came before, not shown.", "1. revai *"]),
        ("call(mockserver); mockserver.delete()", ["1 request came before, not shown.", "The workspace was deleted."]),
        ("pass", ["None came."]),
    ],
)
def test_the_report_says_what_it_does_not_show(pytester: pytest.Pytester, does: str, told: list[str]) -> None:
    result = run(pytester, f"def test_it(mockserver):\n    {does}\n    assert False\n", "-p", "no:xdist")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*mockserver: requests of this test*", *told], consecutive=True)


def test_the_servers_own_log_is_left_out_of_the_tests(pytester: pytest.Pytester) -> None:
    tests = """
def test_nothing_is_logged(mockserver, caplog):
    call(mockserver, body=URL)
    assert caplog.records == []
"""
    run(pytester, tests, "-p", "no:xdist").assert_outcomes(passed=1)


SHARED = """
@pytest.mark.parametrize("number", range(8))
def test_alone(mockserver, number):
    assert mockserver.jobs() == []
    for _ in range(number):
        call(mockserver, body=URL)
    assert len(mockserver.jobs()) == number

async def test_awaited(mockserver_async):
    assert await mockserver_async.jobs() == []
"""


@pytest.mark.parametrize("workers", [[], ["-n", "2"]])
def test_against_a_server_in_another_process(pytester: pytest.Pytester, workers: list[str]) -> None:
    from mockserver import MockServer

    with MockServer(control_token="s3cret") as server:
        options = ["--mockserver-url", server.url, "--mockserver-token", "s3cret", *workers]
        run(pytester, SHARED, *options).assert_outcomes(passed=9)
        assert [each["name"] for each in server.control("GET", "workspaces")] == ["default"]


def test_each_worker_of_xdist_has_a_server_of_its_own(pytester: pytest.Pytester) -> None:
    run(pytester, SHARED, "-n", "2").assert_outcomes(passed=9)
