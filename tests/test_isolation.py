"""Workspaces are worlds of their own, however many of them are busy at once."""

import asyncio

from tests.conftest import Client, MakeClient, world

WORKSPACES = 500
SCENARIO = """
summary: test
clock: {frozen: true}
jobs: [{timeline: [{in_progress: {polls: 2}}, completed]}]
"""


async def live(client: Client, number: int) -> None:
    """Live through jobs of two services in one workspace, addressed by path or by credential, and see nothing else."""
    name = f"busy-{number}"
    root, token = (f"/w/{name}", "token") if number % 2 else ("", f"ws-{name}.token")
    jobs, headers = f"{root}/speechtotext/v1/jobs", {"Authorization": f"Bearer {token}"}
    url = f"https://example.com/{number}.mp3"
    submitted = [await client.post(jobs, json={"media_url": url}, headers=headers) for _ in range(1 + number % 3)]
    ids = [(await answer.json())["id"] for answer in submitted]
    await client.post(f"/w/{name}/_mock/clock/advance", json={"by": number})
    for status in ("in_progress", "in_progress", "transcribed"):
        answer = await client.get(f"{jobs}/{ids[0]}", headers=headers)
        assert (await answer.json())["status"] == status
    listed = await (await client.get(jobs, headers=headers)).json()
    assert [job["id"] for job in listed] == ids[::-1]
    assert {job["media_url"] for job in listed} == {url}


async def test_no_state_crosses_on_one_connection(make_client: MakeClient) -> None:
    """Requests of many workspaces, one after the other on a connection that is kept alive, by path and by credential."""
    client = await make_client(scenario=SCENARIO)
    for number in range(20):
        await live(client, number)
    for number in range(20):
        assert len(await world(client, f"busy-{number}").jobs.latest(10)) == 1 + number % 3
    assert len(client.server.runner.server.connections) == 1  # type: ignore[union-attr]


async def test_no_state_crosses_between_busy_workspaces(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    start_ms = world(client).clock.now()
    await asyncio.gather(*(live(client, number) for number in range(WORKSPACES)))
    for number in range(WORKSPACES):
        workspace = world(client, f"busy-{number}")
        assert len(await workspace.jobs.latest(10)) == 1 + number % 3
        assert len(workspace.journal) == 5 + number % 3
        assert workspace.clock.now() - start_ms >= number * 1000
    assert await world(client).jobs.latest(1) == []
