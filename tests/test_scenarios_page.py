"""The examples in docs/scenarios.md do what the page says."""

import io
import re
import shlex
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientPayloadError
from click.testing import CliRunner

from mockserver.cli import main
from tests.conftest import Client, MakeClient, world

PAGE = (Path(__file__).parents[1] / "docs" / "scenarios.md").read_text("utf-8")
EXAMPLES = {
    re.findall(r"summary: (.*)", example)[0]: example for example in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
}
REVAI = {"Authorization": "Bearer token"}
JOBS = "/speechtotext/v1/jobs"


async def example(make_client: MakeClient, summary: str, waited: list[float] | None = None) -> Client:
    async def pause(seconds: float) -> None:
        if waited is not None:
            waited.append(seconds)

    return await make_client(scenario=EXAMPLES[summary], pause=pause)


async def submit(client: Client, url: str = "https://x/a.mp3", token: str = "token", **options: object) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return (await client.post(JOBS, json={"media_url": url, **options}, headers=headers)).status


SHOWN = re.findall(r"\$ mockserver ((?:explain|plan) .*)\n(.+(?:\n.*)*?)\n```", PAGE)


@pytest.mark.parametrize(("command", "output"), SHOWN)
def test_commands_print_what_the_page_shows(command: str, output: str) -> None:
    done = CliRunner().invoke(main, shlex.split(command))
    assert done.output.rstrip() == output


async def test_trouble_for_some(make_client: MakeClient) -> None:
    client = await example(make_client, "Trouble for some.")
    assert await submit(client) == 200
    assert await submit(client, language="de", skip_punctuation=True) == 400
    assert await submit(client, skip_punctuation=True) == 200
    assert await submit(client, token="colleague-1", language="de", skip_punctuation=True) == 200
    assert [await submit(client, "https://x/a.pdf") for _ in range(4)] == [503, 503, 503, 200]
    job = (await (await client.post(JOBS, json={"media_url": "https://x/a.mp3"}, headers=REVAI)).json())["id"]
    statuses = [(await client.get(f"{JOBS}/{job}", headers=REVAI)).status for _ in range(5)]
    assert statuses == [200, 200, 500, 200, 200]


async def test_the_deployment_in_the_eu(make_client: MakeClient) -> None:
    client = await example(make_client, "The deployment in the EU, whose tokens begin with eu.")

    async def get(path: str, token: str) -> tuple[int, str]:
        answer = await client.get(path, headers={"Authorization": f"Bearer {token}"})
        return answer.status, "" if answer.status == 200 else (await answer.json()).get("type", "").rpartition("/")[2]

    assert await get(JOBS, "us-1") == (403, "access-denied")
    assert await get(JOBS, "eu-1") == (200, "")
    assert await get("/languageid/v1/jobs", "eu-1") == (200, "")
    for path in "/topic_extraction/v1/jobs", "/alignment/v1/jobs/x/transcript", "/speechtotext/v1/vocabularies/x":
        assert await get(path, "eu-1") == (404, "unsupported-api")
    assert await submit(client, token="eu-1") == 200
    assert await submit(client, token="eu-1", transcriber="human") == 400
    assert await submit(client, token="eu-1", custom_vocabulary_id="cv1") == 400


async def test_twelve_seconds_are_left(make_client: MakeClient) -> None:
    client = await example(make_client, "Twelve seconds are left.")
    answer = await client.post(JOBS, json={"media_url": "https://x/a.mp3"}, headers=REVAI)
    said = await answer.json()
    assert (answer.status, said["current_balance"]) == (403, 12)
    assert said["detail"] == "You have only 12 seconds remaining"
    assert answer.headers["X-Support"] == "https://example.com/help"


async def test_slow_in_three_ways(make_client: MakeClient) -> None:
    waited: list[float] = []
    client = await example(make_client, "Slow in three ways.", waited)
    assert await submit(client) == 200
    assert waited == [30]
    await client.get("/speechtotext/v1/account", headers=REVAI)
    assert 0 < waited[-1] < 10
    await client.get(f"{JOBS}/none/transcript", headers=REVAI)
    assert (len(waited), waited[-1]) == (4, 3)


async def test_an_upload_breaks_off_and_a_transcript_comes_in_half(make_client: MakeClient) -> None:
    client = await example(make_client, "The first upload breaks off, and a transcript comes in half.")
    with pytest.raises(ClientError):
        await client.post(JOBS, data={"media": io.BytesIO(b"x" * 900_000)}, headers=REVAI)
    answer = await client.post(JOBS, data={"media": io.BytesIO(b"x" * 1000)}, headers=REVAI)
    assert answer.status == 200
    broken = 0
    for _ in range(30):
        try:
            await (await client.get(f"{JOBS}/none/transcript", headers=REVAI)).read()
        except ClientPayloadError:
            broken += 1
    assert 0 < broken < 30
    start = {"X-Amz-Target": "Transcribe.StartTranscriptionJob"}
    with pytest.raises(ClientError):
        await client.post("/", data=b"{}", headers=start)


async def test_limits(make_client: MakeClient) -> None:
    client = await example(make_client, "Ten submissions a minute, a hundred other calls a second.")
    world(client).clock.freeze()
    assert [await submit(client) for _ in range(4)] == [200, 200, 200, 429]
    assert await submit(client, token="other") == 200
    await world(client).agenda.advance(6_000)
    assert [await submit(client) for _ in range(2)] == [200, 429]


async def test_an_outage_begins_and_ends(make_client: MakeClient) -> None:
    client = await example(make_client, "After the fifth call, eight fail; then all is well.")
    statuses = [await submit(client) for _ in range(20)]
    assert statuses == [200] * 5 + [503] * 8 + [200] * 7


async def test_a_teapot(make_client: MakeClient) -> None:
    client = await example(make_client, "A teapot, and a proxy in front of it.")
    answer = await client.get("/speechtotext/v1/account", headers={**REVAI, "X-Team": "beta"})
    said = await answer.json()
    assert (answer.status, set(said), said["job"]) == (418, {"hello", "job"}, None)
    assert answer.headers["X-Request"] == answer.headers["X-Mockserver-Request-Id"]
