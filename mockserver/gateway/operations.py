"""Operations, as the providers' tables declare them, and how a path finds its operation."""

from collections.abc import Awaitable, Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import unquote

from mockserver.engine.lifecycle import Status

if TYPE_CHECKING:
    from mockserver.gateway.answers import Answer
    from mockserver.gateway.bodies import Receiver
    from mockserver.gateway.call import Call

KIB, MIB, GIB = 1024, 1024**2, 1024**3


class BodyKind(StrEnum):
    """What is read of a request's body before the operation is called."""

    NONE = "none"
    JSON = "json"
    FORM = "form"
    JSON_OR_FORM = "json_or_form"
    XML = "xml"
    STREAM = "stream"


class Submits(NamedTuple):
    """What comes of an operation that submits jobs.

    `sample` is the body, as JSON has it, of a request that is enough for one; None where it takes more than a request.
    `statuses` are the words for the jobs' statuses where they aren't the provider's usual ones.
    """

    sample: Mapping[str, Any] | None = None
    statuses: Mapping[Status, str] | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of a provider's API, by the name that its own documentation gives it.

    `paths` are templates (`/jobs/{id}`), of which `{key+}` takes the rest of the path. Of operations that share method and
    path, the first of the table whose parameters in the `query` (`uploads`, `list-type=2`) and whose `header` are all there
    is meant. `body_limit` is in bytes, and holds for the whole body; a body that is a stream goes to what `receive` makes
    of the request's headers. `source` says where the behaviour is documented. A `websocket` has its handler from
    `sockets.conversation`. `submits` says what jobs come of it, that go as the scenario says.
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
    query: tuple[str, ...] = ()
    header: str | None = None
    receive: "Callable[[Mapping[str, str]], Receiver] | None" = None
    submits: Submits | None = field(default=None, hash=False)

    def selected_by(self, request: "Selecting | None") -> bool:
        """Tell whether a request of its method and path has what the operation asks for beyond these."""
        if not self.query and self.header is None:
            return True
        if request is None or (self.header is not None and self.header not in request.headers):
            return False
        wanted = (parameter.partition("=") for parameter in self.query)
        return all(request.query.get(name) == value if is_ else name in request.query for name, is_, value in wanted)


class Selecting(Protocol):
    """What tells operations apart that share method and path."""

    @property
    def query(self) -> Mapping[str, str]: ...
    @property
    def headers(self) -> Container[str]: ...


class Match(NamedTuple):
    """An operation that a request means, and the values of its path's parameters."""

    operation: Operation
    params: dict[str, str]


class WrongMethod(NamedTuple):
    """The path is known, but not with this method; `allowed` are the methods that it is known with."""

    operation: Operation
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Template:
    segments: tuple[str | None, ...]
    names: tuple[str, ...]
    open_ended: bool
    operations: dict[str, list[Operation]] = field(default_factory=dict)

    def add(self, operation: Operation) -> None:
        for method in operation.methods:
            self.operations.setdefault(method, []).append(operation)

    def operation(self, method: str, request: Selecting | None) -> Operation | None:
        """Return the operation that is meant; None when there is none of this method."""
        sharing = self.operations.get(method)
        if sharing is None and method == "HEAD":
            sharing = self.operations.get("GET")
        return next((operation for operation in sharing or () if operation.selected_by(request)), None)

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
                templates.setdefault(path, _compile(path)).add(operation)
        self._by_length: dict[int, list[_Template]] = {}
        self._open_ended: list[_Template] = []
        for template in sorted(templates.values(), key=lambda template: template.segments.count(None)):
            if template.open_ended:
                self._open_ended.append(template)
            else:
                self._by_length.setdefault(len(template.segments), []).append(template)

    def find(self, method: str, segments: list[str], request: Selecting | None = None) -> Match | WrongMethod | None:
        """Return what a method and the segments of a raw path mean. HEAD means what GET means, unless it is declared.

        `request` is asked where operations share method and path.
        """
        wrong: WrongMethod | None = None
        for template in self._candidates(len(segments)):
            params = template.params(segments)
            if params is None:
                continue
            operation = template.operation(method, request)
            if operation is not None:
                return Match(operation, params)
            wrong = wrong or WrongMethod(next(iter(template.operations.values()))[0], tuple(template.operations))
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
    return _Template(tuple(segments), tuple(names), open_ended)
