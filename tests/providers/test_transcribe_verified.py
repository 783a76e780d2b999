"""What clients are told of their signatures, by Amazon Transcribe and by its storage (transcribe.md §1.5, §7.3, §8)."""

import base64
import io
import xml.etree.ElementTree as ET
import zlib
from typing import Any

import pytest
from aiohttp import ClientResponse
from botocore.awsrequest import AWSRequest
from yarl import URL

from mockserver.providers.transcribe import refusals
from mockserver.providers.transcribe.signatures.refusals import Kind
from mockserver.providers.transcribe.storage import refusals as storage_refusals
from tests.conftest import Client, MakeClient, world
from tests.providers.aws_signing import KEY, SECRET, sign, sign_chunks
from tests.providers.transcribe_support import refusal, target

_LIST = target("ListTranscriptionJobs")
_START = b"""{"TranscriptionJobName": "job", "LanguageCode": "en-US", "OutputBucketName": "bucket",
"Media": {"MediaFileUri": "s3://bucket/a.mp3"}}"""


def _scenario(more: str = "", signed_by: str = "workspace") -> str:
    return (
        "summary: t\nclock: {frozen: true, start: 2018-05-05T23:23:22Z}\njobs: [{timeline: [completed]}]\n"
        f"providers: {{transcribe: {{signed_by: {signed_by}}}}}\n"
        f"accounts: {{transcribe: [{{access_key_id: {KEY}, secret_access_key: {SECRET}, signatures: verified{more}}}]}}"
    )


async def _send(client: Client, request: AWSRequest) -> ClientResponse:
    return await client.session.request(
        request.method,
        URL(request.url, encoded=True),
        headers=dict(request.headers.items()),
        data=io.BytesIO(request.data) if request.data else None,
    )


def _signed(client: Client, path: str = "/", operation: str = "ListTranscriptionJobs", **options: Any) -> AWSRequest:
    url = str(client.make_url("/")).rstrip("/") + path
    return sign("POST", url, headers=target(operation), **({"body": b"{}"} | options))


def _stored(client: Client, path: str = "/bucket/job.json", **options: Any) -> AWSRequest:
    return sign("GET", str(client.make_url("/")).rstrip("/") + path, service="s3", **options)


async def _said(client: Client, request: AWSRequest) -> tuple[str, str]:
    kind, text = await refusal(await _send(client, request), 400)
    assert text is not None
    return kind, text


async def _s3_error(client: Client, request: AWSRequest, status: int = 403) -> dict[str, str]:
    response = await _send(client, request)
    text = await response.text()
    assert response.status == status, text
    return {member.tag: member.text or "" for member in ET.fromstring(text)}


def _explanation(client: Client) -> str:
    return list(world(client).journal)[-1].explanation or ""


@pytest.fixture
async def client(make_client: MakeClient) -> Client:
    """A client of a server that verifies, with a job's result in `/bucket/job.json`."""
    client = await make_client(scenario=_scenario())
    response = await _send(client, _signed(client, operation="StartTranscriptionJob", body=_START))
    assert response.status == 200, await response.text()
    return client


def test_each_service_has_words_for_every_refusal() -> None:
    only_s3 = {Kind.OLD_LINK_LACKS, Kind.BAD_OLD_EXPIRES, Kind.NO_BODY_HASH}
    only_s3 |= {Kind.CHUNK_MISMATCH, Kind.TRAILER_MISMATCH, Kind.SMALL_CHUNK}
    assert set(refusals.SAID) == set(Kind) - only_s3
    assert set(Kind) == storage_refusals.SAID


@pytest.mark.parametrize("path", ["/", "/transcribe", "/transcribe/", "/w/default/transcribe"])
@pytest.mark.parametrize("expires_s", [None, 60])
async def test_right_signatures_are_let_in(client: Client, path: str, expires_s: int | None) -> None:
    # In a link's query botocore would put the body as well.
    request = _signed(client, path, body=b"{}" if expires_s is None else b"", expires_s=expires_s)
    assert (await _send(client, request)).status == 200


async def test_a_presigned_request_is_for_the_region_in_its_link(client: Client) -> None:
    request = _signed(client, body=b"", expires_s=60, region="eu-west-1")
    assert await (await _send(client, request)).json(content_type=None) == {"TranscriptionJobSummaries": []}


