"""What ends stages beside time and polls of anybody: readers of their own, signals, several together; and jobs that go."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.clock import Clock, ClockSettings
from mockserver.engine.job import Job
from mockserver.engine.jobs import Jobs
from mockserver.engine.lifecycle import (
    Stage,
    Status,
    Timeline,
    begin,
    move,
    next_change_ms,
    poll,
    seen_by,
    settle,
    signal,
)
from mockserver.engine.store import JobExists, MemoryStore

DONE = Stage(Status.COMPLETED)


def seen(timeline: Timeline, polls: Sequence[tuple[int, str]]) -> list[Status]:
    """Return what polls see, each at a time by a reader."""
    progress, statuses = begin(timeline, 0), []
    for now_ms, reader in polls:
        at, progress = poll(timeline, progress, now_ms, reader)
        statuses.append(timeline[at.stage].status)
    return statuses


def test_with_needs_all_polls_alone_are_not_enough() -> None:
    timeline = (Stage(Status.IN_PROGRESS, 100, 2, needs_all=True), DONE)
    assert seen(timeline, [(0, ""), (1, ""), (2, ""), (99, "")]) == [Status.IN_PROGRESS] * 4
    assert seen(timeline, [(0, ""), (1, ""), (100, "")]) == [Status.IN_PROGRESS] * 2 + [Status.COMPLETED]


def test_with_needs_all_time_alone_is_not_enough() -> None:
    timeline = (Stage(Status.IN_PROGRESS, 100, 2, needs_all=True), DONE)
    assert next_change_ms(timeline, begin(timeline, 0)) is None
    assert seen(timeline, [(500, ""), (600, ""), (700, "")]) == [Status.IN_PROGRESS] * 2 + [Status.COMPLETED]


def test_a_stage_whose_polls_came_first_is_entered_when_its_time_was_due() -> None:
    timeline = (Stage(Status.IN_PROGRESS, 100, 1, needs_all=True), DONE)
    _, progress = poll(timeline, begin(timeline, 0), 5)
    assert next_change_ms(timeline, progress) == 100
    assert settle(timeline, progress, 900).entered_ms == (0, 100)


def test_a_second_reader_does_not_use_up_the_steps_of_the_first() -> None:
    timeline = (Stage(Status.IN_PROGRESS, polls=2, per_reader=True), DONE)
    polls = [(0, "a"), (1, "b"), (2, "b"), (3, "b"), (4, "a"), (5, "a"), (6, "b")]
    ongoing, done = Status.IN_PROGRESS, Status.COMPLETED
    assert seen(timeline, polls) == [ongoing, ongoing, ongoing, done, ongoing, done, done]


def test_time_ends_a_stage_for_all_readers() -> None:
    timeline = (Stage(Status.IN_PROGRESS, 100, 2, per_reader=True), DONE)
    polls = [(0, "a"), (1, "a"), (2, "b"), (100, "b"), (100, "c")]
    assert seen(timeline, polls) == [Status.IN_PROGRESS] * 3 + [Status.COMPLETED] * 2


def test_a_hand_moves_all_readers() -> None:
    timeline = (Stage(Status.QUEUED, polls=1, per_reader=True), Stage(Status.IN_PROGRESS), DONE)
    _, progress = poll(timeline, begin(timeline, 0), 0, "a")
    assert seen_by(timeline, progress, 0, "b").stage == 0
    assert seen_by(timeline, move(timeline, progress, 1), 1, "b").stage == 2


@given(st.lists(st.tuples(st.just(0), st.sampled_from("abc")), max_size=15), st.integers(1, 3), st.integers(1, 3))
def test_each_reader_sees_what_it_would_see_alone(polls: list[tuple[int, str]], first: int, second: int) -> None:
    timeline = (
        Stage(Status.QUEUED, polls=first, per_reader=True),
        Stage(Status.IN_PROGRESS, polls=second, per_reader=True),
        DONE,
    )
    together = list(zip(polls, seen(timeline, polls), strict=True))
    for reader in "abc":
        own = [saw for (_, who), saw in together if who == reader]
        assert own == seen(timeline, [(0, reader)] * len(own))


def test_a_signal_reaches_the_stage_that_waits_for_it() -> None:
    timeline = (Stage(Status.QUEUED, signal="go"), Stage(Status.IN_PROGRESS, signal="done"), DONE)
    progress = begin(timeline, 0)
    assert signal(timeline, progress, 5, "done") == progress
    progress = signal(timeline, progress, 10, "go")
    assert progress.entered_ms == (0, 10)
    assert signal(timeline, progress, 20, "go") == progress
    assert signal(timeline, progress, 30, "done").entered_ms == (0, 10, 30)


def test_a_signal_may_be_one_of_several_that_are_needed() -> None:
    timeline = (Stage(Status.IN_PROGRESS, 100, signal="go", needs_all=True), DONE)
    progress = signal(timeline, begin(timeline, 0), 10, "go")
    assert (progress.stage, next_change_ms(timeline, progress)) == (0, 100)
    assert settle(timeline, begin(timeline, 0), 500).stage == 0


class World:
    """Jobs on a frozen clock, and what was told of them."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Status]] = []
        self.clock = Clock(ClockSettings(0, frozen=True))
        self.jobs = Jobs(MemoryStore(), self.clock, self._changed)

    async def _changed(self, job: Job) -> None:
        self.told.append((job.id, job.status))

    async def submit(self, number: int, job_id: str, timeline: Timeline) -> Job:
        progress = begin(timeline, self.clock.now())
        return await self.jobs.submit(Job("s", job_id, "revai", number, timeline, progress, {}, 1000))


