"""Where results lie, and who may download them (transcribe.md §3.1, §7.3)."""

from typing import Any
from xml.etree import ElementTree

import pytest
from aiohttp import ClientResponse
from yarl import URL

from tests.conftest import MakeClient, world
from tests.providers.transcribe_support import COMPLETED, FROZEN, Service, make_service, signed

_BOTH = {"ContentRedaction": {"RedactionType": "PII", "RedactionOutput": "redacted_and_unredacted"}}
_ONLY = {"ContentRedaction": {"RedactionType": "PII", "RedactionOutput": "redacted"}}


def _own(key: str | None = None, **members: Any) -> dict[str, Any]:
    return {"OutputBucketName": "my-bucket", **({} if key is None else {"OutputKey": key}), **members}


async def _fetch(service: Service, uri: str) -> ClientResponse:
    """Download from a link as it was given: nothing of it is encoded anew."""
    return await service.client.session.get(URL(uri, encoded=True))


async def _s3_error(response: ClientResponse, status: int) -> tuple[str, str]:
    body = await response.text()
    assert response.status == status, body
    assert response.headers["Content-Type"] == "application/xml"
    assert response.headers["x-amz-request-id"]
    error = ElementTree.fromstring(body)
    assert error.tag == "Error"
    assert error.findtext("RequestId") == response.headers["x-amz-request-id"]
    return error.findtext("Code", ""), error.findtext("Message", "")


async def _link(service: Service, **members: Any) -> str:
    await service.start(**members)
    return str((await service.get())["Transcript"]["TranscriptFileUri"])


async def test_a_link_into_the_services_bucket(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    uri = URL(await _link(service), encoded=True)
    bucket, account, job, folder, name = uri.path.strip("/").split("/")
    assert (bucket, account, job, name) == (
        "aws-transcribe-us-east-1-prod",
        "111122223333",
        "job",
        "asrOutput.json",
    )
    assert len(folder) == 36
    assert uri.query.keys() == {
        "X-Amz-Security-Token",
        "X-Amz-Algorithm",
        "X-Amz-Date",
        "X-Amz-SignedHeaders",
        "X-Amz-Expires",
        "X-Amz-Credential",
        "X-Amz-Signature",
    }
    assert uri.query["X-Amz-Date"] == "20180505T232322Z"
    assert uri.query["X-Amz-Expires"] == "900"
    assert uri.query["X-Amz-Credential"].endswith("/20180505/us-east-1/s3/aws4_request")
    assert len(uri.query["X-Amz-Signature"]) == 64


async def test_a_result_is_downloaded(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    uri = await _link(service)
    response = await _fetch(service, uri)
    assert response.status == 200
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Last-Modified"] == "Sat, 05 May 2018 23:23:22 GMT"
    assert (await response.json())["jobName"] == "job"
    head = await service.client.session.head(URL(uri, encoded=True))
    assert head.status == 200
    assert head.headers["ETag"] == response.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(await response.read()))
    assert await head.read() == b""


async def test_a_link_expires_and_is_given_anew(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    uri = await _link(service)
    await world(service.client).agenda.advance(899_000)
    assert (await _fetch(service, uri)).status == 200
    await world(service.client).agenda.advance(1_000)
    assert await _s3_error(await _fetch(service, uri), 403) == ("AccessDenied", "Request has expired")
    fresh = (await service.get())["Transcript"]["TranscriptFileUri"]
    assert (await _fetch(service, fresh)).status == 200


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("X-Amz-Expires=900", "X-Amz-Expires=901", "SignatureDoesNotMatch"),
        ("X-Amz-Expires=900", "X-Amz-Expires=many", "SignatureDoesNotMatch"),
        ("X-Amz-Date=2018", "X-Amz-Date=2019", "SignatureDoesNotMatch"),
        ("asrOutput.json", "redactedTranscript.json", "SignatureDoesNotMatch"),
        ("X-Amz-Signature=", "X-Amz-Signature=0", "SignatureDoesNotMatch"),
        ("X-Amz-Signature=", "Signature=", "AccessDenied"),
    ],
)
async def test_a_changed_link_opens_nothing(make_client: MakeClient, old: str, new: str, code: str) -> None:
    service = await make_service(make_client, COMPLETED)
    uri = await _link(service)
    assert old in uri
    found, _ = await _s3_error(await _fetch(service, uri.replace(old, new)), 403)
    assert found == code


