"""Slots: how many jobs are worked on at once, and those that wait for one, first come, first served.

Nothing watches over the slots. Who wants to know has them settled first: those that became free since are passed on as of the
moment when each did, so that a waiting job begins in time whenever somebody looks.
"""

import heapq
from collections import deque
from dataclasses import dataclass, field, replace

from mockserver.engine import lifecycle
from mockserver.engine.job import Job
from mockserver.engine.jobs import Jobs
from mockserver.engine.lifecycle import Progress, Stage, Status


@dataclass(slots=True)
class _Line:
    """The jobs of one scope, by id: those that are worked on, as far as is known, and those that wait."""

    working: set[str] = field(default_factory=set)
    waiting: deque[str] = field(default_factory=deque)
    settling: bool = False


class Slots:
    """The slots of one workspace. A scope has as many as its provider says when it asks."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._lines: dict[str, _Line] = {}

    async def free(self, scope: str, slots: int) -> bool:
        """Tell whether one of a scope's slots is free."""
        line = self._lines.setdefault(scope, _Line())
        await self.settle(scope)
        if len(line.working) >= slots:
            await self._freed(scope, line)
        return len(line.working) < slots

    def waiting(self, scope: str) -> int:
        """Return how many jobs wait for a slot."""
        line = self._lines.get(scope)
        return len(line.waiting) if line else 0

    def is_waiting(self, job: Job) -> bool:
        """Tell whether a job waits for a slot."""
        line = self._lines.get(job.scope)
        return line is not None and job.progress.stage == 0 and job.id in line.waiting

    async def begins_ms(self, job: Job) -> int | None:
        """Return when time alone gives a slot to a job that waits for one; None when never."""
        line = self._lines[job.scope]
        ends = [end_ms for working in line.working if (end_ms := await self._ends_ms(job.scope, working)) is not None]
        heapq.heapify(ends)
        for waiting in line.waiting:
            if not ends:
                return None
            at_ms = heapq.heappop(ends)
            if waiting == job.id:
                return max(at_ms, job.created_ms)
            if (end_ms := await self._ends_ms(job.scope, waiting, at_ms)) is not None:
                heapq.heappush(ends, end_ms)
        return None

    async def _ends_ms(self, scope: str, job_id: str, begins_ms: int | None = None) -> int | None:
        """Return when time alone ends a job, which leaves its first stage at `begins_ms` where that is given."""
        job = await self._jobs.look(scope, job_id)
        if job is None or job.end_stage is None:
            return begins_ms if job is None else None
        progress = job.progress
        if begins_ms is not None:
            progress = lifecycle.move(job.timeline, progress, max(begins_ms, job.created_ms))
        return lifecycle.enters_ms(job.timeline, progress, job.end_stage)

    def take(self, job: Job) -> None:
        """Give a slot to a job that was submitted."""
        self._lines.setdefault(job.scope, _Line()).working.add(job.id)

    def wait(self, job: Job) -> None:
        """Have a job wait that was `held` and submitted."""
        self._lines.setdefault(job.scope, _Line()).waiting.append(job.id)

    async def settle_all(self) -> None:
        """Pass on the slots of all scopes."""
        for scope in list(self._lines):
            await self.settle(scope)

    async def settle(self, scope: str) -> None:
        """Pass on the slots of the jobs that have ended, each at the moment when it became free."""
        line = self._lines.get(scope)
        if line is None or line.settling or not line.waiting:
            return
        line.settling = True  # What is looked at here may end, which has the slots settled in turn.
        try:
            freed = await self._freed(scope, line)
            while freed and line.waiting:
                await self._pass_on(scope, line, freed)
        finally:
            line.settling = False

    async def _freed(self, scope: str, line: _Line) -> list[int]:
        """Take the slots of jobs that have ended, and return when each became free, as a heap (epoch ms)."""
        freed: list[int] = []
        for job_id in sorted(line.working):
            job = await self._jobs.look(scope, job_id)
            if job is None or job.ended_ms is not None:
                line.working.discard(job_id)
                freed.append(_ended_ms(job))
        heapq.heapify(freed)
        return freed

    async def _pass_on(self, scope: str, line: _Line, freed: list[int]) -> None:
        """Give the slot that became free first to the job that has waited longest."""
        job_id, at_ms = line.waiting.popleft(), heapq.heappop(freed)
        job = await self._jobs.release(scope, job_id, at_ms)
        if job is None:
            heapq.heappush(freed, at_ms)
        elif job.ended_ms is not None:
            heapq.heappush(freed, max(at_ms, job.ended_ms))
        else:
            line.working.add(job_id)


def held(job: Job) -> Job:
    """Return a drafted job that waits in the queue until it gets a slot, and goes its way from then on."""
    return replace(job, timeline=(Stage(Status.QUEUED), *job.timeline), progress=Progress((job.created_ms,)))


def _ended_ms(job: Job | None) -> int:
    """Return when a job that has ended did so; 0 for one that was deleted since."""
    return 0 if job is None or job.ended_ms is None else job.ended_ms