async def test_a_wrong_secret_is_told_with_what_would_have_been_right(client: Client) -> None:
    kind, text = await _said(client, _signed(client, secret="not it"))
    assert kind == "InvalidSignatureException"
    assert text.startswith(
        "The request signature we calculated does not match the signature you provided. Check your AWS "
    )
    assert "\n\nThe Canonical String for this request should have been\n'POST\n/\n\ncontent-type:" in text
    assert "\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20180505T232322Z\n20180505/us-east-1/" in text
    assert "canonical request:\nPOST\n/\n" in _explanation(client)
    assert KEY not in _explanation(client)


async def test_documentation_ends_there(make_client: MakeClient) -> None:
    client = await make_client(scenario=f"{_scenario()}\nquirks: {{transcribe: documented}}")
    _, text = await _said(client, _signed(client, secret="not it"))
    assert text.endswith("Consult the service documentation for details.")


async def test_a_body_that_was_changed_on_the_way(client: Client) -> None:
    request = _signed(client)
    request.data = b'{"MaxResults": 1}'
    assert (await _said(client, request))[0] == "InvalidSignatureException"


@pytest.mark.parametrize(
    ("date", "text"),
    [
        (
            "20180505T231821Z",
            "Signature expired: 20180505T231821Z is now earlier than 20180505T231822Z (20180505T232322Z - 5 min.)",
        ),
        (
            "20180505T232823Z",
            "Signature not yet current: 20180505T232823Z is still later than 20180505T232822Z (20180505T232322Z + 5 min.)",
        ),
    ],
)
async def test_clocks_that_differ(client: Client, date: str, text: str) -> None:
    assert await _said(client, _signed(client, date=date)) == ("InvalidSignatureException", text)
    assert "That is the workspace's clock." in _explanation(client)


async def test_unless_the_scenario_says_otherwise_clients_sign_by_the_machines_time(make_client: MakeClient) -> None:
    client = await make_client(scenario=_scenario(signed_by="machine"))
    kind, text = await _said(client, _signed(client))
    assert kind == "InvalidSignatureException"
    assert text.startswith("Signature expired: 20180505T232322Z is now earlier than 2")
    assert "`signed_by: workspace`" in _explanation(client)


async def test_a_presigned_request_expires(client: Client) -> None:
    request = _signed(client, body=b"", expires_s=600)
    await world(client).agenda.advance(600_000)
    assert await _said(client, request) == (
        "InvalidSignatureException",
        "Signature expired: 20180505T232322Z is now earlier than 20180505T232322Z (20180505T233322Z - 10 min.)",
    )


async def test_a_presigned_request_lacks_something(client: Client) -> None:
    request = _signed(client, body=b"", expires_s=60)
    request.url = request.url.replace("X-Amz-Date", "X-Date").replace("X-Amz-Expires", "X-Expires")
    assert await _said(client, request) == (
        "IncompleteSignatureException",
        "AWS query-string parameters must include 'X-Amz-Date'. AWS query-string parameters must include "
        "'X-Amz-Expires'. Re-examine the query-string parameters.",
    )


@pytest.mark.parametrize(
    ("was", "becomes", "kind", "text"),
    [
        (
            "X-Amz-Expires=60",
            "X-Amz-Expires=604801",
            "IncompleteSignatureException",
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than "
            "604800 seconds",
        ),
        ("HMAC-SHA256", "HMAC-MD5", "IncompleteSignatureException", "Unsupported AWS 'algorithm': 'AWS4-HMAC-MD5'."),
        (
            "X-Amz-Date=2018",
            "X-Amz-Date=18",
            "IncompleteSignatureException",
            "Date must be in ISO-8601 'basic format'. Got '180505T232322Z'. See http://en.wikipedia.org/wiki/ISO_8601",
        ),
        (
            "%2F20180505%2F",
            "%2F20180504%2F",
            "InvalidSignatureException",
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
            "'20180504' != '20180505', from '20180505T232322Z'.",
        ),
        (
            "SignedHeaders=content-type%3Bhost",
            "SignedHeaders=content-type",
            "InvalidSignatureException",
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        ),
    ],
)
async def test_a_presigned_request_that_is_wrong(client: Client, was: str, becomes: str, kind: str, text: str) -> None:
    request = _signed(client, body=b"", expires_s=60)
    assert was in request.url
    request.url = request.url.replace(was, becomes)
    assert await _said(client, request) == (kind, text)


async def test_a_credential_for_another_service(client: Client) -> None:
    assert await _said(client, _signed(client, service="s3")) == (
        "InvalidSignatureException",
        "Credential should be scoped to correct service: 'transcribe'.",
    )


