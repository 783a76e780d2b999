"""GetJob, ListJobs, DeleteJob and the words for failures (revai.md §2.2-2.4, §3)."""

import pytest

from tests.conftest import MakeClient, world
from tests.providers.revai_client import (
    DOCUMENTED,
    DONE,
    EARLY_V1,
    FROZEN,
    START,
    V1,
    V1BETA,
    WAITING,
    RevAiClient,
    connect,
    failing,
    wav,
)

DAY_MS = 24 * 3600 * 1000
NO_JOB = {"type": "https://www.rev.ai/api/v1/errors/job-not-found", "title": "could not find job"}


def explanation(client: RevAiClient) -> str:
    """Return what the journal says of the latest request."""
    return list(world(client.http).journal)[-1].explanation or ""


async def test_polls_move_a_job_on(make_client: MakeClient) -> None:
    client = await connect(
        make_client, FROZEN + "jobs: [{timeline: [{queued: {polls: 1}}, {in_progress: {polls: 1}}, completed]}]\n"
    )
    job_id = await client.submitted()
    seen = [(await client.job(job_id)).json["status"] for _ in range(4)]
    assert seen == ["in_progress", "in_progress", "transcribed", "transcribed"]


async def test_nothing_but_get_job_counts_as_poll(make_client: MakeClient) -> None:
    client = await connect(make_client, FROZEN + "jobs: [{timeline: [{in_progress: {polls: 1}}, completed]}]\n")
    job_id = await client.submitted()
    for _ in range(3):
        assert (await client.jobs()).json[0]["status"] == "in_progress"
        assert (await client.transcript(job_id)).status == 409
        assert (await client.delete(job_id)).status == 409


async def test_time_moves_a_job_on(make_client: MakeClient) -> None:
    client = await connect(make_client, FROZEN + "jobs: [{timeline: [{in_progress: 90s}, completed]}]\n")
    job_id = await client.submitted()
    await world(client.http).agenda.advance(89_999)
    job = (await client.job(job_id)).json
    assert "completed_on" not in job
    assert "duration_seconds" not in job
    await world(client.http).agenda.advance(DAY_MS)
    job = (await client.job(job_id)).json
    assert list(job) == [
        "id",
        "created_on",
        "completed_on",
        "name",
        "status",
        "duration_seconds",
        "type",
        "language",
    ]
    assert (job["created_on"], job["completed_on"]) == (START, "2018-05-05T23:24:52.290Z")


@pytest.mark.parametrize(
    ("name", "v1", "v1beta"),
    [
        ("download_failure", "download_failure", "download_failure"),
        ("invalid_media", "invalid_media", "invalid_media"),
        ("out_of_credit", "insufficient_balance", "insufficient_balance"),
        ("internal", "internal_processing", "unspecified"),
        ("unspecified", "internal_processing", "unspecified"),
        ("empty_media", "empty_media", "unspecified"),
        ("duration_exceeded", "duration_exceeded", "unspecified"),
        ("duration_too_short", "duration_too_short", "unspecified"),
        ("custom_vocabulary", "custom_vocabulary", "unspecified"),
    ],
)
async def test_failures(make_client: MakeClient, name: str, v1: str, v1beta: str) -> None:
    client = await connect(make_client, failing(name))
    job_id = await client.submitted()
    job = (await client.job(job_id)).json
    assert (job["status"], job["failure"], job["completed_on"]) == ("failed", v1, START)
    assert job["failure_detail"]
    beta_job = (await RevAiClient(client.http, V1BETA).job(job_id)).json
    assert (beta_job["status"], beta_job["failure"]) == ("failed", v1beta)


@pytest.mark.parametrize("failure", ["download_failure", "invalid_media", "empty_media"])
async def test_media_that_was_not_read_has_no_duration(make_client: MakeClient, failure: str) -> None:
    client = await connect(make_client, failing(failure))
    assert "duration_seconds" not in (await client.job(await client.submitted())).json


async def test_media_that_was_read_has_a_duration(make_client: MakeClient) -> None:
    client = await connect(make_client, failing("internal"))
    assert "duration_seconds" in (await client.job(await client.submitted())).json


async def test_the_detail_of_a_failure_may_be_the_scenarios(make_client: MakeClient) -> None:
    client = await connect(make_client, failing("{failure: download_failure, detail: It is gone.}"))
    assert (await client.job(await client.submitted())).json["failure_detail"] == "It is gone."


