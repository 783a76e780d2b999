"""How a job goes through its statuses: pure arithmetic over time and polls. No timer, no task, no clock of its own.

A job carries its timeline and its progress through it. Every function here takes both with the time and returns the
progress that follows, so a status depends on nothing but the timeline, the job's birth and when it was polled or moved.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class Status(StrEnum):
    """The engine's statuses; each provider has its own words for them."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        return self in (Status.COMPLETED, Status.FAILED)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed. `name` is one of the names that providers have words for; `detail` replaces those words."""

    name: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a timeline, and what ends it: `for_ms` milliseconds or `polls` polls, whichever comes first.

    With neither it waits until a hand moves it. A poll that uses a stage up still sees that stage; the next one sees the
    stage after it.
    """

    status: Status
    for_ms: int | None = None
    polls: int | None = None
    failure: Failure | None = None


Timeline = tuple[Stage, ...]
"""The stages of a job, in order. The last one has no end."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come: when each stage so far was entered (epoch ms), and the polls that the current one has seen."""

    entered_ms: tuple[int, ...]
    polls: int = 0

    @property
    def stage(self) -> int:
        """Index of the current stage in the timeline."""
        return len(self.entered_ms) - 1


def begin(timeline: Timeline, now_ms: int) -> Progress:
    """Return the progress of a job that is born now."""
    return settle(timeline, Progress((now_ms,)), now_ms)


def next_change_ms(timeline: Timeline, progress: Progress) -> int | None:
    """Return when time alone ends the current stage; None when it never does."""
    stage = timeline[progress.stage]
    if stage.for_ms is None or _is_last(timeline, progress):
        return None
    return progress.entered_ms[-1] + stage.for_ms


def settle(timeline: Timeline, progress: Progress, now_ms: int) -> Progress:
    """Let every stage that is past due pass, in order, each at the moment when it was due."""
    while (due_ms := next_change_ms(timeline, progress)) is not None and due_ms <= now_ms:
        progress = _enter_next(progress, due_ms)
    return progress


def poll(timeline: Timeline, progress: Progress, now_ms: int) -> tuple[Progress, Progress]:
    """Count one poll. Return the progress that this poll sees, and the one that the job has afterwards."""
    seen = settle(timeline, progress, now_ms)
    stage = timeline[seen.stage]
    if stage.polls is None or _is_last(timeline, seen):
        return seen, seen
    if seen.polls + 1 < stage.polls:
        return seen, replace(seen, polls=seen.polls + 1)
    return seen, settle(timeline, _enter_next(seen, now_ms), now_ms)


def move(timeline: Timeline, progress: Progress, now_ms: int) -> Progress:
    """Move on to the next stage by hand. A job in its last stage stays there."""
    progress = settle(timeline, progress, now_ms)
    if _is_last(timeline, progress):
        return progress
    return settle(timeline, _enter_next(progress, now_ms), now_ms)


def end(timeline: Timeline, progress: Progress, now_ms: int, last: Stage) -> tuple[Timeline, Progress]:
    """End a job by hand in the stage `last`: what was still to come is dropped. One that has ended already stays so."""
    progress = settle(timeline, progress, now_ms)
    if timeline[progress.stage].status.ended:
        return timeline, progress
    return (*timeline[: progress.stage + 1], last), _enter_next(progress, now_ms)


def reaches_ms(timeline: Timeline, progress: Progress, status: Status) -> int | None:
    """Return when time alone brings a job to a status, the moment that it came there if it is in it; None when never."""
    while timeline[progress.stage].status is not status:
        due_ms = next_change_ms(timeline, progress)
        if due_ms is None:
            return None
        progress = _enter_next(progress, due_ms)
    return progress.entered_ms[-1]


def _is_last(timeline: Timeline, progress: Progress) -> bool:
    return progress.stage == len(timeline) - 1


def _enter_next(progress: Progress, at_ms: int) -> Progress:
    return Progress((*progress.entered_ms, at_ms))
