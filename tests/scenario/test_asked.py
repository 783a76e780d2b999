"""A `when` that is asked of requests which came."""

from mockserver.scenario.asked import asked
from mockserver.scenario.details import Details
from mockserver.scenario.library import ScenarioLibrary
from tests.scenario.test_scenario_matching import SEED, facts


async def test_each_job_is_counted_for_itself_where_nothing_else_takes_a_closer_look(shipped: ScenarioLibrary) -> None:
    first_of_each = asked({"operation": "GetJob", "call": 1, "per": "job"}, shipped.vocabulary)

    async def picked(job: int) -> bool:
        async def look() -> Details:
            return Details(job_number=job)

        return await first_of_each.picks(facts(look=look), SEED)

    assert [await picked(job) for job in (1, 1, 2, 1, 2)] == [True, False, True, False, False]
