"""What a handler returns, and how it becomes an HTTP response."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from pydantic_core import PydanticSerializationError, to_json

from mockserver.scenario.faults import Fault

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
TEXT: Final = "text/plain; charset=utf-8"


@dataclass(slots=True)
class Answer:
    """One answer: bytes, a file that is sent from disk (with ranges), or bytes that come with time.

    An empty body carries no content type.

    With `closes` it is the connection's last. `fault` is trouble with which it goes out, and `body_delay_s` for how long its
    body comes after its headers, in seconds.
    """

    status: int = 200
    body: bytes | Path | AsyncIterator[bytes] = b""
    content_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    closes: bool = False
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
        return self.fault is None or self.fault.kind.answers

    def set_headers(self, headers: Mapping[str, str]) -> None:
        """Set headers beside those that it has, or in their place."""
        for name, value in headers.items():
            if name.lower() == "content-type":
                self.content_type = value
            else:
                self.headers[name] = value

    def to_response(self) -> web.StreamResponse:
        if self.content_type is not None:
            self.headers["Content-Type"] = self.content_type
        response: web.StreamResponse
        if isinstance(self.body, Path):
            response = web.FileResponse(self.body, status=self.status, headers=self.headers)
        else:
            response = web.Response(body=self.body, status=self.status, headers=self.headers)
        if self.closes:
            response.force_close()
        return response


def problem(status: int, title: str, detail: str, **members: Any) -> Answer:
    """Answer with an error of the mock server itself, rather than of a provider (RFC 9457)."""
    return Answer.json({"title": title, "status": status, "detail": detail, **members}, status, PROBLEM)
