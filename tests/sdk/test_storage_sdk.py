"""boto3's S3 client against a running server, with nothing set but the endpoint, a region and dummy credentials."""

import hashlib
import io
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from mockserver import MockServer, MockWorkspace

_BIG = os.urandom(9 * 1024**2)
_FROZEN = "summary: t\nclock: {frozen: true, start: 2018-05-05T23:23:22Z}"


@pytest.fixture
def server(mockserver: MockWorkspace) -> MockWorkspace:
    return mockserver.use(_FROZEN)


def _client(server: MockWorkspace, **config: Any) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=server.url,
        region_name="eu-west-1",
        aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": 1}, **config),
    )


@pytest.fixture
def s3(server: MockWorkspace) -> Any:
    client = _client(server)
    client.create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return client


def _refusal(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    response = error.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_buckets(s3: Any) -> None:
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["bucket"]
    assert s3.get_bucket_location(Bucket="bucket")["LocationConstraint"] == "eu-west-1"
    assert s3.head_bucket(Bucket="bucket")["BucketRegion"] == "eu-west-1"
    with pytest.raises(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="bucket", Key="key", Body=b"x")
    with pytest.raises(ClientError) as error:
        s3.delete_bucket(Bucket="bucket")
    assert _refusal(error) == ("BucketNotEmpty", 409)
    s3.delete_object(Bucket="bucket", Key="key")
    s3.delete_bucket(Bucket="bucket")
    with pytest.raises(ClientError) as error:
        s3.head_bucket(Bucket="bucket")
    assert _refusal(error) == ("404", 404)
    s3.get_waiter("bucket_not_exists").wait(Bucket="bucket")


def test_objects(s3: Any) -> None:
    put = s3.put_object(
        Bucket="bucket", Key="a b/é+.wav", Body=b"hello", ContentType="audio/wav", Metadata={"note": "x"}
    )
    assert put["ETag"] == f'"{hashlib.md5(b"hello").hexdigest()}"'
    assert put["ChecksumCRC32"] == "NhCmhg=="
    got = s3.get_object(Bucket="bucket", Key="a b/é+.wav", ChecksumMode="ENABLED")
    assert got["Body"].read() == b"hello"
    assert (got["ContentType"], got["Metadata"], got["ContentLength"]) == ("audio/wav", {"note": "x"}, 5)
    assert got["LastModified"].isoformat() == "2018-05-05T23:23:22+00:00"
    part = s3.get_object(Bucket="bucket", Key="a b/é+.wav", Range="bytes=1-2", ResponseContentType="text/plain")
    assert (part["Body"].read(), part["ContentRange"], part["ContentType"]) == (b"el", "bytes 1-2/5", "text/plain")
    s3.copy_object(Bucket="bucket", Key="copy", CopySource={"Bucket": "bucket", "Key": "a b/é+.wav"})
    assert s3.head_object(Bucket="bucket", Key="copy")["Metadata"] == {"note": "x"}
    with pytest.raises(ClientError) as error:
        s3.get_object(Bucket="bucket", Key="copy", IfNoneMatch=put["ETag"])
    assert _refusal(error) == ("304", 304)
    deleted = s3.delete_objects(Bucket="bucket", Delete={"Objects": [{"Key": "copy"}, {"Key": "a b/é+.wav"}]})
    assert [each["Key"] for each in deleted["Deleted"]] == ["copy", "a b/é+.wav"]
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket="bucket", Key="copy")


def test_lists(s3: Any) -> None:
    for key in ("a", "b/1", "b/2 é", "c"):
        s3.put_object(Bucket="bucket", Key=key, Body=b"x")
    for lists in ("list_objects_v2", "list_objects"):
        pages = list(s3.get_paginator(lists).paginate(Bucket="bucket", PaginationConfig={"PageSize": 2}))
        assert [entry["Key"] for page in pages for entry in page["Contents"]] == ["a", "b/1", "b/2 é", "c"]
        assert len(pages) == 2
        rolled = getattr(s3, lists)(Bucket="bucket", Delimiter="/")
        assert [prefix["Prefix"] for prefix in rolled["CommonPrefixes"]] == ["b/"]
        assert [entry["Key"] for entry in rolled["Contents"]] == ["a", "c"]


