"""Verified signatures where the client takes its credentials from what the pytest fixture hands out, or finds around it."""

import json
import urllib.request
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from mockserver import MockWorkspace

_VERIFIED = """
summary: t
jobs: [{timeline: [completed]}]
accounts: {transcribe: [{access_key_id: AKIAREAL, secret_access_key: real-secret, signatures: verified%s}]}
providers: {transcribe: {media_must_exist: true, storage: {create_buckets: false}}}
"""
_WITH_TOKEN = _VERIFIED % ", session_token: real-token"


@pytest.mark.parametrize("scenario", [_VERIFIED % "", _WITH_TOKEN])
def test_credentials_that_are_handed_out_sign(mockserver: MockWorkspace, scenario: str) -> None:
    endpoint = mockserver.use(scenario).transcribe
    _upload_and_transcribe(endpoint.boto3("s3"), endpoint.boto3())
    with pytest.raises(ClientError, match="signature we calculated does not match"):
        endpoint.boto3(aws_secret_access_key="wrong").list_transcription_jobs()


@pytest.mark.scenario(_WITH_TOKEN)
def test_credentials_in_the_environment_sign(mockserver: MockWorkspace) -> None:
    _upload_and_transcribe(boto3.client("s3"), boto3.client("transcribe"))


def _upload_and_transcribe(s3: Any, transcribe: Any) -> None:
    s3.create_bucket(Bucket="media")
    s3.put_object(Bucket="media", Key="talk.wav", Body=b"hello")
    name = {"TranscriptionJobName": "job"}
    transcribe.start_transcription_job(**name, LanguageCode="en-US", Media={"MediaFileUri": "s3://media/talk.wav"})
    job = transcribe.get_transcription_job(**name)["TranscriptionJob"]
    with urllib.request.urlopen(job["Transcript"]["TranscriptFileUri"]) as response:
        assert json.load(response)["jobName"] == "job"
