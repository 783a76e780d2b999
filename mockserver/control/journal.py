"""The journal as a test reads it: which requests came, what was answered, and why. Credentials are masked."""

import base64
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings, strict
from mockserver.control.matching import matching
from mockserver.engine.clock import iso
from mockserver.engine.journal import Entry
from mockserver.gateway.call import Call
from mockserver.masking import masked_body, masked_header, masked_target, masked_text
from mockserver.scenario.asked import asked
from mockserver.scenario.globs import glob
from mockserver.scenario.mistakes import ScenarioError

_DEFAULT_LIMIT, _MAX_LIMIT = 100, 10_000


class Sent(TypedDict):
    """Headers and body of a request or an answer."""

    headers: Annotated[list[tuple[str, str]], Field(description="In the order in which they were sent.")]
    body: Annotated[str, Field(description="Text, or Base64 where it isn't text.")]
    base64: NotRequired[bool]


class EntryView(TypedDict):
    """A request and what was answered."""

    id: Annotated[str, Field(description="The request id that the answer carries.")]
    number: Annotated[int, Field(description="The order of arrival in the workspace, from 1.")]
    at: Annotated[str, Field(description="When it came, on the workspace's clock.")]
    method: str
    target: Annotated[str, Field(description="Path and query as they were sent.")]
    provider: str | None
    operation: str | None
    request: Sent
    status: Annotated[int | None, Field(description="The answer's HTTP status.")]
    close_code: Annotated[int | None, Field(description="How the WebSocket was closed that it became, if it did.")]
    answer: Sent
    duration_ms: Annotated[float, Field(description="Real milliseconds from arrival to answer.")]
    rules: Annotated[list[str], Field(description="What the scenario's rules did, in order.")]
    job: str | None
    job_status: Annotated[str | None, Field(description="The status that a poll saw.")]
    explanation: Annotated[str | None, Field(description="What was wrong, and what would have been accepted.")]


@strict
class JournalQuery(TypedDict, total=False):
    """Which entries are asked for: those of which all that is given is true."""

    provider: str
    operation: Annotated[str, Field(examples=["GetJob"])]
    method: str
    path: Annotated[str, Field(description="A glob on the path.", examples=["*/jobs/*"])]
    status: Annotated[int, Field(description="The answer's HTTP status.")]
    job: Annotated[str, Field(description="The id of the job that is concerned.")]
    after: Annotated[int, Field(ge=0, description="Only those with a number above this.")]
    limit: Annotated[int, Field(ge=1, le=_MAX_LIMIT, description=f"The newest so many. Left out: {_DEFAULT_LIMIT}.")]


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


@strict
class MatchQuery(CountQuery):
    """Which entries are asked for, and how many of them."""

    limit: Annotated[
        NotRequired[int], Field(ge=1, le=_MAX_LIMIT, description=f"The newest so many. Left out: {_DEFAULT_LIMIT}.")
    ]


class JournalCount(TypedDict):
    """How many entries there are."""

    count: int


async def list_entries(_: Surroundings, call: Call, query: JournalQuery) -> list[EntryView]:
    found = list(_found(call.workspace.journal, query))[-query.get("limit", _DEFAULT_LIMIT) :]
    return [entry_view(entry) for entry in found]


async def count_entries(_: Surroundings, call: Call, query: JournalQuery) -> JournalCount:
    return {"count": sum(1 for _ in _found(call.workspace.journal, query))}


async def find_entries(surroundings: Surroundings, call: Call, query: MatchQuery) -> list[EntryView]:
    found = [entry async for entry in _matching(surroundings, call, query)][-query.get("limit", _DEFAULT_LIMIT) :]
    return [entry_view(entry) for entry in found]


async def count_matching(surroundings: Surroundings, call: Call, query: CountQuery) -> JournalCount:
    return {"count": len([entry async for entry in _matching(surroundings, call, query)])}


def _matching(surroundings: Surroundings, call: Call, query: CountQuery) -> AsyncIterator[Entry]:
    try:
        wanted = asked(query["when"], surroundings.library.vocabulary)
    except ScenarioError as error:
        raise call.error("bad_when", str(error)) from error
    return matching(surroundings, call, wanted, query.get("after", 0))


async def get_entry(_: Surroundings, call: Call, __: Any) -> EntryView:
    return entry_view(entry_of(call))


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
    path, after = glob([query["path"]]) if "path" in query else None, query.get("after", 0)
    for entry in entries:
        if entry.number <= after or any(getattr(entry, name) != value for name, value in wanted.items()):
            continue
        if path is None or path.match(entry.target.partition("?")[0]):
            yield entry


def entry_view(entry: Entry) -> EntryView:
    """Return what is told of an entry."""
    return {
        "id": entry.id,
        "number": entry.number,
        "at": iso(entry.at_ms),
        "method": entry.method,
        "target": masked_target(entry.target),
        "provider": entry.provider,
        "operation": entry.operation,
        "request": _sent(
            ((name.decode("latin-1"), value.decode("latin-1")) for name, value in entry.headers),
            entry.body,
        ),
        "status": entry.status,
        "close_code": entry.close_code,
        "answer": _sent(entry.answer_headers.items(), entry.answer_body),
        "duration_ms": round(entry.duration_ms, 3),
        "rules": entry.rules,
        "job": entry.job,
        "job_status": entry.job_status,
        "explanation": None if entry.explanation is None else masked_text(entry.explanation),
    }


def _sent(headers: Iterable[tuple[str, str]], body: bytes) -> Sent:
    shown = [(name, masked_header(name, value)) for name, value in headers]
    body = masked_body(body)
    try:
        return {"headers": shown, "body": body.decode()}
    except UnicodeDecodeError:
        return {"headers": shown, "body": base64.b64encode(body).decode(), "base64": True}


ENDPOINTS = (
    Endpoint(
        "ListRequests",
        "GET",
        "/_mock/journal",
        "List the requests that came, oldest first, with their answers.",
        list_entries,
        asks=JournalQuery,
        gives=list[EntryView],
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
    Endpoint(
        "FindRequests",
        "POST",
        "/_mock/journal/find",
        "Find requests by a `when` as scenarios have it, oldest first.",
        find_entries,
        takes=MatchQuery,
        gives=list[EntryView],
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
