"""The jobs of a workspace, and the one way in which they are looked at, polled, moved and deleted."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

from mockserver.engine import lifecycle
from mockserver.engine.clock import Clock
from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Stage, Status
from mockserver.engine.store import JobExists, Store

_REMEMBERED_DELETIONS = 1000
_PAGE = 1_000


def _keep_rest(_: Job, __: int) -> None:
    """Delete nothing along with a job."""


class Jobs:
    """The jobs of one workspace.

    Every change goes through `store.update`, which is atomic: when two requests race for one step, one of them takes it.
    `changed` is told of every new stage, once; `deleted` of every job that was deleted, or whose time was over, and since when
    (epoch ms). No timer runs for that: such a job is not there for anybody who looks, and goes when somebody does.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        changed: Callable[[Job], Awaitable[None]],
        deleted: Callable[[Job, int], None] = _keep_rest,
    ) -> None:
        self._store = store
        self._clock = clock
        self._changed = changed
        self._gone = deleted
        self._deleted: OrderedDict[tuple[str, str], int] = OrderedDict()

    async def submit(self, job: Job) -> Job:
        """Take a new job in and return it. Raises JobExists when its scope has that id already."""
        try:
            await self._store.insert(job)
        except JobExists:
            if await self.look(job.scope, job.id) is not None:
                raise
            await self._remove(job.scope, job.id, self._clock.now())  # gone, though some readers may have seen it still
            await self._store.insert(job)
        await self._tell(job, 0)
        return job

    async def poll(self, scope: str, job_id: str, reader: str = "") -> Job | None:
        """Return the job as this poll of a reader sees it, and count the poll. None when there is no such job."""
        now_ms = self._clock.now()
        seen: Job | None = None

        def step(job: Job) -> Job:
            nonlocal seen
            before, after = lifecycle.poll(job.timeline, job.progress, now_ms, reader)
            seen = job.at(before)
            return job.at(after)

        await self._update(scope, job_id, step)
        return None if seen is None or seen.is_over(now_ms) else seen

    async def look(self, scope: str, job_id: str, reader: str | None = None) -> Job | None:
        """Return the job as it stands now, without counting a poll. None when there is no such job.

        With `reader` it is as that one sees it, else as the reader who is furthest does.
        """
        now_ms = self._clock.now()
        seen: Job | None = None

        def step(job: Job) -> Job:
            nonlocal seen
            seen = job = job.settled(now_ms)
            if reader is not None:
                seen = job.at(lifecycle.seen_by(job.timeline, job.progress, now_ms, reader))
            return job

        await self._update(scope, job_id, step)
        return None if seen is None or seen.is_over(now_ms) else seen

    async def signals(self) -> frozenset[str]:
        """Return the signals that stages of the jobs wait for, now or later."""
        stages = [stage async for job in self._all() for stage in job.timeline]
        return frozenset(stage.signal for stage in stages if stage.signal is not None)

    async def signal(self, name: str) -> list[Job]:
        """Let all jobs have a signal that wait for it now, and return them."""
        now_ms = self._clock.now()
        reached: list[Job] = []
        async for job in self._all():
            if any(stage.signal == name for stage in job.timeline):
                settled = await self.look(job.scope, job.id)
                if settled is not None and settled.stage.signal == name:
                    reached += await self._signalled(settled, name, now_ms)
        return reached

    async def _signalled(self, job: Job, name: str, now_ms: int) -> list[Job]:
        after = await self._update(
            job.scope, job.id, lambda job: job.at(lifecycle.signal(job.timeline, job.progress, now_ms, name))
        )
        return [] if after is None else [after]

    async def move(self, job_id: str) -> list[Job]:
        """Move the jobs of that id, whatever their scopes, on to their next stage by hand, and return those that had one."""
        now_ms = self._clock.now()
        return await self._by_hand(job_id, lambda job: job.at(lifecycle.move(job.timeline, job.progress, now_ms)))

    async def end(self, job_id: str, last: Stage) -> list[Job]:
        """End the jobs of that id by hand in the stage `last`, and return those that hadn't ended: others stay as they are."""
        now_ms = self._clock.now()

        def ended(job: Job) -> Job:
            timeline, progress = lifecycle.end(job.timeline, job.progress, now_ms, last)
            return job if progress is job.progress else replace(job, timeline=timeline, progress=progress)

        return await self._by_hand(job_id, ended)

    async def _by_hand(self, job_id: str, act: Callable[[Job], Job]) -> list[Job]:
        """Do something to the jobs of that id, as they stand now, and return those with which it did anything."""
        now_ms = self._clock.now()
        acted: dict[str, Job] = {}

        def step(job: Job) -> Job:
            standing = job.settled(now_ms)
            is_over = standing.is_over(now_ms) and not standing.progress.outpaced  # to nobody who is behind
            after = standing if is_over else act(standing)
            if after is not standing:
                acted[job.scope] = after
            return after

        for job in await self._store.named(job_id):
            await self._update(job.scope, job.id, step)
        return list(acted.values())

    async def named(self, job_id: str) -> list[Job]:
        """Return the jobs of that id, whatever their scopes, as they stand now."""
        return await self._standing(await self._store.named(job_id))

    async def latest(
        self, limit: int, below: int | None = None, wanted: Callable[[Job], bool] = lambda _: True
    ) -> list[Job]:
        """Return the `limit` jobs of all scopes that came last, newest first, as they stand now: those that are still there.

        With `below` of those with a number under it, with `wanted` of those with which that holds.
        """
        found: list[Job] = []
        async for job in self._all(below):
            found += [standing for standing in await self._standing([job]) if wanted(standing)]
            if len(found) == limit:
                break
        return found

    async def due(self, by_ms: int) -> list[Job]:
        """Return the jobs that time alone changes by then, oldest first, as they were when they last were looked at."""
        due = [job async for job in self._all() if (due_ms := job.due_ms) is not None and due_ms <= by_ms]
        return due[::-1]

    async def next_change_ms(self) -> int | None:
        """Return when time alone brings the next job to another stage; None when it never does."""
        now_ms = self._clock.now()
        standing = [job.settled(now_ms) async for job in self._all()]
        changes = [lifecycle.next_change_ms(job.timeline, job.progress) for job in standing]
        return min((due_ms for due_ms in changes if due_ms is not None), default=None)

    async def _all(self, below: int | None = None) -> AsyncIterator[Job]:
        """Yield all jobs, newest first, as they were last looked at. Lets others have their turn now and then."""
        while page := await self._store.latest(_PAGE, below):
            for job in page:
                yield job
            if len(page) < _PAGE:
                return
            below = page[-1].number
            await asyncio.sleep(0)

    async def expire(self, job_id: str) -> list[Job]:
        """Let the time of the jobs of that id be over, if they have ended, and return them as they were."""
        gone = [job for job in await self.named(job_id) if job.status.ended]
        for job in gone:
            await self._remove(job.scope, job.id, self._clock.now())
        return gone

    async def conclude(self, scope: str, job_id: str, change: Callable[[Job], Job]) -> Job | None:
        """Change what is known of a job and move it on to its next stage, in one. None when there is no such job."""
        now_ms = self._clock.now()

        def concluded(job: Job) -> Job:
            return change(job).at(lifecycle.move(job.timeline, job.progress, now_ms))

        return await self._update(scope, job_id, concluded)

    async def release(self, scope: str, job_id: str, at_ms: int) -> Job | None:
        """Let a job leave its first stage as of `at_ms`, which may be past, and return it. None when there is no such job.

        It is left at its birth at the earliest. A job that has left it already stays where it is.
        """
        now_ms = self._clock.now()

        def step(job: Job) -> Job:
            if job.progress.stage > 0:
                return job.settled(now_ms)
            left = lifecycle.move(job.timeline, job.progress, max(at_ms, job.created_ms))
            return job.at(left).settled(now_ms)

        return await self._update(scope, job_id, step)

    async def amend(self, scope: str, job_id: str, change: Callable[[Job], Job]) -> Job | None:
        """Replace a job, as it stands now, by what `change` makes of it, and return that. None when there is no such job."""
        now_ms = self._clock.now()
        return await self._update(scope, job_id, lambda job: change(job.settled(now_ms)))

    async def newest(
        self, scope: str, limit: int, before: str | None = None, *, below: int | None = None, since_ms: int = 0
    ) -> list[Job]:
        """Return up to `limit` jobs, newest first, of those that were submitted at `since_ms` or later.

        With `before` those submitted before the job of that id (an unknown one yields an empty list); with `below` those
        with a number under it, whatever has become of the job of that number.
        """
        if before is not None:
            last = await self._store.get(scope, before)
            if last is None:
                return []
            below = last.number
        now_ms = self._clock.now()
        found: list[Job] = []
        while (wanted := limit - len(found)) > 0:
            page = [job.settled(now_ms) for job in await self._store.newest(scope, wanted, below)]
            for job in page:
                if job.created_ms < since_ms:
                    return found
                if not await self._expired(job, now_ms):
                    found.append(job)
            if len(page) < wanted:
                break
            below = page[-1].number
        return found

    async def delete(self, scope: str, job_id: str) -> Job | None:
        """Delete the job and return it as it was. None when there is no such job."""
        return await self._remove(scope, job_id, self._clock.now())

    def deleted_ms(self, scope: str, job_id: str) -> int | None:
        """Return when that job was deleted, if it was and not too many others were since."""
        return self._deleted.get((scope, job_id))

    async def _standing(self, jobs: list[Job]) -> list[Job]:
        now_ms = self._clock.now()
        settled = [job.settled(now_ms) for job in jobs]
        return [job for job in settled if not await self._expired(job, now_ms)]

    async def _update(self, scope: str, job_id: str, change: Callable[[Job], Job]) -> Job | None:
        update = await self._store.update(scope, job_id, change)
        if update is None:
            return None
        before, after = update
        if after is not before:
            first = before.progress.stage + 1
            if before.timeline is not after.timeline:
                first = min(first, after.progress.stage)  # what was to come of this stage isn't any more
            await self._tell(after, first)
        return None if await self._expired(after, self._clock.now()) else after

    async def _tell(self, job: Job, first: int) -> None:
        """Tell of each stage that was entered, from the first one on."""
        for stage in range(first, job.progress.stage + 1):
            await self._changed(job.at_stage(stage, self._clock.now()))

    async def _expired(self, job: Job, now_ms: int) -> bool:
        """Tell whether a job's time is over, and let it go if so, unless there may be a reader who hasn't come so far."""
        expires_ms = job.expires_ms
        if expires_ms is None or expires_ms > now_ms:
            return False
        if job.status is Status.GONE and lifecycle.may_be_behind(job.timeline, job.progress, now_ms):
            self._remember(job.scope, job.id, expires_ms)
        else:
            await self._remove(job.scope, job.id, expires_ms)
        return True

    async def _remove(self, scope: str, job_id: str, at_ms: int) -> Job | None:
        job = await self._store.remove(scope, job_id)
        if job is not None:
            self._gone(job.settled(at_ms), at_ms)
            self._remember(scope, job_id, at_ms)
        return job

    def _remember(self, scope: str, job_id: str, deleted_ms: int) -> None:
        self._deleted[scope, job_id] = deleted_ms
        if len(self._deleted) > _REMEMBERED_DELETIONS:
            self._deleted.popitem(last=False)
