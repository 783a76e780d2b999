"""Operations, as the providers' tables declare them, and how a path finds its operation."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from mockserver.gateway.answers import Answer
    from mockserver.gateway.call import Call

KIB, MIB, GIB = 1024, 1024**2, 1024**3


class BodyKind(StrEnum):
    """What is read of a request's body before the operation is called."""

    NONE = "none"
    JSON = "json"
    FORM = "form"
    JSON_OR_FORM = "json_or_form"


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of a provider's API, by the name that its own documentation gives it.

    `paths` are templates (`/jobs/{id}`), of which `{key+}` takes the rest of the path. `body_limit` is in bytes, and holds
    for the whole body. `source` says where the behaviour is documented. A `websocket` has its handler from
    `sockets.conversation`.
    """

    name: str
    methods: tuple[str, ...]
    paths: tuple[str, ...]
    handler: "Callable[[Call], Awaitable[Answer]]"
    summary: str
    source: str
    body: BodyKind = BodyKind.NONE
    body_limit: int = 4 * MIB
    websocket: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """An operation that a request means, and the values of its path's parameters."""

    operation: Operation
    params: dict[str, str]


@dataclass(frozen=True, slots=True)
class WrongMethod:
    """The path is known, but not with this method; `allowed` are the methods that it is known with."""

    operation: Operation
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Template:
    segments: tuple[str | None, ...]
    names: tuple[str, ...]
    open_ended: bool
    operations: dict[str, Operation]

    def params(self, segments: list[str]) -> dict[str, str] | None:
        """Return the parameters' values when the path fits, else None."""
        values = []
        for wanted, found in zip(self.segments, segments, strict=False):
            if wanted is None:
                values.append(unquote(found) if "%" in found else found)
            elif wanted != found:
                return None
        if self.open_ended:
            values.append(unquote("/".join(segments[len(self.segments) :])))
        return dict(zip(self.names, values, strict=True))


class PathTable:
    """Finds the operation of a method and path. Empty segments don't count, so a slash at the end or twice is no matter."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        templates: dict[str, _Template] = {}
        for operation in operations:
            for path in operation.paths:
                template = templates.setdefault(path, _compile(path))
                template.operations.update(dict.fromkeys(operation.methods, operation))
        self._by_length: dict[int, list[_Template]] = {}
        self._open_ended: list[_Template] = []
        for template in sorted(templates.values(), key=lambda template: template.segments.count(None)):
            if template.open_ended:
                self._open_ended.append(template)
            else:
                self._by_length.setdefault(len(template.segments), []).append(template)

    def find(self, method: str, segments: list[str]) -> Match | WrongMethod | None:
        """Return what a method and the segments of a raw path mean. HEAD means what GET means."""
        wrong: WrongMethod | None = None
        for template in self._candidates(len(segments)):
            params = template.params(segments)
            if params is None:
                continue
            operation = template.operations.get("GET" if method == "HEAD" else method)
            if operation is not None:
                return Match(operation, params)
            wrong = wrong or WrongMethod(next(iter(template.operations.values())), tuple(template.operations))
        return wrong

    def _candidates(self, length: int) -> list[_Template]:
        exact = self._by_length.get(length, [])
        if not self._open_ended:
            return exact
        return exact + [template for template in self._open_ended if len(template.segments) < length]


def _compile(path: str) -> _Template:
    segments: list[str | None] = []
    names: list[str] = []
    open_ended = False
    for segment in path.strip("/").split("/"):
        if segment.startswith("{"):
            names.append(segment.strip("{+}"))
            open_ended = segment.endswith("+}")
            if not open_ended:
                segments.append(None)
        elif segment:
            segments.append(segment)
    return _Template(tuple(segments), tuple(names), open_ended, {})
