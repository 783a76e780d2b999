"""AWS's SDK at the services' real host names, redirected as a network alias would: nothing is set but the CA."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import boto3
import pytest
import requests

from mockserver.client import MockServer

REGIONS = {
    "us-east-1": "s3.us-east-1.amazonaws.com",
    "eu-west-1": "s3.eu-west-1.amazonaws.com",
    "cn-north-1": "s3.cn-north-1.amazonaws.com.cn",
}


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer(tls=True) as server:
        yield server


@pytest.fixture(autouse=True)
def aliases(server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead every name at the port of HTTPS to the server, and trust its CA."""
    find, tls_port = socket.getaddrinfo, int((server.https_url or "").rpartition(":")[2])

    def found(host: str, port: int | None, *rest: Any, **named: Any) -> Any:
        return find("127.0.0.1", tls_port, *rest, **named) if port == 443 else find(host, port, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    for variable in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(variable, str(server.ca_file))


@contextmanager
def client(service: str, region: str, key: str = "key") -> Iterator[Any]:
    with closing(
        boto3.client(service, region_name=region, aws_access_key_id=key, aws_secret_access_key="secret")
    ) as made:
        yield made


def transcript_uri(region: str, key: str = "key", **members: str) -> str:
    """Return where the transcript of a job is that has completed."""
    name = "-".join(["talk", *members.values()]).replace(".", "-")
    with client("transcribe", region, key) as transcribe:
        transcribe.start_transcription_job(
            TranscriptionJobName=name, LanguageCode="en-US", Media={"MediaFileUri": "s3://talks/talk.mp3"}, **members
        )
        while True:  # the default scenario takes two polls
            job = transcribe.get_transcription_job(TranscriptionJobName=name)["TranscriptionJob"]
            if job["TranscriptionJobStatus"] == "COMPLETED":
                uri: str = job["Transcript"]["TranscriptFileUri"]
                return uri


@pytest.mark.parametrize("region", REGIONS)
def test_a_transcript_is_fetched_from_the_storage(region: str) -> None:
    uri = transcript_uri(region)
    assert uri.startswith(f"https://{REGIONS[region]}/aws-transcribe-{region}-prod/")
    assert requests.get(uri).json()["jobName"] == "talk"


@pytest.mark.parametrize("region", REGIONS)
def test_a_transcript_in_ones_own_bucket(region: str) -> None:
    uri = transcript_uri(region, OutputBucketName=f"results-{region}", OutputKey="talk.json")
    assert uri == f"https://{REGIONS[region]}/results-{region}/talk.json"
    assert requests.get(uri).json()["jobName"] == f"talk-results-{region}-talk-json"
    with client("s3", region) as s3:
        assert b"talk-results" in s3.get_object(Bucket=f"results-{region}", Key="talk.json")["Body"].read()


def test_the_link_leads_to_the_workspace_of_the_credential() -> None:
    uri = transcript_uri("us-east-1", "ws-other.key")
    assert uri.startswith("https://s3.us-east-1.amazonaws.com/w/other/aws-transcribe-us-east-1-prod/")
    assert requests.get(uri).status_code == 200


@pytest.mark.parametrize("region", REGIONS)
def test_a_bucket_in_the_host_and_an_upload_in_parts(region: str) -> None:
    bucket = f"media-{region}"
    with client("s3", region) as s3:
        upload = s3.create_multipart_upload(Bucket=bucket, Key="a b")["UploadId"]
        tag = s3.upload_part(Bucket=bucket, Key="a b", UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
        parts = {"Parts": [{"PartNumber": 1, "ETag": tag}]}
        done = s3.complete_multipart_upload(Bucket=bucket, Key="a b", UploadId=upload, MultipartUpload=parts)
        host = "s3.amazonaws.com" if region == "us-east-1" else REGIONS[region]
        assert done["Location"] == f"https://{bucket}.{host}/a%20b"
        assert s3.get_object(Bucket=bucket, Key="a b")["Body"].read() == b"x"