async def test_a_key_that_nobody_has(client: Client) -> None:
    request = _signed(client)
    request.headers["Authorization"] = request.headers["Authorization"].replace(KEY, "AKIAOTHER")
    unknown = ("UnrecognizedClientException", "The security token included in the request is invalid.")
    assert await _said(client, request) == unknown


async def test_session_tokens(make_client: MakeClient) -> None:
    client = await make_client(scenario=_scenario(", session_token: t/1, session_lasts: 15m"))
    assert (await _send(client, _signed(client, token="t/1"))).status == 200
    for wrong in (None, "t/2"):
        assert (await _said(client, _signed(client, token=wrong)))[0] == "UnrecognizedClientException"
        assert "`session_token`" in _explanation(client)
        assert (await _s3_error(client, _stored(client, token=wrong), 400))["Code"] == "InvalidToken"
    await world(client).agenda.advance(899_999)
    late = {"token": "t/1", "date": "20180505T233822Z"}
    assert (await _send(client, _signed(client, **late))).status == 200
    await world(client).agenda.advance(1)
    expired = ("ExpiredTokenException", "The security token included in the request is expired")
    assert await _said(client, _signed(client, **late)) == expired
    assert (await _s3_error(client, _stored(client, **late), 400))["Code"] == "ExpiredToken"


async def test_a_token_that_the_key_takes_none_of(client: Client) -> None:
    assert (await _said(client, _signed(client, token="t")))[0] == "UnrecognizedClientException"


async def test_accounts_are_looked_at_each_in_its_own_way(make_client: MakeClient) -> None:
    scenario = _scenario().replace("[{access", "[{access_key_id: AKIAOFF, signatures: 'off'}, {access")
    client = await make_client(scenario=scenario)
    request = _signed(client, secret="not it")
    assert (await _said(client, request))[0] == "InvalidSignatureException"
    request.headers["Authorization"] = request.headers["Authorization"].replace(KEY, "AKIAOFF")
    assert (await _send(client, request)).status == 200
    assert (await client.post("/", json={}, headers=_LIST)).status == 200
    assert (await client.patch("/_mock/accounts/transcribe/AKIAOFF", json={"revoked": True})).status == 200
    assert (await client.post("/", json={}, headers=_LIST)).status == 400


async def test_the_credentials_of_a_new_workspace_open_the_storage_as_well(client: Client) -> None:
    opened = await client.post("/_mock/workspaces", json={"name": "other"})
    credentials = (await opened.json())["credentials"]
    assert credentials["s3"] == credentials["transcribe"]
    listed = await (await client.get("/_mock/accounts")).json()
    assert "s3" not in {account["provider"] for account in listed}


@pytest.mark.parametrize("path", ["/bucket/job.json", "/s3/bucket/job.json", "/w/default/s3/bucket/job.json"])
@pytest.mark.parametrize("expires_s", [None, 60])
async def test_storage_opens_for_right_signatures(client: Client, path: str, expires_s: int | None) -> None:
    response = await _send(client, _stored(client, path, expires_s=expires_s))
    assert response.status == 200, await response.text()
    assert (await response.json())["jobName"] == "job"


async def test_storage_stays_closed_to_others(client: Client) -> None:
    response = await client.get("/bucket/job.json")
    assert response.status == 403
    assert "<Code>AccessDenied</Code>" in await response.text()
    assert "an account without `signatures: verified`" in _explanation(client)
    error = await _s3_error(client, _stored(client, secret="not it"))
    assert error["Code"] == "SignatureDoesNotMatch"
    assert error["AWSAccessKeyId"] == KEY
    assert error["CanonicalRequest"].startswith("GET\n/bucket/job.json\n")
    assert error["StringToSign"].startswith("AWS4-HMAC-SHA256\n20180505T232322Z\n20180505/us-east-1/s3/")
    assert len(error["SignatureProvided"]) == 64
    unknown = _stored(client)
    unknown.headers["Authorization"] = unknown.headers["Authorization"].replace(KEY, "AKIAOTHER")
    error = await _s3_error(client, unknown)
    assert (error["Code"], error["AWSAccessKeyId"]) == ("InvalidAccessKeyId", "AKIAOTHER")


async def test_storage_tells_clocks_that_differ(client: Client) -> None:
    error = await _s3_error(client, _stored(client, date="20180505T230821Z"))
    assert error["Code"] == "RequestTimeTooSkewed"
    assert error["RequestTime"] == "20180505T230821Z"
    assert error["ServerTime"] == "2018-05-05T23:23:22Z"
    assert error["MaxAllowedSkewMilliseconds"] == "900000"


