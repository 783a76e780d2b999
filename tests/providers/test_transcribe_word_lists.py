"""What was given for a vocabulary or a filter is downloaded again (transcribe.md §2.6)."""

from typing import Any

import pytest

from tests.conftest import MakeClient, world
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
