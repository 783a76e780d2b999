"""What rules do to a request beyond an error: holds, limits, phases, errors with changes, looks at jobs and bodies."""

import asyncio
import io
import json
from typing import Any

import pytest

from tests.conftest import FROZEN, Client, MakeClient, world
from tests.gateway.toy import Toy


async def server(make_client: MakeClient, rules: str, *, top: str = "", **options: Any) -> Client:
    return await make_client(Toy(), scenario=f"{FROZEN}\n{top}\nrequests:\n{rules}", **options)


async def statuses(client: Client, *paths: str, **options: Any) -> list[int]:
    return [(await client.get(path, **options)).status for path in paths]


async def test_a_status_is_the_jobs_before_the_poll(make_client: MakeClient) -> None:
    client = await server(
        make_client,
        "  - {when: {operation: GetJob, status: completed}, error: teapot}",
        top="jobs: [{timeline: [{in_progress: {polls: 1}}, completed]}]",
    )
    await client.post("/jobs")
    assert await statuses(client, "/jobs/job-1", "/jobs/job-1", "/jobs/job-2") == [200, 400, 404]


async def test_an_outage_comes_again(make_client: MakeClient) -> None:
    client = await server(
        make_client,
        """
  - {when: {phase: healthy, call: 2}, then: degraded}
  - {when: {phase: degraded, call: 2}, then: healthy}
  - {when: {phase: degraded}, times: 2, error: teapot}
""",
        top="phases: [healthy, degraded]",
    )
    assert await statuses(client, *["/jobs/x"] * 9) == [404, 404, 400, 400] * 2 + [404]
    await client.post("/_mock/phase", json={"phase": "degraded"})
    assert await statuses(client, "/jobs/x") == [400]
    await client.post("/_mock/phase", json={"phase": "degraded"})
    assert await statuses(client, *["/jobs/x"] * 2) == [400, 404]


async def test_one_client_of_an_aws_sdk_is_one_reader(make_client: MakeClient) -> None:
    stages = "[{in_progress: {polls: {count: 2, per: reader}}}, completed]"
    client = await make_client(Toy(), scenario=f"{FROZEN}\njobs: [{{timeline: {stages}}}]")
    await client.post("/jobs")

    async def poll(agent: str) -> Any:
        return (await (await client.get("/jobs/job-1", headers={"User-Agent": agent})).json())["status"]

    features = ("m/N,Z,b,e,E", "m/N,Z,b,e,B,E", "m/E")
    own = [await poll(f"Boto3/1.40.1 md/Botocore#1.40.1 {used} cfg/retry-mode#legacy") for used in features]
    assert own == ["in_progress", "in_progress", "completed"]
    assert await poll("Boto3/1.40.2 m/E") == "in_progress"


async def test_a_job_is_known_by_what_its_submission_called_it(make_client: MakeClient) -> None:
    client = await server(make_client, "  - {when: {operation: GetJob, media: 'a.*'}, error: teapot}")
    await client.post("/jobs")
    assert await statuses(client, "/jobs/job-1", "/jobs/job-2") == [400, 404]


async def test_a_submission_is_known_by_its_body(make_client: MakeClient) -> None:
    client = await server(
        make_client,
        """
  - {when: {name: "nightly*", media: "*.pdf"}, error: teapot}
  - {when: {body: {$.options.language: de}}, error: teapot}
  - {when: {body: {"$.media[*]": cover.png}}, error: teapot}
  - {when: {query: {limit: "5"}, region: eu-*}, error: teapot}
""",
    )

    async def post(path: str = "/jobs", **options: Any) -> int:
        return (await client.post(path, **options)).status

    assert await post(json={"name": "nightly-7", "media": ["https://x/b.pdf?y"]}) == 400
    assert await post(json={"name": "nightly-7", "media": []}) == 200
    assert await post(json={"options": {"language": "de"}}) == 400
    assert await post("/form", data={"options": '{"language": "de"}', "media": io.BytesIO(b"x")}) == 400
    assert await post("/form", data={"options": '{"language"', "media": io.BytesIO(b"x")}) == 200
    form = {"options": "", "media": open_as("cover.png")}
    assert await post("/form", data=form) == 400
    assert await post("/jobs?limit=5", json={}) == 400
    assert await post("/jobs?limit=6", data=b"{", headers={"Content-Type": "application/json"}) == 200


