"""Trouble below HTTP: what there is. How a scenario writes it is in `fault_parts.py`, how it is done the gateway's matter."""

from collections.abc import Mapping
from enum import Enum, StrEnum, auto
from typing import Final, NamedTuple

from mockserver.scenario.progress import Progress


class FaultName(StrEnum):
    """The faults by name."""

    CONNECTION_RESET = "connection_reset"
    RESET_IN_HEADERS = "reset_in_headers"
    RESET_IN_BODY = "reset_in_body"
    EMPTY_REPLY = "empty_reply"
    CUT_BODY = "cut_body"
    MALFORMED_CHUNK = "malformed_chunk"
    GARBAGE = "garbage"
    DRIP = "drip"
    STALL = "stall"
    NO_ANSWER = "no_answer"
    UPLOAD_RESET = "upload_reset"
    SOCKET_RESET = "socket_reset"
    SOCKET_DROP = "socket_drop"
    SOCKET_CLOSE = "socket_close"
    SOCKET_STALL = "socket_stall"
    BAD_FRAME = "bad_frame"
    CUT_FRAME = "cut_frame"


class FrameName(StrEnum):
    """The frames that a server must not send (RFC 6455), and one whose text no client of a JSON API can read."""

    UNKNOWN_OPCODE = "unknown_opcode"
    RESERVED_BITS = "reserved_bits"
    MASKED = "masked"
    STRAY_CONTINUATION = "stray_continuation"
    LONG_PING = "long_ping"
    INVALID_UTF8 = "invalid_utf8"
    NOT_JSON = "not_json"


class Breaks(Enum):
    """What a fault breaks, which says when it comes."""

    ANSWER = auto()
    """The answer that there would be, so the provider carries the request out first."""
    EXCHANGE = auto()
    """All of it: there is no answer, and nothing is carried out unless the scenario says."""
    UPLOAD = auto()
    """The request, before its body is read."""
    SOCKET = auto()
    """A WebSocket that is open."""


class FaultKind(NamedTuple):
    """What one fault is, what it breaks, and what may be said of it."""

    about: str
    takes: frozenset[str] = frozenset()
    breaks: Breaks = Breaks.ANSWER


INTERNAL_ERROR: Final = 1011
"""The close code of a server that can't go on (RFC 6455 §7.4.1)."""

_SILENT: Final = frozenset({"carried_out"})

FAULTS: Final[Mapping[FaultName, FaultKind]] = {
    FaultName.CONNECTION_RESET: FaultKind(
        "The connection is reset before a byte of the answer.", _SILENT, Breaks.EXCHANGE
    ),
    FaultName.RESET_IN_HEADERS: FaultKind("It is reset in the middle of the answer's headers."),
    FaultName.RESET_IN_BODY: FaultKind(
        "It is reset after the headers, and `after` bytes of the body.", frozenset({"after"})
    ),
    FaultName.EMPTY_REPLY: FaultKind(
        "It is closed in good order, without a byte of an answer.", _SILENT, Breaks.EXCHANGE
    ),
    FaultName.CUT_BODY: FaultKind(
        "It is closed in good order after `after` bytes of the body (left out: half of it), short of its Content-Length.",
        frozenset({"after"}),
    ),
    FaultName.MALFORMED_CHUNK: FaultKind("The body comes in chunks, the second of which has a size that is no number."),
    FaultName.GARBAGE: FaultKind("In place of an answer come bytes that are no HTTP.", _SILENT, Breaks.EXCHANGE),
    FaultName.DRIP: FaultKind(
        "The headers come at once, the body at `bytes_per_second` only.", frozenset({"bytes_per_second"})
    ),
    FaultName.STALL: FaultKind(
        "The headers and `after` bytes of the body come (left out: half of it), then nothing `for` a time (left out: 5m), "
        "then the rest.",
        frozenset({"after", "for"}),
    ),
    FaultName.NO_ANSWER: FaultKind(
        "Nothing comes until the client gives up, or `for` a time (left out: 5m), after which the connection is closed.",
        _SILENT | {"for"},
        Breaks.EXCHANGE,
    ),
    FaultName.UPLOAD_RESET: FaultKind(
        "The connection is reset while the request's body is being sent, after `after` bytes of it (left out: 1). "
        "Requests without a body go through.",
        frozenset({"after"}),
        Breaks.UPLOAD,
    ),
    FaultName.SOCKET_RESET: FaultKind("A WebSocket's connection is reset.", frozenset({"after"}), Breaks.SOCKET),
    FaultName.SOCKET_DROP: FaultKind(
        "A WebSocket's connection is closed without the frame that says goodbye.", frozenset({"after"}), Breaks.SOCKET
    ),
    FaultName.SOCKET_CLOSE: FaultKind(
        "A WebSocket is closed in good order, with `code` (left out: 1011, an internal error) and `reason`.",
        frozenset({"after", "code", "reason"}),
        Breaks.SOCKET,
    ),
    FaultName.SOCKET_STALL: FaultKind(
        "A WebSocket's server neither reads nor answers `for` a time (left out: 5m), not even pings. Then it goes on.",
        frozenset({"after", "for"}),
        Breaks.SOCKET,
    ),
    FaultName.BAD_FRAME: FaultKind(
        "A WebSocket's client is sent a frame that it must refuse: that of `frame` (left out: unknown_opcode). "
        "The conversation goes on if the client does.",
        frozenset({"after", "frame"}),
        Breaks.SOCKET,
    ),
    FaultName.CUT_FRAME: FaultKind(
        "A WebSocket's connection is closed in the middle of a frame.", frozenset({"after"}), Breaks.SOCKET
    ),
}


class Fault(NamedTuple):
    """A fault as it is to be done. Times are in seconds; what is None was left out.

    `after` counts bytes of a body; `progress` is how far a WebSocket comes before it, `code` and `reason` how it is closed.
    """

    name: FaultName
    after: int | None = None
    bytes_per_second: float | None = None
    for_s: float | None = None
    carried_out: bool = False
    progress: Progress = Progress()
    frame: FrameName = FrameName.UNKNOWN_OPCODE
    code: int = INTERNAL_ERROR
    reason: str = ""

    @property
    def kind(self) -> FaultKind:
        return FAULTS[self.name]

    @property
    def operates(self) -> bool:
        """Whether the provider carries the request out."""
        return self.carried_out or self.kind.breaks is Breaks.ANSWER
