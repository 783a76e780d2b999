"""Trouble below HTTP, as it is seen from a bare socket."""

import asyncio
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from mockserver.gateway.answers import Answer
from mockserver.gateway.faults import ACTS
from mockserver.gateway.interruptions import SOCKET_ACTS
from mockserver.gateway.wire import Wire
from mockserver.scenario.faults import FAULTS, Breaks, Fault, FaultName
from tests.conftest import FROZEN, Client, MakeClient, world
from tests.gateway.toy import Toy

REQUEST = "GET /jobs/job-1 HTTP/1.1\r\nHost: x\r\n\r\n"
SUBMISSION = 'POST /jobs HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\n{"a": 1}'


@dataclass(frozen=True)
class Seen:
    """What came over a connection until its end, and whether that end was a reset."""

    received: bytes
    reset: bool

    @property
    def head(self) -> str:
        return self.received.partition(b"\r\n\r\n")[0].decode()

    @property
    def body(self) -> bytes:
        return self.received.partition(b"\r\n\r\n")[2]


async def seen(client: Client, *sent: str) -> Seen:
    """Send bytes, and read until the connection ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    received = bytearray()
    try:
        for part in sent:
            writer.write(part.encode())
            await writer.drain()
        while piece := await reader.read(65536):
            received += piece
    except ConnectionError:
        return Seen(bytes(received), reset=True)
    finally:
        writer.transport.abort()
    return Seen(bytes(received), reset=False)


async def troubled(make_client: MakeClient, fault: str, waited: list[float] | None = None) -> Client:
    """Start a server with one job and a fault in each answer to its polls."""

    async def pause(seconds: float) -> None:
        if waited is not None:
            waited.append(seconds)
        await asyncio.sleep(0)

    client = await make_client(
        Toy(), scenario=f"{FROZEN}\nrequests: [{{when: {{path: /jobs/*}}, fault: {fault}}}]", pause=pause
    )
    await client.post("/jobs")
    return client


WHOLE = b'{"id":"job-1","status":"in_progress"}'


async def test_a_reset_comes_before_a_byte_of_the_answer(make_client: MakeClient) -> None:
    client = await troubled(make_client, "connection_reset")
    assert await seen(client, REQUEST) == Seen(b"", reset=True)
    assert [entry.status for entry in world(client).journal] == [200, None]


async def test_a_reset_comes_in_the_middle_of_the_headers(make_client: MakeClient) -> None:
    client = await troubled(make_client, "reset_in_headers")
    found = await seen(client, REQUEST)
    assert found.reset
    assert found.received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\n\r\n" not in found.received


@pytest.mark.parametrize(("fault", "body"), [("reset_in_body", b""), ("{name: reset_in_body, after: 5}", WHOLE[:5])])
async def test_a_reset_comes_after_the_headers(make_client: MakeClient, fault: str, body: bytes) -> None:
    found = await seen(await troubled(make_client, fault), REQUEST)
    assert (found.reset, found.body) == (True, body)
    assert f"Content-Length: {len(WHOLE)}" in found.head


async def test_an_empty_reply_ends_in_good_order(make_client: MakeClient) -> None:
    assert await seen(await troubled(make_client, "empty_reply"), REQUEST) == Seen(b"", reset=False)


@pytest.mark.parametrize(
    ("fault", "size"),
    [
        ("cut_body", len(WHOLE) // 2),
        ("{name: cut_body, after: 3}", 3),
        ("{name: cut_body, after: 99999}", len(WHOLE) - 1),
    ],
)
async def test_a_body_is_cut_short_of_its_length(make_client: MakeClient, fault: str, size: int) -> None:
    found = await seen(await troubled(make_client, fault), REQUEST)
    assert (found.reset, found.body) == (False, WHOLE[:size])
    assert f"Content-Length: {len(WHOLE)}" in found.head
    assert "X-Toy: 1" in found.head
    assert "X-Mockserver-Request-Id" in found.head


async def test_a_chunk_has_a_size_that_is_no_number(make_client: MakeClient) -> None:
    found = await seen(await troubled(make_client, "malformed_chunk"), REQUEST)
    assert "Transfer-Encoding: chunked" in found.head
    assert "Content-Length" not in found.head
    assert found.body == b"12\r\n" + WHOLE[:18] + b"\r\nno-size\r\n"


async def test_garbage_is_no_http(make_client: MakeClient) -> None:
    found = await seen(await troubled(make_client, "garbage"), REQUEST)
    assert not found.reset
    assert found.received
    assert b"HTTP/1.1" not in found.received


async def test_a_drip_brings_the_whole_body_slowly(make_client: MakeClient) -> None:
    waited: list[float] = []
    client = await troubled(make_client, "{name: drip, bytes_per_second: 20}", waited)
    assert (await seen(client, REQUEST)).body == WHOLE
    assert len(waited) == -(-len(WHOLE) // 2)
    assert sum(waited) == pytest.approx(len(WHOLE) / 20)


@pytest.mark.parametrize(
    ("after", "first"), [("", len(WHOLE) // 2), ("after: 3, ", 3), ("after: 999, ", len(WHOLE) - 1)]
)
async def test_a_body_stalls_and_goes_on(make_client: MakeClient, after: str, first: int) -> None:
    stalls, goes_on = asyncio.Event(), asyncio.Event()

    async def pause(_: float) -> None:
        stalls.set()
        await goes_on.wait()

    rule = f"{{when: {{path: /jobs/*}}, fault: {{name: stall, {after}for: 30s}}}}"
    client = await make_client(Toy(), scenario=f"{FROZEN}\nrequests: [{rule}]", pause=pause)
    await client.post("/jobs")
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(REQUEST.encode())
    assert f"Content-Length: {len(WHOLE)}".encode() in await reader.readuntil(b"\r\n\r\n")
    assert await reader.readexactly(first) == WHOLE[:first]
    await stalls.wait()
    goes_on.set()
    assert await reader.read() == WHOLE[first:]
    writer.close()


async def test_a_stall_lasts_as_long_as_it_says(make_client: MakeClient) -> None:
    waited: list[float] = []
    client = await troubled(make_client, "{name: stall, for: 30s}", waited)
    assert (await seen(client, REQUEST)).body == WHOLE
    assert sum(waited) == pytest.approx(30)


async def test_no_answer_comes_for_as_long_as_it_says(make_client: MakeClient) -> None:
    waited: list[float] = []
    client = await troubled(make_client, "{name: no_answer, for: 2s}", waited)
    assert await seen(client, REQUEST) == Seen(b"", reset=False)
    assert sum(waited) == pytest.approx(2)


async def test_no_answer_ends_once_the_client_has_given_up() -> None:
    looked = 0

    class Connection:
        def is_closing(self) -> bool:
            return looked == 3

    async def pause(_: float) -> None:
        nonlocal looked
        looked += 1

    request: Any = SimpleNamespace(transport=Connection())
    await ACTS[FaultName.NO_ANSWER](Fault(FaultName.NO_ANSWER), Wire(request, Answer(), pause))
    assert looked == 3


async def test_an_upload_is_reset_while_it_is_being_sent(make_client: MakeClient) -> None:
    client = await make_client(Toy(), scenario=f"{FROZEN}\nrequests: [{{fault: {{name: upload_reset, after: 3}}}}]")
    begun = "POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
    assert await seen(client, begun, "ab", "cd") == Seen(b"", reset=True)
    (entry,) = world(client).journal
    assert (entry.operation, entry.status, entry.rules) == ("Form", None, ["test.yaml:3 fault upload_reset"])
    assert (await client.get("/jobs/none")).status == 404


async def test_an_upload_fault_counts_uploads_only(make_client: MakeClient) -> None:
    client = await make_client(Toy(), scenario=f"{FROZEN}\nrequests: [{{when: {{call: 2}}, fault: upload_reset}}]")
    await client.get("/jobs/none")
    assert (await client.post("/jobs", json={})).status == 200
    assert (await seen(client, SUBMISSION)).reset
    assert (await client.post("/jobs", json={})).status == 200


async def test_an_upload_that_broke_off_counts_for_the_other_rules(make_client: MakeClient) -> None:
    rules = [
        "{when: {operation: SubmitJob, call: 1}, fault: upload_reset}",
        "{when: {operation: SubmitJob, call: 2}, error: teapot}",
        "{when: {operation: SubmitJob, call: 2..3}, times: 1, error: {name: teapot, status: 418}}",
    ]
    client = await make_client(Toy(), scenario=f"{FROZEN}\nrequests: [{', '.join(rules)}]")
    assert (await seen(client, SUBMISSION)).reset
    assert [(await client.post("/jobs", json={})).status for _ in range(3)] == [400, 418, 200]


@pytest.mark.parametrize(
    ("fault", "submitted"),
    [
        ("connection_reset", False),
        ("{name: connection_reset, carried_out: true}", True),
        ("cut_body", True),
        ("{name: no_answer, for: 0s, carried_out: true}", True),
    ],
)
async def test_a_fault_says_whether_the_request_is_carried_out(
    make_client: MakeClient, fault: str, submitted: bool
) -> None:
    client = await make_client(Toy(), scenario=f"{FROZEN}\nrequests: [{{when: {{method: POST}}, fault: {fault}}}]")
    await seen(client, SUBMISSION)
    assert (await client.get("/jobs/job-1")).status == (200 if submitted else 404)


async def test_a_fault_breaks_an_error_as_well(make_client: MakeClient) -> None:
    client = await make_client(Toy(), scenario=f"{FROZEN}\nrequests: [{{error: teapot, fault: cut_body}}]")
    found = await seen(client, REQUEST)
    assert found.head.startswith("HTTP/1.1 400 Bad Request")
    assert b'{"toy_error":"teapot"'.startswith(found.body)
    (entry,) = world(client).journal
    assert entry.rules == ["test.yaml:3 error teapot fault cut_body"]


async def test_an_answer_without_a_body_has_none_to_break(make_client: MakeClient) -> None:
    client = await make_client(Toy(), scenario=f"{FROZEN}\nrequests: [{{respond: {{status: 204}}, fault: cut_body}}]")
    found = await seen(client, REQUEST)
    assert found.head.startswith("HTTP/1.1 204 No Content")
    assert (found.body, "Content-Length" in found.head) == (b"", False)


@pytest.mark.parametrize(
    ("request_line", "status", "body"),
    [("HEAD / HTTP/1.1", 200, b""), ("GET / HTTP/1.1", 304, b""), ("GET / HTTP/1.0", 200, b"tea")],
)
async def test_there_is_no_chunk_to_break_where_there_are_none(
    make_client: MakeClient, request_line: str, status: int, body: bytes
) -> None:
    rule = f"{{respond: {{status: {status}, body: tea}}, fault: malformed_chunk}}"
    client = await make_client(Toy(), scenario=f"{FROZEN}\nrequests: [{rule}]")
    method, _, version = request_line.split()
    found = await seen(client, f"{method} /jobs/newest {version}\r\nHost: x\r\n\r\n")
    assert ("chunked" in found.head, found.body) == (False, body)


async def test_a_body_comes_late_and_its_headers_at_once(make_client: MakeClient) -> None:
    waits, goes_on = asyncio.Event(), asyncio.Event()

    async def pause(seconds: float) -> None:
        assert seconds == 2
        waits.set()
        await goes_on.wait()

    rule = "{respond: {body: hello}, delay: {fixed: 2s, before: body}}"
    client = await make_client(Toy(), scenario=f"{FROZEN}\nrequests: [{rule}]", pause=pause)
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(REQUEST.encode())
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK")
    await waits.wait()
    goes_on.set()
    assert await reader.read() == b"hello"
    writer.close()


def test_every_fault_is_known_to_language_and_gateway() -> None:
    assert ACTS.keys() | SOCKET_ACTS.keys() == FAULTS.keys()
    assert {FAULTS[name].breaks for name in SOCKET_ACTS} == {Breaks.SOCKET}
    assert Breaks.SOCKET not in {FAULTS[name].breaks for name in ACTS}


async def test_no_header_breaks_out_of_its_line() -> None:
    request: Any = SimpleNamespace(method="GET")
    answer = Answer(200, b"x", "text/plain", {"X-Name": "a\r\nSet-Cookie: b"})
    head = Wire(request, answer, asyncio.sleep).head().decode()
    assert "X-Name: a  Set-Cookie: b\r\n" in head
    assert head.endswith("Content-Length: 1\r\n\r\n")
