"""What rules for requests may depend on, at each provider: media, names, metadata, region, and the job that is asked for."""

import io
import json
from typing import Any

import pytest
from aiohttp import ClientResponse

from tests.conftest import FROZEN, Client, MakeClient

TRANSCRIBE = (
    "AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-west-1/transcribe/aws4_request, SignedHeaders=host, Signature=0"
)
POLLS = "jobs: [{timeline: [{in_progress: {polls: 1}}, completed]}]"


async def server(make_client: MakeClient, when: str) -> Client:
    return await make_client(scenario=f"{FROZEN}\n{POLLS}\nrequests: [{{when: {when}, respond: {{status: 418}}}}]")


class Caller:
    """Submits and reads a job of one provider."""

    def __init__(self, client: Client, provider: str) -> None:
        self._client = client
        self._provider = provider

    async def submit(self, name: str = "nightly") -> tuple[int, str]:
        """Submit a job, and return the status of the answer with the job's id."""
        said: dict[str, Any]
        if self._provider == "revai":
            body: dict[str, Any] = {"media_url": "https://x/nightly.mp3", "metadata": "team-1"}
            answer = await self._client.post("/speechtotext/v1/jobs", json=body, headers={"Authorization": "Bearer t"})
        elif self._provider == "claudio":
            files = [{"audio_filename": "nightly.mp3", "audio_location": "https://x/other.mp3"}]
            body = {"key": "k", "secret": "s", "job_name": name, "audio_files": files}
            answer = await self._client.post("/claudio/jobs/submit", json=body)
        else:
            media = {"MediaFileUri": "s3://b/nightly.mp3"}
            request = {"TranscriptionJobName": name, "LanguageCode": "en-US", "Media": media}
            answer = await self._transcribe("StartTranscriptionJob", request)
        if answer.status != 200:
            return answer.status, ""
        said = json.loads(await answer.text())
        return 200, said.get("id") or said.get("job_reference_id") or name

    async def read(self, job: str) -> int:
        if self._provider == "revai":
            return (
                await self._client.get(f"/speechtotext/v1/jobs/{job}", headers={"Authorization": "Bearer t"})
            ).status
        if self._provider == "claudio":
            body = {"key": "k", "secret": "s"}
            return (await self._client.post(f"/claudio/jobs/{job}/details", json=body)).status
        return (await self._transcribe("GetTranscriptionJob", {"TranscriptionJobName": job})).status

    async def _transcribe(self, operation: str, body: dict[str, Any]) -> ClientResponse:
        headers = {
            "X-Amz-Target": f"Transcribe.{operation}",
            "Authorization": TRANSCRIBE,
            "X-Amz-Date": "20260101T000000Z",
            "Content-Type": "application/x-amz-json-1.1",
        }
        return await self._client.post("/", data=json.dumps(body), headers=headers)


each_provider = pytest.mark.parametrize("provider", ["revai", "claudio", "transcribe"])


@each_provider
@pytest.mark.parametrize("when", ["{media: nightly.mp3}", "{name: 'nightly*'}"])
async def test_a_submission_is_known_before_it_is_taken_in(make_client: MakeClient, provider: str, when: str) -> None:
    caller = Caller(await server(make_client, when), provider)
    assert (await caller.submit())[0] == 418


@each_provider
@pytest.mark.parametrize("when", ["{media: nightly.mp3, method: [GET, POST]}", "{name: 'nightly*'}"])
async def test_a_job_is_known_when_it_is_asked_for(make_client: MakeClient, provider: str, when: str) -> None:
    reads = (
        f"{{any: [{{operation: GetJob}}, {{operation: GetJobDetails}}, {{operation: GetTranscriptionJob}}], {when[1:]}"
    )
    caller = Caller(await server(make_client, reads), provider)
    status, job = await caller.submit()
    assert (status, await caller.read(job)) == (200, 418)


@each_provider
async def test_a_status_is_that_before_the_poll(make_client: MakeClient, provider: str) -> None:
    caller = Caller(await server(make_client, "{status: completed}"), provider)
    _, job = await caller.submit()
    assert [await caller.read(job), await caller.read(job)] == [200, 418]


@each_provider
async def test_each_job_has_a_count_of_its_own(make_client: MakeClient, provider: str) -> None:
    reads = "{operation: [GetJob, GetJobDetails, GetTranscriptionJob], call: 2, per: job}"
    caller = Caller(await server(make_client, reads), provider)
    one, other = [(await caller.submit(f"nightly-{number}"))[1] for number in range(2)]
    assert [await caller.read(job) for job in (one, other, one, other, one)] == [200, 200, 418, 418, 200]


async def test_metadata_of_revai(make_client: MakeClient) -> None:
    caller = Caller(await server(make_client, "{metadata: 'team-*'}"), "revai")
    assert (await caller.submit())[0] == 418


async def test_the_region_of_transcribe(make_client: MakeClient) -> None:
    assert (await Caller(await server(make_client, "{region: eu-*}"), "transcribe").submit())[0] == 418
    assert (await Caller(await server(make_client, "{region: us-*}"), "transcribe").submit())[0] == 200


async def test_a_form_of_revai(make_client: MakeClient) -> None:
    client = await server(make_client, "{media: a.mp3, metadata: m, body: {$.options.language: de}}")
    media = io.BytesIO(b"x")
    media.name = "a.mp3"
    form = {"media": media, "options": '{"metadata": "m", "language": "de"}'}
    answer = await client.post("/speechtotext/v1/jobs", data=form, headers={"Authorization": "Bearer t"})
    assert answer.status == 418


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"5",
        b'{"media_url": 5, "source_config": 5, "metadata": []}',
        b'{"source_config": {"url": []}}',
        b'{"job_name": {}, "audio_files": 5, "attachments": [5, {"filename": []}]}',
        b'{"audio_files": {"a": 1}}',
        b'{"TranscriptionJobName": [], "Media": 5}',
        b'{"Media": {"MediaFileUri": {}}, "XJobName": 5}',
    ],
)
async def test_whatever_is_sent_is_looked_at(make_client: MakeClient, body: bytes) -> None:
    client = await server(make_client, "{media: '*', name: x, metadata: x, region: x, status: queued}")
    headers = {"Content-Type": "application/json", "Authorization": "Bearer t"}
    for path, more in [
        ("/speechtotext/v1/jobs", {}),
        ("/claudio/jobs/submit", {}),
        ("/transcribe", {"X-Amz-Target": "Transcribe.StartTranscriptionJob"}),
    ]:
        assert (await client.post(path, data=body, headers=headers | more)).status in (400, 401, 403)
