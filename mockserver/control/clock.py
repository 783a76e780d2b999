"""The clock by hand: frozen, run, and moved on by a time, to the next thing that is due, or until a job has a status."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings, strict
from mockserver.control.happenings import Happening, happenings
from mockserver.control.mistakes import as_sentence
from mockserver.control.obstacles import obstacle
from mockserver.engine.agenda import BeganAnew, StillBusy
from mockserver.engine.clock import FASTEST, iso
from mockserver.engine.clock import Clock as EngineClock
from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Status, move
from mockserver.gateway.call import Call
from mockserver.gateway.provider import World
from mockserver.scenario.times import milliseconds

_WAITS_FOR_ITSELF: Final = (
    "Receivers of webhooks are waited for (GET /_mock/webhooks), and time isn't moved meanwhile. If it is the receiver that "
    "moves it, say by a `time.sleep` that does, it waits for itself: have it answer first."
)
_BEGAN_ANEW: Final = (
    "The workspace began anew, or was deleted, while its time was moved. Nothing of what was under way is left."
)


class Clock(TypedDict):
    """What a clock shows, and how it runs."""

    now: Annotated[str, Field(description="The time in ISO 8601, UTC.")]
    now_ms: Annotated[int, Field(description="The time in epoch milliseconds.")]
    frozen: Annotated[bool, Field(description="Whether it stands.")]
    speed: Annotated[float, Field(description="Seconds of it in a real second, while it runs.")]


class Moved(Clock):
    """What a clock shows after it was moved, and what happened on the way."""

    happened: Annotated[
        list[Happening],
        Field(description="In order; all of it is over, deliveries included. The first 10,000 are listed."),
    ]
    left_out: Annotated[int, Field(description="How many more happened than are listed.")]


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
    return await _set(call, EngineClock.freeze)


async def run_clock(_: Surroundings, call: Call, options: Run) -> Clock:
    return await _set(call, lambda clock: clock.run(options.get("speed", 1)))


async def advance_clock(_: Surroundings, call: Call, options: Advance) -> Moved:
    if len(options) != 1:
        raise call.error("bad_request", "Say how far: one of `by`, `to` and `until`.")
    try:
        with _conflicts(call):
            recording = await call.workspace.advance(_target(call, options))
    except ValueError as error:
        raise call.error("bad_request", as_sentence(f"`{next(iter(options))}`: {error}")) from error
    return {**_changed(call.workspace), "happened": happenings(recording), "left_out": recording.left_out}


async def _set(call: Call, change: Callable[[EngineClock], None]) -> Clock:
    with _conflicts(call):
        await call.workspace.agenda.set_clock(change)
    return _changed(call.workspace)


@contextmanager
def _conflicts(call: Call) -> Iterator[None]:
    """Say what keeps a call about the clock from having its turn. Raises conflict."""
    try:
        yield
    except StillBusy as error:
        raise call.error("conflict", f"{error} {_WAITS_FOR_ITSELF}") from error
    except BeganAnew as error:
        raise call.error("conflict", _BEGAN_ANEW) from error


def _target(call: Call, options: Advance) -> Callable[[], Awaitable[int]]:
    """Return what tells how far to move (epoch ms). It raises not_found, conflict, and ValueError where no clock goes."""
    clock = call.workspace.clock

    async def target_ms() -> int:
        if "by" in options:
            return clock.after(round(milliseconds(options["by"])))
        due_ms = await (_reached_ms(call, options["until"]) if "until" in options else _next_due_ms(call))
        return clock.after(max(0, due_ms - clock.now()))

    return target_ms


async def _next_due_ms(call: Call) -> int:
    workspace = call.workspace
    due = [
        due_ms for due_ms in (workspace.agenda.next_due_ms, await workspace.jobs.next_change_ms()) if due_ms is not None
    ]
    if not due:
        raise call.error("conflict", "Nothing is due: no webhook, and no job that time alone would bring on.")
    return min(due)


async def _reached_ms(call: Call, until: Until) -> int:
    """Return when the jobs of an id will all have had a status. Raises not_found and conflict."""
    found = await call.workspace.jobs.named(until["job"])
    if not found:
        raise call.error("not_found", f"No job of this workspace has the id {until['job']!r}.")
    return max([await _reaches_ms(call, job, until["status"]) for job in found])


async def _reaches_ms(call: Call, job: Job, wanted: Status) -> int:
    """Return when time alone brings a job to a status, by way of the slot that it may wait for. Raises conflict."""
    slots, due_ms = call.workspace.slots, job.reaches_ms(wanted)
    if due_ms is None and slots.is_waiting(job) and (begins_ms := await slots.begins_ms(job)) is not None:
        job = replace(job, progress=move(job.timeline, job.progress, begins_ms))
        due_ms = job.reaches_ms(wanted)
    if due_ms is None:
        why = obstacle(call.workspace, job, wanted)
        raise call.error("conflict", f"Time alone won't bring job {job.id} to {wanted!s}: {why}")
    return due_ms


def _changed(workspace: World) -> Clock:
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
    Endpoint(
        "FreezeClock",
        "POST",
        "/_mock/clock/freeze",
        "Stop the clock.",
        freeze_clock,
        gives=Clock,
        errors=("conflict",),
    ),
    Endpoint(
        "RunClock",
        "POST",
        "/_mock/clock/run",
        "Let the clock run, as fast as told.",
        run_clock,
        takes=Run,
        gives=Clock,
        errors=("conflict",),
    ),
)
