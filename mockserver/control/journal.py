"""The journal as a test reads it: which requests came, what was answered, and why. Credentials are masked."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Final

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings, strict
from mockserver.control.entries import EntryView, entry_view, entry_views
from mockserver.control.words import check_words
from mockserver.engine.journal import Entry
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.scenario.globs import glob

DEFAULT_LIMIT, MAX_LIMIT = 100, 10_000
FORGOTTEN: Final = (
    "How many requests the journal has let go, over its bound, since it began or was cleared: any may be missing."
)
FORGOTTEN_HEADER: Final = "X-Mockserver-Forgotten"
LISTED_WITH: Final = ((FORGOTTEN_HEADER, FORGOTTEN),)
BELOW: Final = "Only those with a number below this: the page before an entry of that number."


@strict
class JournalQuery(TypedDict, total=False):
    """Which entries are asked for: those of which all that is given is true."""

    provider: str
    operation: Annotated[str, Field(examples=["GetJob"])]
    method: str
    path: Annotated[str, Field(description="A glob on the path, as a `when` has it.", examples=["*/jobs/*"])]
    status: Annotated[int, Field(description="The answer's HTTP status.")]
    job: Annotated[str, Field(description="The id of the job that is concerned.")]
    after: Annotated[int, Field(ge=0, description="Only those with a number above this.")]
    below: Annotated[int, Field(ge=1, description=BELOW)]
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT, description=f"The newest so many. Left out: {DEFAULT_LIMIT}.")]


class JournalCount(TypedDict):
    """How many entries there are, of those that the journal still holds."""

    count: int
    forgotten: Annotated[int, Field(description=FORGOTTEN)]


async def list_entries(surroundings: Surroundings, call: Call, query: JournalQuery) -> Answer:
    check_words(surroundings, call, query)
    found = list(_found(call.workspace.journal, query))
    return listed(call, await entry_views(surroundings, call, found[-query.get("limit", DEFAULT_LIMIT) :]))


async def count_entries(surroundings: Surroundings, call: Call, query: JournalQuery) -> JournalCount:
    check_words(surroundings, call, query)
    journal = call.workspace.journal
    return {"count": sum(1 for _ in _found(journal, query)), "forgotten": journal.forgotten}


def listed(call: Call, found: Sequence[Any]) -> Answer:
    """Return the answer that lists what was found in the journal, and says how much of that is forgotten."""
    return Answer.json(found, headers={FORGOTTEN_HEADER: str(call.workspace.journal.forgotten)})


async def get_entry(surroundings: Surroundings, call: Call, _: Any) -> EntryView:
    return await entry_view(surroundings, call, entry_of(call))


def entry_of(call: Call) -> Entry:
    """Return the entry that a call names. Raises not_found."""
    found = next((entry for entry in call.workspace.journal if entry.id == call.params["id"]), None)
    if found is None:
        raise call.error(
            "not_found", f"The journal of this workspace has no request {call.params['id']!r}, or not any more."
        )
    return found


async def clear_journal(_: Surroundings, call: Call, __: Any) -> None:
    call.workspace.journal.clear()


def _found(entries: Iterable[Entry], query: JournalQuery) -> Iterator[Entry]:
    """Yield the entries that a query asks for, oldest first."""
    wanted = {
        name: value for name, value in query.items() if name in ("provider", "operation", "method", "status", "job")
    }
    path = glob([query["path"]]) if "path" in query else None
    after, below = query.get("after", 0), query.get("below", sys.maxsize)
    for entry in entries:
        if not after < entry.number < below or any(getattr(entry, name) != value for name, value in wanted.items()):
            continue
        if path is None or path.match(entry.path):
            yield entry


ENDPOINTS = (
    Endpoint(
        "ListRequests",
        "GET",
        "/_mock/journal",
        "List the requests that came, oldest first, with their answers.",
        list_entries,
        asks=JournalQuery,
        gives=list[EntryView],
        headers=LISTED_WITH,
    ),
    Endpoint(
        "CountRequests",
        "GET",
        "/_mock/journal/count",
        "Count the requests that the journal holds.",
        count_entries,
        asks=JournalQuery,
        gives=JournalCount,
    ),
    Endpoint("ClearJournal", "DELETE", "/_mock/journal", "Forget the requests so far.", clear_journal),
    Endpoint(
        "GetRequest",
        "GET",
        "/_mock/requests/{id}",
        "Show one request, by the id that its answer carries.",
        get_entry,
        gives=EntryView,
        errors=("not_found",),
    ),
)