def open_as(name: str) -> io.BytesIO:
    file = io.BytesIO(b"x")
    file.name = name
    return file


async def test_an_error_may_be_changed(make_client: MakeClient) -> None:
    client = await server(
        make_client,
        "  - error: {name: teapot, status: 418, toy_error: kettle, members: {cups: [1, 2]}, headers: {X-Tea: green, "
        "Content-Type: text/x-tea}}",
    )
    answer = await client.get("/jobs/1")
    assert (answer.status, answer.headers["X-Tea"], answer.content_type) == (418, "green", "text/x-tea")
    assert json.loads(await answer.text()) == {"toy_error": "kettle", "said": None, "cups": [1, 2]}
    (entry,) = world(client).journal
    assert entry.rules == ["test.yaml:5 error teapot"]


async def test_a_limit_is_a_bucket_on_the_workspaces_clock_for_each_credential(make_client: MakeClient) -> None:
    client = await server(make_client, "  - {when: {path: /jobs/*}, limit: {rate: 2/s, burst: 3}}")
    path = "/jobs/none"
    assert await statuses(client, *[path] * 5) == [404, 404, 404, 429, 429]
    assert await statuses(client, path, headers={"X-Token": "other"}) == [404]
    await world(client).agenda.advance(500)
    assert await statuses(client, path, path) == [404, 429]
    await world(client).agenda.advance(60_000)
    assert await statuses(client, *[path] * 4) == [404, 404, 404, 429]
    await world(client).reset()
    assert await statuses(client, *[path] * 4) == [404, 404, 404, 429]
    rules = [entry.rules for entry in world(client).journal]
    assert rules == [[], [], [], ["test.yaml:5 limit error rate_limited"]]


async def test_beyond_a_limit_a_rule_does_what_it_says(make_client: MakeClient) -> None:
    client = await server(make_client, "  - {limit: 1/h, respond: {status: 503, headers: {Retry-After: '60'}}}")
    assert await statuses(client, "/jobs/none", "/jobs/none") == [404, 503]


async def test_a_hold_keeps_an_answer_back_until_it_is_released(make_client: MakeClient) -> None:
    held, never = asyncio.Event(), asyncio.Event()

    async def pause(seconds: float) -> None:
        assert seconds == 60
        held.set()
        await never.wait()

    client = await server(make_client, "  - {when: {path: /jobs/held}, hold: true}", pause=pause)
    waiting = asyncio.create_task(client.get("/jobs/held"))
    await held.wait()
    assert (await client.get("/jobs/other")).status == 404
    ((hold),) = await (await client.get("/_mock/holds")).json()
    assert hold["request"] == "toy GetJob GET /jobs/held"
    unknown = await client.post("/_mock/holds/release", json={"id": "nobody"})
    assert (unknown.status, not waiting.done()) == (404, True)
    released = await client.post("/_mock/holds/release", json={"id": hold["id"]})
    assert await released.json() == {"released": 1}
    answer = await waiting
    assert (answer.status, answer.headers["X-Mockserver-Request-Id"]) == (404, hold["id"])
    assert await (await client.get("/_mock/holds")).json() == []
    assert await (await client.post("/_mock/holds/release")).json() == {"released": 0}


async def test_a_hold_ends_by_itself_in_the_end(make_client: MakeClient) -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    client = await server(make_client, "  - {hold: 5s, error: teapot}", pause=pause)
    assert (await client.get("/jobs/1")).status == 400
    assert waited == [5]


