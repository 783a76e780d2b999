"""Why a request was answered as it was."""

from typing import Any

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
