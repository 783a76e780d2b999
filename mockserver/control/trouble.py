"""Trouble by hand: answers that are held back, and the phase that the scenario is in."""

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings, strict
from mockserver.engine.clock import iso
from mockserver.gateway.call import Call


class HoldView(TypedDict):
    """An answer that is held back."""

    id: Annotated[str, Field(description="The id of its request.")]
    request: Annotated[str, Field(description="Its request on one line.")]
    since: Annotated[str, Field(description="The workspace's time at which it came.")]


@strict
class ReleaseHolds(TypedDict, total=False):
    """Which answers to let go."""

    id: Annotated[str, Field(description="The id of one request. Left out: all.")]


class Released(TypedDict):
    """How many answers were let go."""

    released: int


class PhaseView(TypedDict):
    """The phase that the scenario is in, and those that there are; none where it names none."""

    phase: str | None
    phases: list[str]


@strict
class SetPhase(TypedDict):
    """The phase to move on to."""

    phase: Annotated[str, Field(examples=["degraded"])]


async def list_holds(_: Surroundings, call: Call, __: Any) -> list[HoldView]:
    return [{"id": hold.request, "request": hold.told, "since": iso(hold.since_ms)} for hold in call.workspace.holds]


async def release_holds(_: Surroundings, call: Call, options: ReleaseHolds) -> Released:
    request = options.get("id")
    released = call.workspace.holds.release(request)
    if request is not None and not released:
        raise call.error("not_found", f"No answer to a request {request!r} is held back.")
    return {"released": released}


async def get_phase(_: Surroundings, call: Call, __: Any) -> PhaseView:
    workspace = call.workspace
    return {"phase": workspace.phase or None, "phases": [name for name in workspace.scenario.phases if name]}


async def set_phase(surroundings: Surroundings, call: Call, options: SetPhase) -> PhaseView:
    phase, phases = options["phase"], [name for name in call.workspace.scenario.phases if name]
    if not phases:
        raise call.error("bad_request", "The scenario names no `phases`.")
    if phase not in phases:
        raise call.error("bad_request", f"`phase` is {phase!r}; the scenario's phases are {', '.join(phases)}.")
    call.workspace.enter(phase)
    return await get_phase(surroundings, call, options)


ENDPOINTS = (
    Endpoint(
        "ListHolds", "GET", "/_mock/holds", "List the answers that are held back.", list_holds, gives=list[HoldView]
    ),
    Endpoint(
        "ReleaseHolds",
        "POST",
        "/_mock/holds/release",
        "Let go of one answer that is held back, or of all.",
        release_holds,
        takes=ReleaseHolds,
        gives=Released,
        errors=("not_found",),
    ),
    Endpoint(
        "GetPhase", "GET", "/_mock/phase", "Show the scenario's phase, and which there are.", get_phase, gives=PhaseView
    ),
    Endpoint(
        "SetPhase",
        "POST",
        "/_mock/phase",
        "Move on to a phase, as by hand.",
        set_phase,
        takes=SetPhase,
        gives=PhaseView,
    ),
)
