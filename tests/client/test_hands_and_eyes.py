"""What the handle of a workspace does and sees, synchronously and awaited."""

import inspect
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import mockserver.client
from mockserver import AsyncMockWorkspace, MockServer, MockServerError, MockWorkspace
from mockserver.client.asynchronous import AsyncMockClock
from mockserver.client.clock import MockClock

STAGED = """
summary: test
clock: {start: 2018-05-05T23:23:22.29Z, frozen: true}
accounts: {revai: [{token: good-token, balance_seconds: 600}]}
jobs: [{timeline: [{queued: 2s}, {in_progress: 10s}, completed]}]
"""
NEEDS_A_HAND = "summary: test\nclock: {frozen: true}\njobs: [{timeline: [{in_progress: manual}, completed]}]"


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer() as running:
        yield running


@pytest.fixture
def mock(server: MockServer, request: pytest.FixtureRequest) -> MockWorkspace:
    return server.workspace(request.node.name.partition("[")[0][:60].replace("_", "-")).use(STAGED)


def call(mock: MockWorkspace, path: str = "/jobs", body: Any = None) -> Any:
    """Call Rev.ai, and return what it says; None for an error."""
    endpoint = mock.revai
    headers = {"Authorization": f"Bearer {endpoint.access_token}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(endpoint.base_url + path, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        error.close()
        return None


def submit(mock: MockWorkspace, **options: Any) -> str:
    return str(call(mock, body={"media_url": "https://example.com/a.mp3", **options})["id"])


def test_what_happens_on_the_way_is_returned(mock: MockWorkspace) -> None:
    job = submit(mock)
    assert [each["status"] for each in mock.clock.advance("1m")] == ["in_progress", "completed"]
    assert mock.clock.advance(1) == []
    with pytest.raises(MockServerError, match="Nothing is due"):
        mock.clock.advance_to_next()
    other = submit(mock)
    assert [(each["job"], each["status"]) for each in mock.clock.advance_to_next()] == [(other, "in_progress")]
    assert [view["id"] for view in mock.jobs()] == [other, job]
    assert [view["id"] for view in mock.jobs(status="completed")] == [job]


def test_lists_are_read_to_their_end(mock: MockWorkspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.client.jobs._PAGE", 2)
    monkeypatch.setattr("mockserver.client.requests.PAGE", 2)
    jobs = [submit(mock) for _ in range(4)]
    call(mock, "/account")
    assert [view["id"] for view in mock.jobs(provider="revai")] == jobs[::-1]
    assert [request.number for request in mock.requests()] == [1, 2, 3, 4, 5]
    assert [request.job for request in mock.requests(when={"operation": "SubmitJob"})] == jobs
    mock.assert_called("SubmitJob", times=4, when={"provider": "revai"})


def test_waiting_takes_no_time_where_the_clock_stands(mock: MockWorkspace) -> None:
    job = submit(mock)
    before = mock.clock.now_ms
    assert mock.wait_for(job)["status"] == "completed"
    assert mock.clock.now_ms - before == 12_000
    with pytest.raises(MockServerError, match=f"Time alone won't bring job {job} to failed"):
        mock.wait_for(job, "failed")


def test_waiting_on_a_running_clock(mock: MockWorkspace) -> None:
    job = submit(mock)
    mock.clock.run(speed=100_000)
    assert mock.wait_for(job)["status"] == "completed"
    stuck = submit(mock.use(NEEDS_A_HAND.replace("frozen: true", "speed: 60")))
    with pytest.raises(TimeoutError, match=f"Job {stuck} is in_progress after 0 seconds, not completed"):
        mock.wait_for(stuck, timeout_s=0)
    with pytest.raises(MockServerError, match=r"`status` is 'complete': .*; did you mean `completed`\?"):
        mock.wait_for(stuck, "complete")


def test_sleeping_advances_the_clock(mock: MockWorkspace, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setattr(time, "sleep", mock.clock.sleep)
    job = submit(mock)
    for _ in range(4):
        call(mock, f"/jobs/{job}")
        time.sleep(5)
    manners = mock.manners()
    manners.assert_polls_no_faster_than(5)
    manners.assert_stops_at_end()
    with pytest.raises(
        AssertionError, match=rf"The client polled again within fewer than 6 seconds: job {job} after 5 sec"
    ):
        manners.assert_polls_no_faster_than(6)
    with pytest.raises(AssertionError, match=rf"The client polled without backing off: job {job}, 4 times\."):
        manners.assert_backs_off()
    with pytest.raises(AssertionError, match=rf"The client left jobs behind: job {job}\."):
        manners.assert_cleans_up()
    manners.assert_submits_once()
    manners.assert_honours_retry_after()


def test_jobs_are_ended_by_hand(mock: MockWorkspace) -> None:
    first, second, third = submit(mock), submit(mock), submit(mock)
    mock.complete(first)
    mock.fail(second, "invalid_media", "It can't be heard.")
    mock.move(third)
    assert call(mock, f"/jobs/{first}")["status"] == "transcribed"
    assert call(mock, f"/jobs/{second}")["failure_detail"] == "It can't be heard."
    assert mock.job(third)["status"] == "in_progress"
    with pytest.raises(MockServerError, match="`failure` is 'bad_luck': it takes one of"):
        mock.fail(third, "bad_luck")


def test_a_balance_is_changed_and_a_token_revoked(mock: MockWorkspace) -> None:
    mock.change_account("revai", "good-token", balance_seconds=5)
    assert call(mock, "/account")["balance_seconds"] == 5
    mock.change_account("revai", "good-token", revoked=True)
    assert call(mock, "/account") is None
    assert [view["revoked"] for view in mock.accounts() if view["provider"] == "revai"] == [True]


def test_requests_are_found_by_what_they_are_about(mock: MockWorkspace) -> None:
    job = submit(mock, metadata="mine")
    call(mock, f"/jobs/{job}")
    call(mock, "/jobs/none")
    assert [request.operation for request in mock.requests()] == ["SubmitJob", "GetJob", "GetJob"]
    (found,) = mock.requests(operation="GetJob", status=404)
    assert (found.path, found.job, found.method) == ("/speechtotext/v1/jobs/none", "none", "GET")
    assert "This account submitted no job under the id none" in (found.explanation or "")
    (submitted,) = mock.requests(json={"metadata": "mine"}, headers={"content-type": "application/json"})
    assert submitted.json()["media_url"] == "https://example.com/a.mp3"


def test_requests_are_found_as_rules_find_them(mock: MockWorkspace) -> None:
    job = submit(mock, metadata="mine")
    call(mock, f"/jobs/{job}")
    call(mock, f"/jobs/{job}")
    assert [request.number for request in mock.requests(when={"operation": "GetJob", "call": 2})] == [3]
    mock.assert_called("SubmitJob", times=1, when={"body": {"$.media_url": "*.mp3"}})
    mock.assert_not_called(when={"credential": "other*"})
    with pytest.raises(AssertionError) as failure:
        mock.assert_called("SubmitJob", when={"metadata": "yours"})
    assert str(failure.value).splitlines()[:2] == [
        "Expected at least once: operation='SubmitJob', when={'metadata': 'yours'}. It never came.",
        "The nearest was request 1, but metadata mine doesn't fit yours.",
    ]
    with pytest.raises(
        AssertionError, match=r"request 3, but it is another one in order: those that count are on call 3"
    ):
        mock.assert_called(when={"operation": "GetJob", "call": 3})
    with pytest.raises(MockServerError, match="did you mean `operation`"):
        mock.requests(when={"opration": "GetJob"})


def test_paths_are_globs_without_the_workspace(mock: MockWorkspace) -> None:
    submit(mock)
    mock.assert_called(path="/speechtotext/v1/jobs")
    mock.assert_called(path="*/jobs", times=1)
    mock.assert_called(when={"path": "/speechtotext/v1/jobs"})
    with pytest.raises(AssertionError, match=r"but path was '/speechtotext/v1/jobs'\."):
        mock.assert_called(path="/jobs")
    with pytest.raises(MockServerError, match="expected the path as the service has it, without `/w/NAME` in front"):
        mock.assert_not_called(path="/w/mine/speechtotext/v1/jobs")


def test_what_can_not_be_looked_at_is_refused_before_time_is_moved(mock: MockWorkspace) -> None:
    began = mock.clock.now_ms
    for act in (mock.job, mock.complete, mock.delete_job):
        with pytest.raises(MockServerError, match=r"The id of a job must be given, found an empty text\."):
            act("")
    with pytest.raises(MockServerError, match="can't be looked at"):
        mock.wait_for("any", "gone")
    assert mock.clock.now_ms == began


def test_a_credential_is_asked_for_by_when(mock: MockWorkspace) -> None:
    submit(mock)
    mock.assert_called(when={"credential": "good-token"})
    for check in (mock.assert_called, mock.assert_not_called, mock.requests):
        with pytest.raises(ValueError, match=r"header authorization can't be compared, as it is masked in the journal"):
            check(headers={"Authorization": f"Bearer {mock.revai.access_token}"})
    mock.assert_not_called(headers={"Authorization": "Bearer another"})
    with pytest.raises(TypeError, match=r"The header `X-Retry` in `headers` is 1: it takes text\."):
        mock.assert_not_called(headers={"X-Retry": 1})
    with pytest.raises(AssertionError, match=r"the credential good\*\*\* doesn't fit bad"):
        mock.assert_called(when={"credential": "bad"})


@pytest.mark.parametrize("came", [True, False])
def test_slips_in_what_is_wanted_are_told(mock: MockWorkspace, came: bool) -> None:
    if came:
        submit(mock)
    with pytest.raises(TypeError, match=r"`time` is nothing to find requests by, .*; did you mean `times`\?"):
        mock.assert_called("SubmitJob", time=1)
    with pytest.raises(TypeError, match=r"`operaton` is nothing .*; did you mean `operation`\?"):
        mock.requests(operaton="SubmitJob")
    for slip in (mock.assert_not_called, mock.assert_called, lambda name: mock.requests(operation=name)):
        with pytest.raises(
            MockServerError, match=r"`SubmtJob` is no operation of any provider.*did you mean `SubmitJob`\?"
        ):
            slip("SubmtJob")
    with pytest.raises(MockServerError, match=r"`revia` is no provider.*did you mean `revai`\?"):
        mock.requests(provider="revia")
    with pytest.raises(MockServerError, match=r"did you mean `POST`\?"):
        mock.assert_not_called(method="post")
    with pytest.raises(MockServerError, match=r"did you mean `/jobs`\?"):
        mock.assert_not_called(path="jobs")
    with pytest.raises(MockServerError, match=r"`SubmitJob` is no operation of transcribe"):
        mock.assert_not_called("SubmitJob", provider="transcribe")
    for wrong, told in (
        ({"status": "404"}, "a whole number"),
        ({"operation": 3}, "text"),
        ({"headers": "x"}, "a mapping"),
    ):
        with pytest.raises(TypeError, match=rf"`{next(iter(wrong))}` is .*: it takes {told}\."):
            mock.assert_not_called(**wrong)
    with pytest.raises(TypeError, match="provder"):
        mock.jobs(provder="revai")  # type: ignore[call-arg]
    with pytest.raises(MockServerError, match=r"`bukcet` isn't known here; .*; did you mean `bucket`\?"):
        mock.files(bukcet="talks")
    with pytest.raises(MockServerError, match=r"`rev` is no provider"):
        mock.jobs(provider="rev")
    with pytest.raises(MockServerError, match=r"`status` is 'complete': .*; did you mean `completed`\?"):
        mock.jobs(status="complete")
    with pytest.raises(TypeError, match=r"A scenario is a name, a file or YAML text, found 3\."):
        mock.use(3)  # type: ignore[arg-type]
    with pytest.raises(
        OSError, match=r"The scenario nowhere\.yaml can't be read, looked for in .*: No such file or directory\."
    ):
        mock.use("nowhere.yaml")
    with pytest.raises(ValueError, match=r"'sqs' isn't emulated: of AWS there are transcribe and s3\."):
        mock.transcribe.boto3("sqs")


def test_a_job_is_there_before_the_test_begins(mock: MockWorkspace) -> None:
    job = mock.create_job("revai", {"media_url": "https://example.com/a.mp3"})
    assert call(mock, f"/jobs/{job['id']}")["status"] == "transcribed"
    failed = mock.create_job("revai", {"media_url": "https://example.com/a.mp3"}, "failed", failure="invalid_media")
    assert (failed["status"], failed["failure"]) == ("failed", "invalid_media")
    assert mock.create_job("revai", {"media_url": "https://example.com/a.mp3"}, None)["status"] == "queued"
    mock.assert_not_called("SubmitJob")
    with pytest.raises(MockServerError, match=r"SubmitJob refuses it with 400: .*media_url"):
        mock.create_job("revai", {"media_url": 5})


def test_jobs_expire_and_are_deleted_by_hand(mock: MockWorkspace) -> None:
    one, other = submit(mock), submit(mock)
    with pytest.raises(MockServerError, match=r"is queued\. Only a job that ended can expire"):
        mock.expire(one)
    mock.complete(one)
    mock.expire(one)
    mock.delete_job(other)
    assert mock.jobs() == []
    with pytest.raises(MockServerError, match="No job of this workspace has the id"):
        mock.delete_job(other)


def test_requests_are_forgotten_by_hand(mock: MockWorkspace) -> None:
    submit(mock)
    mock.forget_requests()
    mock.assert_not_called()
    submit(mock)
    assert [request.number for request in mock.requests()] == [2]


def test_a_webhook_is_sent_once_more(mock: MockWorkspace) -> None:
    with MockServer() as receiver:
        mock.wait_for(submit(mock, callback_url=f"{receiver.url}/hook"))
        (sent,) = mock.webhooks()
        again = mock.redeliver(sent["id"])
        assert (again["body"], [attempt["answered"] for attempt in again["attempts"]]) == (sent["body"], [404])
        assert [request.path for request in receiver.requests()] == ["/hook", "/hook"]
    with pytest.raises(MockServerError, match="No webhook of this workspace has the id '99'"):
        mock.redeliver(99)


def test_files_come_back_as_they_were_sent(mock: MockWorkspace) -> None:
    storage = mock.transcribe.boto3("s3")
    storage.create_bucket(Bucket="talks")
    storage.put_object(Bucket="talks", Key="a/b.json", Body=b'{"not": "decoded"}\xff', ContentType="application/json")
    (view,) = mock.files(bucket="talks")
    assert (view["name"], view["size"]) == ("a/b.json", 19)
    assert mock.file(view["id"]) == b'{"not": "decoded"}\xff'
    with pytest.raises(MockServerError, match="No file of this workspace has the id 'none'"):
        mock.file("none")


def test_assertions_pass_on_what_came(mock: MockWorkspace) -> None:
    job = submit(mock, metadata="mine")
    mock.assert_called("SubmitJob", times=1, json={"metadata": "mine"})
    mock.assert_called(provider="revai")
    mock.assert_not_called("DeleteJob")
    mock.assert_called(job=job)
    mock.assert_all_expected()


def test_assertions_explain_themselves(mock: MockWorkspace) -> None:
    submit(mock, metadata="yours", skip_diarization=True)
    with pytest.raises(AssertionError) as failure:
        mock.assert_called("SubmitJob", times=1, json={"metadata": "mine", "skip_diarization": True, "language": "es"})
    assert str(failure.value).splitlines() == [
        "Expected once: operation='SubmitJob', json={'metadata': 'mine', 'skip_diarization': True, 'language': 'es'}. "
        "It never came.",
        "The nearest was request 1, but body.metadata was 'yours', and body.language was missing.",
        "Seen:",
        "  1. revai SubmitJob: POST /speechtotext/v1/jobs -> 200 [inline:5 jobs]",
    ]
    with pytest.raises(AssertionError, match=r"Expected never: operation='SubmitJob'\. It came once\."):
        mock.assert_not_called("SubmitJob")
    with pytest.raises(AssertionError, match=r"json=.*\nThe nearest was request 1, but body"):
        mock.assert_called(json={"metadata": {"deep": 1}})
    call(mock, "/nowhere")
    with pytest.raises(
        AssertionError, match=r"called what no emulated service knows:\n  unknown address: GET .*/nowhere -> 404"
    ):
        mock.assert_all_expected()


def test_with_no_request_at_all(mock: MockWorkspace) -> None:
    with pytest.raises(AssertionError, match="No request came at all"):
        mock.assert_called("SubmitJob")


def test_ready_clients_and_the_environment(mock: MockWorkspace) -> None:
    assert mock.revai.client().get_account().balance_seconds == 600
    assert mock.transcribe.boto3().list_transcription_jobs()["TranscriptionJobSummaries"] == []
    environment = mock.transcribe.environment()
    assert environment["AWS_ENDPOINT_URL"] == mock.url
    assert environment["AWS_ACCESS_KEY_ID"].startswith(f"ws-{mock.name}.")


def test_a_clock_is_stopped_unless_the_scenario_says_how_it_runs(server: MockServer) -> None:
    mock = server.workspace("stopped", freeze=True)
    assert mock.use("summary: silent").clock.frozen
    assert not mock.use("summary: fast\nclock: {speed: 60}").clock.frozen
    mock.use("summary: silent")
    mock.clock.run()
    mock.reset()
    assert mock.clock.frozen


def test_a_clock_is_stopped_from_the_first_call_on(server: MockServer) -> None:
    for mock in (
        MockWorkspace(server.url, "first-call", freeze=True),
        MockWorkspace(server.url, "opened", freeze=True).open(),
        server.workspace("of-server", freeze=True),
    ):
        assert mock.clock.frozen
        mock.clock.run()
        assert not mock.clock.frozen
        mock.delete()
        assert mock.clock.frozen
    assert not server.workspace("running").clock.frozen
    server.workspace("fast").use("summary: fast\nclock: {speed: 60}")
    assert not server.workspace("fast", freeze=True).clock.frozen


async def test_everything_can_be_awaited(mock: MockWorkspace) -> None:
    awaited = AsyncMockWorkspace(mock)
    await awaited.use(STAGED, seed=4)
    job = submit(mock)
    assert await awaited.clock.frozen()
    assert [each["status"] for each in await awaited.clock.advance(2)] == ["in_progress"]
    assert (await awaited.wait_for(job))["status"] == "completed"
    await awaited.assert_called("SubmitJob", times=1)
    assert (await awaited.requests())[0].operation == "SubmitJob"
    before = await awaited.clock.now_ms()
    await awaited.clock.sleep(3)
    assert await awaited.clock.now_ms() == before + 3_000


def test_the_awaited_handle_has_all_that_the_other_has() -> None:
    public = {name for name in dir(MockWorkspace) if not name.startswith("_")}
    assert {name for name in dir(AsyncMockWorkspace) if not name.startswith("_")} == public | {"name"}
    clock = {name for name in dir(MockClock) if not name.startswith("_")}
    assert {name for name in dir(AsyncMockClock) if not name.startswith("_")} == clock


async def test_addresses_are_awaited_where_they_ask_the_server(mock: MockWorkspace) -> None:
    awaited = AsyncMockWorkspace(mock)
    assert (awaited.name, awaited.url, repr(awaited)) == (mock.name, mock.url, repr(mock).replace("<", "<Async"))
    assert await awaited.revai() == mock.revai
    assert await awaited.claudio() == mock.claudio
    assert await awaited.transcribe() == mock.transcribe
    other = awaited.workspace("other", freeze=True)
    assert (type(other), other.name, await other.clock.frozen()) == (AsyncMockWorkspace, "other", True)


def test_a_request_is_explained(mock: MockWorkspace) -> None:
    job = submit(mock)
    (request,) = mock.requests()
    told = mock.explain(request)
    assert (told["operation"], told["jobs"][0]["acted"], told["job"][0]["id"]) == ("SubmitJob", True, job)
    assert mock.explain(request.id) == told
    with pytest.raises(MockServerError, match="has no request 'none', or not any more"):
        mock.explain("none")


def test_scenario_health_and_readiness_are_told(mock: MockWorkspace) -> None:
    assert (mock.scenario()["name"], mock.scenario()["summary"]) == ("inline", "test")
    assert mock.health()["status"] == "ok"
    assert mock.ready() == {"status": "ready"}


@pytest.mark.parametrize("kind", mockserver.client.__all__)
def test_all_that_a_test_calls_says_what_it_does(kind: str) -> None:
    """Editors show it beside what they complete."""
    offered = getattr(mockserver.client, kind)
    members = {name: getattr(offered, name) for name in dir(offered) if name not in dir(Exception)}
    told = {name: member for name, member in members.items() if callable(member) or isinstance(member, property)}
    assert [name for name, member in told.items() if not name.startswith("_") and not inspect.getdoc(member)] == []
    assert offered.__doc__


def test_a_server_that_asks_for_a_token_over_https(tmp_path: Path) -> None:
    with MockServer(control_token="s3cret", tls=True, tls_folder=tmp_path) as server:
        assert server.clock.now_ms > 0
        assert server.https_url is not None
        secure = MockWorkspace(server.https_url, token="s3cret", ca_file=server.ca_file)
        assert secure.clock.now_ms > 0
        with pytest.raises(MockServerError, match="asks for its token"):
            MockWorkspace(server.url).reset()
