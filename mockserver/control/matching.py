"""Journaled requests, matched by what the rules of scenarios match by."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

from mockserver.control.endpoints import Surroundings
from mockserver.control.rehearsal import address_of, arrival_of, call_of
from mockserver.engine.journal import Entry
from mockserver.engine.lifecycle import Status
from mockserver.gateway.bodies import Body
from mockserver.gateway.call import Call
from mockserver.gateway.details import details_of, document
from mockserver.gateway.operations import Match
from mockserver.scenario.asked import Asked
from mockserver.scenario.conditions import Facts
from mockserver.scenario.details import Details


async def matching(surroundings: Surroundings, call: Call, asked: Asked, after: int) -> AsyncIterator[Entry]:
    """Yield the entries of a call's workspace that are asked for, oldest first: those with a number above `after`."""
    for entry in list(call.workspace.journal):
        await asyncio.sleep(0)  # the journal may be long, and others want to be served meanwhile
        if entry.number > after and await asked.picks(_facts(surroundings, call, entry), call.workspace.seed):
            yield entry


def _facts(surroundings: Surroundings, call: Call, entry: Entry) -> Facts:
    """Return what rules looked at in a request, or would have."""
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in entry.headers]
    arrival = arrival_of(surroundings, call, entry.method, entry.target, headers)
    address = address_of(surroundings, arrival)
    if address is None or address.provider.name != entry.provider:  # nobody's, or of a bucket that is gone by now
        details = Details(query=arrival.request.query, document=lambda: document(Body(entry.body)))
        path = "/" + "/".join(arrival.segments)
        names = entry.provider or "", entry.operation or ""
        return Facts(*names, entry.method, path, arrival.request.headers, None, entry.phase, details=details)
    match = address.found if isinstance(address.found, Match) else Match(address.found.operation, {})
    inner = call_of(call, arrival, address.provider, match, entry.body)
    facts = inner.facts()
    facts.phase, facts.look = entry.phase, partial(_details, inner, entry)
    return facts


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
