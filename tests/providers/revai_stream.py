"""What tests of Rev.ai's streams share: a client of the WebSocket, and what it is told."""

import json
from typing import Any

from aiohttp import ClientWebSocketResponse, WSMsgType

from tests.conftest import Client
from tests.providers.revai_client import TOKEN, V1

STREAM = f"{V1}/stream"
RAW = "audio/x-raw;layout=interleaved;rate=16000;format=S16LE;channels=1"
SECOND = bytes(32_000)
"""A second of RAW."""


class Stream:
    """One stream, as a client has it."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.told: list[Any] = []
        self.closed: tuple[int, str] | None = None

    async def next(self) -> Any:
        """Return the next message, or None when the server closes; `closed` then holds the code and the reason."""
        message = await self.socket.receive()
        if message.type is WSMsgType.CLOSE:
            self.closed = message.data, message.extra or ""
            return None
        assert message.type is WSMsgType.TEXT, message
        self.told.append(json.loads(message.data))
        return self.told[-1]

    async def rest(self) -> tuple[int, str]:
        """Take in all that is still told; return how the server closes."""
        while await self.next() is not None:
            pass
        assert self.closed is not None
        return self.closed

    async def until_final(self) -> Any:
        """Take in what is told until a final hypothesis, and return that."""
        while (message := await self.next())["type"] != "final":
            pass
        return message

    async def say(self, *chunks: bytes, end: bool = True) -> tuple[int, str]:
        """Send audio, say that this was all, and return how the server closes."""
        for chunk in chunks:
            await self.socket.send_bytes(chunk)
        if end:
            await self.socket.send_str("EOS")
        return await self.rest()

    def of(self, kind: str) -> list[Any]:
        """Return the messages of one type, in order."""
        return [message for message in self.told if message["type"] == kind]

    @property
    def words(self) -> list[Any]:
        """The words of all finals."""
        return [element for final in self.of("final") for element in final["elements"] if element["type"] == "text"]


async def open_stream(http: Client, *, token: str | None = TOKEN, path: str = STREAM, **query: Any) -> Stream:
    """Open a stream; nothing is read of it yet."""
    given = {"access_token": token, "content_type": RAW, **query}
    params = {name: str(value) for name, value in given.items() if value is not None}
    return Stream(await http.ws_connect(path, params=params))


async def refusal(http: Client, **query: Any) -> tuple[int, str]:
    """Return how a stream is closed that nothing is said on."""
    stream = await open_stream(http, **query)
    close = await stream.rest()
    assert stream.told == []
    return close
