"""The journal as a test reads it: which requests came, what was answered, and why. Credentials are masked."""

import base64
import json
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Annotated, Any, Final, NotRequired
from urllib.parse import parse_qsl, urlencode

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings, strict
from mockserver.control.matching import matching
from mockserver.engine.clock import iso
from mockserver.engine.journal import Entry
from mockserver.gateway.call import Call
from mockserver.scenario.asked import asked
from mockserver.scenario.globs import glob
from mockserver.scenario.mistakes import ScenarioError

_DEFAULT_LIMIT, _MAX_LIMIT = 100, 10_000
_BELOW: Final = "Only those with a number below this: the page before an entry of that number."
_SECRET_HEADERS: Final = frozenset({"authorization", "x-amz-security-token", "cookie"})
_SECRET_PARAMETERS: Final = frozenset(
    {"access_token", "awsaccesskeyid", "signature", "x-amz-credential", "x-amz-signature", "x-amz-security-token"}
)
_SECRET_MEMBERS: Final = ("key", "secret")
_SHOWN_OF_SECRET: Final = 4


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
    below: Annotated[int, Field(ge=1, description=_BELOW)]
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

    below: Annotated[NotRequired[int], Field(ge=1, description=_BELOW)]
    limit: Annotated[
        NotRequired[int], Field(ge=1, le=_MAX_LIMIT, description=f"The newest so many. Left out: {_DEFAULT_LIMIT}.")
    ]


class JournalCount(TypedDict):
    """How many entries there are."""

    count: int


async def list_entries(surroundings: Surroundings, call: Call, query: JournalQuery) -> list[EntryView]:
    found = sorted(_found(call.workspace.journal, query), key=_number)[-query.get("limit", _DEFAULT_LIMIT) :]
    return [entry_view(entry, _names_caller_in_body(surroundings, entry)) for entry in found]


async def count_entries(_: Surroundings, call: Call, query: JournalQuery) -> JournalCount:
    return {"count": sum(1 for _ in _found(call.workspace.journal, query))}


async def find_entries(surroundings: Surroundings, call: Call, query: MatchQuery) -> list[EntryView]:
    below = query.get("below", sys.maxsize)
    found = [entry async for entry in _matching(surroundings, call, query) if entry.number < below]
    found = sorted(found, key=_number)[-query.get("limit", _DEFAULT_LIMIT) :]
    return [entry_view(entry, _names_caller_in_body(surroundings, entry)) for entry in found]


async def count_matching(surroundings: Surroundings, call: Call, query: CountQuery) -> JournalCount:
    return {"count": len([entry async for entry in _matching(surroundings, call, query)])}


def _matching(surroundings: Surroundings, call: Call, query: CountQuery) -> AsyncIterator[Entry]:
    try:
        wanted = asked(query["when"], surroundings.library.vocabulary)
    except ScenarioError as error:
        raise call.error("bad_when", str(error)) from error
    return matching(surroundings, call, wanted, query.get("after", 0))


async def get_entry(surroundings: Surroundings, call: Call, _: Any) -> EntryView:
    found = entry_of(call)
    return entry_view(found, _names_caller_in_body(surroundings, found))


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
        if path is None or path.match(entry.target.partition("?")[0]):
            yield entry


def _number(entry: Entry) -> int:
    """Entries are added when they are answered, and listed by when they came."""
    return entry.number


def _names_caller_in_body(surroundings: Surroundings, entry: Entry) -> bool:
    return entry.provider is not None and surroundings.providers[entry.provider].credential_in_body


def entry_view(entry: Entry, credential_in_body: bool) -> EntryView:
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
            _masked_body(entry.body) if credential_in_body else entry.body,
        ),
        "status": entry.status,
        "close_code": entry.close_code,
        "answer": _sent(entry.answer_headers.items(), entry.answer_body),
        "duration_ms": round(entry.duration_ms, 3),
        "rules": entry.rules,
        "job": entry.job,
        "job_status": entry.job_status,
        "explanation": entry.explanation,
    }


def _sent(headers: Iterable[tuple[str, str]], body: bytes) -> Sent:
    shown = [(name, _masked(value) if name.lower() in _SECRET_HEADERS else value) for name, value in headers]
    try:
        return {"headers": shown, "body": body.decode()}
    except UnicodeDecodeError:
        return {"headers": shown, "body": base64.b64encode(body).decode(), "base64": True}


def _masked(secret: str) -> str:
    """Return as much of a credential as tells it from others: `Bearer good***`."""
    scheme, blank, rest = secret.partition(" ")
    if not blank:
        scheme, rest = "", secret
    return f"{scheme}{blank}{rest[:_SHOWN_OF_SECRET]}***"


def masked_target(target: str) -> str:
    """Return path and query without the credentials in it."""
    path, mark, query = target.partition("?")
    parameters = parse_qsl(query, keep_blank_values=True)
    if not any(name.lower() in _SECRET_PARAMETERS for name, _ in parameters):
        return target
    masked = [(name, _masked(value) if name.lower() in _SECRET_PARAMETERS else value) for name, value in parameters]
    return path + mark + urlencode(masked, safe="*")


def _masked_body(body: bytes) -> bytes:
    """Mask the credential that a JSON body begins with, of a service that knows its callers by it."""
    try:
        data = json.loads(body)
    except ValueError:
        return body
    if not isinstance(data, dict):
        return body
    masked = {name: _masked(str(data[name])) for name in _SECRET_MEMBERS if name in data}
    return json.dumps(data | masked, ensure_ascii=False).encode("utf-8", "replace") if masked else body


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
