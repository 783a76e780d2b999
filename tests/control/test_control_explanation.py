"""Why a request was answered as it was."""

import io
from typing import Any

import pytest
from aiohttp import ClientError

from tests.conftest import MakeClient
from tests.control.conftest import TOKEN, Control, submit

SCENARIO = """
summary: test
clock: {start: 2018-05-05T23:23:22.29Z, frozen: true}
phases: [calm, storm]
jobs:
  - when: {media: "*.pdf"}
    timeline: [{in_progress: 2s}, completed]
  - timeline: [{in_progress: {polls: 2}}, completed]
requests:
  - when: {operation: GetJob, call: 2}
    error: service_unavailable
  - when: {operation: GetJob, credential: bad-*}
    error: unauthorized
  - when: {operation: SubmitJob, body: {$.language: de}}
    delay: 0s
"""


async def explained(client: Any, answer: Any) -> Any:
    return await Control(client)("GET", f"requests/{answer.headers['X-Mockserver-Request-Id']}/explain")


async def test_a_poll_is_explained(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    job = await submit(client)
    said = await explained(client, await client.get(f"/speechtotext/v1/jobs/{job}", headers=TOKEN))
    assert (said["provider"], said["operation"], said["status"], said["phase"]) == ("revai", "GetJob", 200, "calm")
    assert (said["at"], said["job_status"], said["job"][0]["id"]) == ("2018-05-05T23:23:22.290Z", "in_progress", job)
    assert said["requests"] == [
        {"rule": "test.yaml:10", "acted": False, "why_not": ["it wasn't its turn: it acts on call 2"], "near": True},
        {"rule": "test.yaml:12", "acted": False, "why_not": ["the credential good*** doesn't fit bad-*"], "near": True},
        {
            "rule": "test.yaml:14",
            "acted": False,
            "why_not": ["the operation is GetJob, not SubmitJob", 'the body has no "de" at $.language'],
            "near": False,
        },
    ]
    assert said["jobs"] == []


async def test_a_rule_that_acted_says_what_it_did(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    job = await submit(client)
    answers = [await client.get(f"/speechtotext/v1/jobs/{job}", headers=TOKEN) for _ in range(2)]
    said = await explained(client, answers[1])
    assert said["requests"][0] == {"rule": "test.yaml:10", "acted": True, "did": "error service_unavailable"}


async def test_a_submission_is_explained_by_the_rules_for_jobs(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    body = {"media_url": "https://example.com/a.mp3", "language": "de"}
    said = await explained(client, await client.post("/speechtotext/v1/jobs", json=body, headers=TOKEN))
    assert said["jobs"] == [
        {
            "rule": "test.yaml:6",
            "acted": False,
            "why_not": ["media https://example.com/a.mp3 doesn't fit *.pdf"],
            "near": True,
        },
        {"rule": "test.yaml:8", "acted": True, "did": "jobs"},
    ]
    assert said["requests"][2]["acted"]


async def test_what_no_provider_knows_is_explained(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    said = await explained(client, await client.get("/speechtotext/v1/jbos"))
    assert (said["provider"], said["status"], said["requests"]) == (None, 404, [])
    assert "Nearest:" in said["explanation"]


async def test_a_request_that_is_not_there_is_told(make_client: MakeClient) -> None:
    assert "has no request" in (await Control(await make_client())("GET", "requests/x/explain", status=404))["detail"]


async def test_a_jobs_status_is_the_one_before_the_request(make_client: MakeClient) -> None:
    rules = "requests: [{when: {operation: GetJob, status: completed}, delay: 0s}]"
    stages = "jobs: [{timeline: [{in_progress: {polls: 1}}, completed]}]"
    client = await make_client(scenario=f"summary: test\nclock: {{frozen: true}}\n{stages}\n{rules}")
    job = await submit(client)
    said = [await explained(client, await client.get(f"/speechtotext/v1/jobs/{job}", headers=TOKEN)) for _ in range(2)]
    assert [each["job_status"] for each in said] == ["in_progress", "completed"]
    assert said[0]["requests"][0]["why_not"] == ["the job is in_progress, not completed"]
    assert said[1]["requests"][0]["acted"]


async def test_a_job_that_is_gone_by_now_changes_nothing_of_why(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    answer = await client.post("/speechtotext/v1/jobs", json={"media_url": "https://e.com/a.mp3"}, headers=TOKEN)
    await Control(client)("DELETE", f"jobs/{(await answer.json())['id']}", status=204)
    said = await explained(client, answer)
    assert said["jobs"][0]["why_not"] == ["media https://e.com/a.mp3 doesn't fit *.pdf"]
    assert (said["jobs"][1]["acted"], said["job"]) == (True, [])


async def test_an_upload_that_broke_asked_no_other_rules(make_client: MakeClient) -> None:
    rules = "requests: [{fault: {name: upload_reset, after: 3}}, {when: {operation: SubmitJob}, delay: 0s}]"
    client = await make_client(scenario=f"summary: test\n{rules}")
    with pytest.raises(ClientError):
        await client.post("/speechtotext/v1/jobs", data={"media": io.BytesIO(b"123456")}, headers=TOKEN)
    (entry,) = await Control(client)("GET", "journal")
    said = await Control(client)("GET", f"requests/{entry['id']}/explain")
    assert said["requests"][0]["acted"]
    assert said["requests"][1]["why_not"] == ["the request came to an end before rules like this one were asked"]


async def test_a_rule_that_another_left_nothing_is_told_which(make_client: MakeClient) -> None:
    rules = "[{when: {operation: GetJob, call: 1}, error: server_error}, {times: 1, error: bad_request}]"
    client = await make_client(scenario=f"summary: For a test.\nrequests: {rules}")
    answers = [await client.get("/speechtotext/v1/jobs/x", headers=TOKEN) for _ in range(3)]
    assert [answer.status for answer in answers] == [500, 400, 404]
    said = [(await explained(client, answer))["requests"] for answer in answers]
    first, second = (rule["rule"] for rule in said[0])
    assert first != second
    assert said[0][1]["why_not"] == [f"{first} came before it and left nothing to do"]
    assert said[1][1] == {"rule": second, "acted": True, "did": "error bad_request"}
    assert said[2][1]["why_not"] == ["it wasn't its turn: it acts once at most"]
