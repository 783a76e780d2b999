"""The clock by hand: frozen, run, and moved on by a time, to the next thing that is due, or until a job has a status."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings, strict
from mockserver.control.happenings import Happening, happenings
from mockserver.control.mistakes import as_sentence
from mockserver.control.obstacles import obstacle
from mockserver.engine.clock import FASTEST, iso
from mockserver.engine.lifecycle import Status, move, next_change_ms, reaches_ms
from mockserver.gateway.call import Call
from mockserver.gateway.provider import World
from mockserver.scenario.times import milliseconds

_MOST_JOBS = 10_000


class Clock(TypedDict):
    """What a clock shows, and how it runs."""

    now: Annotated[str, Field(description="The time in ISO 8601, UTC.")]
    now_ms: Annotated[int, Field(description="The time in epoch milliseconds.")]
    frozen: Annotated[bool, Field(description="Whether it stands.")]
    speed: Annotated[float, Field(description="Seconds of it in a real second, while it runs.")]


class Moved(Clock):
    """What a clock shows after it was moved, and what happened on the way."""

    happened: Annotated[list[Happening], Field(description="In order; all of it is over, deliveries included.")]


@strict
class Until(TypedDict):
    """A job and the status for which it is waited."""

    job: Annotated[str, Field(description="The job's id.")]
    status: Annotated[Status, Field(description="The status that it is to have.")]


@strict
class Advance(TypedDict, total=False):
    """How far to move: exactly one of these."""

    by: Annotated[str | float, Field(description="A time such as `5m`, or a number of seconds.", examples=["5m", 1.5])]
    to: Annotated[Literal["next"], Field(description="`next`: to the next thing that time brings about.")]
    until: Annotated[Until, Field(description="Until a job has a status.")]


@strict
class Run(TypedDict, total=False):
    """How fast a clock runs."""

    speed: Annotated[
        float, Field(gt=0, le=FASTEST, description="Seconds of it in a real second. Left out: 1.", examples=[60])
    ]


async def get_clock(_: Surroundings, call: Call, __: Any) -> Clock:
    return shown_clock(call.workspace)


async def freeze_clock(_: Surroundings, call: Call, __: Any) -> Clock:
    call.workspace.clock.freeze()
    return _changed(call.workspace)


async def run_clock(_: Surroundings, call: Call, options: Run) -> Clock:
    call.workspace.clock.run(options.get("speed", 1))
    return _changed(call.workspace)


async def advance_clock(_: Surroundings, call: Call, options: Advance) -> Moved:
    if len(options) != 1:
        raise call.error("bad_request", "Say how far: one of `by`, `to` and `until`.")
    workspace = call.workspace
    by_ms = await _distance_ms(call, options)
    async with happenings(workspace) as happened:
        try:
            await workspace.agenda.advance(by_ms)
        except ValueError as error:
            raise call.error("bad_request", as_sentence(f"`{next(iter(options))}`: {error}")) from error
    return {**_changed(workspace), "happened": happened}


async def _distance_ms(call: Call, options: Advance) -> int:
    """Return how far to move, in milliseconds. Raises bad_request, not_found or conflict."""
    if "by" in options:
        try:
            return round(milliseconds(options["by"]))
        except ValueError as error:
            raise call.error("bad_request", as_sentence(f"`by`: {error}")) from error
    if "until" in options:
        due_ms = await _reached_ms(call, options["until"])
    else:
        due_ms = await _next_due_ms(call)
    return max(0, due_ms - call.workspace.clock.now())


async def _next_due_ms(call: Call) -> int:
    workspace = call.workspace
    changes = [next_change_ms(job.timeline, job.progress) for job in await workspace.jobs.latest(_MOST_JOBS)]
    due = [due_ms for due_ms in (workspace.agenda.next_due_ms, *changes) if due_ms is not None]
    if not due:
        raise call.error("conflict", "Nothing is due: no webhook, and no job that time alone would bring on.")
    return min(due)


async def _reached_ms(call: Call, until: Until) -> int:
    workspace, wanted = call.workspace, until["status"]
    await workspace.slots.settle_all()
    found = await workspace.jobs.named(until["job"])
    if not found:
        raise call.error("not_found", f"No job of this workspace has the id {until['job']!r}.")
    job = found[-1]
    if workspace.slots.is_waiting(job) and (begins_ms := await workspace.slots.begins_ms(job)) is not None:
        job = replace(job, progress=move(job.timeline, job.progress, begins_ms))
    due_ms = reaches_ms(job.timeline, job.progress, wanted)
    if due_ms is None:
        why = obstacle(workspace, job, wanted)
        raise call.error("conflict", f"Time alone won't bring job {job.id} to {wanted!s}: {why}")
    return due_ms


def _changed(workspace: World) -> Clock:
    workspace.agenda.clock_changed()
    shown = shown_clock(workspace)
    workspace.events.tell("clock", shown["now_ms"], **shown)
    return shown


def shown_clock(workspace: World) -> Clock:
    clock = workspace.clock
    now_ms = clock.now()
    return {"now": iso(now_ms), "now_ms": now_ms, "frozen": clock.frozen, "speed": clock.speed}


ENDPOINTS = (
    Endpoint("GetClock", "GET", "/_mock/clock", "Show the time and how it runs.", get_clock, gives=Clock),
    Endpoint(
        "AdvanceClock",
        "POST",
        "/_mock/clock/advance",
        "Move time; what falls due happens, and the answer tells of it.",
        advance_clock,
        takes=Advance,
        gives=Moved,
        errors=("not_found", "conflict"),
    ),
    Endpoint("FreezeClock", "POST", "/_mock/clock/freeze", "Stop the clock.", freeze_clock, gives=Clock),
    Endpoint(
        "RunClock",
        "POST",
        "/_mock/clock/run",
        "Let the clock run, as fast as told.",
        run_clock,
        takes=Run,
        gives=Clock,
    ),
)
