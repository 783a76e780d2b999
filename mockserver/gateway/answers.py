"""What a handler returns, and how it becomes an HTTP response."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from aiohttp import hdrs, web
from aiohttp.abc import AbstractStreamWriter
from pydantic_core import PydanticSerializationError, to_json

from mockserver.scenario.faults import Breaks, Fault

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
TEXT: Final = "text/plain; charset=utf-8"
_REASON_BYTES: Final = 123

_CHUNK = 256 * 1024


class FilePart(NamedTuple):
    """The bytes of a file that are to be sent: `length` of them, from `start` on."""

    path: Path
    start: int
    length: int


@dataclass(slots=True)
class Answer:
    """One answer: bytes, a file that is sent from disk, or bytes that come with time. An empty body carries no content type.

    A file that is given by its path goes by aiohttp's own rules for ranges and conditions; where a provider has others, it
    gives the part that they come to. With `closes` it is the connection's last. `sent` is what has gone out already: a
    WebSocket that is over. `fault` is trouble with which it goes out, and `body_delay_s` for how long its body comes after
    its headers, in seconds.
    """

    status: int = 200
    body: bytes | Path | FilePart | AsyncGenerator[bytes] = b""
    content_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    closes: bool = False
    sent: web.StreamResponse | None = None
    fault: Fault | None = None
    body_delay_s: float = 0.0

    @classmethod
    def json(
        cls, data: Any, status: int = 200, content_type: str = JSON, headers: Mapping[str, str] | None = None
    ) -> "Answer":
        """Answer with `data` as compact JSON in UTF-8; in ASCII when it holds what UTF-8 can't carry (lone surrogates)."""
        try:
            body = to_json(data)
        except PydanticSerializationError:
            body = json.dumps(data, separators=(",", ":")).encode()
        return cls(status, body, content_type, dict(headers or {}))

    @classmethod
    def text(
        cls, text: str, status: int = 200, content_type: str = TEXT, headers: Mapping[str, str] | None = None
    ) -> "Answer":
        """Answer with text in UTF-8. What UTF-8 can't carry (lone surrogates) becomes a question mark."""
        return cls(status, text.encode("utf-8", "replace"), content_type, dict(headers or {}))

    @property
    def is_sent(self) -> bool:
        """Whether the client gets to see any of it."""
        return self.fault is None or self.fault.kind.breaks is Breaks.ANSWER

    def set_headers(self, headers: Mapping[str, str]) -> None:
        """Set headers beside those that it has, or in their place."""
        for name, value in headers.items():
            if name.lower() == "content-type":
                self.content_type = value
            else:
                self.headers[name] = value

    def to_response(self) -> web.StreamResponse:
        if self.sent is not None:
            return self.sent
        if self.content_type is not None:
            self.headers["Content-Type"] = self.content_type
        response: web.StreamResponse
        if isinstance(self.body, Path):
            response = web.FileResponse(self.body, status=self.status, headers=self.headers)
        elif isinstance(self.body, FilePart):
            response = _PartResponse(self.body, self.status, self.headers)
        elif isinstance(self.body, AsyncGenerator):
            response = _TimelyResponse(self.body, self.status, self.headers)
        else:
            response = web.Response(body=self.body, status=self.status, headers=self.headers)
        if self.closes:
            response.force_close()
        return response


class Close(NamedTuple):
    """How a WebSocket is closed: the code (RFC 6455 §7.4) and the reason, of which 123 bytes in UTF-8 are sent."""

    code: int = 1000
    reason: str = ""

    @property
    def sent_reason(self) -> bytes:
        """The reason as it fits into the frame, no character cut in two."""
        return self.reason.encode("utf-8", "replace")[:_REASON_BYTES].decode("utf-8", "ignore").encode()


class _PartResponse(web.StreamResponse):
    """Sends a part of a file, read beside the event loop. The file is opened at once, so that deleting it cuts nothing off."""

    def __init__(self, part: FilePart, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(status=status, headers=headers)
        self._file = part.path.open("rb")
        self._file.seek(part.start)
        self.content_length = part.length

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        with self._file:
            writer = await super().prepare(request)
            left = 0 if request.method == hdrs.METH_HEAD else self.content_length or 0
            while left and (chunk := await asyncio.to_thread(self._file.read, min(left, _CHUNK))):
                await self.write(chunk)
                left -= len(chunk)
            await self.write_eof()
        return writer


class _TimelyResponse(web.StreamResponse):
    """Sends bytes as they come, and lets go of their source as soon as they can't be sent."""

    def __init__(self, source: AsyncGenerator[bytes], status: int, headers: Mapping[str, str]) -> None:
        super().__init__(status=status, headers=headers)
        self._source = source

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        async with aclosing(self._source) as source:
            writer = await super().prepare(request)
            async for piece in source:
                await self.write(piece)
            await self.write_eof()
        return writer


def problem(status: int, title: str, detail: str, **members: Any) -> Answer:
    """Answer with an error of the mock server itself, rather than of a provider (RFC 9457)."""
    return Answer.json({"title": title, "status": status, "detail": detail, **members}, status, PROBLEM)