@pytest.mark.parametrize("older", [False, True])
async def test_links_expire(client: Client, older: bool) -> None:
    request = _stored(client) if older else _stored(client, expires_s=60)
    if older:
        request.url += f"?AWSAccessKeyId={KEY}&Signature=c2ln&Expires=1525562662"
    await world(client).agenda.advance(60_000)
    error = await _s3_error(client, request)
    assert (error["Code"], error["Message"]) == ("AccessDenied", "Request has expired")
    assert error["Expires"] == error["ServerTime"] == "2018-05-05T23:24:22Z"


async def test_a_link_that_is_not_yet_valid(client: Client) -> None:
    error = await _s3_error(client, _stored(client, expires_s=60, date="20180505T233823Z"))
    assert (error["Code"], error["Message"]) == ("AccessDenied", "Request is not yet valid")


@pytest.mark.parametrize(
    ("was", "becomes", "code", "message"),
    [
        ("X-Amz-Date", "X-Date", "AuthorizationQueryParametersError", "Query-string authentication version 4 requires"),
        ("HMAC-SHA256", "HMAC-MD5", "AuthorizationQueryParametersError", "X-Amz-Algorithm only supports"),
        ("X-Amz-Date=2018", "X-Amz-Date=18", "AuthorizationQueryParametersError", "X-Amz-Date must be in the ISO8601"),
        (
            "X-Amz-Expires=60",
            "X-Amz-Expires=x",
            "AuthorizationQueryParametersError",
            "X-Amz-Expires should be a number",
        ),
        (
            "X-Amz-Expires=60",
            "X-Amz-Expires=-6",
            "AuthorizationQueryParametersError",
            "X-Amz-Expires must be non-negative",
        ),
        (
            "%2Faws4_request",
            "",
            "AuthorizationQueryParametersError",
            "Error parsing the X-Amz-Credential parameter; the ",
        ),
        (
            "%2Fs3%2F",
            "%2Ftranscribe%2F",
            "AuthorizationQueryParametersError",
            'Error parsing the X-Amz-Credential parameter; incorrect service "transcribe". This endpoint belongs to "s3".',
        ),
    ],
)
async def test_a_link_that_is_wrong(client: Client, was: str, becomes: str, code: str, message: str) -> None:
    request = _stored(client, "/s3/bucket/job.json", expires_s=60)
    assert was in request.url
    request.url = request.url.replace(was, becomes)
    error = await _s3_error(client, request, 400)
    assert error["Code"] == code
    assert error["Message"].startswith(message)


@pytest.mark.parametrize(
    ("authorization", "status", "code"),
    [
        ("Bearer token", 400, "InvalidArgument"),
        ("AWS4-HMAC-SHA256 Credential", 400, "AuthorizationHeaderMalformed"),
        ("AWS4-HMAC-SHA256 Credential=a, Signature=b, SignedHeaders=c", 400, "AuthorizationHeaderMalformed"),
        (f"AWS {KEY}:c2ln", 403, "SignatureDoesNotMatch"),
        ("AWS4-HMAC-SHA256 Credential=a", 400, "AuthorizationHeaderMalformed"),
    ],
)
async def test_a_header_that_is_wrong(client: Client, authorization: str, status: int, code: str) -> None:
    request = _stored(client, "/s3/bucket/job.json")
    request.headers.replace_header("Authorization", authorization)
    assert (await _s3_error(client, request, status))["Code"] == code


async def test_links_into_the_services_own_bucket_open_without_an_account(client: Client) -> None:
    body = _START.replace(b'"OutputBucketName": "bucket",', b"").replace(b'"job"', b'"second"')
    await _send(client, _signed(client, operation="StartTranscriptionJob", body=body))
    got = await _send(
        client, _signed(client, operation="GetTranscriptionJob", body=b'{"TranscriptionJobName": "second"}')
    )
    job = (await got.json(content_type=None))["TranscriptionJob"]
    response = await client.session.get(job["Transcript"]["TranscriptFileUri"])
    assert response.status == 200


_SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
_CHUNKS = [b"a" * 9000, b"b" * 8192, b"last"]
_CRC32 = {"x-amz-checksum-crc32": base64.b64encode(zlib.crc32(b"".join(_CHUNKS)).to_bytes(4, "big")).decode()}