VANISHING = (Stage(Status.IN_PROGRESS, polls=1), Stage(Status.COMPLETED, 100, 2), Stage(Status.GONE))


@pytest.fixture
def world() -> World:
    return World()


async def test_a_job_that_is_gone_is_not_there(world: World) -> None:
    await world.submit(1, "a", VANISHING)
    statuses = [job and job.status for job in [await world.jobs.poll("s", "a") for _ in range(4)]]
    assert statuses == [Status.IN_PROGRESS, Status.COMPLETED, Status.COMPLETED, None]
    assert await world.jobs.newest("s", 10) == []
    assert world.jobs.deleted_ms("s", "a") == 0


async def test_every_stage_is_told_even_if_several_pass_at_once(world: World) -> None:
    await world.submit(1, "a", VANISHING)
    await world.jobs.poll("s", "a")
    world.clock.advance(200)
    assert await world.jobs.look("s", "a") is None
    assert world.told == [("a", Status.IN_PROGRESS), ("a", Status.COMPLETED), ("a", Status.GONE)]


async def test_the_id_of_a_job_that_is_gone_is_free_again(world: World) -> None:
    await world.submit(1, "a", (Stage(Status.COMPLETED, 100), Stage(Status.GONE)))
    with pytest.raises(JobExists):
        await world.submit(2, "a", VANISHING)
    world.clock.advance(100)
    assert (await world.submit(3, "a", VANISHING)).number == 3


async def test_a_signal_reaches_all_jobs_that_wait(world: World) -> None:
    waiting = (Stage(Status.QUEUED, 50), Stage(Status.IN_PROGRESS, signal="go"), DONE)
    await world.submit(1, "early", waiting)
    world.clock.advance(50)
    await world.submit(2, "late", waiting)
    assert [job.id for job in await world.jobs.signal("go")] == ["early"]
    assert await world.jobs.signal("go") == []
    job = await world.jobs.look("s", "late")
    assert job is not None
    assert job.status is Status.QUEUED


async def test_looks_of_a_reader_see_what_its_polls_do(world: World) -> None:
    await world.submit(1, "a", (Stage(Status.IN_PROGRESS, polls=1, per_reader=True), DONE))
    await world.jobs.poll("s", "a", "one")
    looks = [await world.jobs.look("s", "a", reader) for reader in ("one", "two", None)]
    assert [look and look.status for look in looks] == [Status.COMPLETED, Status.IN_PROGRESS, Status.COMPLETED]


BEHIND = (
    Stage(Status.IN_PROGRESS, polls=1, per_reader=True),
    Stage(Status.COMPLETED, polls=2, per_reader=True),
    Stage(Status.GONE),
)


async def polled(world: World, readers: str) -> list[Status | None]:
    jobs = [await world.jobs.poll("s", "a", reader) for reader in readers]
    return [None if job is None else job.status for job in jobs]


async def test_a_job_that_is_gone_for_one_reader_is_there_for_others(world: World) -> None:
    await world.submit(1, "a", BEHIND)
    course = [Status.IN_PROGRESS, Status.COMPLETED, Status.COMPLETED, None]
    assert await polled(world, "AAAA") == course
    assert await world.jobs.newest("s", 10) == []
    assert world.jobs.deleted_ms("s", "a") == 0
    look = await world.jobs.look("s", "a", "B")
    assert look is not None
    assert look.status is Status.IN_PROGRESS
    assert await polled(world, "BBBB") == course
    assert await polled(world, "A") == [None]


async def test_a_new_job_takes_the_place_of_one_that_is_gone_for_a_reader(world: World) -> None:
    await world.submit(1, "a", BEHIND)
    await polled(world, "AAA")
    await world.submit(2, "a", BEHIND)
    assert await polled(world, "BA") == [Status.IN_PROGRESS] * 2


async def test_a_hand_moves_a_job_on_for_those_who_are_behind(world: World) -> None:
    await world.submit(1, "a", BEHIND)
    await polled(world, "AAA")
    await world.jobs.move("a")
    assert await polled(world, "B") == [None]
