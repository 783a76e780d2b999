"""Requests on their way to a workspace while that is deleted: they neither bring it back nor get into its successor."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from mockserver.app import WORKSPACES
from tests.conftest import MakeClient, until
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
