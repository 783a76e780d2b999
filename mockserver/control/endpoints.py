"""How the control API's calls are declared: what they take and give is a type, checked on the way in and documented from it.

The types are TypedDicts, as those cost next to nothing to make. pydantic compiles one when its call is first made.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Final

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from mockserver.control.mistakes import sentences
from mockserver.gateway.addressing import Directory
from mockserver.gateway.answers import JSON, Answer
from mockserver.gateway.call import Call
from mockserver.gateway.operations import BodyKind, Operation
from mockserver.gateway.provider import Provider
from mockserver.gateway.workspaces import Workspaces
from mockserver.scenario.library import ScenarioLibrary

SOURCE: Final = "docs/control.md"

strict = with_config(ConfigDict(extra="forbid"))
"""Marks a type of which unknown members are mistakes."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What calls reach beside their own workspace: the server's workspaces, its scenarios, the emulated providers."""

    workspaces: Workspaces
    library: ScenarioLibrary
    emulated: Directory

    @property
    def providers(self) -> Mapping[str, Provider]:
        """The emulated providers by name."""
        return self.emulated.providers


Handler = Callable[[Surroundings, Call, Any], Awaitable[Any]]
"""Takes a call and what it brought, checked; returns what the answer says, or an `Answer` where that isn't JSON."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call of the control API.

    `takes` is the type of its JSON body, `asks` that of its query, None for none; `gives` that of its answer, None for
    204. `headers` are those that its answer has beside, with what they say. `errors` are those that it may give beside the
    ones that any call may.
    """

    name: str
    method: str
    path: str
    summary: str
    handler: Handler
    takes: Any = None
    asks: Any = None
    gives: Any = None
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()
    errors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = field(default=())

    @property
    def parameters(self) -> list[str]:
        """The names of its path's parameters."""
        return re.findall(r"{(\w+)}", self.path)

    def operation(self, surroundings: Surroundings) -> Operation:
        """Return the gateway's operation."""
        paths = (self.path, *self.aliases)
        answer = partial(self._answer, surroundings)
        return Operation(self.name, (self.method,), paths, answer, self.summary, SOURCE, BodyKind.JSON)

    async def _answer(self, surroundings: Surroundings, call: Call) -> Answer:
        said = await self.handler(surroundings, call, self._brought(call))
        if isinstance(said, Answer):
            return said
        return Answer(204) if self.gives is None else Answer.json(said)

    def _brought(self, call: Call) -> Any:
        """Return what a call brings, in its query or its body. Raises bad_request."""
        if self.asks is not None:
            return _checked(call, self.asks, lambda kind: kind.validate_python(dict(call.query)))
        if call.query:
            named = ", ".join(f"`{name}`" for name in dict.fromkeys(call.query))
            raise call.error("bad_request", f"{named} isn't known here; this call takes nothing in its query.")
        body = call.json()
        if self.takes is None:
            if body not in (None, {}):
                raise call.error("bad_request", "This call takes no body.")
            return {}
        if not isinstance(body, dict | None):
            raise call.error("bad_request", "The body must be a JSON object.")
        written = json.dumps(body or {})  # anew, as the body may be in any of Unicode's encodings
        return _checked(call, self.takes, lambda kind: kind.validate_json(written, strict=True))


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """Return what checks and documents a type."""
    return TypeAdapter(kind)


def _checked(call: Call, kind: Any, check: Callable[[TypeAdapter[Any]], Any]) -> Any:
    try:
        return check(adapter(kind))
    except ValidationError as error:
        raise call.error("bad_request", sentences(error, kind.__annotations__)) from error
