"""The journal, asked in the language of scenarios."""

from typing import Any

import pytest
from aiohttp import FormData

from mockserver.engine.journal import Entry
from tests.conftest import Client, MakeClient, world
from tests.control.conftest import TOKEN, Control, poll, submit

SCENARIO = """
summary: test
clock: {frozen: true}
phases: [calm, busy]
jobs: [{timeline: [{in_progress: {polls: 1}}, completed]}]
requests:
  - when: {operation: DeleteJob}
    then: busy
"""


async def busy(client: Client) -> str:
    """Make requests of all kinds, of which the last is in phase `busy`. Return the id of the job that most are about."""
    job = await submit(client)  # 1
    await poll(client, job)  # 2
    await poll(client, job)  # 3
    form = FormData()
    form.add_field("media", b"RIFF", filename="talk.wav")
    form.add_field("options", '{"metadata": "of a form"}')
    await client.post("/w/default/revai/speechtotext/v1/jobs", data=form, headers=TOKEN)  # 4
    aws = {
        "X-Amz-Target": "Transcribe.GetTranscriptionJob",
        "Authorization": "AWS4-HMAC-SHA256 Credential=AKIA/20180505/eu-west-1/transcribe/aws4_request, "
        "SignedHeaders=host, Signature=0",
    }
    await client.post("/", json={"TranscriptionJobName": "talk"}, headers=aws)  # 5
    await client.get("/nowhere?x=1")  # 6
    await client.post("/claudio/jobs/submit", data=b"{not json")  # 7
    await client.delete(f"/speechtotext/v1/jobs/{job}", headers=TOKEN)  # 8
    await client.get("/speechtotext/v1/jobs?limit=3", headers=TOKEN)  # 9
    return job


@pytest.mark.parametrize(
    ("when", "numbers"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ({"provider": "revai", "operation": ["GetJob", "DeleteJob"]}, [2, 3, 8]),
        ({"operation": "GetJob", "call": 2}, [3]),
        ({"method": "DELETE"}, [8]),
        ({"path": "/speechtotext/*"}, [1, 2, 3, 4, 8, 9]),
        ({"path": "/nowhere", "query": {"x": "?"}}, [6]),
        ({"query": {"limit": "3"}}, [9]),
        ({"header": {"authorization": "Bearer good-*"}}, [1, 2, 3, 4, 8, 9]),
        ({"credential": "good-token"}, [1, 2, 3, 4, 8, 9]),
        ({"credential": "AKIA"}, [5]),
        ({"region": "eu-*"}, [5]),
        ({"body": {"$.media_url": "*a.mp3"}}, [1]),
        ({"body": {"$.options.metadata": "of a form"}}, [4]),
        ({"media": "*.wav"}, [4]),
        ({"metadata": "of a form"}, [4]),
        ({"name": "talk"}, [5]),
        ({"status": "in_progress"}, [2]),
        ({"status": "completed"}, [3]),
        ({"phase": "busy"}, [9]),
        ({"not": {"provider": "revai"}}, [5, 6, 7]),
        ({"any": [{"provider": "claudio"}, {"method": "DELETE"}]}, [7, 8]),
    ],
)
async def test_requests_are_found_by_all_that_rules_match_by(
    make_client: MakeClient, when: dict[str, Any], numbers: list[int]
) -> None:
    client = await make_client(scenario=SCENARIO)
    await busy(client)
    control = Control(client)
    found = await control("POST", "journal/find", {"when": when})
    assert [entry["number"] for entry in found] == numbers
    assert await control("POST", "journal/count", {"when": when}) == {"count": len(numbers), "forgotten": 0}
    assert await control("GET", "journal/count") == {"count": 9, "forgotten": 0}


