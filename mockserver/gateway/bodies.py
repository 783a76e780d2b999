"""Request bodies: what was read of them, and what can be wrong with them."""

import json
from dataclasses import dataclass, field
from typing import Any, Protocol

from mockserver.engine.files import Upload

_UNREAD = object()


class MalformedBody(Exception):
    """The body can't be read as what it says it is. The text says why, for the journal and the provider's message."""


class BodyTooLarge(Exception):
    """The body is larger than its operation takes, which is `limit` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"It is larger than {limit} bytes.")
        self.limit = limit


class Receiver(Protocol):
    """Takes a body's bytes as they come, as the client sent them. It may raise FilesFull where it keeps them on disk."""

    def write(self, chunk: bytes) -> None: ...
    def finish(self) -> None:
        """Take note that all of it has come."""

    def discard(self) -> None:
        """Throw away what no workspace kept."""


@dataclass(slots=True)
class Body:
    """A request's body: `raw` when it came whole, `stream` when it was one, `fields` and `files` by name when it was a form."""

    raw: bytes = b""
    stream: Receiver | None = None
    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[Upload]] = field(default_factory=dict)
    is_form: bool = False
    _json: Any = field(default=_UNREAD, init=False, repr=False)

    def json(self) -> Any:
        """Return the body as JSON, read once; None when it is empty. Raises MalformedBody."""
        if self._json is _UNREAD:
            self._json = parse_json(self.raw) if self.raw.strip() else None
        return self._json

    def discard(self) -> None:
        """Throw away the uploaded files that no workspace kept."""
        if self.stream is not None:
            self.stream.discard()
        for uploads in self.files.values():
            for upload in uploads:
                upload.discard()


def parse_json(text: bytes | str) -> Any:
    """Return what JSON text says. Raises MalformedBody, with a sentence that says where it went wrong."""
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
        json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise MalformedBody(f"It isn't JSON: {error.msg}, at line {error.lineno}, column {error.colno}.") from error
    except UnicodeError as error:
        raise MalformedBody("It isn't JSON: it holds characters that are not Unicode text.") from error
    except RecursionError as error:
        raise MalformedBody("It is nested too deeply.") from error
    except ValueError as error:
        raise MalformedBody(f"It isn't JSON: {error}.") from error
    return data


def _refuse_constant(constant: str) -> Any:
    raise ValueError(f"{constant} is not a JSON number")