@pytest.mark.parametrize("root", [V1, V1BETA])
async def test_unknown_job(make_client: MakeClient, root: str) -> None:
    client = await connect(make_client, root=root)
    known = await client.submitted()
    expected = NO_JOB if root == V1BETA else {**NO_JOB, "status": 404}
    for reply in (await client.job("x"), await client.delete("x"), await client.transcript("x")):
        assert (reply.status, reply.content_type, reply.json) == (404, "application/problem+json", expected)
        assert explanation(client) == f"This account submitted no job under the id x. Its newest: {known}."


async def test_delete(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    job_id = str((await client.upload()).json["id"])
    assert len(world(client.http).files) == 1
    reply = await client.delete(job_id)
    assert (reply.status, reply.text) == (204, "")
    assert len(world(client.http).files) == 0
    assert (await client.jobs()).json == []
    for again in (await client.delete(job_id), await client.job(job_id), await client.transcript(job_id)):
        assert again.status == 404
        assert explanation(client) == f"Job {job_id} was deleted at {START}."


@pytest.mark.parametrize("scenario", [DONE, failing("internal")])
async def test_any_end_can_be_deleted(make_client: MakeClient, scenario: str) -> None:
    client = await connect(make_client, scenario)
    assert (await client.delete(await client.submitted())).status == 204


async def test_delete_while_in_progress(make_client: MakeClient) -> None:
    client = await connect(make_client, WAITING)
    job_id = await client.submitted()
    reply = await client.delete(job_id)
    assert (reply.status, reply.content_type) == (409, "application/problem+json")
    assert reply.json == {
        "allowed_values": ["transcribed", "failed"],
        "current_value": "in_progress",
        "type": "https://www.rev.ai/api/v1/errors/invalid-job-state",
        "title": "Job is in invalid state",
        "status": 409,
        "detail": "Job is in invalid state to be deleted",
        "extensions": {},
    }
    assert (await client.job(job_id)).status == 200


async def test_list_is_newest_first_and_goes_on_after_an_id(make_client: MakeClient) -> None:
    client = await connect(make_client)
    ids = [await client.submitted() for _ in range(5)]
    assert [job["id"] for job in (await client.jobs()).json] == ids[::-1]
    page = [job["id"] for job in (await client.jobs(limit=2)).json]
    assert page == [ids[4], ids[3]]
    page = [job["id"] for job in (await client.jobs(limit=2, starting_after=page[-1])).json]
    assert page == [ids[2], ids[1]]
    assert [job["id"] for job in (await client.jobs(limit=2, starting_after=page[-1])).json] == [ids[0]]
    assert (await client.jobs(starting_after=ids[0])).json == []
    assert (await client.jobs(limit=0)).json == []


async def test_list_of_an_unknown_start_is_empty(make_client: MakeClient) -> None:
    client = await connect(make_client)
    await client.submitted()
    assert (await client.jobs(starting_after="nobody")).json == []
    assert len((await client.jobs(starting_after="", limit="")).json) == 1


@pytest.mark.parametrize(("root", "days"), [(V1, 30), (EARLY_V1, 30), (V1BETA, 7)])
async def test_list_goes_back_some_days(make_client: MakeClient, root: str, days: int) -> None:
    client = await connect(make_client, WAITING, root)
    job_id = await client.submitted()
    await world(client.http).agenda.advance(days * DAY_MS)
    assert len((await client.jobs()).json) == 1
    await world(client.http).agenda.advance(1)
    assert (await client.jobs()).json == []
    assert (await client.job(job_id)).status == 200


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        ("1001", "The max value for limit is 1000"),
        ("9" * 18, "The max value for limit is 1000"),
        ("-1", "The min value for limit is 0"),
        ("abc", "The limit field must be an integer."),
        ("1.5", "The limit field must be an integer."),
        ("9" * 5000, "The limit field must be an integer."),
        ("٣", "The limit field must be an integer."),
    ],
)
async def test_wrong_limits(make_client: MakeClient, limit: str, sentence: str) -> None:
    client = await connect(make_client)
    reply = await client.jobs(limit=limit)
    assert (reply.status, reply.content_type) == (400, "application/problem+json")
    assert reply.json["parameters"] == {"limit": [sentence]}


