"""The server in a thread, and the handle of its workspaces."""

import asyncio
import json
import socket
import threading
import urllib.request
from pathlib import Path
from typing import Any

import pytest

import mockserver
from mockserver import MockServer, MockServerError, MockWorkspace
from mockserver.app import CannotListen
from mockserver.config import SettingsError
from mockserver.scenario.mistakes import ScenarioError


def revai_job(workspace: MockWorkspace, job_id: str = "") -> Any:
    """Submit a job to Rev.ai, or with an id read it."""
    endpoint = workspace.revai
    request = urllib.request.Request(
        f"{endpoint.base_url}/jobs/{job_id}".rstrip("/"),
        data=None if job_id else b'{"media_url": "https://example.com/a.mp3"}',
        headers={"Authorization": f"Bearer {endpoint.access_token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def mock() -> Any:
    with MockServer() as server:
        yield server


def test_it_serves_until_it_is_stopped() -> None:
    before = set(threading.enumerate())
    with MockServer(scenario="stays_in_progress") as mock:
        job = revai_job(mock)
        assert revai_job(mock, job["id"])["status"] == "in_progress"
        host, port = mock.url.removeprefix("http://").split(":")
    assert set(threading.enumerate()) <= before
    with pytest.raises(ConnectionRefusedError), socket.create_connection((host, int(port)), timeout=1):
        pass
    mock.stop()


def test_starting_twice_starts_one() -> None:
    with MockServer().start() as mock:
        url = mock.url
        assert mock.start().url == url
        mock.control("GET", "health")
    with pytest.raises(MockServerError, match="No mock server answers"):
        MockWorkspace(url).control("GET", "health")


def test_it_can_be_started_again() -> None:
    mock = MockServer()
    for _ in range(2):
        with mock:
            assert revai_job(mock)["status"] == "in_progress"


def test_time_passes_by_hand(mock: MockServer) -> None:
    workspace = mock.workspace("time").use(
        "summary: an hour\nclock: {frozen: true}\njobs:\n  - timeline: [in_progress: 1h, completed]"
    )
    job = revai_job(workspace)
    before = workspace.clock.now_ms
    workspace.clock.advance("59m")
    assert revai_job(workspace, job["id"])["status"] == "in_progress"
    workspace.clock.advance(60)
    assert revai_job(workspace, job["id"])["status"] == "transcribed"
    assert workspace.clock.now_ms - before == 3_600_000
    workspace.clock.run(speed=1000)
    workspace.clock.freeze()


def test_a_hand_moves_jobs(mock: MockServer) -> None:
    workspace = mock.workspace("hand").use("stays_in_progress")
    job = revai_job(workspace)
    workspace.move(job["id"])
    assert revai_job(workspace, job["id"])["status"] == "transcribed"
    with pytest.raises(MockServerError, match="No job of this workspace has the id 'none'"):
        workspace.move("none")


def test_workspaces_do_not_see_each_other(mock: MockServer) -> None:
    one, two = mock.workspace("one"), mock.workspace("two")
    job = revai_job(one)
    assert revai_job(one, job["id"])["id"] == job["id"]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        revai_job(two, job["id"])
    one.reset()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        revai_job(one, job["id"])


def test_a_credential_alone_leads_to_the_workspace(mock: MockServer) -> None:
    workspace = mock.workspace("by-key").open()
    assert workspace.revai.access_token == "ws-by-key.key"
    assert workspace.claudio.key == "ws-by-key.key"
    assert workspace.transcribe.client_arguments()["aws_access_key_id"] == "ws-by-key.key"
    workspace.delete()
    with pytest.raises(MockServerError, match="No workspace is called 'by-key'"):
        workspace.delete()


def test_scenarios_come_from_names_files_and_text(mock: MockServer, tmp_path: Path) -> None:
    workspace = mock.workspace("scenarios")
    file = tmp_path / "own.yaml"
    file.write_text("summary: from a file\nextends: happy_path\n")
    for scenario in ("slow_queue", file, str(file), "summary: inline"):
        assert workspace.use(scenario) is workspace
    with pytest.raises(MockServerError, match="hapy_path"):
        workspace.use("hapy_path")
    with pytest.raises(MockServerError, match=r"inline:2:1: error:[\s\S]*\^"):
        workspace.use("summary: wrong\njbos: []")


async def test_asynchronous_tests_use_it_alike(mock: MockServer) -> None:
    job = await asyncio.to_thread(revai_job, mock.workspace("async"))
    assert job["status"] == "in_progress"


def test_what_keeps_it_from_starting_is_raised() -> None:
    with pytest.raises(ScenarioError, match="nonsense"):
        MockServer(scenario="nonsense").start()
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CannotListen, match="Can't listen"):
        MockServer(port=taken.getsockname()[1]).start()


def test_files_are_known_by_their_ending(mock: MockServer, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("summary: from a file\n")
    workspace = mock.workspace("files").use(str(tmp_path / "own.yaml"))
    assert workspace.control("GET", "scenario")["summary"] == "from a file"
    with pytest.raises(FileNotFoundError):
        workspace.use("nowhere.yaml")


def test_wrong_settings_are_sentences() -> None:
    with pytest.raises(
        SettingsError, match=r"scenarios \(MOCKSERVER_SCENARIOS\) is '/nope': There is no such folder\."
    ):
        MockServer(scenarios="/nope").start()
    with pytest.raises(SettingsError, match=r"colour is no setting\. There are: host, port"):
        mockserver.create_app(colour="red")


@pytest.mark.parametrize("address", ["localhost:8080", "127.0.0.1:8080", "ftp://localhost"])
def test_an_address_without_its_scheme_is_told(address: str) -> None:
    with pytest.raises(
        MockServerError, match=f"{address} is no address of a server: it must begin with http:// or https://"
    ):
        MockWorkspace(address).jobs()


def test_it_says_where_it_is(mock: MockServer) -> None:
    assert repr(mock.workspace("one")) == f"<MockWorkspace 'one' at {mock.url}/w/one>"
    stopped = MockServer()
    assert repr(stopped) == "<MockServer 'default' at no address yet>"
    with pytest.raises(MockServerError, match=r"isn't running"):
        stopped.reset()
    assert {"MockServer", "create_app"} <= set(dir(mockserver))


def test_no_server_is_a_sentence() -> None:
    with pytest.raises(MockServerError, match=r"No mock server answers at http://127.0.0.1:1"):
        MockWorkspace("http://127.0.0.1:1").reset()


def test_a_server_that_takes_too_long_is_told_from_one_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.client.transport._TIMEOUT_S", 0.01)
    with socket.create_server(("127.0.0.1", 0)) as busy:
        url = f"http://127.0.0.1:{busy.getsockname()[1]}"
        with pytest.raises(MockServerError) as refused:
            MockWorkspace(url).clock.advance("1h")
    assert str(refused.value) == (
        f"{url} hasn't answered POST /_mock/clock/advance within 0.01 seconds. Calls that move time or end jobs wait for the "
        "receivers of webhooks, each of which may take 10 seconds to answer: `webhooks()` shows how they did."
    )


def test_two_servers_run_side_by_side() -> None:
    with MockServer(seed=1) as one, MockServer(seed=2) as two:
        assert revai_job(one)["id"] != revai_job(two)["id"]


def test_a_hand_moves_on_to_a_phase(mock: MockServer) -> None:
    workspace = mock.workspace("phases").use("summary: t\nphases: [healthy, degraded]")
    assert workspace.phase() == "healthy"
    workspace.set_phase("degraded")
    assert workspace.phase() == "degraded"
    with pytest.raises(MockServerError, match="healthy, degraded"):
        workspace.set_phase("broken")
    assert workspace.use("happy_path").phase() is None


def test_a_hand_releases_what_is_held_back(mock: MockServer) -> None:
    workspace = mock.workspace("holds").use("summary: t\nrequests: [{hold: true}]")
    held = threading.Thread(target=lambda: revai_job(workspace))
    held.start()
    while not workspace.holds():
        assert held.is_alive()
    (hold,) = workspace.holds()
    assert "SubmitJob" in hold["request"]
    assert workspace.release(hold["id"]) == 1
    held.join(timeout=10)
    assert not held.is_alive()
    assert (workspace.holds(), workspace.release()) == ([], 0)


PARAMETERS = """
summary: As many polls as wanted.
clock: {frozen: true}
jobs:
  - timeline: [{in_progress: {polls: "${polls:-1}"}}, completed]
"""


@pytest.mark.parametrize(("given", "expected"), [({}, 1), ({"polls": 3}, 3)])
def test_parameters_are_given_with_the_scenario(mock: MockServer, given: dict[str, Any], expected: int) -> None:
    workspace = mock.workspace(f"parameters-{expected}").use(PARAMETERS, **given)
    job = revai_job(workspace)["id"]
    seen = [revai_job(workspace, job)["status"] for _ in range(expected + 1)]
    assert seen == ["in_progress"] * expected + ["transcribed"]
    assert workspace.control("GET", "scenario")["parameters"] == {"polls": str(expected)}


def test_a_parameter_that_the_scenario_does_not_have_is_told(mock: MockServer) -> None:
    with pytest.raises(MockServerError, match="did you mean `polls`"):
        mock.workspace("parameters").use(PARAMETERS, pols=3)


def test_a_signal_is_sent_by_hand(mock: MockServer) -> None:
    workspace = mock.workspace("signals").use(
        "summary: a signal\nclock: {frozen: true}\njobs:\n  - timeline: [{in_progress: {signal: done}}, completed]"
    )
    job = revai_job(workspace)["id"]
    assert [reached["id"] for reached in workspace.signal("done")] == [job]
    assert revai_job(workspace, job)["status"] == "transcribed"
    with pytest.raises(MockServerError, match="did you mean `done`"):
        workspace.signal("don")
