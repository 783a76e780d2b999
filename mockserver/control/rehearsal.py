"""A request of a service as the gateway would have it, made up in here: nobody sends it, and no journal tells of it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from yarl import URL

from mockserver.control.endpoints import Surroundings
from mockserver.gateway.addressing import Address, Arrival, split_credential
from mockserver.gateway.bodies import Body
from mockserver.gateway.call import Call
from mockserver.gateway.operations import Match
from mockserver.gateway.provider import Provider


def arrival_of(
    surroundings: Surroundings,
    call: Call,
    method: str,
    target: str,
    headers: Mapping[str, str] | Iterable[tuple[str, str]],
) -> Arrival:
    """Return how a request arrives at the server that a call came to."""
    path, _, query = target.partition("?")
    url = URL.build(path=path, query_string=query, encoded=True)  # parsing would stumble over what some clients send
    request = call.arrival.request.clone(method=method, rel_url=url, headers=headers)
    return Arrival(request, surroundings.emulated, surroundings.workspaces)


def address_of(surroundings: Surroundings, arrival: Arrival) -> Address | None:
    """Return the service and the operation that a request means; None when no service knows it."""
    return surroundings.emulated.find(arrival)


def call_of(call: Call, arrival: Arrival, provider: Provider, match: Match, body: bytes) -> Call:
    """Return the call of a service that a request is, in the workspace of `call`. Nobody has let it in yet."""
    operation, params = match.operation, match.params
    inner = replace(call, arrival=arrival, provider=provider, operation=operation, params=params, body=Body(body))
    inner.workspace, inner.journal = call.workspace, call.journal
    inner.entry = replace(call.entry, provider=provider.name, operation=operation.name, rules=[])
    credential = provider.credential(inner)
    inner.credential = None if credential is None else split_credential(credential)[1]
    return inner
