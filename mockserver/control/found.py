"""Requests of the journal asked for by a `when`, as scenarios have it, and on which points the others fail it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings, strict
from mockserver.control.entries import EntryView, entry_views
from mockserver.control.journal import BELOW, DEFAULT_LIMIT, LISTED_WITH, MAX_LIMIT, JournalCount, listed
from mockserver.control.recorded import recorded_facts
from mockserver.engine.journal import Entry
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.scenario.asked import Asked, asked
from mockserver.scenario.conditions import Facts
from mockserver.scenario.explaining import differences, told
from mockserver.scenario.mistakes import ScenarioError


@strict
class CountQuery(TypedDict):
    """Which entries are asked for, in the language of scenarios. It has counts of its own: `call: 2` is the second."""

    when: Annotated[
        dict[str, Any],
        Field(
            description="As in a scenario's rule for requests (docs/scenarios.md). A job's `status` is known of polls alone.",
            examples=[{"operation": "GetJob", "body": {"$.metadata": "mine*"}}],
        ),
    ]
    after: Annotated[NotRequired[int], Field(ge=0, description="Only those with a number above this.")]
    below: Annotated[NotRequired[int], Field(ge=1, description=BELOW)]


@strict
class MatchQuery(CountQuery):
    """Which entries are asked for, and how many of them."""

    limit: Annotated[
        NotRequired[int], Field(ge=1, le=MAX_LIMIT, description=f"The newest so many. Left out: {DEFAULT_LIMIT}.")
    ]


class Compared(TypedDict):
    """A request, laid beside a `when`."""

    id: str
    number: int
    differences: Annotated[list[str], Field(description="The points on which it fails; none when it is one.")]


async def find_entries(surroundings: Surroundings, call: Call, query: MatchQuery) -> Answer:
    found = [entry async for entry, missed in _compared(surroundings, call, query) if not missed]
    return listed(call, await entry_views(surroundings, call, found[-query.get("limit", DEFAULT_LIMIT) :]))


async def count_matching(surroundings: Surroundings, call: Call, query: CountQuery) -> JournalCount:
    found = [entry async for entry, missed in _compared(surroundings, call, query) if not missed]
    return {"count": len(found), "forgotten": call.workspace.journal.forgotten}


async def compare_entries(surroundings: Surroundings, call: Call, query: MatchQuery) -> Answer:
    compared = _compared(surroundings, call, query)
    views: list[Compared] = [
        {"id": entry.id, "number": entry.number, "differences": missed} async for entry, missed in compared
    ]
    return listed(call, views[-query.get("limit", DEFAULT_LIMIT) :])


async def _compared(
    surroundings: Surroundings, call: Call, query: CountQuery
) -> AsyncIterator[tuple[Entry, list[str]]]:
    """Yield entries, oldest first, with the points on which each fails a `when`. Raises bad_when with all its mistakes."""
    try:
        wanted = asked(query["when"], surroundings.library.vocabulary)
    except ScenarioError as error:
        raise call.error("bad_when", str(error)) from error
    for entry in list(call.workspace.journal):
        await asyncio.sleep(0)  # the journal may be long, and others want to be served meanwhile
        if query.get("after", 0) < entry.number < query.get("below", sys.maxsize):
            facts = recorded_facts(surroundings, call, entry)
            picked = await wanted.picks(facts, call.workspace.seed)
            yield entry, [] if picked else await _differences(wanted, facts)


async def _differences(wanted: Asked, facts: Facts) -> list[str]:
    await facts.looked()
    missed = list(differences(wanted.rule.when, facts))
    if not missed and wanted.rule.turns is not None:
        missed.append(f"it is another one in order: those that count are {told(wanted.rule.turns)}")
    return missed


ENDPOINTS = (
    Endpoint(
        "FindRequests",
        "POST",
        "/_mock/journal/find",
        "Find requests by a `when` as scenarios have it, oldest first.",
        find_entries,
        takes=MatchQuery,
        gives=list[EntryView],
        headers=LISTED_WITH,
        errors=("bad_when",),
    ),
    Endpoint(
        "CountFoundRequests",
        "POST",
        "/_mock/journal/count",
        "Count the requests that a `when` finds.",
        count_matching,
        takes=CountQuery,
        gives=JournalCount,
        errors=("bad_when",),
    ),
    Endpoint(
        "CompareRequests",
        "POST",
        "/_mock/journal/compare",
        "Lay requests beside a `when`, oldest first: on which points each of them fails.",
        compare_entries,
        takes=MatchQuery,
        gives=list[Compared],
        headers=LISTED_WITH,
        errors=("bad_when",),
    ),
)
