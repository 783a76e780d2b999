"""boto3 against a running server, with nothing set but the endpoint, a region and dummy credentials."""

import json
import urllib.error
import urllib.request
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

from mockserver import MockServer, MockWorkspace

_TWO_POLLS = "summary: t\nclock: {frozen: true}\njobs: [{timeline: [{in_progress: {polls: 2}}, completed]}]"
_NO_PAUSE = {"Delay": 0, "MaxAttempts": 10}


@pytest.fixture
def server(mockserver: MockWorkspace) -> MockWorkspace:
    return mockserver.use(_TWO_POLLS)


def _client(server: MockWorkspace, key: str = "AKIAEXAMPLE", service: str = "transcribe", **config: Any) -> Any:
    return boto3.client(
        service,
        endpoint_url=server.url,
        region_name="eu-west-1",
        aws_access_key_id=key,
        aws_secret_access_key="secret",
        config=Config(**config) if config else None,
    )


def _start(client: Any, name: str = "job", **members: Any) -> Any:
    request = {"LanguageCode": "en-US", "Media": {"MediaFileUri": "s3://bucket/talk.mp3"}} | members
    return client.start_transcription_job(TranscriptionJobName=name, **request)["TranscriptionJob"]


def _get(client: Any, name: str = "job") -> Any:
    return client.get_transcription_job(TranscriptionJobName=name)["TranscriptionJob"]


