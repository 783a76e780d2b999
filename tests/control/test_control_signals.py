"""Signals by hand."""

from mockserver.scenario.matching import Scenario
from tests.conftest import MakeClient, world
from tests.control.conftest import Control, poll, submit

SCENARIO = """
summary: test
clock: {frozen: true}
jobs:
  - timeline: [{queued: {signal: started}}, {in_progress: {signal: done, polls: {count: 2, per: reader}}}, completed]
"""


async def test_a_signal_moves_the_jobs_that_wait_for_it(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control, job = Control(client), await submit(client)
    assert await control("POST", "signals", {"signal": "done"}) == []
    (view,) = await control("POST", "signals", {"signal": "started"})
    assert (view["id"], view["status"]) == (job, "in_progress")
    assert view["timeline"][1] == view["timeline"][1] | {"signal": "done", "polls": 2, "per_reader": True}
    await control("POST", "signals", {"signal": "done"})
    assert (await poll(client, job))["status"] == "transcribed"


async def test_a_signal_that_nobody_waits_for_is_told(make_client: MakeClient) -> None:
    control = Control(await make_client(scenario=SCENARIO))
    said = await control("POST", "signals", {"signal": "startd"}, status=400)
    assert "did you mean `started`?" in said["detail"]


async def test_readers_are_told_apart_by_their_user_agents(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control, job = Control(client), await submit(client)
    await control("POST", "signals", {"signal": "started"})
    path, seen = f"/speechtotext/v1/jobs/{job}", []
    for agent in ("one", "one", "one", "two", "two", "two"):
        headers = {"Authorization": "Bearer good-token", "User-Agent": agent}
        seen.append((await (await client.get(path, headers=headers)).json())["status"])
    assert seen == ["in_progress", "in_progress", "transcribed"] * 2


async def test_a_job_gets_the_signal_that_it_waits_for_after_an_edit(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control, job = Control(client), await submit(client)
    world(client).adopt(Scenario("edited"))
    (view,) = await control("POST", "signals", {"signal": "started"})
    assert (view["id"], view["status"]) == (job, "in_progress")
