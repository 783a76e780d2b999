"""What happens in a workspace, told while it happens (server-sent events)."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from typing import Any, Final

from mockserver.control.endpoints import Endpoint, Surroundings
from mockserver.engine.events import MOST_LISTENERS, Events, Listener
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.wire import until_gone

_EVENT_STREAM: Final = "text/event-stream"

HEARTBEAT_S = 15.0
"""Real seconds of silence after which a comment is sent, so that proxies keep the stream open."""


async def stream_events(_: Surroundings, call: Call, __: Any) -> Answer:
    events = call.workspace.events
    if len(events) >= MOST_LISTENERS:
        raise call.error(
            "service_unavailable",
            f"{MOST_LISTENERS} listen to this workspace already, which is the bound. Close a stream that nobody reads.",
        )
    return Answer(
        body=_lines(call, events, _last_event_id(call)),
        content_type=_EVENT_STREAM,
        headers={"Cache-Control": "no-store"},
    )


async def _lines(call: Call, events: Events, after: int | None) -> AsyncGenerator[bytes]:
    """Yield the stream until the workspace is deleted, the server stops or the reader is gone."""
    with events.listening(after) as listener:
        watch = asyncio.create_task(until_gone(call.arrival.request))
        watch.add_done_callback(lambda _: listener.end())
        try:
            yield b": listening\n\n"
            while (lines := await _next(listener)) is not None:
                yield lines
        finally:
            watch.cancel()


async def _next(listener: Listener) -> bytes | None:
    """Return what is to be told next, a comment after a silence; None when there is nothing more."""
    try:
        async with asyncio.timeout(HEARTBEAT_S):
            event = await listener.next()
    except TimeoutError:
        return b": still listening\n\n"
    if event is None:
        return None
    data = json.dumps({"at_ms": event.at_ms, **event.facts}, default=str)
    return f"id: {event.number}\nevent: {event.kind}\ndata: {data}\n\n".encode()


def _last_event_id(call: Call) -> int | None:
    """Return the number of the last event that a reader who comes back has heard. Raises bad_request."""
    said = call.headers.get("Last-Event-ID")
    if not said:
        return None
    if not re.fullmatch("[0-9]{1,18}", said):
        raise call.error("bad_request", f"`Last-Event-ID` is {said[:80]!r}: it takes the `id` of an event.")
    return int(said)


ENDPOINTS = (
    Endpoint(
        "StreamEvents",
        "GET",
        "/_mock/events",
        "Tell what happens from now on, or since `Last-Event-ID`: requests, jobs, webhooks, accounts, the clock, the scenario.",
        stream_events,
        content_type=_EVENT_STREAM,
        gives=str,
    ),
)
