"""Operations that are WebSockets."""

import asyncio
import logging
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from mockserver.engine.journal import Entry
from mockserver.gateway.call import Call
from mockserver.gateway.sockets import Socket
from tests.conftest import FROZEN, Client, MakeClient, until, world
from tests.gateway.toy import Toy

RULES = f"""\
{FROZEN}
requests:
  - when: {{operation: Talk, credential: slow}}
    delay: 80ms
    error: teapot
  - when: {{operation: Talk, credential: refused}}
    error: refused
  - when: {{operation: Talk, credential: canned}}
    respond: {{status: 503, body: busy}}
"""


async def closed(socket: ClientWebSocketResponse) -> tuple[int | None, str | None]:
    """Return the code and the reason by which the server closes next."""
    message = await socket.receive()
    assert message.type is WSMsgType.CLOSE, message
    return message.data, message.extra


async def last_entry(client: Client, number: int = 1) -> Entry:
    """Return the journal's entry of that number, which is its newest, when the server has got round to it."""
    await until(lambda: len(world(client).journal) == number)
    return list(world(client).journal)[-1]


async def test_a_conversation_goes_both_ways_and_is_one_entry_of_the_journal(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    socket = await client.ws_connect("/talk")
    assert await socket.receive_json() == "hello"
    assert (len(world(client).journal), world(client).sessions.count("toy/*")) == (0, 1)
    await socket.send_str("echo")
    assert await socket.receive_json() == "echo"
    await socket.send_bytes(b"123")
    assert await socket.receive_json() == 3
    await socket.send_str("stop")
    code, reason = await closed(socket)
    assert (code, reason) == (4000, ("stopped" * 100)[:123])
    entry = await last_entry(client)
    assert (entry.operation, entry.status, entry.close_code) == ("Talk", 101, 4000)
    assert len(world(client).sessions) == 0


async def test_a_ping_is_answered(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    socket = await client.ws_connect("/talk", autoping=False)
    await socket.receive()
    await socket.ping(b"are you there?")
    message = await socket.receive()
    assert (message.type, message.data) == (WSMsgType.PONG, b"are you there?")


async def test_the_handshake_carries_the_headers_of_every_answer(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    socket = await client.ws_connect("/w/one/talk")
    headers = socket._response.headers
    await socket.close()
    await until(lambda: len(world(client, "one").journal))
    (entry,) = world(client, "one").journal
    assert headers["X-Mockserver-Request-Id"] == entry.id
    assert (headers["X-Toy"], headers["Server"].partition("/")[0]) == ("1", "mockserver")


async def test_an_error_opens_and_closes_where_the_provider_says_so(make_client: MakeClient) -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    client = await make_client(Toy(), scenario=RULES, pause=pause)
    for token, name in ("slow", "teapot"), ("bad", "unauthorized"):
        socket = await client.ws_connect("/talk", headers={"X-Token": token})
        assert await closed(socket) == (4001, name)
    assert waited == [0.08]
    entry = await last_entry(client, 2)
    assert (entry.status, entry.close_code, entry.explanation) == (101, 4001, "The token is bad.")


@pytest.mark.parametrize(("token", "status"), [("refused", 400), ("canned", 503)])
async def test_a_handshake_may_be_refused(make_client: MakeClient, token: str, status: int) -> None:
    client = await make_client(Toy(), scenario=RULES)
    with pytest.raises(WSServerHandshakeError) as error:
        await client.ws_connect("/talk", headers={"X-Token": token})
    assert error.value.status == status
    entry = await last_entry(client)
    assert (entry.status, entry.close_code) == (status, None)


async def test_an_error_in_a_conversation_closes_it(make_client: MakeClient, caplog: pytest.LogCaptureFixture) -> None:
    client = await make_client(Toy())
    for said, close in ("fail", (4001, "teapot")), ("break", (1011, "server_error")):
        socket = await client.ws_connect("/talk")
        await socket.receive()
        await socket.send_str(said)
        assert await closed(socket) == close
    assert "This is a mistake in mockserver" in caplog.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Upgrade": "websocket"},
        {"Upgrade": "websocket", "Connection": "upgrade"},
        {"Upgrade": "websocket", "Connection": "upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "short"},
        {"Upgrade": "websocket", "Connection": "upgrade", "Sec-WebSocket-Version": "12"},
        {"Upgrade": "websocket", "Connection": "upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "é" * 24},
        {"Upgrade": "h2c", "Connection": "upgrade"},
    ],
)
async def test_what_is_no_upgrade_is_told(make_client: MakeClient, headers: dict[str, str]) -> None:
    client = await make_client(Toy())
    answer = await client.get("/talk", headers=headers)
    assert (answer.status, (await answer.json())["toy_error"]) == (400, "upgrade_required")
    answer = await client.get("/talk", headers=headers | {"X-Token": "bad"})
    assert (answer.status, (await answer.json())["toy_error"]) == (401, "unauthorized")


async def test_a_client_that_goes_away_is_noticed(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    socket = await client.ws_connect("/talk")
    await socket.close(code=4321)
    assert (await last_entry(client)).close_code == 4321
    socket = await client.ws_connect("/talk")
    await socket.receive()
    socket._writer.transport.abort()
    assert (await last_entry(client, 2)).close_code == 1006


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\x83\x80\0\0\0\0", 1002),  # an opcode that there isn't
        (b"\xf1\x80\0\0\0\0", 1002),  # reserved bits
        (b"\x89\xfe\x00\x7e\0\0\0\0", 1002),  # a ping that is too long
        (b"\x81\x81\0\0\0\0\xff", 1007),  # text that is no UTF-8
        (b"\x82\xff\0\0\0\0\xff\xff\xff\xff\0\0\0\0", 1009),  # 4 GiB to come
        (b"\x88\x81\0\0\0\0\x00", 1002),  # half a close code
    ],
)
async def test_broken_frames_close_the_connection(
    make_client: MakeClient, caplog: pytest.LogCaptureFixture, frame: bytes, code: int
) -> None:
    client = await make_client(Toy())
    socket = await client.ws_connect("/talk")
    await socket.receive()
    socket._writer.transport.write(frame)
    assert (await closed(socket))[0] == code
    assert (await last_entry(client)).close_code == code
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_client_that_does_not_read_holds_the_conversation_up(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    held_up = asyncio.Event()
    sent = 0
    send = Socket.send

    async def counted(self: Socket, data: Any) -> None:
        nonlocal sent
        task = asyncio.ensure_future(send(self, data))
        for _ in range(1000):
            if task.done():
                break
            await asyncio.sleep(0)
        else:
            held_up.set()
        await task
        sent += 1

    monkeypatch.setattr(Socket, "send", counted)
    client = await make_client(Toy())
    socket = await client.ws_connect("/talk")
    transport = socket._writer.transport
    transport.pause_reading()
    await socket.send_str("flood")
    await held_up.wait()
    (session,) = world(client).sessions._open
    buffered = session._call.arrival.request.transport.get_write_buffer_size()  # type: ignore[attr-defined]
    assert 0 < buffered < 256 * 1024
    # Such a session ends with its workspace all the same, and waits for nobody.
    await world(client).sessions.close()
    assert len(world(client).sessions) == 0
    assert (await last_entry(client)).close_code == 1001
    transport.abort()


async def test_a_client_that_goes_while_it_does_not_read_is_noticed(
    make_client: MakeClient, caplog: pytest.LogCaptureFixture
) -> None:
    client = await make_client(Toy())
    socket = await client.ws_connect("/talk")
    transport = socket._writer.transport
    transport.pause_reading()
    await socket.send_str("flood")
    (session,) = world(client).sessions._open
    connection = session._call.arrival.request.transport  # type: ignore[attr-defined]
    await until(lambda: connection.get_write_buffer_size() > 64 * 1024)
    transport.abort()
    assert (await last_entry(client)).close_code == 1006
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


@pytest.mark.parametrize("end", ["reset", "delete"])
async def test_a_session_ends_with_its_workspace_and_leaves_nothing_in_the_next(
    make_client: MakeClient, end: str
) -> None:
    client = await make_client(Toy())
    socket = await client.ws_connect("/w/one/talk")
    await socket.receive()
    old = world(client, "one").journal
    if end == "reset":
        await client.post("/w/one/_mock/reset")
    else:
        await client.delete("/_mock/workspaces/one")
    assert await closed(socket) == (1001, "Going away")
    await until(lambda: len(old))
    assert list(world(client, "one").journal) == []


async def test_an_application_that_shuts_down_says_goodbye(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    socket = await client.ws_connect("/talk")
    await socket.receive()
    told = asyncio.create_task(closed(socket))
    await client.server.close()
    assert await told == (1001, "Going away")


async def test_a_mistake_before_the_handshake_is_the_providers_500(make_client: MakeClient) -> None:
    class Broken(Toy):
        def admit(self, call: Call) -> None:
            raise RuntimeError("a provider's mistake")

    client = await make_client(Broken())
    with pytest.raises(WSServerHandshakeError) as error:
        await client.ws_connect("/talk")
    assert error.value.status == 500
