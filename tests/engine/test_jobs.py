"""Jobs and the store under them."""

import asyncio
from dataclasses import replace

import pytest

from mockserver.engine.clock import Clock, ClockSettings
from mockserver.engine.job import Job
from mockserver.engine.jobs import Jobs
from mockserver.engine.lifecycle import Stage, Status, Timeline, begin
from mockserver.engine.store import JobExists, MemoryStore

TWO_POLLS: Timeline = (Stage(Status.IN_PROGRESS, polls=2), Stage(Status.COMPLETED))


def a_job(number: int, timeline: Timeline = TWO_POLLS, scope: str = "s") -> Job:
    return Job(
        scope=scope,
        id=f"job-{number}",
        provider="revai",
        number=number,
        timeline=timeline,
        progress=begin(timeline, 0),
        submission={},
        duration_ms=1000,
    )


class World:
    """Jobs on a frozen clock, with what was announced of them."""

    def __init__(self) -> None:
        self.clock = Clock(ClockSettings(start_ms=0, frozen=True))
        self.changes: list[tuple[str, Status]] = []
        self.jobs = Jobs(MemoryStore(), self.clock, self._changed)

    async def _changed(self, job: Job) -> None:
        self.changes.append((job.id, job.status))


@pytest.fixture
def world() -> World:
    return World()


async def test_a_job_is_concluded_with_what_is_known_by_then(world: World) -> None:
    await world.jobs.submit(a_job(1, (Stage(Status.IN_PROGRESS), Stage(Status.COMPLETED))))
    world.clock.advance(5)
    job = await world.jobs.conclude("s", "job-1", lambda job: replace(job, duration_ms=7))
    assert job == await world.jobs.look("s", "job-1")
    assert job is not None
    assert (job.duration_ms, job.status, job.ended_ms) == (7, Status.COMPLETED, 5)
    assert world.changes == [("job-1", Status.IN_PROGRESS), ("job-1", Status.COMPLETED)]
    assert await world.jobs.conclude("s", "job-2", lambda job: job) is None


async def test_polls_race_for_a_step_and_one_takes_it(world: World) -> None:
    await world.jobs.submit(a_job(1))
    seen = await asyncio.gather(*(world.jobs.poll("s", "job-1") for _ in range(5)))
    assert sorted(job.status for job in seen if job) == ["completed"] * 3 + ["in_progress"] * 2
    assert world.changes == [("job-1", Status.IN_PROGRESS), ("job-1", Status.COMPLETED)]


async def test_looks_and_lists_are_no_polls(world: World) -> None:
    await world.jobs.submit(a_job(1))
    for _ in range(5):
        await world.jobs.look("s", "job-1")
        await world.jobs.newest("s", 10)
    job = await world.jobs.poll("s", "job-1")
    assert job is not None
    assert job.status is Status.IN_PROGRESS


async def test_time_moves_jobs_that_nobody_looked_at(world: World) -> None:
    timeline = (Stage(Status.QUEUED, for_ms=10), Stage(Status.IN_PROGRESS, for_ms=10), Stage(Status.COMPLETED))
    await world.jobs.submit(a_job(1, timeline))
    world.clock.advance(1000)
    (job,) = await world.jobs.newest("s", 1)
    assert (job.status, job.created_ms, job.started_ms, job.ended_ms) == (Status.COMPLETED, 0, 10, 20)


async def test_a_hand_moves_a_job(world: World) -> None:
    await world.jobs.submit(a_job(1, (Stage(Status.IN_PROGRESS), Stage(Status.COMPLETED))))
    await world.jobs.submit(a_job(1, scope="other"))
    await world.jobs.submit(a_job(2))
    moved = await world.jobs.move("job-1")
    assert [(job.scope, job.status) for job in moved] == [("s", Status.COMPLETED), ("other", Status.COMPLETED)]
    assert ("job-1", Status.COMPLETED) in world.changes
    assert [job.status for job in await world.jobs.newest("s", 1)] == [Status.IN_PROGRESS]


async def test_pages_go_from_new_to_old(world: World) -> None:
    for number in range(1, 8):
        await world.jobs.submit(a_job(number))
    await world.jobs.delete("s", "job-4")
    first = await world.jobs.newest("s", 3)
    rest = await world.jobs.newest("s", 10, before=first[-1].id)
    assert [job.number for job in first + rest] == [7, 6, 5, 3, 2, 1]
    assert await world.jobs.newest("s", 10, before="job-4") == []
    assert await world.jobs.newest("other", 10) == []


async def test_ids_are_unique_within_their_scope(world: World) -> None:
    await world.jobs.submit(a_job(1))
    with pytest.raises(JobExists):
        await world.jobs.submit(replace(a_job(2), id="job-1"))
    await world.jobs.submit(a_job(3, scope="other"))
    assert len(await world.jobs.newest("s", 10)) == 1


