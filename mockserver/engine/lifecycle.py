"""How a job goes through its statuses: pure arithmetic over time and polls. No timer, no task, no clock of its own.

A job carries its timeline and its progress through it. Every function here takes both with the time and returns the
progress that follows, so a status depends on nothing but the timeline, the job's birth and when it was polled or moved.
"""

from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """The engine's statuses; each provider has its own words for them."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    GONE = "gone"
    """It has ended, and the provider knows nothing of it any more."""

    @property
    def ended(self) -> bool:
        return self not in (Status.QUEUED, Status.IN_PROGRESS)


class Failure(NamedTuple):
    """Why a job failed. `name` is one of the names that providers have words for; `detail` replaces those words."""

    name: str
    detail: str | None = None


class Stage(NamedTuple):
    """One stage of a timeline, and what ends it: `for_ms` milliseconds, `polls` polls or a `signal`.

    The first of them that comes ends it; with `needs_all` it takes all of them. With none it waits until a hand moves it. A
    poll that uses a stage up still sees that stage; the next one sees the stage after it. With `per_reader` each reader has
    polls of its own: the stage is over when one has used its polls up, but those who haven't still see it.
    """

    status: Status
    for_ms: int | None = None
    polls: int | None = None
    failure: Failure | None = None
    signal: str | None = None
    needs_all: bool = False
    per_reader: bool = False


Timeline = tuple[Stage, ...]
"""The stages of a job, in order. The last one has no end."""

_MOST_READINGS = 1_000
"""How many counts of single readers are kept of a job. The one that was made first goes first."""


class Reading(NamedTuple):
    """How many polls of a reader a stage has seen."""

    stage: int
    reader: str
    polls: int


class Progress(NamedTuple):
    """How far a job has come: when each stage so far was entered (epoch ms), and what the current one has seen.

    `polls` are those of the reader with most of them, where each has its own; `signalled` says whether the stage's signal
    came. `outpaced` are the stages that are over for the job, but not for readers who have polls left there.
    """

    entered_ms: tuple[int, ...]
    polls: int = 0
    signalled: bool = False
    readings: tuple[Reading, ...] = ()
    outpaced: tuple[int, ...] = ()

    @property
    def stage(self) -> int:
        """Index of the current stage in the timeline."""
        return len(self.entered_ms) - 1

    def polls_of(self, stage: int, reader: str) -> int:
        """Return how many polls of a reader a stage has seen."""
        return next((known.polls for known in self.readings if (known.stage, known.reader) == (stage, reader)), 0)


def begin(timeline: Timeline, now_ms: int) -> Progress:
    """Return the progress of a job that is born now."""
    return settle(timeline, Progress((now_ms,)), now_ms)


def next_change_ms(timeline: Timeline, progress: Progress) -> int | None:
    """Return when time alone ends the current stage; None when it never does."""
    stage = timeline[progress.stage]
    if stage.for_ms is None or _is_last(timeline, progress):
        return None
    if stage.needs_all and not (_has_polls(stage, progress) and _has_signal(stage, progress)):
        return None
    return progress.entered_ms[-1] + stage.for_ms


def settle(timeline: Timeline, progress: Progress, now_ms: int) -> Progress:
    """Let every stage that is past due pass, in order, each at the moment when it was due."""
    while (due_ms := next_change_ms(timeline, progress)) is not None and due_ms <= now_ms:
        progress = _enter_next(timeline, progress, due_ms)
    return progress


def seen_by(timeline: Timeline, progress: Progress, now_ms: int, reader: str) -> Progress:
    """Return the settled progress as one reader sees it: behind, where the polls of others ended a stage."""
    for index in progress.outpaced:
        stage, own, entered_ms = timeline[index], progress.polls_of(index, reader), progress.entered_ms[: index + 1]
        lasts = stage.needs_all or stage.for_ms is None or now_ms < entered_ms[-1] + stage.for_ms
        if stage.polls is not None and own < stage.polls and lasts:
            return progress._replace(entered_ms=entered_ms, polls=own)
    if timeline[progress.stage].per_reader:
        return progress._replace(polls=progress.polls_of(progress.stage, reader))
    return progress


def poll(timeline: Timeline, progress: Progress, now_ms: int, reader: str = "") -> tuple[Progress, Progress]:
    """Count one poll. Return the progress that this poll sees, and the one that the job has afterwards."""
    progress = settle(timeline, progress, now_ms)
    seen = seen_by(timeline, progress, now_ms, reader)
    stage = timeline[seen.stage]
    if stage.polls is None or _is_last(timeline, seen):
        return seen, progress
    own = min(seen.polls + 1, stage.polls)
    if stage.per_reader:
        progress = _with_reading(progress, Reading(seen.stage, reader, own))
    if seen.stage < progress.stage:
        return seen, progress
    progress = progress._replace(polls=max(progress.polls, own))
    return seen, _leave_if_over(timeline, progress, now_ms)


def signal(timeline: Timeline, progress: Progress, now_ms: int, name: str) -> Progress:
    """Let a signal reach the current stage. One that doesn't wait for it stays as it is: signals aren't kept."""
    progress = settle(timeline, progress, now_ms)
    if timeline[progress.stage].signal != name:
        return progress
    return _leave_if_over(timeline, progress._replace(signalled=True), now_ms)


def move(timeline: Timeline, progress: Progress, now_ms: int) -> Progress:
    """Move on to the next stage by hand, for all readers. A job in its last stage stays there."""
    progress = settle(timeline, progress, now_ms)
    if _is_last(timeline, progress):
        return progress
    return settle(timeline, _enter_next(timeline, progress, now_ms)._replace(outpaced=()), now_ms)


def end(timeline: Timeline, progress: Progress, now_ms: int, last: Stage) -> tuple[Timeline, Progress]:
    """End a job by hand in the stage `last`: what was still to come is dropped. One that has ended already stays so."""
    progress = settle(timeline, progress, now_ms)
    if timeline[progress.stage].status.ended:
        return timeline, progress
    timeline = (*timeline[: progress.stage + 1], last)
    return timeline, _enter_next(timeline, progress, now_ms)._replace(outpaced=())


def reaches_ms(timeline: Timeline, progress: Progress, status: Status) -> int | None:
    """Return when time alone brings a job to a status, the moment that it came there if it is in it; None when never."""
    while timeline[progress.stage].status is not status:
        due_ms = next_change_ms(timeline, progress)
        if due_ms is None:
            return None
        progress = _enter_next(timeline, progress, due_ms)
    return progress.entered_ms[-1]


def enters_ms(timeline: Timeline, progress: Progress, stage: int) -> int | None:
    """Return when time alone brings a job to the stage of that index, or when it came there; None when never."""
    while progress.stage < stage:
        due_ms = next_change_ms(timeline, progress)
        if due_ms is None:
            return None
        progress = _enter_next(timeline, progress, due_ms)
    return progress.entered_ms[stage]


def _is_last(timeline: Timeline, progress: Progress) -> bool:
    return progress.stage == len(timeline) - 1


def _has_polls(stage: Stage, progress: Progress) -> bool:
    return stage.polls is None or progress.polls >= stage.polls


def _has_signal(stage: Stage, progress: Progress) -> bool:
    return stage.signal is None or progress.signalled


def _leave_if_over(timeline: Timeline, progress: Progress, now_ms: int) -> Progress:
    """Enter the next stage when a poll or a signal was what the current one waited for."""
    stage = timeline[progress.stage]
    if stage.needs_all:
        timely = stage.for_ms is None or progress.entered_ms[-1] + stage.for_ms <= now_ms
        over = timely and _has_polls(stage, progress) and _has_signal(stage, progress)
    else:
        over = progress.signalled or (stage.polls is not None and progress.polls >= stage.polls)
    if not over or _is_last(timeline, progress):
        return progress
    return settle(timeline, _enter_next(timeline, progress, now_ms), now_ms)


def _enter_next(timeline: Timeline, progress: Progress, at_ms: int) -> Progress:
    left = timeline[progress.stage]
    for_all = not left.per_reader or (progress.signalled and not left.needs_all)
    outpaced = progress.outpaced if for_all else (*progress.outpaced, progress.stage)
    return Progress((*progress.entered_ms, at_ms), readings=progress.readings, outpaced=outpaced)


def _with_reading(progress: Progress, reading: Reading) -> Progress:
    place = (reading.stage, reading.reader)
    others = [known for known in progress.readings if (known.stage, known.reader) != place]
    return progress._replace(readings=(*others[-(_MOST_READINGS - 1) :], reading))