def _code(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    response = error.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_a_job_is_started_polled_and_its_transcript_read(server: MockWorkspace) -> None:
    client = _client(server)
    job = _start(client)
    assert job["TranscriptionJobStatus"] == "IN_PROGRESS"
    assert job["StartTime"].tzinfo is not None
    assert [_get(client)["TranscriptionJobStatus"] for _ in range(2)] == ["IN_PROGRESS"] * 2
    done = _get(client)
    assert done["TranscriptionJobStatus"] == "COMPLETED"
    assert done["MediaFormat"] == "mp3"
    uri = done["Transcript"]["TranscriptFileUri"]
    assert uri.startswith(f"{server.url}/aws-transcribe-eu-west-1-prod/")
    with urllib.request.urlopen(uri) as response:
        document = json.load(response)
    assert document["jobName"] == "job"
    assert document["results"]["transcripts"][0]["transcript"]


def test_the_waiter_waits_until_the_job_completed(server: MockWorkspace) -> None:
    client = _client(server)
    _start(client)
    client.get_waiter("transcription_job_completed").wait(TranscriptionJobName="job", WaiterConfig=_NO_PAUSE)
    assert _get(client)["TranscriptionJobStatus"] == "COMPLETED"


def test_the_waiter_tells_a_failure(mockserver: MockWorkspace) -> None:
    scenario = "summary: t\njobs: [{timeline: [{in_progress: {polls: 1}}, {failed: invalid_media}]}]"
    server = mockserver.use(scenario)
    client = _client(server)
    _start(client)
    waiter = client.get_waiter("transcription_job_completed")
    with pytest.raises(WaiterError) as error:
        waiter.wait(TranscriptionJobName="job", WaiterConfig=_NO_PAUSE)
    assert error.value.last_response["TranscriptionJob"]["FailureReason"] == "Unsupported media format."


def test_time_takes_a_job_on(mockserver: MockWorkspace) -> None:
    scenario = "summary: t\nclock: {frozen: true}\njobs: [{timeline: [{queued: 5s}, {in_progress: 20s}, completed]}]"
    server = mockserver.use(scenario)
    client = _client(server)
    assert "StartTime" not in _start(client)
    assert _get(client)["TranscriptionJobStatus"] == "QUEUED"
    server.clock.advance("5s")
    job = _get(client)
    assert job["TranscriptionJobStatus"] == "IN_PROGRESS"
    assert (job["StartTime"] - job["CreationTime"]).total_seconds() == 5
    server.clock.advance("20s")
    assert _get(client)["TranscriptionJobStatus"] == "COMPLETED"


def test_all_pages_of_a_list_are_read(server: MockWorkspace) -> None:
    client = _client(server)
    for number in range(12):
        _start(client, f"job-{number}")
    names: list[str] = []
    token: dict[str, str] = {}
    pages = 0
    while True:
        page = client.list_transcription_jobs(**token)
        names += [job["TranscriptionJobName"] for job in page["TranscriptionJobSummaries"]]
        pages += 1
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert names == [f"job-{number}" for number in range(11, -1, -1)]
    assert pages == 3


def test_a_deleted_job_is_gone(server: MockWorkspace) -> None:
    client = _client(server)
    _start(client)
    client.get_waiter("transcription_job_completed").wait(TranscriptionJobName="job", WaiterConfig=_NO_PAUSE)
    client.delete_transcription_job(TranscriptionJobName="job")
    assert client.list_transcription_jobs()["TranscriptionJobSummaries"] == []
    with pytest.raises(client.exceptions.BadRequestException) as error:
        _get(client)
    assert error.value.response["Message"].startswith("The requested job couldn't be found.")


def test_a_job_that_goes_on_is_not_deleted(server: MockWorkspace) -> None:
    client = _client(server)
    _start(client)
    with pytest.raises(client.exceptions.BadRequestException, match="couldn't be deleted"):
        client.delete_transcription_job(TranscriptionJobName="job")


def test_a_name_is_taken_once(server: MockWorkspace) -> None:
    client = _client(server)
    _start(client)
    with pytest.raises(client.exceptions.ConflictException, match="already exists"):
        _start(client)


def test_an_unknown_key_is_refused(mockserver: MockWorkspace) -> None:
    scenario = "summary: t\naccounts: {transcribe: [{access_key_id: AKIAKNOWN}]}"
    server = mockserver.use(scenario)
    assert _client(server, "AKIAKNOWN").list_transcription_jobs()["TranscriptionJobSummaries"] == []
    with pytest.raises(ClientError) as error:
        _client(server, "AKIAOTHER").list_transcription_jobs()
    assert _code(error) == ("UnrecognizedClientException", 400)


def test_who_may_not_is_refused(mockserver: MockWorkspace) -> None:
    server = mockserver.use("summary: t\nrequests: [{when: {credential: guest*}, error: access_denied}]")
    with pytest.raises(ClientError) as error:
        _client(server, "guest").list_transcription_jobs()
    assert _code(error) == ("AccessDeniedException", 400)
    assert "not authorized to perform: transcribe:ListTranscriptionJobs" in str(error.value)


def test_a_job_that_was_never_started_is_not_found(mockserver: MockWorkspace) -> None:
    client = _client(mockserver.use("summary: as observed"))
    with pytest.raises(client.exceptions.BadRequestException, match="couldn't be found"):
        _get(client, "other")
    client = _client(mockserver.use("summary: as documented\nquirks: {transcribe: documented}"))
    with pytest.raises(client.exceptions.NotFoundException):
        _get(client, "other")


_THROTTLED = "summary: t\nrequests: [{when: {call: 1}, error: rate_limited}]"


def test_throttling_is_told_and_tried_again(mockserver: MockWorkspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    server = mockserver.use(_THROTTLED)
    with pytest.raises(ClientError) as error:
        _client(server, retries={"total_max_attempts": 1}).list_transcription_jobs()
    assert _code(error) == ("ThrottlingException", 400)
    server = mockserver.use(_THROTTLED)
    answer = _client(server).list_transcription_jobs()
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1


def test_a_key_addresses_a_workspace(mockserver: MockWorkspace, mockserver_server: MockServer) -> None:
    mockserver.use(_TWO_POLLS)
    client = _client(mockserver_server, f"ws-{mockserver.name}")
    _start(client)
    client.get_waiter("transcription_job_completed").wait(TranscriptionJobName="job", WaiterConfig=_NO_PAUSE)
    uri = _get(client)["Transcript"]["TranscriptFileUri"]
    assert uri.startswith(f"{mockserver.url}/aws-transcribe-eu-west-1-prod/")
    with urllib.request.urlopen(uri) as response:
        assert json.load(response)["status"] == "COMPLETED"


def test_results_lie_in_the_clients_own_bucket(server: MockWorkspace) -> None:
    client, s3 = _client(server), _client(server, service="s3")
    _start(client, OutputBucketName="my-bucket", OutputKey="out/", Subtitles={"Formats": ["vtt"]})
    client.get_waiter("transcription_job_completed").wait(TranscriptionJobName="job", WaiterConfig=_NO_PAUSE)
    client.delete_transcription_job(TranscriptionJobName="job")
    document = json.load(s3.get_object(Bucket="my-bucket", Key="out/job.json")["Body"])
    assert document["jobName"] == "job"
    assert s3.get_object(Bucket="my-bucket", Key="out/job.vtt")["Body"].read().startswith(b"WEBVTT\n")
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket="my-bucket", Key="out/other.json")
    with pytest.raises(ClientError) as error:
        s3.head_object(Bucket="my-bucket", Key="out/other.json")
    assert _code(error) == ("404", 404)
    with pytest.raises(s3.exceptions.NoSuchBucket):
        s3.get_object(Bucket="no-bucket", Key="out/job.json")


def test_a_link_expires(server: MockWorkspace) -> None:
    client = _client(server)
    _start(client)
    client.get_waiter("transcription_job_completed").wait(TranscriptionJobName="job", WaiterConfig=_NO_PAUSE)
    uri = _get(client)["Transcript"]["TranscriptFileUri"]
    server.clock.advance("901s")
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(uri)
    with error.value as response:
        assert response.code == 403
        assert b"<Message>Request has expired</Message>" in response.read()
    fresh = _get(client)["Transcript"]["TranscriptFileUri"]
    assert fresh != uri
    with urllib.request.urlopen(fresh) as response:
        assert response.status == 200
