"""Slots: who is worked on, and who waits for how long."""

import pytest

from mockserver.engine.clock import Clock, ClockSettings
from mockserver.engine.job import Job
from mockserver.engine.jobs import Jobs
from mockserver.engine.lifecycle import Stage, Status, Timeline
from mockserver.engine.slots import Slots, held
from mockserver.engine.store import MemoryStore
from tests.engine.test_jobs import a_job

_TEN_SECONDS: Timeline = (Stage(Status.IN_PROGRESS, for_ms=10_000), Stage(Status.COMPLETED))
_ONE_POLL: Timeline = (Stage(Status.IN_PROGRESS, polls=1), Stage(Status.COMPLETED))


class World:
    """Jobs and slots as a workspace has them, on a frozen clock."""

    def __init__(self) -> None:
        self.clock = Clock(ClockSettings(start_ms=0, frozen=True))
        self.jobs = Jobs(MemoryStore(), self.clock, self._changed)
        self.slots = Slots(self.jobs)

    async def _changed(self, job: Job) -> None:
        if job.status.ended:
            await self.slots.settle(job.scope)

    async def submit(self, number: int, slots: int, timeline: Timeline = _TEN_SECONDS) -> None:
        job = a_job(number, timeline)
        if await self.slots.free("s", slots):
            await self.jobs.submit(job)
            self.slots.take(job)
        else:
            await self.jobs.submit(held(job))
            self.slots.wait(job)

    async def look(self, number: int) -> Job:
        await self.slots.settle("s")
        job = await self.jobs.look("s", f"job-{number}")
        assert job is not None
        return job


@pytest.fixture
def world() -> World:
    return World()


async def test_who_gets_no_slot_waits_for_his_turn(world: World) -> None:
    for number in range(1, 6):
        await world.submit(number, slots=2)
    assert [(await world.look(number)).status for number in range(1, 6)] == ["in_progress"] * 2 + ["queued"] * 3
    assert world.slots.waiting("s") == 3
    world.clock.advance(10_000)
    assert [(await world.look(number)).status for number in range(1, 6)] == [
        "completed",
        "completed",
        "in_progress",
        "in_progress",
        "queued",
    ]


async def test_a_slot_is_passed_on_at_the_moment_when_it_became_free(world: World) -> None:
    for number in range(1, 5):
        await world.submit(number, slots=1)
    world.clock.advance(60_000)
    jobs = [await world.look(number) for number in range(1, 5)]
    assert [(job.started_ms, job.ended_ms) for job in jobs] == [
        (0, 10_000),
        (10_000, 20_000),
        (20_000, 30_000),
        (30_000, 40_000),
    ]


async def test_a_poll_that_ends_a_job_passes_its_slot_on(world: World) -> None:
    await world.submit(1, 1, _ONE_POLL)
    await world.submit(2, 1, _ONE_POLL)
    world.clock.advance(3_000)
    await world.jobs.poll("s", "job-1")
    job = await world.jobs.look("s", "job-2")
    assert job is not None
    assert (job.status, job.started_ms) == (Status.IN_PROGRESS, 3_000)


async def test_who_was_moved_by_hand_is_not_moved_again(world: World) -> None:
    await world.submit(1, 1)
    await world.submit(2, 1)
    await world.jobs.move("job-2")
    world.clock.advance(9_999)
    assert (await world.look(2)).status is Status.IN_PROGRESS
    world.clock.advance(1)
    assert (await world.look(2)).ended_ms == 10_000


async def test_a_slot_outlives_its_job_and_those_who_waited_for_it(world: World) -> None:
    for number in (1, 2, 3):
        await world.submit(number, slots=1)
    await world.jobs.delete("s", "job-2")
    await world.jobs.delete("s", "job-1")
    assert (await world.look(3)).started_ms == 0
    assert not await world.slots.free("s", 1)


async def test_what_is_free_is_told_of_a_scope(world: World) -> None:
    await world.submit(1, slots=1)
    assert not await world.slots.free("s", 1)
    assert await world.slots.free("s", 2)
    assert await world.slots.free("other", 1)
    assert world.slots.waiting("other") == 0
    world.clock.advance(10_000)
    assert await world.slots.free("s", 1)