async def test_the_newest_are_found_after_a_number(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    await busy(client)
    control = Control(client)
    page = {"when": {"provider": "revai"}, "limit": 3}
    found = await control("POST", "journal/find", page | {"below": 9})
    assert [entry["number"] for entry in found] == [3, 4, 8]
    found = await control("POST", "journal/find", page | {"below": 3})
    assert [entry["number"] for entry in found] == [1, 2]
    found = await control("POST", "journal/find", {"when": {"provider": "revai"}, "after": 2, "limit": 2})
    assert [entry["number"] for entry in found] == [8, 9]
    assert await control("POST", "journal/count", {"when": {}, "after": 7}) == {"count": 2, "forgotten": 0}


async def test_a_form_is_journaled_as_json_of_its_fields(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    await busy(client)
    (entry,) = await Control(client)("POST", "journal/find", {"when": {"media": "talk.wav"}})
    assert entry["request"]["body"] == '{"media": ["talk.wav"], "options": {"metadata": "of a form"}}'


@pytest.mark.parametrize(
    ("when", "mistakes"),
    [
        ({"opration": "GetJob"}, ["when:2:3: error:", "did you mean `operation`?"]),
        ({"operation": "GetJobb"}, ["when:2:16: error:", "did you mean `GetJob`?"]),
        (
            {"body": {"$.": 1}, "call": 0},
            ["when:3:5: error:", "when:5:11: error: found the number 0, expected at least 1"],
        ),
        ({"not": {}}, ["found an empty mapping"]),
    ],
)
async def test_mistakes_are_told_as_those_of_scenarios(
    make_client: MakeClient, when: dict[str, Any], mistakes: list[str]
) -> None:
    said = await Control(await make_client())("POST", "journal/find", {"when": when}, status=400)
    assert said["title"] == "The `when` has mistakes."
    for mistake in mistakes:
        assert mistake in said["detail"]


@pytest.mark.parametrize(
    "target", ["//[", "*", "http://x.example/nowhere", "/%zz?%ff=%", "/?a=1;b", "//a//b", "", "?x"]
)
async def test_a_target_may_be_anything(make_client: MakeClient, target: str) -> None:
    client = await make_client(scenario=SCENARIO)
    journal = world(client).journal
    for provider in (None, "revai"):
        number, request_id = journal.next_request()
        journal.add(Entry(request_id, number, 0, "GET", target, provider, None, headers=[(b"X", b"\xff")]))
    found = await Control(client)("POST", "journal/find", {"when": {"header": {"x": "*"}, "query": {"no": "*"}}})
    assert found == []
    assert len(await Control(client)("POST", "journal/find", {"when": {"header": {"x": "*"}}})) == 2


async def test_a_when_must_be_an_object(make_client: MakeClient) -> None:
    control = Control(await make_client())
    said = await control("POST", "journal/find", {"when": "GetJob"}, status=400)
    assert said["detail"].startswith("`when` is 'GetJob'")
    said = await control("POST", "journal/count", {}, status=400)
    assert said["detail"] == "`when` must be given."


@pytest.mark.parametrize(
    ("when", "differences"),
    [
        ({"operation": "GetJob", "credential": "good-token"}, []),
        ({"operation": "GetJob", "credential": "other"}, ["the credential good*** doesn't fit other"]),
        (
            {"operation": "GetJob", "method": "POST", "query": {"x": "*"}},
            [
                "the method is GET, not POST",
                "query parameter x is (left out), which doesn't fit *",
            ],
        ),
        ({"operation": "GetJob", "call": 3}, ["it is another one in order: those that count are on call 3"]),
    ],
)
async def test_the_points_on_which_requests_fail_are_told(
    make_client: MakeClient, when: dict[str, Any], differences: list[str]
) -> None:
    client = await make_client(scenario=SCENARIO)
    await busy(client)
    compared = await Control(client)("POST", "journal/compare", {"when": when, "after": 1, "limit": 8})
    assert [each["number"] for each in compared] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert compared[0]["differences"] == differences


async def test_mistakes_in_what_requests_are_compared_with_are_told(make_client: MakeClient) -> None:
    said = await Control(await make_client())("POST", "journal/compare", {"when": {"opration": "GetJob"}}, status=400)
    assert "did you mean `operation`?" in said["detail"]


async def test_a_body_that_is_nested_deeply_is_shown_as_it_came(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    body = b'{"files": ' + b"[" * 100_000
    await client.post("/claudio/jobs/submit", data=body)
    (entry,) = await Control(client)("GET", "journal")
    assert entry["request"]["body"] == body.decode()
