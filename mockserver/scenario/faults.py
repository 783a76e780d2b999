"""Trouble below HTTP: what there is, and how a scenario writes it. How it is done is the gateway's matter."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Annotated, Final, Self

from pydantic import BeforeValidator, Field, Tag, WithJsonSchema, model_validator

from mockserver.scenario.progress import Progress, ProgressPart
from mockserver.scenario.times import Time
from mockserver.yamlfile.parts import Part, Place, mistakes_at, ways
from mockserver.yamlfile.wording import found, listing, no_such


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
    NO_ANSWER = "no_answer"
    UPLOAD_RESET = "upload_reset"
    SOCKET_RESET = "socket_reset"
    SOCKET_DROP = "socket_drop"
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


@dataclass(frozen=True, slots=True)
class FaultKind:
    """What one fault is, what it breaks, and what may be said of it."""

    about: str
    takes: frozenset[str] = frozenset()
    breaks: Breaks = Breaks.ANSWER


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


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault as it is to be done. Times are in seconds; what is None was left out.

    `after` counts bytes of a body; `progress` is how far a WebSocket comes before it.
    """

    name: FaultName
    after: int | None = None
    bytes_per_second: float | None = None
    for_s: float | None = None
    carried_out: bool = False
    progress: Progress = Progress()
    frame: FrameName = FrameName.UNKNOWN_OPCODE

    @property
    def kind(self) -> FaultKind:
        return FAULTS[self.name]

    @property
    def operates(self) -> bool:
        """Whether the provider carries the request out."""
        return self.carried_out or self.kind.breaks is Breaks.ANSWER


_LONGEST_MS: Final = 3_600_000


def _is_fault(value: object) -> object:
    if isinstance(value, FaultName) or value is None:
        return value
    if not isinstance(value, str) or not value:
        raise ValueError(f"found {found(value)}, expected a fault: one of {listing(FaultName)}")
    if value not in list(FaultName):
        raise ValueError(no_such("fault", value, list(FaultName)))
    return FaultName(value)


def _is_frame(value: object) -> object:
    if value is None:
        return None
    if isinstance(value, str) and value in list(FrameName):
        return FrameName(value)
    raise ValueError(no_such("bad frame", value if isinstance(value, str) else found(value), list(FrameName)))


_SCHEMA: Final = WithJsonSchema(
    {"type": "string", "enum": list(FaultName), "enumDescriptions": [FAULTS[name].about for name in FaultName]}
)
Name = Annotated[FaultName, BeforeValidator(_is_fault), _SCHEMA]
After = Annotated[
    Annotated[int, Field(ge=0, le=2**40), Tag("<bytes>")] | Annotated[ProgressPart, Tag("<progress>")],
    ways("bytes", progress="messages bytes audio"),
]


class FaultInFull(Part):
    """A fault with what may be said of it."""

    name: Name = Field(description="Which fault.")
    after: After | None = Field(
        None,
        description="After how many bytes of the body; on a WebSocket, how far the client has come with what it sends. "
        "There it is left out for: as soon as the provider listens.",
        examples=[65536, {"messages": 3}, {"audio": "5s"}],
    )
    bytes_per_second: float | None = Field(None, gt=0, le=1e9, description="How fast the bytes drip.")
    frame: Annotated[FrameName, BeforeValidator(_is_frame)] | None = Field(None, description="Which bad frame.")
    for_: Time | None = Field(None, alias="for", description="How long at most the client is kept waiting; 1h at most.")
    carried_out: bool | None = Field(
        None, description="The provider carries the request out, though its answer never comes. Left out: it doesn't."
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        kind = FAULTS[self.name]
        mistakes: list[tuple[Place, str]] = []
        for key in sorted({key.rstrip("_") for key in self.model_fields_set} - {"name"} - kind.takes):
            others = f"`{'`, `'.join(sorted(kind.takes))}`" if kind.takes else "nothing more"
            mistakes.append(((key, "[key]"), f"`{key}` says nothing about `{self.name}`, which takes {others}"))
        if self.after is not None and "after" in kind.takes:
            mistakes += _wrong_after(self.name, self.after)
        if self.name is FaultName.DRIP and self.bytes_per_second is None:
            mistakes.append(((), "found no `bytes_per_second`, expected how fast it drips"))
        if self.for_ is not None and self.for_ > _LONGEST_MS:
            mistakes.append((("for",), "found a time of more than an hour, expected at most 1h"))
        if mistakes:
            raise mistakes_at(mistakes)
        return self

    def fault(self) -> Fault:
        """Return it as it is to be done."""
        for_s = None if self.for_ is None else self.for_ / 1000
        after, progress = (
            (None, self.after.progress()) if isinstance(self.after, ProgressPart) else (self.after, Progress())
        )
        frame = self.frame or FrameName.UNKNOWN_OPCODE
        return Fault(self.name, after, self.bytes_per_second, for_s, bool(self.carried_out), progress, frame)


def _wrong_after(name: FaultName, after: int | ProgressPart) -> list[tuple[Place, str]]:
    if FAULTS[name].breaks is not Breaks.SOCKET:
        sentence = f"found a mapping, expected a number: `{name}` counts bytes of a body"
        return [(("after",), sentence)] if isinstance(after, ProgressPart) else []
    sentence = f"found {found(after)}, expected how far the client has come: {{messages: 3}}, {{bytes: 64000}} or {{audio: 5s}}"
    return [] if isinstance(after, ProgressPart) else [(("after",), sentence)]


def _stands_alone(name: FaultName) -> FaultName:
    if name is FaultName.DRIP:
        raise ValueError("found `drip` alone, expected how fast: {name: drip, bytes_per_second: 100}")
    return name


FaultPart = Annotated[
    Annotated[FaultName, BeforeValidator(lambda value: _stands_alone(_is_fault(value))), _SCHEMA, Tag("<fault>")]
    | Annotated[FaultInFull, Tag("<fault in full>")],
    ways("fault", **{"fault in full": "name after bytes_per_second frame for carried_out"}),
]
"""A fault by its name, or in full."""


def as_fault(written: FaultName | FaultInFull) -> Fault:
    """Return a fault, however it was written, as it is to be done."""
    return written.fault() if isinstance(written, FaultInFull) else Fault(written)