async def test_a_reset_releases_what_is_held(make_client: MakeClient) -> None:
    held, never = asyncio.Event(), asyncio.Event()

    async def pause(_: float) -> None:
        held.set()
        await never.wait()

    client = await server(make_client, "  - {when: {call: 1}, hold: true}", pause=pause)
    waiting = asyncio.create_task(client.get("/jobs/held"))
    await held.wait()
    await client.post("/_mock/reset")
    assert (await waiting).status == 409


PHASES = """
  - {when: {phase: healthy, call: 2}, then: degraded}
  - {when: {phase: degraded}, error: teapot}
  - {when: {phase: degraded, call: 2}, then: healthy}
"""


async def test_rules_move_between_phases(make_client: MakeClient) -> None:
    client = await server(make_client, PHASES, top="phases: [healthy, degraded]")
    path = "/jobs/none"
    # The request that begins an outage, and the one that would end it, are still of the phase that they met.
    assert await statuses(client, *[path] * 3) == [404, 404, 400]
    assert world(client).phase == "degraded"
    first = next(iter(world(client).journal))
    assert first.rules == []
    await client.post("/_mock/reset")
    assert world(client).phase == "healthy"


async def test_an_outage_begins_and_ends(make_client: MakeClient) -> None:
    rules = """
  - {when: {phase: healthy, call: 3}, then: degraded}
  - {when: {phase: degraded, call: 2}, then: healthy}
  - {when: {phase: degraded}, error: teapot}
"""
    client = await server(make_client, rules, top="phases: [healthy, degraded]")
    assert await statuses(client, *["/jobs/none"] * 7) == [404, 404, 404, 400, 400, 404, 404]


async def test_a_phase_is_set_by_hand(make_client: MakeClient) -> None:
    client = await server(make_client, PHASES, top="phases: [healthy, degraded]")
    assert await (await client.get("/_mock/phase")).json() == {"phase": "healthy", "phases": ["healthy", "degraded"]}
    answer = await client.post("/_mock/phase", json={"phase": "degraded"})
    assert (answer.status, (await answer.json())["phase"]) == (200, "degraded")
    assert await statuses(client, "/jobs/none") == [400]


@pytest.mark.parametrize("phase", ["broken", None, 5, [], {}])
async def test_a_phase_that_there_is_not_is_refused(make_client: MakeClient, phase: object) -> None:
    client = await server(make_client, PHASES, top="phases: [healthy, degraded]")
    answer = await client.post("/_mock/phase", json={"phase": phase})
    assert answer.status == 400
    assert str((await answer.json())["detail"]).startswith("`phase` is ")


async def test_a_scenario_without_phases_has_none_to_set(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    assert await (await client.get("/_mock/phase")).json() == {"phase": None, "phases": []}
    answer = await client.post("/_mock/phase", json={"phase": ""})
    assert (answer.status, (await answer.json())["detail"]) == (400, "The scenario names no `phases`.")


@pytest.mark.parametrize("request_id", [5, [], {}])
async def test_a_hold_is_released_by_an_id(make_client: MakeClient, request_id: object) -> None:
    client = await make_client(Toy())
    assert (await client.post("/_mock/holds/release", json={"id": request_id})).status == 400


async def test_many_at_once_are_each_counted_once(make_client: MakeClient) -> None:
    client = await server(make_client, "  - {when: {every: 3}, times: 5, error: teapot}")
    answers = await asyncio.gather(*(client.get("/jobs/none") for _ in range(60)))
    assert sorted(answer.status for answer in answers) == [400] * 5 + [404] * 55


async def test_a_rule_sends_a_signal_before_the_request_is_answered(make_client: MakeClient) -> None:
    client = await server(
        make_client,
        "  - {when: {operation: GetJob, call: 2}, then: {signal: done}}",
        top="jobs: [{timeline: [{in_progress: {signal: done}}, completed]}]",
    )
    await client.post("/jobs")
    await statuses(client, "/jobs/job-1")
    assert (await world(client).jobs.named("job-1"))[0].status == "in_progress"
    await statuses(client, "/jobs/job-1")
    assert (await world(client).jobs.named("job-1"))[0].status == "completed"