def _uploaded(
    client: Client, chunks: list[bytes], trailers: dict[str, str] | None = None, **options: str
) -> AWSRequest:
    """Return the upload of an object in signed chunks, and with signed trailers."""
    headers = {"Content-Encoding": "aws-chunked", "x-amz-decoded-content-length": str(sum(map(len, chunks)))}
    if trailers is not None:
        headers["x-amz-trailer"] = ",".join(trailers)
    payload = _SIGNED if trailers is None else f"{_SIGNED}-TRAILER"
    url = f"{client.make_url('/bucket/key')}"
    request = sign("PUT", url, headers=headers, service="s3", payload=payload)
    request.data = sign_chunks(request, chunks, trailers)
    return request


@pytest.mark.parametrize("trailers", [None, _CRC32])
@pytest.mark.parametrize("chunks", [_CHUNKS, [b"only"], []])
async def test_signed_chunks_are_taken(
    make_client: MakeClient, chunks: list[bytes], trailers: dict[str, str] | None
) -> None:
    client = await make_client(scenario=_scenario())
    if trailers is not None and chunks != _CHUNKS:
        trailers = {"x-amz-meta-any": "thing"}
    response = await _send(client, _uploaded(client, chunks, trailers))
    assert response.status == 200, await response.text()
    stored = await _send(client, _stored(client, "/bucket/key"))
    assert await stored.read() == b"".join(chunks)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"last", b"LAST"),
        (b"b" * 8192, b"c" * 8192),
        (b"0;chunk-signature=", b"0;chunk-signature=0"),
        (b"4;chunk-signature=", b"4;no-signature="),
        (b"4;chunk-signature=", b"4;chunk-signature=\xff"),
        (b"x-amz-trailer-signature:", b"x-amz-trailer-signature:0"),
        (b"x-amz-trailer-signature:", b"x-amz-other:"),
    ],
)
async def test_chunks_that_were_changed_are_refused(make_client: MakeClient, before: bytes, after: bytes) -> None:
    client = await make_client(scenario=_scenario())
    request = _uploaded(client, _CHUNKS, {"x-amz-meta-any": "thing"})
    assert before in request.data
    request.data = request.data.replace(before, after)
    error = await _s3_error(client, request)
    assert error["Code"] == "SignatureDoesNotMatch"
    assert "Chunk " in _explanation(client) or "trailers" in _explanation(client)
    assert (await _send(client, _stored(client, "/bucket/key"))).status == 404


async def test_chunks_in_another_order_are_refused(make_client: MakeClient) -> None:
    client = await make_client(scenario=_scenario())
    request = _uploaded(client, _CHUNKS[:1] * 2)
    first, _, rest = request.data.partition(b"2328;chunk-signature=")[2].partition(b"2328;chunk-signature=")
    request.data = (
        b"2328;chunk-signature="
        + rest.partition(b"0;chunk")[0]
        + b"2328;chunk-signature="
        + first
        + b"0;chunk"
        + (rest.partition(b"0;chunk")[2])
    )
    assert (await _s3_error(client, request))["Code"] == "SignatureDoesNotMatch"


async def test_small_chunks_are_refused_but_for_the_last(make_client: MakeClient) -> None:
    client = await make_client(scenario=_scenario())
    error = await _s3_error(client, _uploaded(client, [b"a" * 8191, b"b"]))
    assert error["Code"] == "InvalidChunkSizeError"


async def test_chunks_are_not_looked_at_unless_signatures_are(make_client: MakeClient) -> None:
    client = await make_client(scenario=_scenario().replace("verified", "well_formed"))
    request = _uploaded(client, [b"a", b"b"])
    request.data = request.data.replace(b"1;chunk-signature=", b"1;chunk-signature=0")
    assert (await _send(client, request)).status == 200


async def test_a_body_that_is_cut_off(make_client: MakeClient) -> None:
    client = await make_client(scenario=_scenario())
    request = _uploaded(client, _CHUNKS)
    request.data = request.data[:10_000]
    assert (await _s3_error(client, request, 400))["Code"] == "IncompleteBody"


async def test_a_body_that_is_too_large_to_tell_who_signed_it(make_client: MakeClient) -> None:
    client = await make_client(scenario=_scenario())
    response = await _send(client, _signed(client, body=b'{"a": "' + b"x" * (5 * 1024**2) + b'"}'))
    assert await refusal(response, 413) == ("RequestEntityTooLargeException", None)
