"""Calls that nobody made: what the services would do with a request is asked of them, and no server runs."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any, TypeVar
from urllib.parse import urlencode

from aiohttp import hdrs
from multidict import CIMultiDict, CIMultiDictProxy, MultiDict, MultiDictProxy

from mockserver.engine.journal import Entry
from mockserver.engine.workspace import Ports
from mockserver.gateway.addressing import DEFAULT_WORKSPACE, Arrival, Directory
from mockserver.gateway.answers import JSON
from mockserver.gateway.bodies import Body
from mockserver.gateway.call import Call
from mockserver.gateway.operations import Match, Operation
from mockserver.gateway.outgoing import Outgoing
from mockserver.gateway.provider import Provider, World
from mockserver.gateway.workspaces import Workspaces
from mockserver.scenario.matching import Scenario
from mockserver.transcripts.fixtures import FixtureLibrary
from mockserver.transcripts.source import Transcripts

Pairs = Iterable[tuple[str, str]]
"""Headers, or parameters of a query."""

CallT = TypeVar("CallT", bound=Call)


def nowhere(scenario: Scenario, seed: int | None = None) -> Workspaces:
    """Return workspaces from which nothing goes out."""
    ports = Ports(send=Outgoing().send, announce=lambda *_: (), deliver=_deliver_nothing)
    return Workspaces(scenario, ports, seed=seed)


def unsent(
    provider: Provider,
    operation: Operation,
    workspaces: Workspaces,
    kind: type[CallT],
    *,
    method: str | None = None,
    path: str | None = None,
    headers: Pairs = (),
    query: Pairs = (),
    body: Body | None = None,
    transcripts: Transcripts | None = None,
) -> CallT:
    """Return the call of an operation that a request would be, in the default workspace. Nobody has let it in yet."""
    sent = CIMultiDict(headers)
    if body is not None:
        sent.setdefault(hdrs.CONTENT_TYPE, "multipart/form-data" if body.is_form else JSON)
    method, path, query = method or operation.methods[0], path or operation.paths[0], list(query)
    request: Any = SimpleNamespace(
        method=method,
        raw_path=path + ("?" + urlencode(query) if query else ""),
        scheme="http",
        host="localhost:8080",
        remote="127.0.0.1",
        headers=CIMultiDictProxy(sent),
        content_type=sent.get(hdrs.CONTENT_TYPE, "").partition(";")[0].strip().lower() or "application/octet-stream",
        query=MultiDictProxy(MultiDict(query)),
    )
    arrival = Arrival(request, Directory([provider]), workspaces)
    found = provider.locate(arrival)
    call = kind(
        arrival=arrival,
        provider=provider,
        operation=operation,
        params=found.params if isinstance(found, Match) and found.operation is operation else {},
        body=body or Body(),
        transcripts=transcripts or Transcripts(FixtureLibrary([])),
        outgoing=Outgoing(),
        public_url=None,
    )
    workspace: World = workspaces.open(DEFAULT_WORKSPACE)
    call.workspace, call.journal = workspace, workspace.journal
    call.entry = Entry(workspace.journal.request_id(0), 0, 0, method, path, provider.name, operation.name)
    return call


async def _deliver_nothing(*_: object) -> None:
    pass
