"""The server as a whole: its greeting, its health, its counts, and the document that describes this API."""

from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings
from mockserver.control.greeting import greeting
from mockserver.gateway.answers import TEXT, Answer
from mockserver.gateway.call import Call
from mockserver.version import VERSION

_METRICS = "text/plain; version=0.0.4; charset=utf-8"


class Health(TypedDict):
    """That the server answers."""

    status: Literal["ok"]
    version: str
    workspaces: Annotated[int, Field(description="How many are open.")]


class Ready(TypedDict):
    """That requests are answered."""

    status: Literal["ready"]


async def get_greeting(surroundings: Surroundings, call: Call, _: Any) -> Answer:
    providers = list(surroundings.providers.values())
    return Answer.text(greeting(call.base_url, call.workspace.scenario, providers) + "\n")


async def get_health(surroundings: Surroundings, _: Call, __: Any) -> Health:
    return {"status": "ok", "version": VERSION, "workspaces": len(surroundings.workspaces)}


async def get_readiness(_: Surroundings, __: Call, ___: Any) -> Ready:
    return {"status": "ready"}


async def get_metrics(surroundings: Surroundings, _: Call, __: Any) -> Answer:
    """Answer in Prometheus' text form."""
    workspaces = surroundings.workspaces
    gauges = {
        "workspaces": ("Open workspaces.", len(workspaces)),
        "journal_entries": (
            "Requests that the journals hold.",
            sum(len(world.journal) for world in workspaces.values()),
        ),
        "journal_forgotten": (
            "Requests that the journals have let go, over their bounds.",
            sum(world.journal.forgotten for world in workspaces.values()),
        ),
        "stored_files": ("Uploaded files that are kept.", sum(len(world.files) for world in workspaces.values())),
        "stored_bytes": (
            "Bytes of uploaded files that are kept.",
            sum(file.size for world in workspaces.values() for file in world.files),
        ),
    }
    lines = ["# HELP mockserver_requests_total Answered requests.", "# TYPE mockserver_requests_total counter"]
    for (provider, operation, status), count in sorted(workspaces.answered.items(), key=str):
        labels = f'provider="{provider}",operation="{operation}",status="{status or "none"}"'
        lines.append(f"mockserver_requests_total{{{labels}}} {count}")
    for name, (summary, value) in gauges.items():
        lines += [
            f"# HELP mockserver_{name} {summary}",
            f"# TYPE mockserver_{name} gauge",
            f"mockserver_{name} {value}",
        ]
    return Answer.text("\n".join(lines) + "\n", content_type=_METRICS)


ENDPOINTS = (
    Endpoint(
        "GetGreeting",
        "GET",
        "/_mock",
        "Tell a person where they are, and what to try.",
        get_greeting,
        content_type=TEXT,
        gives=str,
        aliases=("/",),
    ),
    Endpoint(
        "GetHealth",
        "GET",
        "/_mock/health",
        "Tell that the server answers.",
        get_health,
        gives=Health,
    ),
    Endpoint(
        "GetReadiness",
        "GET",
        "/_mock/ready",
        "Tell that requests are answered, which they are as soon as the server listens.",
        get_readiness,
        gives=Ready,
    ),
    Endpoint(
        "GetMetrics",
        "GET",
        "/_mock/metrics",
        "Tell what the server has done and holds, as Prometheus reads it.",
        get_metrics,
        content_type=_METRICS,
        gives=str,
    ),
)
