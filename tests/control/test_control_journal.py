"""The journal as a test reads it."""

import pytest

from tests.conftest import MakeClient
from tests.control.conftest import TOKEN, Control, poll, submit

SCENARIO = """
summary: test
clock: {start: 2018-05-05T23:23:22.29Z, frozen: true}
requests:
  - when: {provider: revai, operation: GetJob, call: 2}
    error: service_unavailable
"""


async def test_a_request_is_shown_with_its_answer_and_what_led_to_it(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control = Control(client)
    job = await submit(client)
    await poll(client, job)
    await poll(client, job)
    submitted, polled, refused = await control("GET", "journal")
    assert (submitted["method"], submitted["target"]) == ("POST", "/speechtotext/v1/jobs")
    assert (submitted["provider"], submitted["operation"], submitted["status"]) == ("revai", "SubmitJob", 200)
    assert submitted["request"]["body"] == '{"media_url": "https://example.com/a.mp3"}'
    assert f'"id":"{job}"' in submitted["answer"]["body"]
    assert ["Content-Type", "application/json"] in submitted["answer"]["headers"]
    assert submitted["at"] == "2018-05-05T23:23:22.290Z"
    assert submitted["duration_ms"] > 0
    assert (polled["job"], polled["job_status"]) == (job, "in_progress")
    assert (refused["status"], refused["rules"]) == (503, ["test.yaml:5 error service_unavailable"])
    assert await control("GET", f"requests/{polled['id']}") == polled


async def test_entries_are_asked_for_by_what_they_are_about(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control = Control(client)
    job = await submit(client)
    await poll(client, job)
    await poll(client, job)
    await client.get("/nowhere")
    for query, numbers in (
        ("operation=GetJob", [2, 3]),
        ("operation=GetJob&status=200", [2]),
        (f"job={job}&method=POST", [1]),
        ("path=/speechtotext/*/jobs/*", [2, 3]),
        ("after=2", [3, 4]),
        ("limit=1", [4]),
        ("limit=2&below=4", [2, 3]),
        ("after=1&below=3", [2]),
        ("provider=claudio", []),
    ):
        assert [entry["number"] for entry in await control("GET", f"journal?{query}")] == numbers, query
    assert await control("GET", "journal/count?provider=revai") == {"count": 3, "forgotten": 0}
    said = await control("GET", "journal?limit=0", status=400)
    assert said["detail"] == "`limit` is '0': it takes a number from 1."
    said = await control("GET", "journal?opration=GetJob", status=400)
    assert said["detail"].startswith("`opration` isn't known here; provider, operation, ")


async def test_a_cleared_journal_counts_on(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control = Control(client)
    await submit(client)
    await control("DELETE", "journal", status=204)
    assert await control("GET", "journal/count") == {"count": 0, "forgotten": 0}
    await submit(client)
    assert [entry["number"] for entry in await control("GET", "journal")] == [2]
    said = await control("GET", "requests/none", status=404)
    assert said["detail"] == "The journal of this workspace has no request 'none', or not any more."


async def test_credentials_are_masked(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    await client.get("/speechtotext/v1/account?access_token=query-secret&x=1", headers=TOKEN)
    await client.post("/claudio/jobs/submit", json={"key": "claudio-key", "secret": "claudio-secret", "job_data": []})
    await client.post(
        "/claudio/jobs/submit", data=b"not json: claudio-secret", headers={"X-Amz-Security-Token": "session-secret"}
    )
    entries = await Control(client)("GET", "journal")
    shown = str(entries[:2])
    for secret in ("good-token", "query-secret", "claudio-key", "claudio-secret"):
        assert secret not in shown
    assert ["Authorization", "Bearer good***"] in entries[0]["request"]["headers"]
    assert entries[0]["target"] == "/speechtotext/v1/account?access_token=quer***&x=1"
    assert '"secret": "clau***"' in entries[1]["request"]["body"]
    assert "session-secret" not in str(entries[2]["request"]["headers"])


async def test_bodies_that_are_no_text_are_shown_in_base64(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    await client.post("/speechtotext/v1/jobs", data=b"\xff\xfe", headers=TOKEN | {"Content-Type": "application/json"})
    (entry,) = await Control(client)("GET", "journal")
    assert (entry["request"]["body"], entry["request"]["base64"]) == ("//4=", True)


async def test_what_the_journal_has_forgotten_is_counted(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO, journal_entries=2)
    control = Control(client)
    for _ in range(3):
        await submit(client)
    assert (await client.get("/_mock/journal")).headers["X-Mockserver-Forgotten"] == "1"
    for path in ("find", "compare"):
        answer = await client.post(f"/_mock/journal/{path}", json={"when": {"operation": "SubmitJob"}})
        assert answer.headers["X-Mockserver-Forgotten"] == "1"
    assert await control("GET", "journal/count") == {"count": 2, "forgotten": 1}
    assert await control("POST", "journal/count", {"when": {"operation": "GetJob"}}) == {"count": 0, "forgotten": 1}
    assert (await control("GET", "manners"))["forgotten"] == 1
    assert "mockserver_journal_forgotten 1" in (await control("GET", "metrics")).splitlines()
    await control("DELETE", "journal", status=204)
    assert await control("GET", "journal/count") == {"count": 0, "forgotten": 0}


async def test_large_requests_are_forgotten_by_their_bytes(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO, journal_bytes=100)
    await submit(client, f"https://example.com/{'a' * 100}.mp3")
    assert await Control(client)("GET", "journal/count") == {"count": 0, "forgotten": 1}


async def test_a_path_is_the_one_that_rules_see(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control = Control(client, "/w/mine")
    await submit(client, root="/w/mine")
    await submit(client, root="/w/mine/revai")
    await client.get("/w/mine//nowhere/?x=1")
    assert [entry["path"] for entry in await control("GET", "journal")] == [
        "/speechtotext/v1/jobs",
        "/speechtotext/v1/jobs",
        "/nowhere",
    ]
    for path, count in (("/speechtotext/v1/jobs", 2), ("/nowhere", 1), ("*/jobs", 2)):
        assert (await control("GET", f"journal/count?path={path}"))["count"] == count
        assert (await control("POST", "journal/count", {"when": {"path": path}}))["count"] == count


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("provider=nope", "`nope` is no provider, expected one of: claudio, revai, s3, transcribe."),
        ("provider=rev.ai", "did you mean `revai`?"),
        ("operation=getjob", "did you mean `GetJob`?"),
        ("operation=SubmitJob&provider=s3", "`SubmitJob` is no operation of s3"),
        ("method=get", "did you mean `GET`?"),
        ("path=jobs", "found the text `jobs`, expected a path that begins with /; did you mean `/jobs`?"),
        ("opration=GetJob", "`opration` isn't known here; provider, operation, "),
        ("opration=GetJob", "; did you mean `operation`?"),
    ],
)
async def test_slips_in_a_query_are_told(make_client: MakeClient, query: str, told: str) -> None:
    control = Control(await make_client())
    for path in ("journal", "journal/count"):
        assert told in (await control("GET", f"{path}?{query}", status=400))["detail"]
