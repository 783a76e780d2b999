"""What breaks into a WebSocket, as it is seen from a bare socket, and from aiohttp."""

import asyncio
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientResponseError, WSMsgType

from mockserver.gateway.interruptions import FRAMES
from mockserver.scenario.faults import FrameName
from tests.conftest import FROZEN, Client, MakeClient, until, world
from tests.gateway.test_faults import Seen
from tests.gateway.toy import Toy

HANDSHAKE = (
    b"GET /talk HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
HELLO = b'\x81\x07"hello"'
ECHO = b'\x81\x04"hi"'
HI = b"\x81\x82\0\0\0\0hi"
"""What a client says: text, with a mask that changes nothing."""


async def server(make_client: MakeClient, rule: str) -> Client:
    return await make_client(Toy(), scenario=f"{FROZEN}\nrequests: [{rule}]")


async def seen(client: Client, *said: bytes, until_end: bool = True) -> Seen:
    """Open a WebSocket, say something, and return all that came after the handshake, until the connection's end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(HANDSHAKE)
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
    received = bytearray()
    try:
        for frame in said:
            writer.write(frame)
        while piece := await reader.read(65536):
            received += piece
            if not until_end and len(received) > len(HELLO):
                break
    except ConnectionError:
        return Seen(bytes(received), reset=True)
    finally:
        writer.transport.abort()
    return Seen(bytes(received), reset=False)


async def test_a_connection_is_dropped_in_the_middle(make_client: MakeClient) -> None:
    client = await server(make_client, "{fault: {name: socket_drop, after: {messages: 2}}}")
    assert await seen(client, HI, HI) == Seen(HELLO + ECHO + ECHO, reset=False)
    await until(lambda: len(world(client).journal))
    (entry,) = world(client).journal
    assert (entry.status, entry.close_code, entry.rules) == (
        101,
        1006,
        ["test.yaml:3 fault socket_drop after 2 messages"],
    )
    assert len(world(client).sessions) == 0


async def test_a_connection_is_reset_in_the_middle(make_client: MakeClient) -> None:
    client = await server(make_client, "{fault: {name: socket_reset, after: {bytes: 3}}}")
    found = await seen(client, HI, HI)
    assert found.reset
    assert (HELLO + ECHO + ECHO).startswith(found.received)


async def test_without_after_it_comes_once_the_provider_listens(make_client: MakeClient) -> None:
    client = await server(make_client, "{fault: socket_drop}")
    assert await seen(client) == Seen(HELLO, reset=False)


@pytest.mark.parametrize(
    ("fault", "frame"),
    [
        ("socket_close", b"\x88\x02\x03\xf3"),
        (
            "{name: socket_close, code: 1012, reason: Zurück um 9, after: {messages: 1}}",
            b"\x88\x0e\x03\xf4Zur\xc3\xbcck um 9",
        ),
    ],
)
async def test_it_is_closed_with_a_code(make_client: MakeClient, fault: str, frame: bytes) -> None:
    client = await server(make_client, f"{{fault: {fault}}}")
    said = ECHO if "messages" in fault else b""
    goodbye = b"\x88\x82\0\0\0\0\x03\xf4"
    assert await seen(client, HI, goodbye) == Seen(HELLO + said + frame, reset=False)
    await until(lambda: len(world(client).journal))
    (entry,) = world(client).journal
    assert entry.close_code == (1012 if said else 1011)
    assert len(world(client).sessions) == 0


async def test_aiohttp_is_told_the_code_and_the_reason(make_client: MakeClient) -> None:
    client = await server(make_client, "{fault: {name: socket_close, code: 4321, reason: enough}}")
    socket = await client.ws_connect("/talk")
    await socket.receive()
    message = await socket.receive()
    assert (message.type, message.data, message.extra) == (WSMsgType.CLOSE, 4321, "enough")


async def test_a_stalled_server_hears_nothing_and_goes_on(make_client: MakeClient) -> None:
    stalls, goes_on, waited = asyncio.Event(), asyncio.Event(), []

    async def pause(seconds: float) -> None:
        waited.append(seconds)
        stalls.set()
        await goes_on.wait()

    rule = "{fault: {name: socket_stall, for: 30s, after: {messages: 1}}}"
    client = await make_client(Toy(), scenario=f"{FROZEN}\nrequests: [{rule}]", pause=pause)
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(HANDSHAKE)
    await reader.readuntil(b"\r\n\r\n")
    writer.write(HI + HI + b"\x89\x80\0\0\0\0")
    assert await reader.readexactly(len(HELLO + ECHO)) == HELLO + ECHO
    await stalls.wait()
    first = asyncio.ensure_future(reader.readexactly(1))
    await client.post("/jobs")
    assert not first.done()
    goes_on.set()
    assert await first + await reader.readexactly(len(ECHO) + 1) == ECHO + b"\x8a\x00"
    assert sum(waited) == pytest.approx(30)
    writer.close()


async def test_a_stalled_conversation_ends_with_its_workspace(make_client: MakeClient) -> None:
    client = await make_client(Toy(), scenario=f"{FROZEN}\nrequests: [{{fault: socket_stall}}]")
    socket = await client.ws_connect("/talk")
    assert await socket.receive_json() == "hello"
    await world(client).reset()
    assert (await socket.receive()).type is WSMsgType.CLOSE


async def test_a_frame_is_cut(make_client: MakeClient) -> None:
    client = await server(make_client, "{fault: {name: cut_frame, after: {messages: 1}}}")
    found = await seen(client, HI)
    assert (found.reset, found.received) == (False, HELLO + ECHO + b'\x81\x7e\x01\x00{"type": "')


@pytest.mark.parametrize("frame", FrameName)
async def test_a_bad_frame_comes_byte_for_byte(make_client: MakeClient, frame: FrameName) -> None:
    client = await server(make_client, f"{{fault: {{name: bad_frame, frame: {frame}}}}}")
    found = await seen(client, until_end=False)
    assert found.received == HELLO + FRAMES[frame]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("unknown_opcode", 1002),
        ("reserved_bits", 1002),
        ("stray_continuation", 1002),
        ("long_ping", 1002),
        ("invalid_utf8", 1007),
    ],
)
async def test_aiohttp_refuses_bad_frames(make_client: MakeClient, frame: str, code: int) -> None:
    client = await server(make_client, f"{{fault: {{name: bad_frame, frame: {frame}}}}}")
    socket = await client.ws_connect("/talk")
    assert await socket.receive_json() == "hello"
    message = await socket.receive()
    assert (message.type, message.data.code) == (WSMsgType.ERROR, code)
    await until(lambda: len(world(client).journal))
    assert next(iter(world(client).journal)).close_code == code  # the client says why it goes


async def test_a_client_that_takes_a_bad_frame_may_go_on(make_client: MakeClient) -> None:
    client = await server(make_client, "{fault: {name: bad_frame, frame: not_json, after: {messages: 1}}}")
    socket = await client.ws_connect("/talk")
    await socket.receive()
    for _ in range(2):
        await socket.send_str("hi")
    said = [(await socket.receive()).data for _ in range(3)]
    assert said == ['"hi"', "this is no JSON", '"hi"']


async def test_a_dropped_connection_is_an_abnormal_close_to_aiohttp(make_client: MakeClient) -> None:
    client = await server(make_client, "{fault: socket_drop}")
    socket = await client.ws_connect("/talk")
    await socket.receive()
    assert (await socket.receive()).type in (WSMsgType.CLOSED, WSMsgType.ERROR)
    assert socket.close_code == 1006


async def test_an_error_closes_in_the_middle(make_client: MakeClient) -> None:
    client = await server(make_client, "{error: {name: teapot, after: {bytes: 4, messages: 3}}}")
    socket = await client.ws_connect("/talk")
    for _ in range(3):
        await socket.send_str("é")
    received = [await socket.receive() for _ in range(5)]
    assert [message.data for message in received] == ['"hello"', '"é"', '"é"', '"é"', 4001]
    assert received[-1].extra == "teapot"


async def test_several_come_one_after_the_other_and_an_error_without_after_at_once(make_client: MakeClient) -> None:
    rules = (
        "{fault: {name: bad_frame, frame: not_json, after: {messages: 1}}}, "
        "{error: {name: teapot, after: {messages: 2}}}, {when: {call: 2}, error: unauthorized}"
    )
    client = await server(make_client, rules)
    socket = await client.ws_connect("/talk")
    for _ in range(2):
        await socket.send_str("hi")
    received = [(await socket.receive()).data for _ in range(5)]
    assert received == ['"hello"', '"hi"', "this is no JSON", '"hi"', 4001]
    socket = await client.ws_connect("/talk")
    message = await socket.receive()
    assert (message.data, message.extra) == (4001, "unauthorized")


@pytest.mark.parametrize("fault", ["connection_reset", "empty_reply", "garbage", "{name: no_answer, for: 0s}"])
async def test_faults_of_the_exchange_break_the_handshake(make_client: MakeClient, fault: str) -> None:
    client = await server(make_client, f"{{when: {{operation: Talk}}, fault: {fault}}}")
    with pytest.raises(ClientResponseError if fault == "garbage" else ClientConnectionError):
        await client.ws_connect("/talk")
    assert (await client.get("/jobs/none")).status == 404
    assert next(iter(world(client).journal)).status is None


@pytest.mark.parametrize(
    "fault", ["cut_body", "{name: drip, bytes_per_second: 1}", "{name: garbage, carried_out: true}"]
)
async def test_faults_of_answers_leave_websockets_alone(make_client: MakeClient, fault: str) -> None:
    client = await server(make_client, f"{{when: {{call: 1}}, fault: {fault}}}")
    socket = await client.ws_connect("/talk")
    assert await socket.receive_json() == "hello"
    await socket.close()
    await until(lambda: len(world(client).journal))
    (entry,) = world(client).journal
    assert (entry.status, entry.rules) == (101, [])


async def test_a_refused_handshake_is_an_answer_that_can_be_broken(make_client: MakeClient) -> None:
    client = await server(make_client, "{when: {operation: Talk}, respond: {status: 503, body: busy}, fault: cut_body}")
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(HANDSHAKE)
    answer: Any = await reader.read()
    writer.transport.abort()
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert answer.endswith(b"\r\n\r\nbu")


async def test_socket_faults_leave_http_alone(make_client: MakeClient) -> None:
    client = await server(make_client, "{when: {call: 1}, fault: socket_reset}")
    assert (await client.get("/jobs/none")).status == 404
    assert await seen(client) in (Seen(HELLO, reset=True), Seen(b"", reset=True))
