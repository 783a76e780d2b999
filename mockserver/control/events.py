"""What happens in a workspace, told while it happens (server-sent events)."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Final

from mockserver.control.endpoints import Endpoint, Surroundings
from mockserver.engine.events import MOST_LISTENERS, Events
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call

_EVENT_STREAM: Final = "text/event-stream"

HEARTBEAT_S = 15.0
"""Real seconds of silence after which a comment is sent: proxies keep the stream open, and a reader who is gone is noticed."""


async def stream_events(_: Surroundings, call: Call, __: Any) -> Answer:
    events = call.workspace.events
    if len(events) >= MOST_LISTENERS:
        raise call.error(
            "service_unavailable",
            f"{MOST_LISTENERS} listen to this workspace already, which is the bound. Close a stream that nobody reads.",
        )
    return Answer(body=_lines(events), content_type=_EVENT_STREAM, headers={"Cache-Control": "no-store"})


async def _lines(events: Events) -> AsyncIterator[bytes]:
    """Yield the stream until the workspace is deleted or the server stops."""
    with events.listening() as listener:
        yield b": listening\n\n"
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_S):
                    event = await listener.next()
            except TimeoutError:
                yield b": still listening\n\n"
                continue
            if event is None:
                return
            data = json.dumps({"at_ms": event.at_ms, **event.facts}, default=str)
            yield f"id: {event.number}\nevent: {event.kind}\ndata: {data}\n\n".encode()


ENDPOINTS = (
    Endpoint(
        "StreamEvents",
        "GET",
        "/_mock/events",
        "Tell what happens from now on: requests, jobs, webhooks, the clock, the scenario.",
        stream_events,
        content_type=_EVENT_STREAM,
        gives=str,
    ),
)
