"""What was given for a vocabulary or a filter is downloaded again (transcribe.md §2.6)."""

from typing import Any

import pytest

from tests.conftest import MakeClient, world
from tests.providers.storage_support import make_storage
from tests.providers.test_storage_media import NO_MEDIA
from tests.providers.transcribe_samples import BEGINNINGS, SAMPLES
from tests.providers.transcribe_support import FROZEN, Service, make_service


async def _download(service: Service, uri: str) -> tuple[int, bytes]:
    response = await service.client.get(uri.removeprefix(str(service.client.make_url("/")).rstrip("/")))
    return response.status, await response.read()


@pytest.mark.parametrize(
    ("entity", "bucket", "content"),
    [
        ("Vocabulary", "aws-transcribe-dictionary-model-us-east-1-prod", b"Los-Angeles\nC.T.O.\n"),
        (
            "MedicalVocabulary",
            "aws-transcribe-medical-dictionary-model-us-east-1-prod",
            b"Phrase\tSoundsLike\tIPA\tDisplayAs\n",
        ),
        ("VocabularyFilter", "aws-transcribe-vocabulary-filter-us-east-1-prod", b"darn\n"),
    ],
)
async def test_a_list_is_downloaded(make_client: MakeClient, entity: str, bucket: str, content: bytes) -> None:
    service = await make_service(make_client)
    await service.call(f"Create{entity}", BEGINNINGS[f"Create{entity}"])
    await world(service.client).agenda.advance(60_000)
    shown: dict[str, Any] = await service.call(f"Get{entity}", SAMPLES[f"Get{entity}"])
    uri = shown["DownloadUri"]
    assert f"/{bucket}/111122223333/" in uri
    assert uri.partition("?")[0].endswith("/input.txt")
    assert await _download(service, uri) == (200, content)
    status, _ = await _download(service, uri.partition("?")[0])
    assert status == 403
    await world(service.client).agenda.advance(901_000)
    status, body = await _download(service, uri)
    assert status == 403
    assert b"Request has expired" in body


async def test_a_list_that_is_not_ready_has_no_link(make_client: MakeClient) -> None:
    service = await make_service(make_client, f"{FROZEN}\njobs: [{{timeline: [in_progress: 10s, completed]}}]")
    await service.call("CreateVocabulary", BEGINNINGS["CreateVocabulary"])
    assert "DownloadUri" not in await service.call("GetVocabulary", SAMPLES["GetVocabulary"])
    await world(service.client).agenda.advance(10_000)
    uri = (await service.call("GetVocabulary", SAMPLES["GetVocabulary"]))["DownloadUri"]
    await service.call("UpdateVocabulary", SAMPLES["UpdateVocabulary"])
    assert "DownloadUri" not in await service.call("GetVocabulary", SAMPLES["GetVocabulary"])
    status, _ = await _download(service, uri)
    assert status == 404
    await world(service.client).agenda.advance(10_000)
    assert await _download(service, uri) == (200, b"New-York\n")


async def test_a_list_with_odd_characters(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    words = ["Straße", "日本"]
    await service.call("CreateVocabularyFilter", BEGINNINGS["CreateVocabularyFilter"] | {"Words": words})
    uri = (await service.call("GetVocabularyFilter", SAMPLES["GetVocabularyFilter"]))["DownloadUri"]
    assert await _download(service, uri) == (200, "Straße\n日本\n".encode())


_MUST_EXIST = f"{FROZEN}\njobs: [{{timeline: [completed]}}]\nproviders: {{transcribe: {{media_must_exist: true}}}}"
_FILES = {
    "Vocabulary": ("VocabularyFileUri", b"Phrase\tSoundsLike\tIPA\tDisplayAs\nLos-Angeles\t\t\tLos Angeles\n"),
    "MedicalVocabulary": ("VocabularyFileUri", b"Phrase\tSoundsLike\tIPA\tDisplayAs\r\nStent\t\t\t\r\n"),
    "VocabularyFilter": ("VocabularyFilterFileUri", b"\xef\xbb\xbfdarn\r\n\xff\n"),
}


def _from_file(entity: str, uri: str) -> dict[str, Any]:
    request = dict(BEGINNINGS[f"Create{entity}"])
    for given in ("Phrases", "Words"):
        request.pop(given, None)
    return request | {_FILES[entity][0]: uri}


@pytest.mark.parametrize("entity", _FILES)
async def test_a_list_that_was_given_as_a_file_is_that_file(make_client: MakeClient, entity: str) -> None:
    storage = await make_storage(make_client, _MUST_EXIST)
    service, content = Service(storage.client), _FILES[entity][1]
    await storage.put("lists/words.txt", content)
    await service.call(f"Create{entity}", _from_file(entity, "s3://lists/words.txt"))
    await storage.put("lists/words.txt", b"other")
    uri = (await service.call(f"Get{entity}", SAMPLES[f"Get{entity}"]))["DownloadUri"]
    assert await _download(service, uri) == (200, content)
    update = {name: value for name, value in _from_file(entity, "s3://lists/words.txt").items() if name != "Tags"}
    await service.call(f"Update{entity}", update)
    uri = (await service.call(f"Get{entity}", SAMPLES[f"Get{entity}"]))["DownloadUri"]
    assert await _download(service, uri) == (200, b"other")


@pytest.mark.parametrize("entity", _FILES)
async def test_a_file_must_be_there_where_the_scenario_says_so(make_client: MakeClient, entity: str) -> None:
    storage = await make_storage(make_client, _MUST_EXIST)
    service = Service(storage.client)
    request = _from_file(entity, "s3://lists/none.txt")
    assert await service.refused(f"Create{entity}", request) == NO_MEDIA


async def test_a_file_that_is_not_there_is_an_empty_table_otherwise(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    await service.call("CreateVocabularyFilter", _from_file("VocabularyFilter", "s3://lists/none.txt"))
    uri = (await service.call("GetVocabularyFilter", SAMPLES["GetVocabularyFilter"]))["DownloadUri"]
    assert await _download(service, uri) == (200, b"Phrase\tSoundsLike\tIPA\tDisplayAs\n")


@pytest.mark.parametrize("entity", _FILES)
async def test_a_file_has_a_largest_size(make_client: MakeClient, entity: str) -> None:
    storage = await make_storage(make_client)
    service = Service(storage.client)
    await storage.put("lists/most.txt", b"a" * 51_200)
    await storage.put("lists/more.txt", b"a" * 51_201)
    kind, text = await service.refused(f"Create{entity}", _from_file(entity, "s3://lists/more.txt"))
    assert kind == "BadRequestException"
    assert text is not None
    assert "50 KB" in text
    await service.call(f"Create{entity}", _from_file(entity, "s3://lists/most.txt"))


async def test_a_filter_from_a_file_filters(make_client: MakeClient) -> None:
    storage = await make_storage(make_client, f"{FROZEN}\njobs: [{{timeline: [completed], transcript: call_center}}]")
    service = Service(storage.client)
    await storage.put("lists/words.txt", b"\xef\xbb\xbfKETTLE\r\n\r\n two weeks \n")
    await service.call("CreateVocabularyFilter", _from_file("VocabularyFilter", "s3://lists/words.txt"))
    settings = {"VocabularyFilterName": "filter", "VocabularyFilterMethod": "mask"}
    await service.start(Settings=settings)
    _, body = await _download(service, (await service.get())["Transcript"]["TranscriptFileUri"])
    assert "I ordered a *** *** *** ago" in body.decode()
