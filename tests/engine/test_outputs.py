"""Which job's result lies at an address that clients chose."""

from mockserver.engine.clock import Clock, ClockSettings
from mockserver.engine.job import Job
from mockserver.engine.jobs import Jobs
from mockserver.engine.lifecycle import Failure, Stage, Status, Timeline, begin
from mockserver.engine.outputs import Outputs
from mockserver.engine.store import MemoryStore

_QUICK: Timeline = (Stage(Status.IN_PROGRESS, for_ms=10), Stage(Status.COMPLETED))
_SLOW: Timeline = (Stage(Status.IN_PROGRESS, for_ms=1_000), Stage(Status.COMPLETED))
_FAILING: Timeline = (Stage(Status.FAILED, failure=Failure("internal")),)


async def _nobody(job: Job) -> None:
    """Nobody is told."""


class _World:
    def __init__(self, limit: int = 10) -> None:
        self.clock = Clock(ClockSettings(start_ms=0, frozen=True))
        self.jobs = Jobs(MemoryStore(), self.clock, _nobody, lambda job, _: self.outputs.release(job))
        self.outputs = Outputs(self.jobs, limit)
        self._number = 0

    async def start(self, name: str, timeline: Timeline, key: str = "key", kept_ms: int | None = None) -> Job:
        self._number += 1
        progress = begin(timeline, self.clock.now())
        job = await self.jobs.submit(
            Job("scope", name, "p", self._number, timeline, progress, {}, 1_000, kept_ms=kept_ms)
        )
        self.outputs.claim("bucket", key, job)
        return job

    async def delete(self, name: str) -> None:
        assert await self.jobs.delete("scope", name) is not None

    async def found(self, key: str = "key") -> str | None:
        output = await self.outputs.find("bucket", key)
        return None if output is None else output.job.id


async def test_a_result_is_there_once_its_job_completed() -> None:
    world = _World()
    assert world.outputs.buckets == {}
    await world.start("a", _QUICK)
    assert world.outputs.buckets == {"bucket": 0}
    assert await world.found() is None
    world.clock.advance(10)
    assert await world.found() == "a"
    assert await world.found("other key") is None


async def test_the_job_that_completed_last_has_written_last() -> None:
    world = _World()
    await world.start("slow", _SLOW)
    await world.start("quick", _QUICK)
    await world.start("failing", _FAILING)
    world.clock.advance(10)
    assert await world.found() == "quick"
    world.clock.advance(990)
    assert await world.found() == "slow"


async def test_a_result_outlives_its_job() -> None:
    world = _World()
    await world.start("a", _QUICK)
    world.clock.advance(10)
    await world.delete("a")
    assert await world.found() == "a"


async def test_a_result_outlives_a_job_whose_time_is_over() -> None:
    world = _World()
    await world.start("a", _QUICK, kept_ms=100)
    world.clock.advance(1_000)
    assert await world.found() == "a"
    assert await world.jobs.look("scope", "a") is None
    assert await world.found() == "a"


async def test_a_result_of_a_job_whose_time_is_over_is_overwritten() -> None:
    world = _World()
    await world.start("a", _QUICK, kept_ms=100)
    world.clock.advance(1_000)
    await world.outputs.clear("bucket", "key")
    assert await world.found() is None


async def test_a_deleted_job_leaves_nothing_unless_it_completed() -> None:
    world = _World()
    await world.start("a", _FAILING)
    await world.delete("a")
    await world.start("a", _SLOW)
    assert await world.found() is None


async def test_an_old_result_stays_until_a_new_job_of_that_name_completes() -> None:
    world = _World()
    first = await world.start("a", _QUICK)
    world.clock.advance(10)
    await world.delete("a")
    second = await world.start("a", _QUICK)
    output = await world.outputs.find("bucket", "key")
    assert output is not None
    assert output.job.number == first.number
    world.clock.advance(10)
    output = await world.outputs.find("bucket", "key")
    assert output is not None
    assert output.job.number == second.number


async def test_deleting_the_earlier_writer_changes_nothing() -> None:
    world = _World()
    await world.start("early", _QUICK)
    await world.start("late", _SLOW)
    world.clock.advance(1_000)
    await world.delete("late")
    await world.delete("early")
    assert await world.found() == "late"


async def test_results_of_deleted_jobs_are_kept_within_a_bound() -> None:
    world = _World(limit=2)
    for name in "abc":
        await world.start(name, _QUICK, key=name)
    world.clock.advance(10)
    for name in "abc":
        await world.delete(name)
    assert [await world.found(name) for name in "abc"] == [None, "b", "c"]


async def test_a_page_goes_on_below_a_job_that_is_gone() -> None:
    world = _World()
    for name in "abcd":
        await world.start(name, _QUICK, key=name)
    last = await world.jobs.look("scope", "c")
    assert last is not None
    await world.delete("c")
    page = await world.jobs.newest("scope", 5, below=last.number)
    assert [job.id for job in page] == ["b", "a"]