async def test_both_versions_show_the_same_jobs(make_client: MakeClient) -> None:
    client = await connect(make_client)
    beta = RevAiClient(client.http, V1BETA)
    alias = RevAiClient(client.http, "/revspeech/v1")
    ids = [await client.submitted(), await beta.submitted(), await alias.submitted()]
    for version in client, beta, alias:
        assert [job["id"] for job in (await version.jobs()).json] == ids[::-1]
    assert (await client.job(ids[1])).json["type"] == "async"
    assert "type" not in (await beta.job(ids[0])).json
    assert "type" in (await alias.job(ids[0])).json


async def test_jobs_belong_to_an_account(make_client: MakeClient) -> None:
    scenario = FROZEN + "accounts: {revai: [{token: one}, {token: 'two*'}]}\n"
    one = await connect(make_client, scenario, token="one")
    two, also_two = RevAiClient(one.http, token="two-a"), RevAiClient(one.http, token="two-b")
    job_id = await two.submitted()
    assert (await also_two.job(job_id)).status == 200
    assert (await one.job(job_id)).status == 404
    assert (await one.jobs()).json == []


@pytest.mark.parametrize("quirks", ["", DOCUMENTED])
async def test_lists_and_polls_agree_on_v1_jobs(make_client: MakeClient, quirks: str) -> None:
    client = await connect(make_client, DONE + quirks)
    job_id = await client.submitted()
    job = (await client.job(job_id)).json
    assert (await client.jobs()).json == [job]
    assert job["created_on"] == ("2018-05-05T23:23:22.29Z" if quirks else START)


async def test_keys_of_v1beta_as_observed(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE, V1BETA)
    job_id = await client.submitted(
        metadata="m", media_url="https://example.com/sample.mp3", callback_url="https://a.b"
    )
    keys = [
        "id",
        "created_on",
        "completed_on",
        "name",
        "metadata",
        "media_url",
        "callback_url",
        "status",
        "duration_seconds",
    ]
    job = (await client.job(job_id)).json
    assert list(job) == keys
    assert (await client.jobs()).json == [job]


@pytest.mark.parametrize("root", [V1, V1BETA])
async def test_a_finished_job_is_kept_for_30_days(make_client: MakeClient, root: str) -> None:
    client = await connect(make_client, DONE, root)
    job_id = await client.submitted()
    await world(client.http).agenda.advance(30 * DAY_MS - 1)
    assert (await client.transcript(job_id)).status == 200
    await world(client.http).agenda.advance(1)
    assert (await client.job(job_id)).status == (await client.transcript(job_id)).status == 404
    assert "was deleted at 2018-06-04T23:23:22.290Z" in explanation(client)


async def test_a_job_is_deleted_as_soon_after_its_end_as_it_says(make_client: MakeClient) -> None:
    client = await connect(make_client, FROZEN + "jobs: [{timeline: [{in_progress: 60s}, completed]}]\n")
    reply = await client.upload(wav(3), delete_after_seconds=30)
    job_id = reply.json["id"]
    assert reply.json["delete_after_seconds"] == 30
    [media] = world(client.http).files
    await world(client.http).agenda.advance(60_000 + 150_000 - 1)
    assert (await client.job(job_id)).json["status"] == "transcribed"
    assert media.path.exists()
    await world(client.http).agenda.advance(1)
    assert not media.path.exists()
    assert (await client.jobs()).json == []
    for reply in (await client.job(job_id), await client.transcript(job_id), await client.delete(job_id)):
        assert reply.status == 404


async def test_a_job_that_is_deleted_at_once_can_still_be_seen_to_end(make_client: MakeClient) -> None:
    client = await connect(make_client, FROZEN + "jobs: [{timeline: [{in_progress: {polls: 1}}, completed]}]\n")
    job_id = await client.submitted(delete_after_seconds=0)
    statuses = [(await client.job(job_id)).json["status"] for _ in range(3)]
    assert statuses == ["in_progress", "transcribed", "transcribed"]
    await world(client.http).agenda.advance(120_000)
    assert (await client.job(job_id)).status == 404


async def test_a_job_in_progress_is_never_too_old(make_client: MakeClient) -> None:
    client = await connect(make_client, WAITING)
    job_id = await client.submitted(delete_after_seconds=0)
    await world(client.http).agenda.advance(400 * DAY_MS)
    assert (await client.job(job_id)).json["status"] == "in_progress"
