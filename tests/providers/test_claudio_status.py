"""PollJob and GetJobDetails: what they tell of a job on its way (claudio.md "Poll Job", seed 000)."""

import pytest

from mockserver.providers.claudio import Claudio
from tests.conftest import MakeClient, world
from tests.providers.claudio_client import DOCUMENT, DONE, FROZEN, WAITING, ClaudioClient, failing

TIMED = FROZEN + "jobs: [{timeline: [{queued: 60s}, {in_progress: 60s}, completed]}]\n"
IN_PROGRESS = {"msg": "NOTICE: The job is in progress.\nPlease try again after sometime. ", "media_files": []}
FIELDS = [{"key": "specialist_name", "ui_label": "Medical Specialist", "input_value": ""}]


async def test_poll_follows_the_job_to_its_end(make_client: MakeClient) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=TIMED))
    job_id = await client.job()

    for _ in range(2):
        reply = await client.poll(job_id)
        assert (reply.status, reply.json) == (200, IN_PROGRESS)
        await world(client.http).agenda.advance(60_000)

    assert (await client.poll(job_id)).json["msg"] == "SUCCESS: Job completed. "


async def test_poll_of_a_completed_job_has_links_and_lists_its_keys(make_client: MakeClient) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=DONE))

    body = (await client.poll(await client.job())).json

    assert list(body) == ["msg", "transcript_url", "media_files", "extracted_fields", "return"]
    assert body["return"] == "msg, transcript_url, media_files, extracted_fields"
    assert len(body["transcript_url"]) == 2
    assert len(body["media_files"]) == 1
    assert body["extracted_fields"] == []


async def test_poll_with_a_document_has_its_fields(make_client: MakeClient) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=DONE))
    given = [*FIELDS, {"key": "age", "input_value": 41}, {"key": "side", "ui_label": "Side", "input_value": "left"}]

    body = (await client.poll(await client.job(attachments=[DOCUMENT], job_data=given))).json

    made_up, age, side = body["extracted_fields"]
    assert (made_up["key"], made_up["ui_label"]) == ("specialist_name", "Medical Specialist")
    assert made_up["value"]
    assert age == {"key": "age", "ui_label": "age", "value": "41"}
    assert side == {"key": "side", "ui_label": "Side", "value": "left"}


@pytest.mark.parametrize("key", ["address", "credentials", "birth_date", "email", "name", "number", "Phone", "bio", ""])
async def test_values_of_empty_fields_are_made_up_from_the_seed(make_client: MakeClient, key: str) -> None:
    values = []
    for _ in range(2):
        client = ClaudioClient(await make_client(Claudio(), scenario=DONE))
        body = (await client.poll(await client.job(attachments=[DOCUMENT], job_data=[{"key": key}]))).json
        values.append(body["extracted_fields"][0]["value"])

    assert values[0] == values[1]
    assert values[0].strip()
    assert "\n" not in values[0]


@pytest.mark.parametrize("raw", ["1", 1])
async def test_raw_job_has_its_word_documents_as_finished_transcript(make_client: MakeClient, raw: object) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=DONE))

    body = (await client.poll(await client.job(is_raw=raw, attachments=[DOCUMENT]))).json

    assert body["return"] == "msg, transcript_url, media_files, extracted_fields, finished_transcript"
    assert body["finished_transcript"] == body["transcript_url"][1:]
    assert all(".docx?" in link for link in body["finished_transcript"])


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        ("download_failure", "The audio file could not be downloaded from its location."),
        ("invalid_media", "The audio file is not a playable audio or video file."),
        ("out_of_credit", "The account has no credit left for this job."),
        ("internal", "An internal error occurred while the job was processed."),
        ("unspecified", "The job could not be processed."),
        ("{failure: internal, detail: The dog ate it.}", "The dog ate it."),
    ],
)
async def test_failed_job_tells_why(make_client: MakeClient, failure: str, reason: str) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=failing(failure)))
    job_id = await client.job()

    polled, details = await client.poll(job_id), await client.details(job_id)

    assert polled.status == (500 if "internal" in failure else 400)
    assert polled.json == {"success": False, "msg": f"ERROR: Job processing failed. {reason}"}
    assert details.status == 200
    assert details.json["success"] is False
    assert details.json["job_data"]["job_info"]["status"] == "error"
    assert details.json["job_data"]["job_info"]["error_message"] == reason
    assert details.json["job_data"]["job_files"]["output_files"] is None


async def test_details_give_status_and_times_as_they_are(make_client: MakeClient) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=TIMED))
    job_id = await client.job()
    seen = []

    for _ in range(3):
        info = (await client.details(job_id)).json["job_data"]["job_info"]
        seen.append((info["status"], info["submitted_at"], info["completed_at"], info["error_message"]))
        await world(client.http).agenda.advance(60_000)

    assert seen == [
        ("in_progress", "2024-05-05 23:23:22", None, None),
        ("in_progress", "2024-05-05 23:23:22", None, None),
        ("completed", "2024-05-05 23:23:22", "2024-05-05 23:25:22", None),
    ]


@pytest.mark.parametrize(
    ("quirk", "key", "printed"),
    [
        ("status_always_completed", "status", "completed"),
        ("completed_at_always", "completed_at", "2024-05-05 23:23:22"),
    ],
)
async def test_quirks_are_chosen_one_by_one(make_client: MakeClient, quirk: str, key: str, printed: str) -> None:
    scenario = f"{WAITING}quirks: {{claudio: {{{quirk}: documented}}}}"
    client = ClaudioClient(await make_client(Claudio(), scenario=scenario))

    info = (await client.details(await client.job())).json["job_data"]["job_info"]

    assert info[key] == printed


async def test_polls_and_details_count_alike_and_per_job(make_client: MakeClient) -> None:
    scenario = FROZEN + "jobs: [{timeline: [{in_progress: {polls: 2}}, completed]}]"
    client = ClaudioClient(await make_client(Claudio(), scenario=scenario))
    first, second = await client.job(), await client.job()

    await client.poll(first)
    await client.details(first)

    assert (await client.details(first)).json["job_data"]["job_info"]["status"] == "completed"
    assert (await client.details(second)).json["job_data"]["job_info"]["status"] == "in_progress"


@pytest.mark.parametrize("call", ["poll", "details"])
async def test_unknown_job_is_400_and_the_journal_names_those_that_are_known(
    make_client: MakeClient, call: str
) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=WAITING))
    job_id = await client.job()

    reply = await client.call(f"/jobs/nobody/{call}")

    assert reply.status == 400
    assert reply.json == {"success": False, "msg": "ERROR: No job has this reference ID."}
    *_, entry = world(client.http).journal
    assert entry.job == "nobody"
    assert job_id in (entry.explanation or "")
