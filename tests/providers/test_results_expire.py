"""Results that expire by a scenario's `results_expire`, while their jobs are known and completed as before."""

from typing import Any

import pytest
from yarl import URL

from mockserver.providers.claudio import Claudio
from mockserver.providers.revai.apis.job_family import JobFamily
from tests.conftest import MakeClient, world
from tests.providers.claudio_client import ClaudioClient
from tests.providers.revai_client import FROZEN, connect
from tests.providers.revai_families import connect_to
from tests.providers.test_revai_job_families import every_family_with_result
from tests.providers.transcribe_support import make_service

HOUR_MS = 3_600_000
EXPIRING = FROZEN + "jobs: [{timeline: [completed], results_expire: 1h}]\n"
OUTPUTS = {
    "summarization_config": {"type": "bullets"},
    "translation_config": {"target_languages": [{"language": "es"}]},
}
OUTPUT_PATHS = (
    "transcript",
    "captions",
    "transcript/summary",
    "transcript/translation/es",
    "captions/translation/es",
)


async def test_what_a_job_of_revai_yielded_is_not_found_though_the_job_is(make_client: MakeClient) -> None:
    client = await connect(make_client, EXPIRING)
    job_id = await client.submitted(**OUTPUTS)
    job = (await client.job(job_id)).json
    await world(client.http).agenda.advance(HOUR_MS - 1)
    assert [(await client.output(job_id, path)).status for path in OUTPUT_PATHS] == [200] * len(OUTPUT_PATHS)
    await world(client.http).agenda.advance(1)
    for path in OUTPUT_PATHS:
        reply = await client.output(job_id, path)
        assert (reply.status, reply.json["title"]) == (404, "could not find job")
    explanation = list(world(client.http).journal)[-1].explanation
    assert explanation == f"What job {job_id} yielded was deleted at 2018-05-06T00:23:22.290Z."
    assert (await client.job(job_id)).json == job
    assert (await client.jobs()).json == [job]
    assert (await client.output(job_id, "transcript", "image/png")).status == 406


@every_family_with_result
async def test_results_of_revais_other_apis_expire_too(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family, EXPIRING)
    job_id = await client.submitted()
    assert (await client.result(job_id)).status == 200
    await world(client.api.http).agenda.advance(HOUR_MS)
    assert (await client.result(job_id)).status == 404
    assert (await client.get(job_id)).json["status"] == family.view.completed


async def test_a_transcript_of_claudio_becomes_a_pdf(make_client: MakeClient) -> None:
    scenario = EXPIRING + "providers: {claudio: {retention: 7d}}"
    client = ClaudioClient(await make_client(Claudio(), scenario=scenario))
    job_id = await client.job()

    async def kind() -> str:
        link = (await client.poll(job_id)).json["transcript_url"][0]
        return str((await client.download(link)).headers["Content-Type"])

    await world(client.http).agenda.advance(HOUR_MS - 1)
    assert (await kind()).startswith("text/plain")
    await world(client.http).agenda.advance(1)
    assert await kind() == "application/pdf"
    assert (await client.poll(job_id)).json["msg"] == "SUCCESS: Job completed. "


@pytest.mark.parametrize("members", [{}, {"OutputBucketName": "mine", "OutputKey": "a/b.json"}])
async def test_a_uri_of_amazons_leads_nowhere(make_client: MakeClient, members: dict[str, Any]) -> None:
    service = await make_service(make_client, EXPIRING)
    await service.start(**members)

    async def fetched() -> tuple[int, str]:
        uri = (await service.get())["Transcript"]["TranscriptFileUri"]
        response = await service.client.session.get(URL(uri, encoded=True))
        return response.status, await response.text()

    await world(service.client).agenda.advance(HOUR_MS - 1)
    assert (await fetched())[0] == 200
    await world(service.client).agenda.advance(1)
    status, text = await fetched()
    assert (status, "<Code>NoSuchKey</Code>" in text) == (404, True)
    assert (await service.get())["TranscriptionJobStatus"] == "COMPLETED"
    if members:
        assert "<Key>" not in await (await service.client.get("/mine?list-type=2")).text()


async def test_a_job_that_ends_later_keeps_its_results_as_long(make_client: MakeClient) -> None:
    scenario = FROZEN + "jobs: [{timeline: [{in_progress: 1d}, completed], results_expire: {uniform: [1h, 1h]}}]\n"
    client = await connect(make_client, scenario)
    job_id = await client.submitted()
    assert (await client.transcript(job_id)).status == 409
    await world(client.http).agenda.advance(25 * HOUR_MS - 1)
    assert (await client.transcript(job_id)).status == 200
    await world(client.http).agenda.advance(1)
    assert (await client.transcript(job_id)).status == 404
