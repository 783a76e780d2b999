"""What a team's webhook is told when a job ends (claudio.md "Submit Job")."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from mockserver.providers.claudio import Claudio
from tests.conftest import MakeClient, world
from tests.providers.claudio_client import FROZEN, ClaudioClient

ENDS = "jobs: [{{timeline: [{{in_progress: 60s}}, {end}]}}]\nproviders: {{claudio: {{webhook: '{url}'}}}}\n"


class Receiver:
    """A server of the team's, which keeps what it is told."""

    def __init__(self) -> None:
        self.url = ""
        self.told: list[Any] = []

    async def take(self, request: web.Request) -> web.Response:
        assert request.content_type == "application/json"
        self.told.append(json.loads(await request.read()))
        return web.Response()


@pytest.fixture
async def receiver(aiohttp_server: Callable[[web.Application], Awaitable[TestServer]]) -> Receiver:
    taker = Receiver()
    app = web.Application()
    app.router.add_post("/done", taker.take)
    taker.url = str((await aiohttp_server(app)).make_url("/done"))
    return taker


@pytest.mark.parametrize(("end", "status"), [("completed", "completed"), ("{failed: internal}", "error")])
async def test_webhook_is_told_of_the_end_as_details_tell_it(
    make_client: MakeClient, receiver: Receiver, end: str, status: str
) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=FROZEN + ENDS.format(end=end, url=receiver.url)))

    submitted = (await client.submit()).json
    await world(client.http).agenda.advance(59_999)
    assert receiver.told == []
    await world(client.http).agenda.advance(1)

    assert submitted["msg"] == (
        "SUCCESS: Job[Knee] submitted successfully.\nYour webhook is configured successfully for the current job.\n"
        "We will send a notification to the webhook URL when the job is completed."
    )
    assert receiver.told == [(await client.details(submitted["job_reference_id"])).json]
    assert receiver.told[0]["job_data"]["job_info"]["status"] == status


async def test_links_in_the_webhook_lead_to_the_workspace(make_client: MakeClient, receiver: Receiver) -> None:
    http = await make_client(Claudio(), scenario=FROZEN + ENDS.format(end="completed", url=receiver.url))
    client = ClaudioClient(http, {"key": "ws-blue.k", "secret": "s"})
    await client.job()

    await world(http, "blue").agenda.advance(60_000)

    [told] = receiver.told
    link = told["job_data"]["job_files"]["output_files"]["transcripts"][0]["download_url"]
    assert URL(link).path.startswith("/w/blue/claudio/files/")
    assert (await client.download(link)).status == 200


async def test_nobody_is_told_without_a_webhook(make_client: MakeClient, receiver: Receiver) -> None:
    scenario = FROZEN + ENDS.format(end="completed", url=receiver.url).partition("providers:")[0]
    client = ClaudioClient(await make_client(Claudio(), scenario=scenario))

    reply = await client.submit()
    await world(client.http).agenda.advance(3_600_000)

    assert "polling endpoint" in reply.json["msg"]
    assert receiver.told == []
    assert list(world(client.http).webhooks) == []
