"""AWS's own SDKs against accounts whose signatures are verified (transcribe.md §8), in Python and in JavaScript."""

import datetime
import urllib.error
import urllib.request
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from mockserver import MockWorkspace
from tests.sdk.conftest import RunNode

KEY, SECRET, TOKEN = "AKIAEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "session/token+1="
_SCENARIO = """
summary: t
clock: {{frozen: true, start: 2018-05-05T23:23:22Z}}
jobs: [{{timeline: [completed]}}]
accounts:
  transcribe:
    - {{access_key_id: {key}, secret_access_key: {secret}, signatures: verified}}
    - {{access_key_id: ASIAEXAMPLE, secret_access_key: {secret}, signatures: verified, session_token: {token}}}
    - {{access_key_id: ASIAEXPIRED, secret_access_key: {secret}, signatures: verified, session_token: t, session_lasts: 0}}
"""


@pytest.fixture
def server(mockserver: MockWorkspace) -> MockWorkspace:
    return mockserver.use(_SCENARIO.format(key=KEY, secret=SECRET, token=TOKEN))


def _client(
    server: MockWorkspace,
    service: str = "transcribe",
    *,
    key: str = KEY,
    secret: str = SECRET,
    token: str | None = None,
    prefix: str = "",
    **config: Any,
) -> Any:
    return boto3.client(
        service,
        endpoint_url=server.url + prefix,
        region_name="eu-west-1",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=Config(retries={"total_max_attempts": 1}, **config),
    )


def _start(client: Any, **members: Any) -> None:
    client.start_transcription_job(
        TranscriptionJobName="talk", LanguageCode="en-US", Media={"MediaFileUri": "s3://bucket/é.mp3"}, **members
    )


def _refusal(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    response = error.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize("prefix", ["", "/transcribe"])
@pytest.mark.parametrize(("key", "token"), [(KEY, None), ("ASIAEXAMPLE", TOKEN)])
def test_boto3_is_let_in(server: MockWorkspace, prefix: str, key: str, token: str | None) -> None:
    client = _client(server, prefix=prefix, key=key, token=token)
    _start(client)
    assert client.list_transcription_jobs()["TranscriptionJobSummaries"][0]["TranscriptionJobName"] == "talk"


@pytest.mark.parametrize(
    ("credentials", "code"),
    [
        ({"secret": "not it"}, "InvalidSignatureException"),
        ({"key": "AKIAOTHER"}, "UnrecognizedClientException"),
        ({"token": "t"}, "UnrecognizedClientException"),
        ({"key": "ASIAEXAMPLE", "token": "other"}, "UnrecognizedClientException"),
        ({"key": "ASIAEXAMPLE"}, "UnrecognizedClientException"),
        ({"key": "ASIAEXPIRED", "token": "t"}, "ExpiredTokenException"),
    ],
)
def test_boto3_is_refused(server: MockWorkspace, credentials: dict[str, Any], code: str) -> None:
    with pytest.raises(ClientError) as error:
        _client(server, **credentials).list_transcription_jobs()
    assert _refusal(error) == (code, 400)


@pytest.mark.parametrize(
    ("credentials", "refusal"),
    [
        ({"secret": "not it"}, ("SignatureDoesNotMatch", 403)),
        ({"key": "AKIAOTHER"}, ("InvalidAccessKeyId", 403)),
        ({"key": "ASIAEXAMPLE", "token": "other"}, ("InvalidToken", 400)),
        ({"key": "ASIAEXPIRED", "token": "t"}, ("ExpiredToken", 400)),
    ],
)
@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_boto3_is_refused_by_the_storage(
    server: MockWorkspace, credentials: dict[str, Any], refusal: tuple[str, int], version: str
) -> None:
    _start(_client(server), OutputBucketName="bucket")
    with pytest.raises(ClientError) as error:
        _client(server, "s3", signature_version=version, **credentials).get_object(Bucket="bucket", Key="talk.json")
    assert _refusal(error) == refusal


@pytest.mark.parametrize("apart", [-10, 10])
def test_a_clock_that_is_wrong(server: MockWorkspace, monkeypatch: pytest.MonkeyPatch, apart: int) -> None:
    now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=apart)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: now)
    with pytest.raises(ClientError, match="Signature expired" if apart < 0 else "Signature not yet current") as error:
        _client(server).list_transcription_jobs()
    assert _refusal(error) == ("InvalidSignatureException", 400)


