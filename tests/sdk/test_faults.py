"""Each fault as requests, httpx, aiohttp and boto3 meet it: as the exception that they raise for the real thing."""

import asyncio
import io
from typing import Any

import aiohttp
import boto3
import httpx
import pytest
import requests
from botocore import exceptions as aws
from botocore.config import Config

from mockserver import MockWorkspace

_PATIENCE_S = 0.3
_HEADERS = {"Authorization": "Bearer token"}

BREAKS = [
    "connection_reset",
    "reset_in_headers",
    "reset_in_body",
    "empty_reply",
    "cut_body",
    "malformed_chunk",
    "garbage",
]


@pytest.fixture(
    params=[*BREAKS, "{name: no_answer, for: 5s}", "{name: drip, bytes_per_second: 2}", "{name: stall, for: 5s}"]
)
def fault(request: pytest.FixtureRequest, mockserver: MockWorkspace) -> str:
    """A fault in every answer, by its name."""
    mockserver.use(f"summary: trouble\nclock: {{frozen: true}}\nrequests: [{{fault: {request.param}}}]")
    written = str(request.param)
    return written.partition("name: ")[2].partition(",")[0] or written


def _account(mockserver: MockWorkspace) -> str:
    return f"{mockserver.revai.base_url}/account"


def test_requests(mockserver: MockWorkspace, fault: str) -> None:
    raised = {
        "connection_reset": requests.ConnectionError,
        "reset_in_headers": requests.ConnectionError,
        "reset_in_body": requests.exceptions.ChunkedEncodingError,
        "empty_reply": requests.ConnectionError,
        "cut_body": requests.exceptions.ChunkedEncodingError,
        "malformed_chunk": requests.exceptions.ChunkedEncodingError,
        "garbage": requests.ConnectionError,
        "no_answer": requests.ReadTimeout,
        "drip": requests.ConnectionError,  # a read timeout within the body, by its name in requests
        "stall": requests.ConnectionError,
    }
    with pytest.raises(raised[fault]):
        requests.get(_account(mockserver), headers=_HEADERS, timeout=_PATIENCE_S)


def test_httpx(mockserver: MockWorkspace, fault: str) -> None:
    raised = {
        "connection_reset": httpx.ReadError,
        "reset_in_headers": httpx.ReadError,
        "reset_in_body": httpx.ReadError,
        "empty_reply": httpx.RemoteProtocolError,
        "cut_body": httpx.RemoteProtocolError,
        "malformed_chunk": httpx.RemoteProtocolError,
        "garbage": httpx.RemoteProtocolError,
        "no_answer": httpx.ReadTimeout,
        "drip": httpx.ReadTimeout,
        "stall": httpx.ReadTimeout,
    }
    with pytest.raises(raised[fault]):
        httpx.get(_account(mockserver), headers=_HEADERS, timeout=_PATIENCE_S, trust_env=False)


async def test_aiohttp(mockserver: MockWorkspace, fault: str) -> None:
    raised: dict[str, type[Exception] | tuple[type[Exception], ...]] = {
        "connection_reset": aiohttp.ClientOSError,
        "reset_in_headers": aiohttp.ClientOSError,
        "reset_in_body": aiohttp.ClientPayloadError,
        "empty_reply": aiohttp.ServerDisconnectedError,
        "cut_body": aiohttp.ClientPayloadError,
        # When the broken chunk comes by itself, aiohttp goes on waiting for more: nothing but a bound of one's own ends it.
        "malformed_chunk": (aiohttp.ClientResponseError, TimeoutError),
        "garbage": aiohttp.ClientResponseError,
        "no_answer": aiohttp.SocketTimeoutError,
        "drip": aiohttp.SocketTimeoutError,
        "stall": aiohttp.SocketTimeoutError,
    }
    url = await asyncio.to_thread(_account, mockserver)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(sock_read=_PATIENCE_S)) as session:
        with pytest.raises(raised[fault]):
            async with asyncio.timeout(10 * _PATIENCE_S), session.get(url, headers=_HEADERS) as response:
                await response.read()


def _transcribe(mockserver: MockWorkspace) -> Any:
    config = Config(retries={"total_max_attempts": 1}, read_timeout=_PATIENCE_S)
    return boto3.client("transcribe", config=config, **mockserver.transcribe.client_arguments())


