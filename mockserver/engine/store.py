"""Where jobs and counters are kept: a narrow interface, and the store in memory behind it.

The interface is asynchronous, and changes are functions that the store applies atomically, so that a store which several
replicas share can be put in its place.
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Protocol

from mockserver.engine.job import Job


class JobExists(Exception):
    """The scope already has a job of that id."""


class Store(Protocol):
    """What the engine asks of a store. A scope is a namespace of job ids."""

    async def insert(self, job: Job) -> None:
        """Keep a new job, whose number is above every other's of its scope. Raises JobExists."""

    async def get(self, scope: str, job_id: str) -> Job | None: ...

    async def update(self, scope: str, job_id: str, change: Callable[[Job], Job]) -> tuple[Job, Job] | None:
        """Replace a job by what `change` makes of it, atomically. Return it before and after; None when it isn't there."""

    async def remove(self, scope: str, job_id: str) -> Job | None:
        """Forget a job and return it as it was."""

    async def newest(self, scope: str, limit: int, below: int | None) -> list[Job]:
        """Return up to `limit` jobs with a number under `below`, highest first, in time proportional to `limit`."""

    async def named(self, job_id: str) -> list[Job]:
        """Return the jobs of that id, whatever their scopes."""

    async def latest(self, limit: int, below: int | None = None) -> list[Job]:
        """Return up to `limit` jobs of all scopes with a number under `below`, as `newest` does."""

    async def count(self, counter: str) -> int:
        """Add one to a counter, which begins at 0, and return it."""


@dataclass(slots=True)
class _Scope:
    """The jobs of one scope: by id, and the ids in order of their numbers."""

    jobs: dict[str, Job] = field(default_factory=dict)
    order: list[tuple[int, str]] = field(default_factory=list)


class MemoryStore:
    """Keeps everything in this process. Atomic because nothing in it waits."""

    def __init__(self) -> None:
        self._scopes: dict[str, _Scope] = {}
        self._numbered: dict[int, tuple[str, str]] = {}
        self._numbers: list[int] = []
        self._counters: Counter[str] = Counter()

    async def insert(self, job: Job) -> None:
        scope = self._scopes.setdefault(job.scope, _Scope())
        if job.id in scope.jobs:
            raise JobExists(job.id)
        scope.jobs[job.id] = job
        scope.order.append((job.number, job.id))
        self._numbered[job.number] = job.scope, job.id
        insort(self._numbers, job.number)

    async def get(self, scope: str, job_id: str) -> Job | None:
        held = self._scopes.get(scope)
        return held.jobs.get(job_id) if held else None

    async def update(self, scope: str, job_id: str, change: Callable[[Job], Job]) -> tuple[Job, Job] | None:
        before = await self.get(scope, job_id)
        if before is None:
            return None
        after = change(before)
        self._scopes[scope].jobs[job_id] = after
        return before, after

    async def remove(self, scope: str, job_id: str) -> Job | None:
        held = self._scopes.get(scope)
        job = held.jobs.pop(job_id, None) if held else None
        if held is None or job is None:
            return None
        del held.order[bisect_left(held.order, job.number, key=itemgetter(0))]
        del self._numbered[job.number]
        del self._numbers[bisect_left(self._numbers, job.number)]
        return job

    async def newest(self, scope: str, limit: int, below: int | None) -> list[Job]:
        held = self._scopes.get(scope)
        if held is None:
            return []
        end = len(held.order) if below is None else bisect_left(held.order, below, key=itemgetter(0))
        return [held.jobs[job_id] for _, job_id in reversed(held.order[max(0, end - limit) : end])]

    async def named(self, job_id: str) -> list[Job]:
        return [scope.jobs[job_id] for scope in self._scopes.values() if job_id in scope.jobs]

    async def latest(self, limit: int, below: int | None = None) -> list[Job]:
        end = len(self._numbers) if below is None else bisect_left(self._numbers, below)
        newest = (self._numbered[number] for number in reversed(self._numbers[max(0, end - limit) : end]))
        return [self._scopes[scope].jobs[job_id] for scope, job_id in newest]

    async def count(self, counter: str) -> int:
        self._counters[counter] += 1
        return self._counters[counter]
