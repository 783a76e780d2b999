"""Clients that are gone before all of their request has come, or before it was answered.

aiohttp's own test server cancels what it does for a client that is gone. The real one doesn't, so it is the one here.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from mockserver.app import Server
from mockserver.config import read_settings
from mockserver.gateway.provider import World
from tests.conftest import until

TOKEN = "Authorization: Bearer good-token"
FORM = "Content-Type: multipart/form-data; boundary=b"
PART = '--b\r\nContent-Disposition: form-data; name="media"; filename="a.mp3"\r\nContent-Type: audio/mpeg\r\n\r\n'
S3 = "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20180505/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
SCENARIO = """
summary: test
clock: {frozen: true}
requests: [{when: {operation: GetJob}, hold: true}]
"""


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """Return a server that looks at every turn of the loop whether those are gone whom it keeps waiting."""
    monkeypatch.setattr("mockserver.gateway.wire.LOOK_S", 0)
    (tmp_path / "test.yaml").write_text(SCENARIO)
    async with Server(read_settings(port=0, scenario=str(tmp_path / "test.yaml"), log_level="error")) as server:
        yield server


@pytest.fixture
def no_collection() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def world(server: Server) -> World:
    return server._emulation.workspaces.open("default")


async def send(server: Server, request_line: str, headers: list[str], body: str = "") -> asyncio.StreamWriter:
    """Send the beginning of a request, or all of it."""
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    head = "\r\n".join([f"{request_line} HTTP/1.1", "Host: localhost", *headers])
    writer.write(f"{head}\r\n\r\n{body}".encode())
    await writer.drain()
    return writer


@pytest.mark.parametrize(
    ("request_line", "headers", "body", "operation"),
    [
        ("POST /speechtotext/v1/jobs", [TOKEN, FORM, "Content-Length: 100000"], PART, "SubmitJob"),
        ("POST /speechtotext/v1/jobs", [TOKEN, FORM, "Transfer-Encoding: chunked"], "2\r\n--\r\n", "SubmitJob"),
        (
            "POST /speechtotext/v1/jobs",
            [TOKEN, "Content-Type: application/json", "Content-Length: 500"],
            '{"media',
            "SubmitJob",
        ),
        ("PUT /s3/bucket/a.mp3", [S3, "X-Amz-Date: 20180505T232322Z", "Content-Length: 100000"], "RIFF", "PutObject"),
    ],
)
async def test_an_upload_that_breaks_off_is_written_down(
    server: Server, request_line: str, headers: list[str], body: str, operation: str
) -> None:
    world(server).objects.create_bucket("bucket", "us-east-1")
    writer = await send(server, request_line, headers, body)
    writer.close()
    journal = world(server).journal
    await until(lambda: len(journal))
    (entry,) = journal
    assert (entry.operation, entry.status, entry.answer_body) == (operation, None, b"")
    assert (
        entry.explanation
        == "The client was gone before it was answered. The connection was lost while the body was on its way."
    )
    assert len(world(server).files) == 0
    assert await world(server).jobs.latest(1) == []


async def test_an_answer_is_held_back_no_more_when_the_client_is_gone(server: Server) -> None:
    holds, journal = world(server).holds, world(server).journal
    writer = await send(server, "GET /speechtotext/v1/jobs/none", [TOKEN])
    await until(lambda: len(holds))
    writer.close()
    await until(lambda: len(journal))
    assert (len(holds), holds.release()) == (0, 0)
    (entry,) = journal
    assert (entry.status, entry.answer_body) == (None, b"")
    assert (entry.explanation or "").startswith("The client was gone before it was answered.")


@pytest.mark.usefixtures("no_collection")
async def test_readers_of_events_who_vanished_are_forgotten_though_nothing_happens(server: Server) -> None:
    events = world(server).events
    readers = [await send(server, "GET /_mock/events", []) for _ in range(3)]
    await until(lambda: len(events) == 3)
    for reader in readers:
        reader.close()
    await until(lambda: not len(events))
