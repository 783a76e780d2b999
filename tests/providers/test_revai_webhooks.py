"""What the client is told when its job ends, and how often that is tried (revai.md §6)."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.conftest import MakeClient, world
from tests.providers.revai_client import FROZEN, V1, V1BETA, connect

SLOW = FROZEN + "jobs: [{timeline: [{in_progress: 60s}, completed]}]\n"
MINUTE_MS = 60_000


@dataclass
class Receiver:
    """A server of the client's. It answers with `statuses` in turn, and then with 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    headers: list[Any] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.headers.append(request.headers)
        self.bodies.append(json.loads(await request.read()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
async def receiver(aiohttp_server: Callable[[web.Application], Awaitable[TestServer]]) -> Receiver:
    taker = Receiver()
    app = web.Application()
    app.router.add_post("/hook", taker.take)
    server = await aiohttp_server(app)
    taker.url = str(server.make_url("/hook"))
    return taker


@pytest.mark.parametrize("root", [V1, V1BETA])
async def test_the_job_is_told_as_get_shows_it(make_client: MakeClient, receiver: Receiver, root: str) -> None:
    client = await connect(make_client, SLOW, root)
    job_id = await client.submitted(callback_url=receiver.url)
    await world(client.http).agenda.advance(MINUTE_MS - 1)
    assert receiver.bodies == []
    await world(client.http).agenda.advance(1)
    assert receiver.bodies == [{"job": (await client.job(job_id)).json}]
    assert receiver.bodies[0]["job"]["status"] == "transcribed"
    assert receiver.bodies[0]["job"]["callback_url"] == receiver.url
    assert receiver.headers[0]["Content-Type"] == "application/json"
    assert "Authorization" not in receiver.headers[0]


async def test_notification_config_brings_its_header_and_stays_hidden(
    make_client: MakeClient, receiver: Receiver
) -> None:
    client = await connect(make_client, SLOW)
    config = {"url": receiver.url, "auth_headers": {"Authorization": "Bearer of-the-client", "X-Other": "no"}}
    await client.submitted(notification_config=config)
    await world(client.http).agenda.advance(MINUTE_MS)
    assert receiver.headers[0]["Authorization"] == "Bearer of-the-client"
    assert "X-Other" not in receiver.headers[0]
    assert "callback_url" not in receiver.bodies[0]["job"]


async def test_a_failure_is_told_as_well(make_client: MakeClient, receiver: Receiver) -> None:
    client = await connect(
        make_client, FROZEN + "jobs: [{timeline: [{in_progress: 1s}, {failed: download_failure}]}]\n"
    )
    await client.submitted(callback_url=receiver.url)
    await world(client.http).agenda.advance(1_000)
    assert receiver.bodies[0]["job"]["failure"] == "download_failure"


async def test_an_end_that_a_poll_brings_is_told_once(make_client: MakeClient, receiver: Receiver) -> None:
    client = await connect(make_client, FROZEN + "jobs: [{timeline: [{in_progress: {polls: 1}}, completed]}]\n")
    job_id = await client.submitted(callback_url=receiver.url)
    for _ in range(3):
        await client.job(job_id)
    await world(client.http).agenda.settle()
    await world(client.http).agenda.advance(MINUTE_MS)
    assert len(receiver.bodies) == 1


async def test_it_is_tried_again_until_it_is_taken(make_client: MakeClient, receiver: Receiver) -> None:
    receiver.statuses = [500, 404]
    client = await connect(make_client, SLOW)
    await client.submitted(callback_url=receiver.url)
    workspace = world(client.http)
    await workspace.agenda.advance(30 * MINUTE_MS)
    assert len(receiver.bodies) == 1
    await workspace.agenda.advance(24 * 60 * MINUTE_MS)
    assert len(receiver.bodies) == 3
    assert receiver.bodies[0] == receiver.bodies[2]
    [delivery] = workspace.webhooks
    assert [attempt.status for attempt in delivery.attempts] == [500, 404, 200]
    assert delivery.delivered


async def test_it_is_tried_every_half_hour_for_a_day(make_client: MakeClient, receiver: Receiver) -> None:
    receiver.statuses = [503] * 100
    client = await connect(make_client, SLOW)
    await client.submitted(callback_url=receiver.url)
    workspace = world(client.http)
    await workspace.agenda.advance(48 * 60 * MINUTE_MS)
    [delivery] = workspace.webhooks
    tried = [attempt.at_ms for attempt in delivery.attempts]
    assert {later - earlier for earlier, later in pairwise(tried)} == {30 * MINUTE_MS}
    assert tried[-1] - tried[0] == 24 * 60 * MINUTE_MS


async def test_a_scenario_can_say_how_often_it_is_tried(make_client: MakeClient, receiver: Receiver) -> None:
    receiver.statuses = [503] * 100
    client = await connect(make_client, SLOW + "webhooks: {attempts: 2, every: 5s}\n")
    await client.submitted(callback_url=receiver.url)
    workspace = world(client.http)
    await workspace.agenda.advance(48 * 60 * MINUTE_MS)
    [delivery] = workspace.webhooks
    first, second = delivery.attempts
    assert second.at_ms - first.at_ms == 5_000


async def test_410_ends_it(make_client: MakeClient, receiver: Receiver) -> None:
    receiver.statuses = [410]
    client = await connect(make_client, SLOW)
    await client.submitted(callback_url=receiver.url)
    workspace = world(client.http)
    await workspace.agenda.advance(24 * 60 * MINUTE_MS)
    assert len(receiver.bodies) == 1
    [delivery] = workspace.webhooks
    assert not delivery.delivered


async def test_a_job_without_a_webhook_tells_nobody(make_client: MakeClient) -> None:
    client = await connect(make_client, SLOW)
    await client.submitted()
    await world(client.http).agenda.advance(MINUTE_MS)
    assert list(world(client.http).webhooks) == []


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/hook", "http://127.0.0.1:99999/hook", "http://8.8.8.8/hook"])
async def test_places_that_nothing_is_sent_to(make_client: MakeClient, url: str) -> None:
    client = await connect(make_client, SLOW)
    await client.submitted(callback_url=url)
    await world(client.http).agenda.advance(MINUTE_MS)
    [delivery] = world(client.http).webhooks
    assert delivery.attempts[0].error