def test_files_in_parts(s3: Any, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(_BIG)
    s3.upload_file(str(source), "bucket", "big", ExtraArgs={"ContentType": "audio/wav"})
    head = s3.head_object(Bucket="bucket", Key="big")
    assert head["ETag"].endswith('-2"')
    assert (head["ContentType"], head["ContentLength"]) == ("audio/wav", len(_BIG))
    s3.copy({"Bucket": "bucket", "Key": "big"}, "bucket", "copy")
    s3.download_file("bucket", "copy", str(target))
    assert target.read_bytes() == _BIG


def test_an_upload_in_parts_by_hand(s3: Any) -> None:
    upload = s3.create_multipart_upload(Bucket="bucket", Key="key")["UploadId"]
    named = {"Bucket": "bucket", "Key": "key", "UploadId": upload}
    tag = s3.upload_part(**named, PartNumber=1, Body=b"only")["ETag"]
    assert [part["Size"] for part in s3.list_parts(**named)["Parts"]] == [4]
    assert [each["UploadId"] for each in s3.list_multipart_uploads(Bucket="bucket")["Uploads"]] == [upload]
    s3.complete_multipart_upload(**named, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": tag}]})
    assert s3.get_object(Bucket="bucket", Key="key")["Body"].read() == b"only"
    other = s3.create_multipart_upload(Bucket="bucket", Key="key")["UploadId"]
    s3.abort_multipart_upload(Bucket="bucket", Key="key", UploadId=other)
    with pytest.raises(s3.exceptions.NoSuchUpload):
        s3.list_parts(Bucket="bucket", Key="key", UploadId=other)


@pytest.mark.parametrize("signature", ["s3", "s3v4"])
def test_presigned_urls(server: MockWorkspace, s3: Any, signature: str) -> None:
    signer = _client(server, signature_version=signature)
    address = {"Bucket": "bucket", "Key": "folder/a b.txt"}
    put = urllib.request.Request(
        signer.generate_presigned_url("put_object", address), data=b"hello", method="PUT", headers={"Content-Type": ""}
    )
    with urllib.request.urlopen(put) as answer:
        assert answer.status == 200
    asked = {**address, "ResponseContentType": "text/html"}
    with urllib.request.urlopen(signer.generate_presigned_url("get_object", asked)) as answer:
        assert answer.read() == b"hello"
        assert answer.headers["Content-Type"] == "text/html"
    head = urllib.request.Request(signer.generate_presigned_url("head_object", address), method="HEAD")
    with urllib.request.urlopen(head) as answer:
        assert answer.headers["Content-Length"] == "5"
    missing = signer.generate_presigned_url("get_object", {"Bucket": "bucket", "Key": "none"})
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(missing)


def test_a_stream_of_unknown_length_comes_framed(s3: Any) -> None:
    s3.upload_fileobj(io.BytesIO(b"hello"), "bucket", "key")
    assert s3.get_object(Bucket="bucket", Key="key")["Body"].read() == b"hello"


def test_over_https_every_body_comes_framed() -> None:
    with MockServer(tls=True) as mock:
        client = boto3.client(
            "s3",
            endpoint_url=mock.https_url,
            region_name="us-east-1",
            aws_access_key_id="AKIAEXAMPLE",
            aws_secret_access_key="secret",
            verify=str(mock.ca_file),
        )
        put = client.put_object(Bucket="bucket", Key="key", Body=b"hello", ContentEncoding="gzip")
        assert put["ChecksumCRC32"] == "NhCmhg=="
        head = client.head_object(Bucket="bucket", Key="key")
        assert (head["ContentLength"], head["ContentEncoding"]) == (5, "gzip")
        client.upload_fileobj(io.BytesIO(_BIG), "bucket", "big")
        assert client.get_object(Bucket="bucket", Key="big")["Body"].read() == _BIG
        client.close()


def test_what_is_not_emulated_says_so(s3: Any) -> None:
    with pytest.raises(ClientError) as error:
        s3.get_bucket_acl(Bucket="bucket")
    assert _refusal(error) == ("NotImplemented", 501)


@pytest.mark.parametrize("signature", ["s3", "s3v4"])
def test_verified_signatures_hold_for_uploads_and_links(mockserver: MockWorkspace, signature: str) -> None:
    account = "{access_key_id: AKIAEXAMPLE, secret_access_key: secret, signatures: verified}"
    server = mockserver.use(f"summary: t\naccounts: {{transcribe: [{account}]}}")
    client, address = _client(server), {"Bucket": "bucket", "Key": "a b/é+.wav"}
    client.put_object(**address, Body=b"hello", Metadata={"note": "x"})
    assert client.get_object(**address)["Body"].read() == b"hello"
    client.upload_fileobj(io.BytesIO(_BIG), "bucket", "big")
    assert client.list_objects_v2(Bucket="bucket", Prefix="b")["Contents"][0]["Size"] == len(_BIG)
    client.delete_objects(Bucket="bucket", Delete={"Objects": [{"Key": "big"}]})
    url = _client(server, signature_version=signature).generate_presigned_url("get_object", address)
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == b"hello"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(url.replace("a%20b", "c"))


def test_a_first_upload_creates_its_bucket_unless_the_scenario_minds(mockserver: MockWorkspace) -> None:
    client = _client(mockserver.use(_FROZEN))
    client.put_object(Bucket="new-bucket", Key="key", Body=b"x")
    assert [bucket["Name"] for bucket in client.list_buckets()["Buckets"]] == ["new-bucket"]
    strict = f"{_FROZEN}\nproviders: {{transcribe: {{storage: {{create_buckets: false}}}}}}"
    client = _client(mockserver.use(strict))
    with pytest.raises(client.exceptions.NoSuchBucket):
        client.put_object(Bucket="new-bucket", Key="key", Body=b"x")
