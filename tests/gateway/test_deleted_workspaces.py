"""Requests on their way to a workspace while that is deleted or begins anew: they act neither there nor in its successor."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from mockserver.app import WORKSPACES
from tests.conftest import FROZEN, MakeClient, until, world
from tests.gateway.toy import Toy


@pytest.mark.parametrize("address", ["POST /w/x/jobs", "PUT /w/x/stream", "PUT /stream"])
@pytest.mark.parametrize("opened_again", [False, True])
async def test_an_upload_does_not_bring_its_workspace_back(
    make_client: MakeClient, address: str, opened_again: bool
) -> None:
    client = await make_client(Toy())
    method, path = address.split()
    workspaces, deleted = client.app[WORKSPACES], asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"{"
        await deleted.wait()
        yield b"}"

    upload = asyncio.create_task(client.request(method, path, data=body(), headers={"X-Token": "ws-x.token"}))
    await until(lambda: "x" in workspaces)
    assert (await client.delete("/_mock/workspaces/x")).status == 204
    if opened_again:
        assert (await client.put("/_mock/workspaces/x")).status == 200
    deleted.set()
    answer = await upload
    assert (answer.status, answer.content_type) == (404, "application/problem+json")
    assert "The workspace 'x' was deleted while the request was on its way." in await answer.text()
    assert ("x" in workspaces) is opened_again
    assert not opened_again or not await workspaces["x"].jobs.named("job-1")
    assert (await client.post("/w/x/jobs")).status == 200


ENDINGS: list[Callable[[Any], Any]] = [
    lambda client: client.post("/_mock/reset"),
    lambda client: client.put("/_mock/scenario", json={"yaml": FROZEN}),
    lambda client: client.delete("/_mock/workspaces/default"),
]


@pytest.mark.parametrize("end", ENDINGS)
@pytest.mark.parametrize("late", ["hold: true", "delay: 5s"])
async def test_a_request_that_is_late_does_not_act_in_the_next_world(
    make_client: MakeClient, late: str, end: Callable[[Any], Any]
) -> None:
    waiting, over = asyncio.Event(), asyncio.Event()

    async def pause(_: float) -> None:
        waiting.set()
        await over.wait()

    rules = f"[{{when: {{operation: SubmitJob, call: 1}}, {late}, then: {{signal: go}}}}, {{then: after}}]"
    client = await make_client(
        Toy(),
        scenario=f"{FROZEN}\nphases: [before, after]\njobs: [{{timeline: [{{queued: {{signal: go}}}}, completed]}}]\n"
        f"requests: {rules}",
        pause=pause,
    )
    submission = asyncio.create_task(client.post("/jobs"))
    await waiting.wait()
    assert (await end(client)).status < 300
    over.set()
    answer = await submission
    assert (answer.status, answer.content_type) == (409, "application/problem+json")
    assert "was reset, given another scenario or deleted while the request was on its way" in await answer.text()
    assert not await world(client).jobs.named("job-1")
    assert world(client).phase in ("before", "")
    assert not list(world(client).journal)
    assert (await client.post("/jobs")).status == 200


async def test_an_upload_does_not_act_in_the_next_world(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    begun, reset = asyncio.Event(), asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"{"
        begun.set()
        await reset.wait()
        yield b"}"

    upload = asyncio.create_task(client.post("/jobs", data=body()))
    await begun.wait()
    assert (await client.get("/jobs/none")).status == 404
    assert (await client.post("/_mock/reset")).status < 300
    reset.set()
    assert (await upload).status == 409
    assert not list(world(client).journal)
