"""Answers below HTTP: sent piece by piece, late, or broken off. What each fault does is in `faults.py`."""

import asyncio
import re
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path
from typing import Final

from aiohttp import hdrs, web

from mockserver.gateway.answers import Answer, FilePart
from mockserver.scenario.faults import Fault

Pause = Callable[[float], Awaitable[object]]
"""Waits so many seconds of real time: delays are of the wire, whatever a workspace's clock does."""

Content = bytes | Path | FilePart
"""What a body is sent from."""

LOOK_S: Final = 0.5
"""How often it is looked whether a client that is kept waiting is still there, in real seconds."""

_USUAL_SILENCE_S: Final = 300.0
_PIECE: Final = 256 * 1024
_LINGER_NOT: Final = struct.pack("ii", 1, 0)
_LINE_BREAKS: Final = re.compile(r"[\r\n\0]")
_WITHOUT_BODY: Final = frozenset({204, 304})


def is_gone(request: web.BaseRequest) -> bool:
    """Tell whether the client has given up."""
    transport = request.transport
    return transport is None or transport.is_closing()


async def until_gone(request: web.BaseRequest) -> None:
    """Return once the client has given up. Nothing in aiohttp tells of that by itself."""
    while not is_gone(request):  # noqa: ASYNC110
        await asyncio.sleep(LOOK_S)


@dataclass(frozen=True, slots=True)
class Wire:
    """One connection and the answer that is to go out on it. `body_delay_s` is waited between headers and body."""

    request: web.BaseRequest
    answer: Answer
    pause: Pause
    body_delay_s: float = 0.0

    @property
    def body(self) -> Content:
        """What the body is made of; nothing where HTTP has none."""
        without = self.answer.status in _WITHOUT_BODY or self.request.method == hdrs.METH_HEAD
        return b"" if without else self._whole_body

    @property
    def _whole_body(self) -> Content:
        """The body without regard to the request. Streams are the control API's, which scenarios leave alone."""
        body = self.answer.body
        return body if isinstance(body, Content) else b""

    @property
    def body_size(self) -> int:
        """How many bytes the body has."""
        return _size(self.body)

    def head(self, framing: str | None = None) -> bytes:
        """Return status line and headers. `framing` is the header that says where the body ends, in place of its length."""
        headers = dict(self.answer.headers)
        if self.answer.content_type is not None:
            headers[hdrs.CONTENT_TYPE] = self.answer.content_type
        headers[hdrs.DATE] = formatdate(usegmt=True)
        headers[hdrs.CONNECTION] = "close"
        lines = [_LINE_BREAKS.sub(" ", f"{name}: {value}") for name, value in headers.items()]
        if self.answer.status not in _WITHOUT_BODY:
            lines.append(framing or f"{hdrs.CONTENT_LENGTH}: {_size(self._whole_body)}")
        status = f"HTTP/1.1 {self.answer.status} {_reason(self.answer.status)}"
        return "\r\n".join([status, *lines, "", ""]).encode("utf-8", "replace")

    async def send(self, data: bytes) -> None:
        """Send bytes as they are. Raises ConnectionError when the client is gone."""
        await self.request.writer.write(data)

    async def send_head(self, framing: str | None = None) -> None:
        """Send the headers, and wait for as long as the body is to come later."""
        await self.send(self.head(framing))
        if self.body_delay_s:
            await self.pause(self.body_delay_s)

    async def pieces(self, at_most: int | None = None, *, start: int = 0, size: int = _PIECE) -> AsyncIterator[bytes]:
        """Give the body from `start` on in pieces of `size` bytes, `at_most` so many bytes of it."""
        left = self.body_size - start if at_most is None else min(at_most, self.body_size - start)
        source = self.body
        position = start
        while left > 0:
            piece = await _read(source, position, min(size, left))
            if not piece:
                return
            yield piece
            position += len(piece)
            left -= len(piece)

    async def send_body(self, at_most: int | None = None, *, start: int = 0) -> None:
        """Send the body from `start` on, or `at_most` so many bytes of it."""
        async for piece in self.pieces(at_most, start=start):
            await self.send(piece)

    def reset(self) -> None:
        """Have the client see a reset. Raises ConnectionResetError, so that nothing more is sent."""
        if self.request.transport is not None:
            reset(self.request.transport)
        raise ConnectionResetError("A scenario asked for it.")


async def stay_silent(fault: Fault, request: web.BaseRequest, pause: Pause) -> None:
    """Wait for as long as a fault says, or until the client has given up."""
    left_s = _USUAL_SILENCE_S if fault.for_s is None else fault.for_s
    while left_s > 0 and not is_gone(request):
        await pause(min(LOOK_S, left_s))
        left_s -= LOOK_S


def reset(transport: asyncio.Transport) -> None:
    """Have the other side of a connection see a reset."""
    # Without this the system would say goodbye in good order when nothing is left unread.
    connection = transport.get_extra_info("socket")
    with suppress(OSError):  # closed by now
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
    transport.abort()


class WireResponse(web.StreamResponse):
    """An answer that goes out by a function of ours. It is the connection's last."""

    def __init__(
        self, act: Callable[[Wire], Awaitable[None]], answer: Answer, pause: Pause, body_delay_s: float
    ) -> None:
        super().__init__(status=answer.status)
        self.force_close()
        self._act, self._answer, self._pause, self._body_delay_s = act, answer, pause, body_delay_s

    async def prepare(self, request: web.BaseRequest) -> None:
        await self._act(Wire(request, self._answer, self._pause, self._body_delay_s))

    async def write_eof(self, data: bytes = b"") -> None:
        """Send nothing more."""


def _size(body: Content) -> int:
    if isinstance(body, bytes):
        return len(body)
    if isinstance(body, FilePart):
        return body.length
    try:
        return body.stat().st_size
    except OSError:  # deleted while it was on its way
        return 0


async def _read(source: Content, position: int, size: int) -> bytes:
    if isinstance(source, bytes):
        return source[position : position + size]
    if isinstance(source, FilePart):
        return await asyncio.to_thread(_read_file, source.path, source.start + position, size)
    return await asyncio.to_thread(_read_file, source, position, size)


def _read_file(path: Path, position: int, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(position)
            return file.read(size)
    except OSError:
        return b""


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
