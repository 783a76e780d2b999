"""What happens in a workspace, told while it happens (server-sent events)."""

import json
from collections.abc import AsyncIterator
from typing import Any, Final

from mockserver.control.endpoints import Endpoint, Surroundings
from mockserver.engine.events import Event
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call

_EVENT_STREAM: Final = "text/event-stream"


async def stream_events(_: Surroundings, call: Call, __: Any) -> Answer:
    return Answer(
        body=_lines(call.workspace.events.listen()),
        content_type=_EVENT_STREAM,
        headers={"Cache-Control": "no-store"},
    )


async def _lines(events: AsyncIterator[Event]) -> AsyncIterator[bytes]:
    yield b": listening\n\n"
    async for event in events:
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