async def test_the_services_bucket_forgets_a_deleted_job(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    uri = await _link(service)
    await service.call("DeleteTranscriptionJob", {"TranscriptionJobName": "job"})
    assert await _s3_error(await _fetch(service, uri), 404) == ("NoSuchKey", "The specified key does not exist.")
    await service.start()
    assert (await _s3_error(await _fetch(service, uri), 404))[0] == "NoSuchKey"


@pytest.mark.parametrize(
    ("key", "lies"),
    [
        (None, "job.json"),
        ("test-output", "test-output/job.json"),
        ("test-output.json", "test-output.json"),
        ("test-files/test-output.json", "test-files/test-output.json"),
        ("test-files/test-output", "test-files/test-output/job.json"),
        ("folder/", "folder/job.json"),
        ("/a//b/", "a/b/job.json"),
        ("it's(1)*!/x.json", "it%27s%281%29%2A%21/x.json"),
    ],
)
async def test_results_in_the_clients_own_bucket(make_client: MakeClient, key: str | None, lies: str) -> None:
    service = await make_service(make_client, COMPLETED)
    uri = await _link(service, **_own(key))
    assert uri == str(service.client.make_url("/")) + f"my-bucket/{lies}"
    response = await _fetch(service, uri)
    assert response.status == 200
    assert (await response.json())["jobName"] == "job"
    prefixed = await _fetch(service, uri.replace("/my-bucket/", "/s3/my-bucket/"))
    assert await prefixed.read() == await response.read()


@pytest.mark.parametrize(
    ("members", "links"),
    [
        (_BOTH, {"TranscriptFileUri": "out.json", "RedactedTranscriptFileUri": "redacted-out.json"}),
        (_ONLY, {"RedactedTranscriptFileUri": "redacted-out.json"}),
    ],
)
async def test_redacted_results(make_client: MakeClient, members: dict[str, Any], links: dict[str, str]) -> None:
    service = await make_service(make_client, COMPLETED)
    await service.start(**_own("a/out.json"), **members)
    transcript = (await service.get())["Transcript"]
    assert {name: uri.rpartition("/my-bucket/a/")[2] for name, uri in transcript.items()} == links
    for name, uri in transcript.items():
        document = await (await _fetch(service, uri)).json()
        assert document["isRedacted"] is (name == "RedactedTranscriptFileUri")


async def test_an_unredacted_transcript_that_nobody_asked_for_is_not_there(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    await service.start(**_own("out.json"), **_ONLY)
    assert (await _s3_error(await service.client.get("/my-bucket/out.json"), 404))[0] == "NoSuchKey"


@pytest.mark.parametrize("members", [{}, _own("a/out.json")])
async def test_subtitles(make_client: MakeClient, members: dict[str, Any]) -> None:
    service = await make_service(make_client, COMPLETED)
    await service.start(Subtitles={"Formats": ["srt", "vtt", "srt"]}, **members)
    job = await service.get()
    assert job["Subtitles"]["Formats"] == ["srt", "vtt", "srt"]
    assert job["Subtitles"]["OutputStartIndex"] == 0
    vtt, srt = [await _fetch(service, uri) for uri in job["Subtitles"]["SubtitleFileUris"]]
    assert vtt.headers["Content-Type"] == "text/vtt"
    assert (await vtt.text()).startswith("WEBVTT\n\n0\n00:00:")
    assert srt.headers["Content-Type"] == "application/x-subrip"
    assert (await srt.text()).startswith("0\n00:00:")
    assert srt.url.path.endswith(".srt")


async def test_nothing_is_there_before_the_job_completed(make_client: MakeClient) -> None:
    service = await make_service(make_client, f"{FROZEN}\njobs: [{{timeline: [in_progress: 5s, completed]}}]")
    await service.start(**_own(Subtitles={"Formats": ["vtt"]}))
    assert (await service.get())["Subtitles"] == {"OutputStartIndex": 0, "Formats": ["vtt"]}
    assert (await _s3_error(await service.client.get("/my-bucket/job.json"), 404))[0] == "NoSuchKey"
    await world(service.client).agenda.advance(5_000)
    assert (await service.client.get("/my-bucket/job.json")).status == 200


async def test_a_failed_job_leaves_nothing(make_client: MakeClient) -> None:
    service = await make_service(make_client, f"{FROZEN}\njobs: [{{timeline: [{{failed: internal}}]}}]")
    await service.start(**_own())
    assert (await _s3_error(await service.client.get("/my-bucket/job.json"), 404))[0] == "NoSuchKey"


async def test_results_in_the_clients_own_bucket_outlive_their_job(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    uri = await _link(service, **_own())
    before = await (await _fetch(service, uri)).read()
    await service.call("DeleteTranscriptionJob", {"TranscriptionJobName": "job"})
    assert await (await _fetch(service, uri)).read() == before


async def test_a_bucket_that_nobody_named(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    assert (await _s3_error(await service.client.get("/s3/bucket/key"), 404))[0] == "NoSuchBucket"
    by_credential = await service.client.get("/bucket/key", headers=signed(service="s3"))
    assert (await _s3_error(by_credential, 404))[0] == "NoSuchBucket"
    presigned = (
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A/20180505/us-east-1/s3/aws4_request&X-Amz-Signature=0"
        "&X-Amz-Date=20180505T232322Z&X-Amz-SignedHeaders=host&X-Amz-Expires=60"
    )
    by_query = await service.client.get(f"/bucket/key?{presigned}")
    assert (await _s3_error(by_query, 404))[0] == "NoSuchBucket"
    older = await service.client.get("/bucket/key?AWSAccessKeyId=A&Signature=0&Expires=1525562602")
    assert (await _s3_error(older, 404))[0] == "NoSuchBucket"
    unmarked = await service.client.get("/bucket/key")
    assert unmarked.headers["Content-Type"] == "application/problem+json"


async def test_other_methods_are_not_allowed(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    response = await service.client.patch("/s3/bucket/key", data=b"x")
    assert (await _s3_error(response, 405))[0] == "MethodNotAllowed"


async def test_what_xml_cannot_carry_is_replaced(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    response = await service.client.session.get(
        URL(str(service.client.make_url("/s3/bucket/")) + "a%00%3C%ED%A0%80", encoded=True)
    )
    body = await response.text()
    assert response.status == 404
    assert ElementTree.fromstring(body).findtext("Key", "").startswith("a\N{REPLACEMENT CHARACTER}<")


async def test_a_download_is_no_poll(make_client: MakeClient) -> None:
    service = await make_service(make_client, f"{FROZEN}\njobs: [{{timeline: [in_progress: {{polls: 1}}, completed]}}]")
    await service.start(**_own())
    for _ in range(3):
        assert (await service.client.get("/my-bucket/job.json")).status == 404
    assert (await service.get())["TranscriptionJobStatus"] == "IN_PROGRESS"
    assert (await service.client.get("/my-bucket/job.json")).status == 200