async def test_a_deleted_job_is_gone_and_remembered(world: World) -> None:
    await world.jobs.submit(a_job(1))
    world.clock.advance(5)
    assert await world.jobs.delete("s", "job-1") is not None
    assert await world.jobs.delete("s", "job-1") is None
    assert await world.jobs.poll("s", "job-1") is None
    assert await world.jobs.look("s", "job-1") is None
    assert await world.jobs.move("job-1") == []
    assert world.jobs.deleted_ms("s", "job-1") == 5
    assert world.jobs.deleted_ms("s", "job-2") is None
    await world.jobs.submit(a_job(2))


ENDED: Timeline = (Stage(Status.COMPLETED),)


async def test_a_job_is_gone_when_its_time_is_over(world: World) -> None:
    await world.jobs.submit(replace(a_job(1, ENDED), kept_ms=500))
    await world.jobs.submit(replace(a_job(2), kept_ms=500))
    world.clock.advance(499)
    assert await world.jobs.look("s", "job-1") is not None
    world.clock.advance(1)
    assert await world.jobs.look("s", "job-1") is None
    assert await world.jobs.poll("s", "job-1") is None
    assert world.jobs.deleted_ms("s", "job-1") == 500
    assert [job.id for job in await world.jobs.newest("s", 10)] == ["job-2"]


async def test_the_time_of_a_job_counts_from_its_end(world: World) -> None:
    minute: Timeline = (Stage(Status.IN_PROGRESS, for_ms=60_000), Stage(Status.FAILED))
    await world.jobs.submit(replace(a_job(1, minute), kept_ms=500))
    world.clock.advance(60_499)
    assert await world.jobs.poll("s", "job-1") is not None
    world.clock.advance(1)
    assert await world.jobs.poll("s", "job-1") is None


async def test_jobs_whose_time_is_over_leave_no_gap_in_a_page(world: World) -> None:
    for number in range(1, 10):
        job = a_job(number, ENDED)
        await world.jobs.submit(replace(job, kept_ms=500) if number % 3 else job)
    world.clock.advance(500)
    assert [job.number for job in await world.jobs.newest("s", 2)] == [9, 6]
    assert [job.number for job in await world.jobs.newest("s", 9)] == [9, 6, 3]
    assert await world.jobs.newest("s", 0) == []


async def test_a_page_ends_where_jobs_are_too_old(world: World) -> None:
    for number in range(1, 6):
        await world.jobs.submit(replace(a_job(number), progress=begin(TWO_POLLS, number * 10)))
    assert [job.number for job in await world.jobs.newest("s", 10, since_ms=30)] == [5, 4, 3]
    assert await world.jobs.newest("s", 10, since_ms=51) == []


class MillionJobs(MemoryStore):
    """Has a million jobs, made when they are read, and counts the reading."""

    jobs = 1_000_000

    def __init__(self) -> None:
        super().__init__()
        self.read = 0

    async def get(self, scope: str, job_id: str) -> Job | None:
        self.read += 1
        return a_job(int(job_id.removeprefix("job-")), ENDED)

    async def newest(self, scope: str, limit: int, below: int | None) -> list[Job]:
        first = self.jobs if below is None else below - 1
        page = [a_job(number, ENDED) for number in range(first, max(0, first - limit), -1)]
        self.read += len(page)
        return page


@pytest.mark.parametrize("before", [1_000_001, 500_000, 51, 1])
async def test_a_page_of_a_million_jobs_costs_a_page(before: int) -> None:
    store, clock = MillionJobs(), Clock(ClockSettings(start_ms=0, frozen=True))
    page = await Jobs(store, clock, World()._changed).newest("s", 100, f"job-{before}")
    assert [job.number for job in page] == list(range(before - 1, max(0, before - 101), -1))
    assert store.read == len(page) + 1


async def test_a_job_is_amended_as_it_stands(world: World) -> None:
    await world.jobs.submit(a_job(1, (Stage(Status.IN_PROGRESS, for_ms=10), Stage(Status.COMPLETED))))
    world.clock.advance(10)
    amended = await world.jobs.amend("s", "job-1", lambda job: replace(job, submission={"was": job.status}))
    assert amended is not None
    assert amended.submission == {"was": "completed"}
    assert await world.jobs.look("s", "job-1") == amended
    assert await world.jobs.amend("s", "job-2", lambda job: job) is None


async def test_a_new_timeline_is_told_of(world: World) -> None:
    await world.jobs.submit(a_job(1))
    await world.jobs.amend("s", "job-1", lambda job: a_job(1, (Stage(Status.FAILED),)))
    assert world.changes == [("job-1", Status.IN_PROGRESS), ("job-1", Status.FAILED)]
