"""Media that must exist, the lengths that they have, and buckets that must be there (transcribe.md §1.7)."""

from typing import Any

import pytest

from mockserver.engine.lifecycle import Stage, Status
from mockserver.providers.transcribe.storage.lookups import address_of
from mockserver.transcripts.media import tone_wav
from tests.conftest import MakeClient, world
from tests.providers.storage_support import Storage, make_storage
from tests.providers.transcribe_support import COMPLETED, REQUEST, Service

MUST_EXIST = f"{COMPLETED}\nproviders: {{transcribe: {{media_must_exist: true, storage: {{create_buckets: false}}}}}}"
NO_MEDIA = (
    "BadRequestException",
    "The S3 URI that you provided can't be accessed. Make sure that you have read permission and try your request again.",
)
NO_BUCKET = (
    "BadRequestException",
    "The specified S3 bucket can't be accessed. Make sure you have write permission on the bucket and try your request "
    "again.",
)


async def _with_media(make_client: MakeClient, scenario: str) -> Storage:
    storage = await make_storage(make_client, scenario)
    await storage.put("bucket", b"")
    await storage.put("bucket/talk.wav", tone_wav(2_500))
    return storage


async def _start(storage: Storage, uri: str, **members: Any) -> None:
    await Service(storage.client).start(Media={"MediaFileUri": uri}, **members)


@pytest.mark.parametrize(
    "uri",
    [
        "s3://bucket/talk.wav",
        "https://s3.us-east-1.amazonaws.com/bucket/talk.wav",
        "https://s3.amazonaws.com/bucket/talk.wav",
        "https://bucket.s3.us-east-1.amazonaws.com/talk.wav",
        "http://bucket.localhost:8080/talk.wav",
        "http://localhost:8080/bucket/talk.wav",
        "http://localhost:8080/s3/bucket/talk.wav",
        "http://localhost:8080/w/default/s3/bucket/talk.wav",
    ],
)
async def test_media_are_found_and_give_the_length(make_client: MakeClient, uri: str) -> None:
    storage = await _with_media(make_client, MUST_EXIST)
    await _start(storage, uri)
    job = await world(storage.client).jobs.look("transcribe/us-east-1/transcription-job", "job")
    assert job is not None
    assert job.duration_ms == 2_500
    assert job.timeline == (Stage(Status.COMPLETED),)


async def test_media_that_are_there_give_the_length_whatever_the_scenario_says(make_client: MakeClient) -> None:
    storage = await _with_media(make_client, f"{COMPLETED[:-2]}, duration: 60}}]")
    await _start(storage, "s3://bucket/talk.wav")
    job = await world(storage.client).jobs.look("transcribe/us-east-1/transcription-job", "job")
    assert job is not None
    assert job.duration_ms == 2_500


@pytest.mark.parametrize(
    "uri", ["s3://bucket/none.wav", "s3://nowhere/talk.wav", "s3://bucket", "https://[/x", "https://example.com/"]
)
async def test_missing_media_are_refused(make_client: MakeClient, uri: str) -> None:
    storage = await _with_media(make_client, MUST_EXIST)
    request = {**REQUEST, "Media": {"MediaFileUri": uri}}
    assert await Service(storage.client).refused("StartTranscriptionJob", request) == NO_MEDIA
    explanation = list(world(storage.client).journal)[-1].explanation
    assert explanation is not None
    assert "media_must_exist" in explanation


async def test_missing_media_are_no_matter_unless_the_scenario_minds(make_client: MakeClient) -> None:
    storage = await make_storage(make_client, COMPLETED)
    await _start(storage, "s3://nowhere/talk.wav")


async def test_what_is_no_media_has_no_length(make_client: MakeClient) -> None:
    storage = await _with_media(make_client, MUST_EXIST)
    await storage.put("bucket/note.txt", b"hello")
    await _start(storage, "s3://bucket/note.txt")


async def test_a_result_is_there_as_well(make_client: MakeClient) -> None:
    storage = await _with_media(make_client, MUST_EXIST)
    await _start(storage, "s3://bucket/talk.wav", OutputBucketName="bucket")
    await _start(storage, "s3://bucket/job.json", TranscriptionJobName="second")


async def test_the_bucket_for_results_must_be_there(make_client: MakeClient) -> None:
    storage = await _with_media(make_client, MUST_EXIST)
    service = Service(storage.client)
    request = {**REQUEST, "Media": {"MediaFileUri": "s3://bucket/talk.wav"}, "OutputBucketName": "results"}
    assert await service.refused("StartTranscriptionJob", request) == NO_BUCKET
    await storage.put("results", b"")
    await service.call("StartTranscriptionJob", request)
    assert (await storage.call("GET", "results/job.json")).status == 200


async def test_media_have_a_largest_size(make_client: MakeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.providers.transcribe.storage.media._LARGEST", 100)
    storage = await _with_media(make_client, COMPLETED)
    request = {**REQUEST, "Media": {"MediaFileUri": "s3://bucket/talk.wav"}}
    _, message = await Service(storage.client).refused("StartTranscriptionJob", request)
    assert message == (
        "The input file that you specified exceeds the maximum size of 2048.00 Mb. Try again with a smaller file."
    )


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("s3://bucket/a%20b?c#d", ("bucket", "a%20b?c#d")),
        ("https://s3.amazonaws.com/bucket/a%20b", ("bucket", "a b")),
        ("http://localhost/s3/b/s3/key", ("b", "s3/key")),
        ("s3://", None),
        ("http://localhost", None),
    ],
)
def test_addresses(uri: str, address: tuple[str, str] | None) -> None:
    assert address_of(uri) == address