def test_a_clock_that_is_wrong_for_the_storage(server: MockWorkspace, monkeypatch: pytest.MonkeyPatch) -> None:
    _start(_client(server), OutputBucketName="bucket")
    now = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=20)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: now)
    with pytest.raises(ClientError) as error:
        _client(server, "s3").get_object(Bucket="bucket", Key="talk.json")
    assert _refusal(error) == ("RequestTimeTooSkewed", 403)


def test_a_body_that_is_changed_after_it_was_signed(server: MockWorkspace) -> None:
    client = _client(server)
    client.meta.events.register("before-send.transcribe.StartTranscriptionJob", _changed)
    with pytest.raises(ClientError) as error:
        _start(client)
    assert _refusal(error) == ("InvalidSignatureException", 400)


def _changed(request: Any, **_: Any) -> None:
    """Change a request that was signed already."""
    request.body = request.body.replace(b"talk", b"walk")


@pytest.mark.parametrize("version", ["s3v4", "s3"])
@pytest.mark.parametrize("prefix", ["", "/s3"])
@pytest.mark.parametrize(("key", "token"), [(KEY, None), ("ASIAEXAMPLE", TOKEN)])
def test_presigned_links_open(server: MockWorkspace, version: str, prefix: str, key: str, token: str | None) -> None:
    _start(_client(server), OutputBucketName="bucket", OutputKey="a'(b)/talk.json")
    storage = _client(server, "s3", prefix=prefix, key=key, token=token, signature_version=version)
    where = {"Bucket": "bucket", "Key": "a'(b)/talk.json"}
    assert storage.get_object(**where)["Body"].read()
    link = storage.generate_presigned_url("get_object", Params=where | {"ResponseContentType": "text/plain"})
    with urllib.request.urlopen(link) as response:
        assert response.status == 200
    assert _status(link.replace("Signature=", "Signature=0")) == (403, "SignatureDoesNotMatch")
    assert _status(link.replace("%28b%29", "%28c%29")) == (403, "SignatureDoesNotMatch")


@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_presigned_links_expire(server: MockWorkspace, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _start(_client(server), OutputBucketName="bucket")
    storage = _client(server, "s3", signature_version=version)
    if version == "s3v4":
        an_hour_ago = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
        monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: an_hour_ago)
    link = storage.generate_presigned_url(
        "get_object", Params={"Bucket": "bucket", "Key": "talk.json"}, ExpiresIn=60 if version == "s3v4" else -60
    )
    assert _status(link) == (403, "AccessDenied")


def _status(link: str) -> tuple[int, str]:
    """Return the status and the code of the error that a link yields."""
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(link)
    text = error.value.read().decode()
    return error.value.code, text.partition("<Code>")[2].partition("</Code>")[0]


def test_javascript(server: MockWorkspace, run_node: RunNode) -> None:
    told = run_node("aws_signatures.mjs", MOCKSERVER_URL=server.url, AWS_KEY=KEY, AWS_SECRET=SECRET, AWS_TOKEN=TOKEN)
    assert told == {
        "right": "talk",
        "token": "talk",
        "secret": "InvalidSignatureException",
        "key": "UnrecognizedClientException",
        "otherToken": "UnrecognizedClientException",
        "noToken": "UnrecognizedClientException",
        "tampered": "InvalidSignatureException",
        "skewed": "InvalidSignatureException",
        "object": "talk",
        "objectSecret": "SignatureDoesNotMatch",
        "link": [200, ""],
        "linkWithToken": [200, ""],
        "expiredLink": [403, "AccessDenied"],
        "changedLink": [403, "SignatureDoesNotMatch"],
    }
