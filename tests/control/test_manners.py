"""Verdicts on how a client behaves."""

from typing import Any

import pytest

from tests.conftest import Client, MakeClient
from tests.control.conftest import TOKEN, Control, poll, submit

SCENARIO = """
summary: test
clock: {start: 2018-05-05T23:23:22.29Z, frozen: true}
jobs: [{timeline: [{in_progress: 60s}, completed]}]
requests:
  - when: {operation: GetJob, call: 2}
    respond: {status: 503, body: {}, headers: {Retry-After: "5"}}
"""


async def polled_at(client: Client, job: str, *pauses: float) -> None:
    for pause in pauses:
        await Control(client)("POST", "clock/advance", {"by": pause})
        await poll(client, job)


async def manners(client: Client) -> Any:
    return await Control(client)("GET", "manners")


async def test_a_client_that_behaves(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    job = await submit(client)
    await polled_at(client, job, 5, 5, 10, 20, 40)
    await client.delete(f"/speechtotext/v1/jobs/{job}", headers=TOKEN)
    said = await manners(client)
    assert said["jobs"] == [
        {
            "job": job,
            "provider": "revai",
            "polls": 4,
            "smallest_interval_ms": 15_000,
            "backs_off": True,
            "polls_after_end": 0,
            "deleted": True,
        }
    ]
    (wait,) = said["waits"]
    assert (wait["operation"], wait["asked_ms"], wait["waited_ms"]) == ("GetJob", 5_000, 10_000)
    assert said["duplicates"] == []


async def test_a_client_that_does_not(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    job = await submit(client)
    await polled_at(client, job, 30, 1, 29, 1, 1)
    (about,) = (await manners(client))["jobs"]
    assert (about["smallest_interval_ms"], about["backs_off"]) == (1_000, False)
    assert (about["polls_after_end"], about["deleted"]) == (2, False)


async def test_what_can_not_be_told_is_null(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    job = await submit(client)
    await polled_at(client, job, 5, 1)
    said = await manners(client)
    (about,) = said["jobs"]
    assert (about["polls"], about["smallest_interval_ms"], about["backs_off"]) == (1, None, None)
    assert said["waits"][0]["waited_ms"] is None


@pytest.mark.parametrize(
    ("retry_after", "asked_ms"),
    [
        ("Sat, 05 May 2018 23:24:22 GMT", 59_710),
        ("Saturday, 05-May-18 23:24:22 GMT", 59_710),
        ("Sat, 05 May 2018 20:00:00 GMT", 0),
        ("120", 120_000),
        ("soon", None),
        ("9" * 5_000, None),
    ],
)
async def test_a_wait_is_asked_for_in_seconds_or_until_a_date(
    make_client: MakeClient, retry_after: str, asked_ms: int | None
) -> None:
    scenario = f"""
summary: test
clock: {{start: 2018-05-05T23:23:22.29Z, frozen: true}}
requests: [{{when: {{operation: SubmitJob}}, respond: {{status: 503, headers: {{Retry-After: "{retry_after}"}}}}}}]
"""
    client = await make_client(scenario=scenario)
    await client.post("/speechtotext/v1/jobs", json={}, headers=TOKEN)
    waits = (await manners(client))["waits"]
    assert [wait["asked_ms"] for wait in waits] == ([] if asked_ms is None else [asked_ms])


async def test_the_same_submission_twice_is_told(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    first, second = await submit(client), await submit(client)
    await submit(client, "https://example.com/b.mp3")
    (twice,) = (await manners(client))["duplicates"]
    assert (twice["operation"], twice["jobs"]) == ("SubmitJob", [first, second])
