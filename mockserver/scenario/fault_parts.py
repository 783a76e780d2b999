"""Trouble below HTTP, as a scenario writes it."""

from typing import Annotated, Final, Self

from pydantic import AfterValidator, BeforeValidator, Field, Tag, WithJsonSchema, model_validator

from mockserver.scenario.faults import FAULTS, INTERNAL_ERROR, Breaks, Fault, FaultName, FrameName
from mockserver.scenario.progress import Progress, ProgressPart
from mockserver.scenario.times import Time
from mockserver.yamlfile.parts import Part, Place, mistakes_at, ways
from mockserver.yamlfile.wording import found, listing, no_such

_LONGEST_MS: Final = 3_600_000
_REASON_BYTES: Final = 123
_RESERVED_CODES: Final = frozenset({1004, 1005, 1006})


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


def _may_be_sent(code: int) -> int:
    """Refuse what no server sends: clients take it for a broken rule of WebSockets (RFC 6455 §7.4)."""
    if code in _RESERVED_CODES or not (1000 <= code <= 1014 or 3000 <= code <= 4999):
        expected = "a close code that may be sent: 1000 to 1003, 1007 to 1014, or 3000 to 4999"
        raise ValueError(f"found {found(code)}, expected {expected}")
    return code


def _fits_a_frame(reason: str) -> str:
    size = len(reason.encode("utf-8", "replace"))
    if size > _REASON_BYTES:
        raise ValueError(f"found a reason of {size} bytes, expected at most {_REASON_BYTES}")
    return reason


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
    code: Annotated[int, AfterValidator(_may_be_sent)] | None = Field(
        None, description="The close code. Left out: 1011, an internal error.", examples=[1012]
    )
    reason: Annotated[str, AfterValidator(_fits_a_frame)] | None = Field(
        None, description="The reason that goes with it."
    )
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
        return Fault(
            self.name,
            after,
            self.bytes_per_second,
            for_s,
            bool(self.carried_out),
            progress,
            self.frame or FrameName.UNKNOWN_OPCODE,
            self.code or INTERNAL_ERROR,
            self.reason or "",
        )


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
    ways("fault", **{"fault in full": "name after bytes_per_second frame for code reason carried_out"}),
]
"""A fault by its name, or in full."""


def as_fault(written: FaultName | FaultInFull) -> Fault:
    """Return a fault, however it was written, as it is to be done."""
    return written.fault() if isinstance(written, FaultInFull) else Fault(written)
