"""A job: what was submitted, how far it has come, and what follows from that. It knows no time but what it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mockserver.engine import lifecycle
from mockserver.engine.lifecycle import Failure, Progress, Stage, Status, Timeline
from mockserver.engine.webhooks import Telling


@dataclass(frozen=True, slots=True)
class Notification:
    """Where the client wants to be told that a job ended, and with which headers."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """One submitted job, as it stood at one moment. Changing it makes a new one (see Store.update).

    `scope` is the namespace within which `id` is unique (a provider's account, region and resource type); `number` the
    order of submission in the workspace, from 1; `submission` the request as the provider accepted it, as plain data;
    `origin` the base URL under which the client reached us, for links in what is sent to it later; `kept_ms` for how long
    after its end it is kept, and `results_kept_ms` what it yielded (None: for good, and as long as the job); `delivers` says
    that its results go elsewhere when it completes; `telling` how its end is told to its `notification`. `media` (file names
    or URLs), `name` and `metadata` are what the client called things, for scenarios to know the job by.
    """

    scope: str
    id: str
    provider: str
    number: int
    timeline: Timeline
    progress: Progress
    submission: Mapping[str, Any]
    duration_ms: int
    transcript: str | None = None
    notification: Notification | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    """What the request refers to, as it was then: what becomes of that later doesn't change the job's results."""
    origin: str = ""
    rule: str = ""
    kept_ms: int | None = None
    results_kept_ms: int | None = None
    delivers: bool = False
    media: Sequence[str] = ()
    name: str | None = None
    metadata: str | None = None
    telling: Telling = Telling()

    @property
    def file_id(self) -> str:
        """The id under which the workspace keeps its uploaded media, which is deleted along with it."""
        return f"{self.scope}/{self.id}"

    @property
    def stage(self) -> Stage:
        return self.timeline[self.progress.stage]

    @property
    def status(self) -> Status:
        return self.stage.status

    @property
    def failure(self) -> Failure | None:
        """Why it failed; None unless its status is `failed`."""
        return self.stage.failure

    @property
    def created_ms(self) -> int:
        return self.progress.entered_ms[0]

    @property
    def started_ms(self) -> int | None:
        """When work on it began: when it left the queue. None while it is queued."""
        for stage, entered_ms in zip(self.timeline, self.progress.entered_ms, strict=False):
            if stage.status is not Status.QUEUED:
                return entered_ms
        return None

    @property
    def end_stage(self) -> int | None:
        """The stage in which it comes to its end; None when it never does. What is changed goes on after an earlier end."""
        goes_on = (stage for stage in reversed(range(len(self.timeline))) if not self.timeline[stage].status.ended)
        end = next(goes_on, -1) + 1
        return end if end < len(self.timeline) else None

    @property
    def ended_ms(self) -> int | None:
        """When it completed or failed; None while it goes on."""
        if not self.status.ended:
            return None
        end = self.end_stage
        return None if end is None or self.progress.stage < end else self.progress.entered_ms[end]

    @property
    def expires_ms(self) -> int | None:
        """When it goes by itself; None while it goes on, and when it is kept for good."""
        if self.status is Status.GONE:
            return self.progress.entered_ms[-1]
        ended_ms = self.ended_ms
        return None if ended_ms is None or self.kept_ms is None else ended_ms + self.kept_ms

    @property
    def due_ms(self) -> int | None:
        """When time alone next changes it: another stage, or the end of the time for which it is kept. None when never."""
        changes = (lifecycle.next_change_ms(self.timeline, self.progress), self.expires_ms)
        return min((due_ms for due_ms in changes if due_ms is not None), default=None)

    def results_gone_ms(self, now_ms: int) -> int | None:
        """Return when its results went, though it is still known; None while they are there, and before there are any."""
        if self.results_kept_ms is None or self.ended_ms is None:
            return None
        due_ms = self.ended_ms + self.results_kept_ms
        return due_ms if due_ms <= now_ms else None

    def reaches_ms(self, status: Status) -> int | None:
        """Return when time alone brings it to a status, the moment that it came there if it is in it; None when never."""
        reached_ms = lifecycle.reaches_ms(self.timeline, self.progress, status)
        if status is not Status.GONE or self.kept_ms is None or self.end_stage is None:
            return reached_ms
        ended_ms = lifecycle.enters_ms(self.timeline, self.progress, self.end_stage)
        gone = (reached_ms, None if ended_ms is None else ended_ms + self.kept_ms)
        return min((due_ms for due_ms in gone if due_ms is not None), default=None)

    def at(self, progress: Progress) -> "Job":
        """Return the job with another progress; itself where that is its own."""
        return self if progress is self.progress else replace(self, progress=progress)

    def settled(self, now_ms: int) -> "Job":
        """Return the job as time alone has it by now."""
        return self.at(lifecycle.settle(self.timeline, self.progress, now_ms))

    def is_over(self, now_ms: int) -> bool:
        """Tell whether the time for which it is kept has passed."""
        return self.expires_ms is not None and self.expires_ms <= now_ms

    def at_stage(self, stage: int, now_ms: int) -> "Job":
        """Return the job as it was in one of its stages, or as it will be in the next one if that begins now."""
        entered_ms = (*self.progress.entered_ms, now_ms)[: stage + 1]
        return self if stage == self.progress.stage else replace(self, progress=Progress(entered_ms))
