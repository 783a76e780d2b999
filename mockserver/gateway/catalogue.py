"""The catalogue of errors: every name with what each provider answers under it, rendered as a client would get it."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from multidict import CIMultiDict, CIMultiDictProxy, MultiDict, MultiDictProxy

from mockserver.engine.journal import Entry
from mockserver.engine.workspace import Ports
from mockserver.gateway.addressing import Arrival, Directory
from mockserver.gateway.answers import Answer
from mockserver.gateway.bodies import Body
from mockserver.gateway.call import Call
from mockserver.gateway.errors import worded
from mockserver.gateway.operations import Operation
from mockserver.gateway.outgoing import Outgoing
from mockserver.gateway.provider import Provider, World
from mockserver.gateway.workspaces import Workspaces
from mockserver.scenario.matching import Scenario
from mockserver.transcripts.fixtures import FixtureLibrary
from mockserver.transcripts.source import Transcripts


@dataclass(frozen=True, slots=True)
class NamedAnswer:
    """What one provider answers under one name, to a request for its first operation."""

    name: str
    provider: Provider
    answer: Answer

    @property
    def body(self) -> str:
        """The body as text, on one line."""
        assert isinstance(self.answer.body, bytes)
        return " ".join(self.answer.body.decode().split())


def catalogue(providers: Iterable[Provider]) -> list[NamedAnswer]:
    """Return all errors by name, and under each name by provider in their order."""
    answers = [
        NamedAnswer(name, provider, _sample_call(provider).error(name).answer)
        for provider in providers
        for name in provider.errors
    ]
    return sorted(answers, key=lambda one: one.name)


def members_of_error(provider: Provider, name: str) -> frozenset[str]:
    """Return the members that the body of an error may have: its own, and those that all of its provider's may have."""
    return provider.error_members | worded(_sample_call(provider), name).members.keys()


def _sample_call(provider: Provider) -> Call:
    """Return a call that nobody made."""
    operation = provider.operations[0]
    outgoing = Outgoing()
    ports = Ports(send=outgoing.send, announce=lambda *_: (), deliver=_deliver_nothing)
    workspaces = Workspaces(Scenario("none"), ports)
    workspace: World = workspaces.open("default")
    call = Call(
        arrival=Arrival(_request(operation), Directory([provider]), workspaces),
        provider=provider,
        operation=operation,
        params={},
        body=Body(),
        transcripts=Transcripts(FixtureLibrary([])),
        outgoing=outgoing,
        public_url=None,
    )
    call.workspace = workspace
    call.entry = Entry(
        workspace.journal.request_id(0), 0, 0, call.method, operation.paths[0], provider.name, operation.name
    )
    call.account = workspace.accounts.of(provider.name)[0]
    return call


def _request(operation: Operation) -> Any:
    """Return what stands in for a request: the part of it that errors are worded by."""
    return SimpleNamespace(
        method=operation.methods[0],
        raw_path=operation.paths[0],
        scheme="http",
        host="localhost:8080",
        headers=CIMultiDictProxy(CIMultiDict[str]()),
        query=MultiDictProxy(MultiDict[str]()),
    )


async def _deliver_nothing(*_: object) -> None:
    pass
