"""Language identification (revai.md §2.12)."""

import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import MultipartWriter

from mockserver.providers.revai.apis.language_identification import LANGUAGE_IDENTIFICATION
from mockserver.transcripts.media import tone_wav
from tests.conftest import MakeClient, world
from tests.providers.revai_client import DONE, FROZEN, MEDIA_URL, START, Reply, RevAiClient, wav
from tests.providers.revai_families import FamilyClient, connect_to

LONG = FROZEN + "jobs: [{timeline: [completed], duration: %s}]\n"


async def upload(client: FamilyClient, media: bytes, path: str = "/languageid/v1/jobs", **options: Any) -> Reply:
    form = MultipartWriter("form-data")
    form.append(media, {"Content-Type": "audio/wav"}).set_content_disposition(
        "form-data", name="media", filename="/home/me/My audio.wav"
    )
    form.append(json.dumps(options)).set_content_disposition("form-data", name="options")
    return await client.api.call("POST", path, data=form)


async def test_a_job_by_url(make_client: MakeClient) -> None:
    client = await connect_to(make_client, LANGUAGE_IDENTIFICATION, LONG % 12.5)
    job = (await client.post({"media_url": MEDIA_URL, "enable_multilingual": True})).json
    assert job == {
        "id": job["id"],
        "status": "in_progress",
        "created_on": START,
        "media_url": MEDIA_URL,
        "type": "language_id",
    }
    done = (await client.get(job["id"])).json
    assert done == {**job, "status": "completed", "completed_on": START, "processed_duration_seconds": 12.5}


@pytest.mark.parametrize("path", LANGUAGE_IDENTIFICATION.paths)
async def test_an_uploaded_file(make_client: MakeClient, path: str) -> None:
    client = await connect_to(make_client, LANGUAGE_IDENTIFICATION, DONE)
    reply = await upload(client, tone_wav(2_510), path, metadata="m", media_url="ignored")
    assert (reply.status, reply.json["metadata"]) == (200, "m")
    assert "media_url" not in reply.json
    job_id = reply.json["id"]
    assert (await client.get(job_id)).json["processed_duration_seconds"] == 2.51
    assert len(world(client.api.http).files) == 1
    assert (await client.delete(job_id)).status == 204
    assert len(world(client.api.http).files) == 0


async def test_both_versions_know_the_same_jobs(make_client: MakeClient) -> None:
    client = await connect_to(make_client, LANGUAGE_IDENTIFICATION, DONE)
    job_id = await client.submitted()
    assert (await client.api.call("GET", f"/languageid/v1beta/jobs/{job_id}")).json["id"] == job_id
    result = await client.api.call("GET", f"/languageid/v1beta/jobs/{job_id}/result")
    assert result.json == (await client.result(job_id)).json


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "source_config"),
        ({"source_config": {}}, "source_config.url"),
        ({"source_config": {"url": "file:///etc/passwd"}}, "source_config.url"),
        ({"source_config": {"url": MEDIA_URL}, "media_url": MEDIA_URL}, "source_config"),
        ({"media_url": "no url"}, "media_url"),
        ({"media_url": MEDIA_URL, "enable_multilingual": 5}, "enable_multilingual"),
    ],
)
async def test_wrong_sources(make_client: MakeClient, body: Any, field: str) -> None:
    client = await connect_to(make_client, LANGUAGE_IDENTIFICATION)
    reply = await client.post(body)
    assert (reply.status, list(reply.json["parameters"])) == (400, [field])


async def test_confidences_descend_and_come_to_one(make_client: MakeClient) -> None:
    client = await connect_to(make_client, LANGUAGE_IDENTIFICATION, DONE)
    for _ in range(20):
        result = (await client.result(await client.submitted())).json
        assert list(result) == ["top_language", "language_confidences"]
        languages = [entry["language"] for entry in result["language_confidences"]]
        confidences = [entry["confidence"] for entry in result["language_confidences"]]
        assert languages[0] == result["top_language"] == "en"
        assert len(set(languages)) == len(languages) == 5
        assert confidences == sorted(confidences, reverse=True)
        assert confidences[0] > 0.8
        assert confidences[-1] > 0
        assert sum(confidences) == pytest.approx(1)


@pytest.mark.parametrize(("written", "identified"), [("fr-CA", "fr"), ("zh-CN", "cmn"), ("DE", "de"), ("hy", "hy")])
async def test_the_language_is_that_of_the_fixture(
    make_client: MakeClient, tmp_path: Path, written: str, identified: str
) -> None:
    folder = tmp_path / "transcripts"
    folder.mkdir()
    (folder / "talk.yaml").write_text(
        f"language: {written}\nspeakers: [A]\nturns: [{{speaker: A, text: Bonjour.}}]\n", "utf-8"
    )
    scenario = FROZEN + "jobs: [{timeline: [completed], transcript: talk, duration: 10}]\n"
    http = await make_client(scenario=scenario, scenarios=tmp_path)
    client = FamilyClient(RevAiClient(http, ""), LANGUAGE_IDENTIFICATION)
    result = (await client.result(await client.submitted())).json
    assert result["top_language"] == identified


async def test_two_hours_at_most(make_client: MakeClient) -> None:
    client = await connect_to(make_client, LANGUAGE_IDENTIFICATION, LONG % "2h")
    assert (await client.get(await client.submitted())).json["status"] == "completed"
    client = await connect_to(make_client, LANGUAGE_IDENTIFICATION, LONG % "7201s")
    job = (await client.get(await client.submitted())).json
    assert (job["status"], job["failure"]) == ("failed", "duration_exceeded")
    assert job["failure_detail"] == "Audio duration above maximum limit of 2 hours"


@pytest.mark.parametrize(
    ("media", "failure"), [(b"", "empty_media"), (wav(1.9), "duration_too_short"), (wav(2), None), (b"noise", None)]
)
async def test_media_that_cannot_be_used(make_client: MakeClient, media: bytes, failure: str | None) -> None:
    client = await connect_to(make_client, LANGUAGE_IDENTIFICATION, DONE)
    api = RevAiClient(client.api.http, "/languageid/v1")
    job_id = (await api.upload(media, filename="a.wav")).json["id"]
    assert (await client.get(job_id)).json.get("failure") == failure
