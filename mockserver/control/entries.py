"""A request of the journal as it is shown: whole, but for the credentials, which are masked."""

import asyncio
import base64
from collections.abc import Iterable
from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Surroundings
from mockserver.control.near_misses import near_misses
from mockserver.engine.clock import iso
from mockserver.engine.journal import Entry
from mockserver.gateway.call import Call
from mockserver.masking import masked_body, masked_header, masked_target, masked_text


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
    path: Annotated[str, Field(description="As a `when` sees it: without workspace, prefix of the service, and query.")]
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
    near_misses: Annotated[
        list[str],
        Field(description="Rules that didn't act and seem to have been meant, each with the one point it failed on."),
    ]


async def entry_views(surroundings: Surroundings, call: Call, entries: Iterable[Entry]) -> list[EntryView]:
    """Return what is told of some entries of a call's workspace."""
    views: list[EntryView] = []
    for entry in entries:
        await asyncio.sleep(0)  # there may be many, and others want to be served meanwhile
        views.append(await entry_view(surroundings, call, entry))
    return views


async def entry_view(surroundings: Surroundings, call: Call, entry: Entry) -> EntryView:
    """Return what is told of an entry."""
    return {
        "id": entry.id,
        "number": entry.number,
        "at": iso(entry.at_ms),
        "method": entry.method,
        "target": masked_target(entry.target),
        "path": entry.path,
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
        "near_misses": await near_misses(surroundings, call, entry),
    }


def _sent(headers: Iterable[tuple[str, str]], body: bytes) -> Sent:
    shown = [(name, masked_header(name, value)) for name, value in headers]
    body = masked_body(body)
    try:
        return {"headers": shown, "body": body.decode()}
    except UnicodeDecodeError:
        return {"headers": shown, "body": base64.b64encode(body).decode(), "base64": True}
