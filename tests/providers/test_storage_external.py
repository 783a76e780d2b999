"""Another S3 that holds media and results: moto's server (transcribe.md §7.4)."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from mockserver.transcripts.media import tone_wav
from tests.conftest import Client, MakeClient, world
from tests.providers.test_storage_media import NO_BUCKET, NO_MEDIA
from tests.providers.transcribe_support import FROZEN, REQUEST, Service, make_service

SCENARIO = """
jobs: [{{timeline: [in_progress: {{for: 60s, polls: 2}}, completed]}}]
providers:
  transcribe:
    media_must_exist: {must_exist}
    storage: {{external: {{endpoint_url: "{url}", access_key_id: key, secret_access_key: secret, region: eu-west-1}}}}
"""
OWN = {"OutputBucketName": "results", "OutputKey": "out/it's(1).json", "Subtitles": {"Formats": ["vtt"]}}


@pytest.fixture(scope="module")
def moto_url() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(moto_url: str) -> Iterator[Any]:
    client = boto3.client(
        "s3", endpoint_url=moto_url, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    client.create_bucket(Bucket="results")
    client.create_bucket(Bucket="media")
    client.put_object(Bucket="media", Key="a b.wav", Body=tone_wav(30_000))
    yield client
    for bucket in ("results", "media"):
        for entry in client.list_objects_v2(Bucket=bucket).get("Contents", []):
            client.delete_object(Bucket=bucket, Key=entry["Key"])
        client.delete_bucket(Bucket=bucket)
    client.close()


def _scenario(url: str, *, must_exist: bool = True) -> str:
    return FROZEN + SCENARIO.format(url=url, must_exist=str(must_exist).lower())


async def _keys(s3: Any) -> list[str]:
    listed = await asyncio.to_thread(s3.list_objects_v2, Bucket="results")
    return [entry["Key"] for entry in listed.get("Contents", [])]


async def _document(s3: Any) -> Any:
    return json.loads((await asyncio.to_thread(s3.get_object, Bucket="results", Key="out/it's(1).json"))["Body"].read())


async def _advance(client: Client) -> None:
    await world(client).agenda.advance(60_000)


async def _poll(client: Client) -> None:
    for _ in range(2):
        assert (await Service(client).get())["TranscriptionJobStatus"] == "IN_PROGRESS"


@pytest.mark.parametrize("pass_time", [_advance, _poll])
async def test_results_are_written_when_the_job_completes(
    make_client: MakeClient, moto_url: str, s3: Any, pass_time: Callable[[Client], Any]
) -> None:
    service = await make_service(make_client, _scenario(moto_url))
    await service.start(Media={"MediaFileUri": "s3://media/a b.wav"}, **OWN)
    assert await _keys(s3) == []
    await pass_time(service.client)
    assert await _keys(s3) == ["out/it's(1).json", "out/it's(1).vtt"]
    document = await _document(s3)
    assert document["jobName"] == "job"
    assert 20 < float(document["results"]["audio_segments"][-1]["end_time"]) <= 30
    job = await service.get()
    assert job["Transcript"]["TranscriptFileUri"] == f"{moto_url}/results/out/it%27s%281%29.json"
    head = await asyncio.to_thread(s3.head_object, Bucket="results", Key="out/it's(1).vtt")
    assert head["ContentType"] == "text/vtt"


async def test_a_deleted_job_leaves_its_results(make_client: MakeClient, moto_url: str, s3: Any) -> None:
    service = await make_service(make_client, _scenario(moto_url))
    await service.start(Media={"MediaFileUri": "s3://media/a b.wav"}, **OWN)
    await _advance(service.client)
    await service.call("DeleteTranscriptionJob", {"TranscriptionJobName": "job"})
    assert len(await _keys(s3)) == 2


async def test_media_and_bucket_are_looked_up_there(make_client: MakeClient, moto_url: str, s3: Any) -> None:
    service = await make_service(make_client, _scenario(moto_url))
    assert await service.refused("StartTranscriptionJob", REQUEST) == NO_MEDIA
    elsewhere = {**REQUEST, "Media": {"MediaFileUri": "s3://media/a b.wav"}, "OutputBucketName": "nowhere"}
    assert await service.refused("StartTranscriptionJob", elsewhere) == NO_BUCKET


async def test_nothing_is_looked_up_unless_the_scenario_says_so(
    make_client: MakeClient, moto_url: str, s3: Any
) -> None:
    service = await make_service(make_client, _scenario(moto_url, must_exist=False))
    await service.start(**OWN)
    await _advance(service.client)
    assert len(await _keys(s3)) == 2


@pytest.mark.parametrize(
    ("url", "said"),
    [("http://127.0.0.1:9", "can't be reached"), ("http://93.184.216.34", "neither loopback nor private")],
)
async def test_a_storage_that_cannot_be_reached(
    make_client: MakeClient, caplog: pytest.LogCaptureFixture, url: str, said: str
) -> None:
    service = await make_service(make_client, _scenario(url))
    assert await service.refused("StartTranscriptionJob", REQUEST) == NO_MEDIA
    assert said in (list(world(service.client).journal)[-1].explanation or "")
    service = await make_service(make_client, _scenario(url, must_exist=False))
    await service.start(**OWN)
    await _advance(service.client)
    assert (await service.get())["TranscriptionJobStatus"] == "COMPLETED"
    told = [record.getMessage() for record in caplog.records if record.name == "mockserver.storage"]
    assert len(told) == 2
    assert all(said in line and line.startswith("result of job job: ") for line in told)


async def test_a_result_that_is_not_taken(
    make_client: MakeClient, moto_url: str, s3: Any, caplog: pytest.LogCaptureFixture
) -> None:
    service = await make_service(make_client, _scenario(moto_url, must_exist=False))
    await service.start(OutputBucketName="nowhere")
    await _advance(service.client)
    (told,) = [record.getMessage() for record in caplog.records if record.name == "mockserver.storage"]
    assert "s3://nowhere/job.json wasn't taken: status 404" in told
    assert told.endswith("It is tried again in 30 seconds.")
    await world(service.client).agenda.advance(30_000)
    s3.create_bucket(Bucket="nowhere")
    await world(service.client).agenda.advance(29_999)
    assert s3.list_objects_v2(Bucket="nowhere")["KeyCount"] == 0
    await world(service.client).agenda.advance(1)
    assert s3.list_objects_v2(Bucket="nowhere")["KeyCount"] == 1
    assert len(world(service.client).agenda) == 0


async def test_a_result_that_is_never_taken_is_given_up(
    make_client: MakeClient, moto_url: str, s3: Any, caplog: pytest.LogCaptureFixture
) -> None:
    service = await make_service(make_client, _scenario(moto_url, must_exist=False))
    await service.start(OutputBucketName="nobodys")
    await _advance(service.client)
    await world(service.client).agenda.advance(3_600_000)
    told = [record.getMessage() for record in caplog.records if record.name == "mockserver.storage"]
    assert len(told) == 3
    assert told[-1].endswith("It is given up.")