def test_boto3(mockserver: MockWorkspace, fault: str) -> None:
    client = _transcribe(mockserver)
    if fault == "cut_body":
        # It doesn't look at the length of what it got, and takes what it can't parse for an empty answer.
        assert "TranscriptionJobSummaries" not in client.list_transcription_jobs()
        return
    raised = dict.fromkeys(BREAKS, aws.ConnectionClosedError) | dict.fromkeys(
        ("no_answer", "drip", "stall"), aws.ReadTimeoutError
    )
    with pytest.raises(raised[fault]):
        client.list_transcription_jobs()


def test_boto3_gets_through_by_trying_again(mockserver: MockWorkspace) -> None:
    mockserver.use("summary: trouble\nrequests: [{when: {call: 1..2}, fault: connection_reset}]")
    config = Config(retries={"total_max_attempts": 3, "mode": "standard"})
    client = boto3.client("transcribe", config=config, **mockserver.transcribe.client_arguments())
    assert client.list_transcription_jobs()["ResponseMetadata"]["RetryAttempts"] == 2


async def test_an_upload_breaks_off(mockserver: MockWorkspace) -> None:
    await asyncio.to_thread(mockserver.use, "summary: trouble\nrequests: [{fault: {name: upload_reset, after: 1000}}]")
    url, media = f"{mockserver.revai.base_url}/jobs", b"x" * 8_000_000

    def post_with_requests() -> None:
        with pytest.raises(requests.ConnectionError):
            requests.post(url, headers=_HEADERS, files={"media": ("a.mp3", media)}, timeout=5)

    def post_with_httpx() -> None:
        with pytest.raises((httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError)):
            httpx.post(url, headers=_HEADERS, files={"media": ("a.mp3", media)}, timeout=5, trust_env=False)

    await asyncio.to_thread(post_with_requests)
    await asyncio.to_thread(post_with_httpx)
    async with aiohttp.ClientSession() as session:
        form = aiohttp.FormData()
        form.add_field("media", io.BytesIO(media), filename="a.mp3")
        with pytest.raises(aiohttp.ClientOSError):
            await session.post(url, headers=_HEADERS, data=form)


def test_an_upload_breaks_off_in_boto3(mockserver: MockWorkspace) -> None:
    mockserver.use(
        "summary: trouble\nrequests: [{when: {operation: PutObject}, fault: {name: upload_reset, after: 1000}}]"
    )
    config = Config(retries={"total_max_attempts": 1})
    s3 = boto3.client("s3", config=config, **mockserver.transcribe.client_arguments())
    with pytest.raises((aws.ConnectionClosedError, aws.EndpointConnectionError, aws.HTTPClientError)):
        s3.put_object(Bucket="media", Key="a.wav", Body=b"x" * 8_000_000)
    assert mockserver.requests(operation="PutObject")[0].status is None


def test_boto3_uploads_again_what_broke_off(mockserver: MockWorkspace) -> None:
    mockserver.use(
        "summary: trouble\nrequests: [{when: {operation: PutObject, call: 1}, fault: {name: upload_reset, after: 1000}}]"
    )
    config = Config(retries={"total_max_attempts": 2, "mode": "standard"})
    s3 = boto3.client("s3", config=config, **mockserver.transcribe.client_arguments())
    put = s3.put_object(Bucket="media", Key="a.wav", Body=b"x" * 8_000_000)
    assert put["ResponseMetadata"]["RetryAttempts"] == 1
    assert s3.head_object(Bucket="media", Key="a.wav")["ContentLength"] == 8_000_000


def test_boto3_notices_an_object_that_was_cut_short(mockserver: MockWorkspace) -> None:
    mockserver.use("summary: trouble\nrequests: [{when: {operation: GetObject}, fault: cut_body}]")
    s3 = boto3.client("s3", **mockserver.transcribe.client_arguments())
    s3.put_object(Bucket="media", Key="a.txt", Body=b"x" * 1000)
    body = s3.get_object(Bucket="media", Key="a.txt")["Body"]
    with pytest.raises((aws.IncompleteReadError, aws.ResponseStreamingError)):
        body.read()
