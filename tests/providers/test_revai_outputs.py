"""Summaries and translations: when they are there, and that they fit the transcript (revai.md §2.6-2.7, §3.2)."""

from typing import Any

import pytest

from tests.conftest import MakeClient, world
from tests.providers.revai_client import (
    DONE,
    EARLY_V1,
    FROZEN,
    START,
    TRANSCRIPT_JSON,
    V1,
    V1BETA,
    RevAiClient,
    connect,
    failing,
)
from tests.providers.test_revai_captions import text_of

BOTH: dict[str, Any] = {
    "summarization_config": {"type": "bullets", "model": "premium", "prompt": "Be brief"},
    "translation_config": {"target_languages": [{"language": "es", "model": "premium"}, {"language": "pt-br"}]},
}
LATE = "providers: {revai: {summary_after: 10s, translation_after: 20s}}\n"
LATER = "jobs: [{timeline: [{in_progress: 60s}, completed]}]\n"


def stand(job: dict[str, Any]) -> tuple[str, str, list[str]]:
    """Return the statuses of a job, of its summary and of its translations."""
    targets = job["translation"]["target_languages"]
    return job["status"], job["summarization"]["status"], [target["status"] for target in targets]


async def summary(client: RevAiClient, accept: str, **config: str) -> Any:
    job_id = await client.submitted(summarization_config=config, remove_disfluencies=True, remove_atmospherics=True)
    said = text_of((await client.transcript(job_id)).json)
    reply = await client.output(job_id, "transcript/summary", accept)
    assert reply.status == 200
    return reply, said


async def test_a_paragraph(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    reply, said = await summary(client, "*/*", type="paragraph")
    assert reply.content_type == "text/plain; charset=utf-8"
    assert reply.text
    assert all(sentence in said for sentence in reply.text.split(". "))
    reply, _ = await summary(client, "application/json")
    assert (reply.content_type, list(reply.json)) == ("application/json", ["summary"])
    assert isinstance(reply.json["summary"], str)


async def test_bullets(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    reply, said = await summary(client, "application/json", type="bullets")
    points = reply.json["bullet_points"]
    assert points
    assert all(point in said for point in points)
    reply, said = await summary(client, "text/plain", type="bullets")
    assert all(line.startswith("- ") and line[2:] in said for line in reply.text.splitlines())


async def test_a_summary_is_filtered_as_its_transcript_is(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    config = {"summarization_config": {}, "filter_profanity": True, "skip_punctuation": True}
    reply = await client.output(await client.submitted(**config), "transcript/summary")
    assert reply.text.endswith((".", "?"))
    assert "damn" not in reply.text


async def test_a_translation_fits_its_transcript(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    job_id = await client.submitted(**BOTH)
    original = (await client.transcript(job_id)).json["monologues"]
    reply = await client.output(job_id, "transcript/translation/es")
    assert (reply.status, reply.content_type) == (200, TRANSCRIPT_JSON)
    translated = reply.json["monologues"]
    assert text_of(reply.json) != text_of({"monologues": original})
    assert [[item.get("ts") for item in one["elements"]] for one in translated] == [
        [item.get("ts") for item in one["elements"]] for one in original
    ]
    text = await client.output(job_id, "transcript/translation/PT-BR", "text/plain")
    assert text.text.startswith("Speaker 0    00:00:0")
    assert (await client.output(job_id, "transcript/translation/es", "text/vtt")).status == 406


async def test_they_may_be_later_than_their_job(make_client: MakeClient) -> None:
    client = await connect(make_client, FROZEN + LATE + LATER)
    submitted = (await client.submit(**BOTH)).json
    assert stand(submitted) == ("in_progress", "in_progress", ["in_progress"] * 2)
    job_id, agenda = submitted["id"], world(client.http).agenda
    await agenda.advance(60_000)
    job = (await client.job(job_id)).json
    assert stand(job) == ("transcribed", "in_progress", ["in_progress"] * 2)
    assert "completed_on" not in job["summarization"]
    for path in ("transcript/summary", "transcript/translation/es", "captions/translation/es"):
        reply = await client.output(job_id, path)
        assert (reply.status, reply.json["allowed_values"], reply.json["current_value"]) == (
            409,
            ["completed"],
            "in_progress",
        )
    await agenda.advance(10_000)
    job = (await client.job(job_id)).json
    assert stand(job) == ("transcribed", "completed", ["in_progress"] * 2)
    assert job["summarization"] == {
        "prompt": "Be brief",
        "model": "premium",
        "type": "bullets",
        "status": "completed",
        "completed_on": "2018-05-05T23:24:32.290Z",
    }
    await agenda.advance(10_000)
    job = (await client.job(job_id)).json
    assert stand(job) == ("transcribed", "completed", ["completed"] * 2)
    assert job["translation"] == {
        "target_languages": [
            {"language": "es", "model": "premium", "status": "completed"},
            {"language": "pt-br", "model": "standard", "status": "completed"},
        ],
        "completed_on": "2018-05-05T23:24:42.290Z",
    }
    assert stand((await client.jobs()).json[0]) == stand(job)


async def test_they_may_fail_by_themselves(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE + "providers: {revai: {failed_outputs: [summary, es]}}\n")
    job_id = await client.submitted(**BOTH)
    job = (await client.job(job_id)).json
    assert stand(job) == ("transcribed", "failed", ["failed", "completed"])
    assert job["summarization"]["failure"] == "internal_processing"
    assert job["translation"]["target_languages"][0]["failure"] == "internal_processing"
    assert "failure" not in job["translation"]["target_languages"][1]
    reply = await client.output(job_id, "transcript/summary")
    assert (reply.status, reply.json["current_value"]) == (409, "failed")
    assert (await client.output(job_id, "transcript/translation/pt-br")).status == 200


async def test_they_fail_with_their_job(make_client: MakeClient) -> None:
    client = await connect(make_client, failing("internal"))
    job_id = await client.submitted(**BOTH)
    job = (await client.job(job_id)).json
    assert stand(job) == ("failed", "failed", ["failed"] * 2)
    assert job["translation"]["completed_on"] == START
    assert (await client.output(job_id, "transcript/translation/es")).status == 409


@pytest.mark.parametrize("path", ["transcript/summary", "transcript/translation/es", "captions/translation/es"])
async def test_what_was_not_asked_for_is_not_there(make_client: MakeClient, path: str) -> None:
    client = await connect(make_client, DONE)
    reply = await client.output(await client.submitted(), path)
    assert reply.status == 404
    assert "was asked for" in (list(world(client.http).journal)[-1].explanation or "")
    assert (await client.output("nobody", path)).status == 404


async def test_only_v1_has_them(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE, V1)
    job_id = await client.submitted(**BOTH)
    for root, status in ((EARLY_V1, 200), (V1BETA, 404)):
        other = RevAiClient(client.http, root)
        assert (await other.output(job_id, "transcript/summary")).status == status
        assert (await other.output(job_id, "transcript/translation/es")).status == status
