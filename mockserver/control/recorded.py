"""What the rules of a scenario looked at in a request that is answered, made anew from what the journal keeps of it.

So nothing but the journal's own entry is kept of a request, and whoever asks later (queries, explanations, near misses) sees
it in one way.
"""

from dataclasses import replace
from functools import partial

from mockserver.control.endpoints import Surroundings
from mockserver.control.rehearsal import address_of, arrival_of, call_of
from mockserver.engine.journal import Entry
from mockserver.engine.lifecycle import Status
from mockserver.gateway.addressing import Arrival
from mockserver.gateway.bodies import Body
from mockserver.gateway.call import Call
from mockserver.gateway.details import details_of, document
from mockserver.gateway.operations import Match
from mockserver.gateway.provider import Provider
from mockserver.scenario.conditions import Facts
from mockserver.scenario.details import Details


def recorded_facts(surroundings: Surroundings, call: Call, entry: Entry) -> Facts:
    """Return what rules looked at in a request of a call's workspace, or would have. A job's status is what a poll saw."""
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in entry.headers]
    arrival = arrival_of(surroundings, call, entry.method, entry.target, headers)
    provider = surroundings.providers.get(entry.provider or "")
    match = None if provider is None else _match(surroundings, arrival, provider, entry)
    if provider is None or match is None:
        details = Details(query=arrival.request.query, document=lambda: document(Body(entry.body)))
        names = entry.provider or "", entry.operation or ""
        return Facts(
            *names, entry.method, arrival.called_path, arrival.request.headers, None, entry.phase, details=details
        )
    inner = call_of(call, arrival, provider, match, entry.body)
    facts = inner.facts()
    facts.phase, facts.look = entry.phase, partial(_details, inner, entry)
    return facts


def _match(surroundings: Surroundings, arrival: Arrival, provider: Provider, entry: Entry) -> Match | None:
    """Return the operation that a request meant; None when it can't be told any more."""
    address = address_of(surroundings, arrival)
    if address is not None and address.provider is provider:
        return address.found if isinstance(address.found, Match) else Match(address.found.operation, {})
    # Its bucket may be gone by now, which told whose it was.
    known = (operation for operation in provider.operations if operation.name == entry.operation)
    return next((Match(operation, {}) for operation in known), None)


async def _details(call: Call, entry: Entry) -> Details:
    """Look closer, as far as that can be known afterwards: of a job's status what a poll saw, of the rest what it still has."""
    details = await details_of(call)
    named = [] if entry.job is None else await call.workspace.jobs.named(entry.job)
    job = next((job for job in named if job.provider == entry.provider), None)
    return replace(
        details,
        job=entry.job,
        status=None if entry.job_status is None else Status(entry.job_status),
        media=details.media or (() if job is None else job.media),
        name=details.name or (None if job is None else job.name),
        metadata=details.metadata or (None if job is None else job.metadata),
    )
