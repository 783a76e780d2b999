"""A fixture that gets mistakes while the server runs: providers give their own errors, log and journal say where."""

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import ClientResponse
from yarl import URL

from tests.conftest import Client, MakeClient, world
from tests.providers.transcribe_support import signed, target

SCENARIO = "summary: test\njobs:\n  - timeline: [completed]\n    transcript: broken\n    duration: 60"


async def revai(client: Client) -> ClientResponse:
    headers = {"Authorization": "Bearer token"}
    submitted = await client.post(
        "/speechtotext/v1/jobs", json={"media_url": "https://a.example/a.mp3"}, headers=headers
    )
    return await client.get(f"/speechtotext/v1/jobs/{(await submitted.json())['id']}/transcript", headers=headers)


async def claudio(client: Client) -> ClientResponse:
    credential = {"key": "k", "secret": "s"}
    submission = {"audio_files": [{"audio_location": "https://a.example/a.mp3"}], **credential}
    submitted = await (await client.post("/claudio/jobs", json=submission)).json()
    polled = await client.post(URL(submitted["poll_endpoint"]).path, json=credential)
    return await client.get(URL((await polled.json())["transcript_url"][0]).relative())


async def transcribe(client: Client) -> ClientResponse:
    name = {"TranscriptionJobName": "a"}
    start = {
        **name,
        "LanguageCode": "en-US",
        "Media": {"MediaFileUri": "s3://b/a.mp3"},
        "OutputBucketName": "my-bucket",
    }
    await client.post("/", json=start, headers=target("StartTranscriptionJob") | signed())
    return await client.get("/s3/my-bucket/a.json")


@pytest.mark.parametrize("fetch", [revai, claudio, transcribe])
async def test_mistakes_in_a_fixture_are_no_mistake_of_the_servers(
    make_client: MakeClient,
    fetch: Callable[[Client], Awaitable[ClientResponse]],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "transcripts" / "broken.yaml").write_text("speakers: [Ann]\nturns: [{speaker: Ann, text: Hello.}]\n")
    client = await make_client(scenario=SCENARIO, scenarios=tmp_path)
    (tmp_path / "transcripts" / "broken.yaml").write_text("speakers: [Ann]\nturns: []\n")
    answer = await fetch(client)
    assert answer.status == 500
    assert "broken.yaml:2:8: error: " in (list(world(client).journal)[-1].explanation or "")
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
