"""The pages' own samples, key for key and in their order, as `quirks: documented` gives them (seeds 002 and 003)."""

import json
from dataclasses import replace
from typing import Any

from mockserver.transcripts.media import tone_wav
from tests.conftest import MakeClient, world
from tests.providers.revai_client import DOCUMENTED, FROZEN, V1BETA, RevAiClient, connect

WAITING = FROZEN + DOCUMENTED + "jobs: [{timeline: [{in_progress: manual}, completed]}]\n"
CREATED = "2018-05-05T23:23:22.29Z"
LONG_URL = "https://support.rev.com/hc/en-us/article_attachments/200043975/FTC_Sample_1_-_Single.mp3"


def same(found: dict[str, Any], sample: dict[str, Any]) -> bool:
    """Tell whether two objects have the same keys in the same order, and the same values."""
    return json.dumps(found) == json.dumps(sample)


async def submit_bare(client: RevAiClient, **options: Any) -> dict[str, Any]:
    """Upload media without a name, so that the job has nothing to show but what every job has."""
    reply = await client.upload(filename=None, **options)
    assert reply.status == 200
    job: dict[str, Any] = reply.json
    return job


async def set_duration(client: RevAiClient, job_id: str, duration_ms: int) -> None:
    await world(client.http).store.update("revai/*", job_id, lambda job: replace(job, duration_ms=duration_ms))


async def test_submitted_job(make_client: MakeClient) -> None:
    client = await connect(make_client, WAITING, V1BETA)
    job = await submit_bare(client)
    sample = {"id": job["id"], "status": "in_progress", "created_on": CREATED}
    assert same(job, sample)
    assert same((await client.job(job["id"])).json, sample)


async def test_new_job(make_client: MakeClient) -> None:
    client = await connect(make_client, WAITING, V1BETA)
    job = await submit_bare(client, metadata="this is sample metadata")
    assert same(
        job,
        {
            "id": job["id"],
            "status": "in_progress",
            "created_on": CREATED,
            "metadata": "this is sample metadata",
        },
    )


async def test_transcribed_job(make_client: MakeClient) -> None:
    client = await connect(make_client, WAITING, V1BETA)
    job_id = await client.submitted(media_url=LONG_URL, callback_url="https://www.example.com/callback")
    await set_duration(client, job_id, 356_240)
    workspace = world(client.http)
    workspace.clock.advance((21 * 60 + 51) * 1000 + 120)
    await workspace.jobs.move(job_id)
    assert same(
        (await client.job(job_id)).json,
        {
            "id": job_id,
            "status": "transcribed",
            "created_on": CREATED,
            "completed_on": "2018-05-05T23:45:13.41Z",
            "callback_url": "https://www.example.com/callback",
            "duration_seconds": 356.24,
            "media_url": LONG_URL,
        },
    )


async def test_failed_job(make_client: MakeClient) -> None:
    scenario = FROZEN + DOCUMENTED + "jobs: [{timeline: [{in_progress: 1.82s}, {failed: download_failure}]}]\n"
    client = await connect(make_client, scenario, V1BETA)
    job_id = (await submit_bare(client))["id"]
    await world(client.http).agenda.advance(1_820)
    assert same(
        (await client.job(job_id)).json,
        {
            "id": job_id,
            "status": "failed",
            "created_on": CREATED,
            "completed_on": "2018-05-05T23:23:24.11Z",
            "failure": "download_failure",
            "failure_detail": "Failed to download media file. Please check your url and file type",
        },
    )


async def test_list(make_client: MakeClient) -> None:
    client = await connect(make_client, WAITING, V1BETA)
    older = (await submit_bare(client))["id"]
    workspace = world(client.http)
    workspace.clock.advance(3 * 24 * 3600 * 1000)
    newer = await client.submitted(media_url="https://example.com")
    await set_duration(client, newer, 40_000)
    await workspace.jobs.move(newer)
    first, second = (await client.jobs()).json
    assert same(
        first,
        {
            "id": newer,
            "created_on": "2018-05-08T23:23:22.29Z",
            "media_url": "https://example.com",
            "status": "transcribed",
            "duration_seconds": 40,
        },
    )
    assert same(second, {"id": older, "status": "in_progress", "created_on": CREATED})


async def test_limit_too_high(make_client: MakeClient) -> None:
    client = await connect(make_client, FROZEN + DOCUMENTED, V1BETA)
    reply = await client.jobs(limit=1001)
    assert reply.status == 400
    assert same(
        reply.json,
        {
            "parameter": {"limit": ["The max value for limit is 1000"]},
            "type": "https://www.rev.ai/api/v1/errors/invalid-parameters",
            "title": "Your request parameters didn't validate",
        },
    )


async def test_media_url_missing(make_client: MakeClient) -> None:
    client = await connect(make_client, FROZEN + DOCUMENTED, V1BETA)
    reply = await client.call("POST", "/jobs", json={"metadata": "no media"})
    assert reply.status == 400
    assert same(
        reply.json,
        {
            "parameter": {"media_url": ["The media_url field is required"]},
            "type": "https://www.rev.ai/api/v1/errors/invalid-parameters",
            "title": "Your request parameters didn't validate",
        },
    )


async def test_unauthorized(make_client: MakeClient) -> None:
    scenario = FROZEN + DOCUMENTED + "accounts: {revai: [{token: the-only-one}]}\n"
    client = await connect(make_client, scenario, V1BETA)
    for reply in await client.jobs(), await client.job("111111"), await client.submit():
        assert reply.status == 401
        assert same(reply.json, {"title": "Authorization has been denied for this request"})


async def test_out_of_credit(make_client: MakeClient) -> None:
    scenario = FROZEN + DOCUMENTED + "accounts: {revai: [{token: good-token, balance_seconds: 60}]}\n"
    client = await connect(make_client, scenario, V1BETA)
    reply = await client.upload(tone_wav(61_000), filename="minute.wav", content_type="audio/wav")
    assert reply.status == 403
    assert same(
        reply.json,
        {
            "title": "You do not have enough credits",
            "type": "https://www.rev.ai/api/v1/errors/out-of-credit",
            "detail": "You have only 60 seconds remaining",
            "current_balance": 60,
        },
    )


async def test_the_curl_examples_are_taken(make_client: MakeClient) -> None:
    client = await connect(make_client, FROZEN + DOCUMENTED, V1BETA)
    by_url = await client.submit(media_url=LONG_URL, metadata="This is a sample submit jobs option")
    by_form = await client.upload(
        filename="media_file.mp3", metadata="This is a sample submit jobs option for multipart"
    )
    assert (by_url.status, by_form.status) == (200, 200)
    assert by_form.json["name"] == "media_file.mp3"
    assert (await client.jobs(limit=10)).json[0]["id"] == by_form.json["id"]
    assert [job["id"] for job in (await client.jobs(starting_after=by_form.json["id"])).json] == [by_url.json["id"]]
