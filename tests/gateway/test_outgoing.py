"""The way out for webhooks."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from mockserver.engine.webhooks import DeliveryFailed, Webhook
from mockserver.gateway.outgoing import Outgoing

StartServer = Callable[..., Awaitable[TestServer]]


@pytest.fixture
async def outgoing() -> AsyncIterator[Outgoing]:
    outgoing = Outgoing(timeout_s=5)
    yield outgoing
    await outgoing.close()


async def receiver(aiohttp_server: StartServer, status: int = 200) -> tuple[TestServer, list[Any]]:
    received: list[Any] = []

    async def receive(request: web.Request) -> web.Response:
        received.append((request.path, await request.read(), dict(request.headers)))
        return web.Response(status=status, headers={"Location": "http://192.0.2.1/"})

    app = web.Application()
    app.router.add_post("/{path:.*}", receive)
    return await aiohttp_server(app), received


async def test_a_webhook_is_posted_as_it_is(outgoing: Outgoing, aiohttp_server: StartServer) -> None:
    server, received = await receiver(aiohttp_server)
    webhook = Webhook(str(server.make_url("/hook")), b'{"job": 1}', {"Authorization": "Bearer x"})
    assert await outgoing.send(webhook) == 200
    ((path, body, headers),) = received
    assert (path, body) == ("/hook", b'{"job": 1}')
    assert (headers["Authorization"], headers["Content-Type"]) == ("Bearer x", "application/json")


async def test_its_own_headers_go_before_the_user_in_the_url(outgoing: Outgoing, aiohttp_server: StartServer) -> None:
    server, received = await receiver(aiohttp_server)
    url = str(server.make_url("/hook").with_user("me").with_password("pass"))
    assert await outgoing.send(Webhook(url, b"", {"Authorization": "Bearer x"})) == 200
    assert await outgoing.send(Webhook(url, b"")) == 200
    assert [headers["Authorization"] for *_, headers in received] == ["Bearer x", "Basic bWU6cGFzcw=="]


async def test_redirects_are_not_followed(outgoing: Outgoing, aiohttp_server: StartServer) -> None:
    server, received = await receiver(aiohttp_server, 307)
    assert await outgoing.send(Webhook(str(server.make_url("/")), b"")) == 307
    assert len(received) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8/",
        "http://[2001:4860:4860::8888]/",
        "http://[::ffff:8.8.8.8]/",
        "http://169.254.169.254/",
        "http://[fe80::1]/",
        "http://0x08080808/",
        "http://134744072/",
    ],
)
async def test_public_addresses_are_not_called_however_they_are_written(outgoing: Outgoing, url: str) -> None:
    with pytest.raises(DeliveryFailed, match=r"neither loopback nor private|not a canonical IPv4 address"):
        await outgoing.send(Webhook(url, b""))


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "ftp://127.0.0.1/", "http://", "http://127.0.0.1:1/", "http://127.0.0.1:99999/", "http://[::1/"],
)
async def test_what_can_not_be_called_fails_with_a_sentence(outgoing: Outgoing, url: str) -> None:
    with pytest.raises(DeliveryFailed, match="can't be reached"):
        await outgoing.send(Webhook(url, b""))


async def test_headers_that_http_can_not_carry_fail_with_a_sentence(outgoing: Outgoing) -> None:
    with pytest.raises(DeliveryFailed, match="can't be reached"):
        await outgoing.send(Webhook("http://127.0.0.1:1/", b"", {"Authorization": "a\r\nb: c"}))
