"""How long links open, and what they yield when the transcript behind them was deleted (claudio.md "Poll Job")."""

import pytest

from mockserver.providers.claudio import Claudio
from tests.conftest import MakeClient, world
from tests.providers.claudio_client import DOCUMENT, DONE, FROZEN, ClaudioClient

DAY_MS = 86_400_000


async def _links(client: ClaudioClient, job_id: str) -> list[str]:
    return list((await client.poll(job_id)).json["transcript_url"])


async def test_transcripts_become_a_pdf_when_retention_is_over(make_client: MakeClient) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=DONE + "providers: {claudio: {retention: 7d}}"))
    job_id = await client.job(attachments=[DOCUMENT], profile_name="IME")
    old = await _links(client, job_id)

    await world(client.http).agenda.advance(7 * DAY_MS - 1)
    assert [(await client.download(link)).headers["Content-Type"] for link in await _links(client, job_id)] != []
    assert (await client.download((await _links(client, job_id))[0])).headers["Content-Type"].startswith("text/plain")
    assert (await client.download(old[0])).status == 403
    await world(client.http).agenda.advance(1)

    for link in [*await _links(client, job_id), *old]:
        deleted = await client.download(link)
        assert (deleted.status, deleted.headers["Content-Type"]) == (200, "application/pdf")
        assert 'filename="IME.pdf"' in deleted.headers["Content-Disposition"]
        assert deleted.body.startswith(b"%PDF-1.4\n")
        assert f"The transcript of job {job_id} was deleted on 2024-05-12 at 23:23:22 UTC,".encode() in deleted.body
        assert b"retention period of 7 days." in deleted.body


async def test_media_and_fields_outlive_their_transcripts(make_client: MakeClient) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=DONE))
    job_id = await client.job(attachments=[DOCUMENT])
    await world(client.http).agenda.advance(31 * DAY_MS)

    files = (await client.details(job_id)).json["job_data"]["job_files"]

    outputs = files["output_files"]
    links = [file["download_url"] for file in [*files["input_files"], *outputs["processed_input_media"]]]
    kinds = [
        (await client.download(link)).headers["Content-Type"] for link in [*links, outputs["extracted_fields_url"]]
    ]
    assert "application/pdf" not in kinds
    deleted = await client.download(outputs["transcripts"][0]["download_url"])
    assert deleted.headers["Content-Type"] == "application/pdf"


async def test_forged_links_yield_nothing_of_what_was_deleted(make_client: MakeClient) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=DONE))
    [link, _] = await _links(client, await client.job())
    await world(client.http).agenda.advance(31 * DAY_MS)

    assert (await client.download(link.partition("?")[0])).status == 403


async def test_retention_begins_with_the_end_of_the_job(make_client: MakeClient) -> None:
    scenario = FROZEN + "jobs: [{timeline: [{in_progress: 10d}, completed]}]\nproviders: {claudio: {retention: 1d}}"
    client = ClaudioClient(await make_client(Claudio(), scenario=scenario))
    job_id = await client.job()

    await world(client.http).agenda.advance(11 * DAY_MS - 1)
    assert (await client.download((await _links(client, job_id))[0])).headers["Content-Type"].startswith("text/plain")
    await world(client.http).agenda.advance(1)
    assert (await client.download((await _links(client, job_id))[0])).headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(("life", "ms"), [("10m", 600_000), ("2d", 2 * DAY_MS)])
async def test_links_live_as_long_as_is_said_and_are_renewed(make_client: MakeClient, life: str, ms: int) -> None:
    client = ClaudioClient(
        await make_client(Claudio(), scenario=f"{DONE}providers: {{claudio: {{link_life: {life}}}}}")
    )
    job_id = await client.job()
    [link, _] = await _links(client, job_id)

    await world(client.http).agenda.advance(ms - 1)
    assert (await client.download(link)).status == 200
    await world(client.http).agenda.advance(1)

    expired = await client.download(link)
    assert expired.status == 403
    assert expired.json == {"success": False, "msg": "ERROR: The link's signature is missing, wrong or expired."}
    assert (await client.download((await _links(client, job_id))[0])).status == 200
