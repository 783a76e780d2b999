"""What a rule for requests does, part by part: an error, an answer of its own, a limit, a hold."""

import math
import re
from typing import Annotated, Final, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from mockserver.engine.limits import Rate
from mockserver.scenario.parts import BodyFileName, ErrorName, HeaderName, PhaseName, SignalName
from mockserver.scenario.progress import ProgressPart
from mockserver.scenario.times import TIME_SCHEMA, UNITS_MS, milliseconds
from mockserver.templates import is_template
from mockserver.yamlfile.parts import KEY, Part, Place, mistakes_at, ways
from mockserver.yamlfile.wording import found

_SET_BY_SERVER = frozenset({"connection", "content-length", "transfer-encoding"})


def _check_headers(headers: dict[str, str]) -> dict[str, str]:
    """Refuse headers that would break the answer."""
    mistakes: list[tuple[Place, str]] = []
    for name, value in headers.items():
        if name.lower() in _SET_BY_SERVER:
            mistakes.append(((name, KEY), f"`{name}` is set by the server, expected it left out"))
        elif any((ord(char) < 32 and char != "\t") or ord(char) == 127 for char in value):
            mistakes.append(((name,), f"found {found(value)}, expected text on one line"))
    if mistakes:
        raise mistakes_at(mistakes)
    return headers


def _template(text: str) -> str:
    """Refuse a template that could never be filled in."""
    if not is_template(text):
        return text
    from mockserver.templates.checking import mistake_in  # heavy, and few scenarios have templates

    mistake = mistake_in(text)
    if mistake is not None:
        raise ValueError(mistake)
    return text


def _template_or_json(body: JsonValue) -> JsonValue:
    return _template(body) if isinstance(body, str) else body


Headers = Annotated[dict[HeaderName, str], AfterValidator(_check_headers)]
TemplateHeaders = Annotated[dict[HeaderName, Annotated[str, AfterValidator(_template)]], AfterValidator(_check_headers)]
HttpStatus = Annotated[int, Field(ge=200, le=599)]


class Respond(Part):
    """An answer given in place of the provider's."""

    may_be_empty = frozenset({"body"})

    status: HttpStatus = Field(200, description="The HTTP status.")
    body: Annotated[JsonValue, AfterValidator(_template_or_json)] = Field(
        None,
        description="Text is sent as it is, with templates (Jinja2) filled in; anything else as JSON. Left out: no body.",
    )
    body_file: BodyFileName | None = Field(
        None, description="A file in `bodies/` beside your scenarios, or shipped, whose bytes are the body."
    )
    headers: TemplateHeaders = Field({}, description="Headers to send. Their values may hold templates.")

    @field_validator("body_file")
    @classmethod
    def _one_body(cls, name: str, info: ValidationInfo) -> str:
        if info.data.get("body") is not None:
            raise ValueError("found `body_file` beside `body`, expected one of them")
        return name


class ErrorInFull(Part):
    """An error by name, with some of what it says changed. Further keys are members of its body."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, JsonValue]

    name: ErrorName = Field(description="The error's name: see `mockserver errors`.")
    status: HttpStatus | None = Field(None, description="The HTTP status. Left out: the error's own.")
    headers: Headers = Field({}, description="Headers to send beside the error's own.")
    members: dict[str, JsonValue] = Field(
        {}, min_length=1, description="Members for its body that this error has nowhere else: they are not checked."
    )
    after: ProgressPart | None = Field(
        None,
        description="How far the client of a WebSocket has come with what it sends when the error closes it. Left out: it "
        "is closed at once.",
        examples=[{"audio": "5s"}],
    )


ErrorPart = Annotated[
    Annotated[ErrorName, Tag("<error>")] | Annotated[ErrorInFull, Tag("<error in full>")],
    ways("error", **{"error in full": "name status headers members after"}),
]
"""An error by its name, or in full."""


def error_name(written: str | ErrorInFull) -> str:
    """Return the name of an error, however it was written."""
    return written if isinstance(written, str) else written.name


_RATE = re.compile(rf"(\d{{1,9}}(?:\.\d{{1,6}})?)/({'|'.join(UNITS_MS)})", re.ASCII)


def _rate(value: object) -> tuple[float, float]:
    """Read `10/s` as the number of calls, and the time in which so many are let through (ms)."""
    match = _RATE.fullmatch(value) if isinstance(value, str) else None
    if match is None or float(match[1]) == 0:
        raise ValueError(f"found {found(value)}, expected calls in a time such as 10/s, 100/m or 5000/h")
    return float(match[1]), float(UNITS_MS[match[2]])


CallsInTime = Annotated[
    tuple[float, float],
    BeforeValidator(_rate),
    WithJsonSchema({"type": "string", "pattern": f"^{_RATE.pattern}$", "examples": ["10/s", "100/m"]}),
]


class LimitInFull(Part):
    """How many calls of each credential are let through, on the workspace's clock."""

    rate: CallsInTime = Field(description="How many in the long run.")
    burst: int | None = Field(
        None, ge=1, le=1_000_000, description="How many at once. Left out: as many as the rate says."
    )


LimitPart = Annotated[
    Annotated[CallsInTime, Tag("<rate>")] | Annotated[LimitInFull, Tag("<limit in full>")],
    ways("rate", **{"limit in full": "rate burst"}),
]
"""A limit by its rate alone, or in full."""


def as_rate(written: tuple[float, float] | LimitInFull) -> Rate:
    """Return a limit, however it was written, as a token bucket counts it."""
    (number, within_ms), burst = (written.rate, written.burst) if isinstance(written, LimitInFull) else (written, None)
    return Rate(within_ms / number, burst or max(1, math.ceil(number)))


_LONGEST_HOLD_MS: Final = 3_600_000
USUAL_HOLD_MS: Final = 60_000.0


def _hold(value: object) -> float:
    if value is True:
        return USUAL_HOLD_MS
    ms = milliseconds(value, "`true`, or a time after which the answer goes out anyway, such as 30s")
    if ms > _LONGEST_HOLD_MS:
        raise ValueError(f"found {found(value)}, expected at most 1h")
    return ms


HoldTime = Annotated[float, BeforeValidator(_hold), WithJsonSchema({"anyOf": [{"const": True}, *TIME_SCHEMA["anyOf"]]})]
"""How long an answer is held back at most, in milliseconds."""


class Then(Part):
    """What comes of a rule that has acted."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    phase: PhaseName | None = Field(None, description="The phase that begins.")
    signal: SignalName | None = Field(None, description="A signal for the stages of jobs that wait for it.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("found an empty mapping, expected `phase` or `signal`")
        return self


ThenPart = Annotated[
    Annotated[PhaseName, Tag("<phase>")] | Annotated[Then, Tag("<then>")], ways("phase", then="phase signal")
]


def as_then(written: str | Then | None) -> tuple[str | None, str | None]:
    """Return the phase and the signal that come of a rule, however they were written."""
    return (written.phase, written.signal) if isinstance(written, Then) else (written, None)
