"""The control API."""

from typing import Any

import pytest
from yarl import URL

from tests.conftest import Client, MakeClient, world

FROZEN_AT = "summary: test\nclock: {start: 2018-05-05T23:23:22.29Z, frozen: true}"


async def call(client: Client, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, Any]:
    answer = await client.request(method, path, json=body, **options)
    return answer.status, await answer.json() if answer.content_length else None


async def test_health_and_readiness(make_client: MakeClient) -> None:
    client = await make_client()
    status, said = await call(client, "GET", "/_mock/health")
    assert (status, said["status"]) == (200, "ok")
    assert await call(client, "GET", "/_mock/ready") == (200, {"status": "ready"})
    assert len(world(client).journal) == 0


@pytest.mark.parametrize(
    ("path", "base"), [("/", ""), ("/_mock", ""), ("/w/one", "/w/one"), ("/w/one/_mock/", "/w/one")]
)
async def test_a_person_is_greeted(make_client: MakeClient, path: str, base: str) -> None:
    client = await make_client()
    answer = await client.get(path)
    assert (answer.status, answer.content_type) == (200, "text/plain")
    root = str(client.make_url("")).rstrip("/") + base
    text = await answer.text()
    assert f"curl -s {root}/speechtotext/v1/jobs" in text
    assert "Scenario test.yaml: test" in text


async def test_the_clock_by_hand(make_client: MakeClient) -> None:
    client = await make_client(scenario=FROZEN_AT)
    _, said = await call(client, "GET", "/_mock/clock")
    assert said == {"now": "2018-05-05T23:23:22.290Z", "now_ms": 1525562602290, "frozen": True, "speed": 1.0}
    _, said = await call(client, "POST", "/_mock/clock/advance", {"by": "5m"})
    assert said["now"] == "2018-05-05T23:28:22.290Z"
    _, said = await call(client, "POST", "/_mock/clock/advance", {"by": 1.5})
    assert said["now"] == "2018-05-05T23:28:23.790Z"
    _, said = await call(client, "POST", "/_mock/clock/run", {"speed": 60})
    assert (said["frozen"], said["speed"]) == (False, 60)
    _, said = await call(client, "POST", "/_mock/clock/freeze")
    assert said["frozen"] is True


async def test_clocks_are_the_workspaces_own(make_client: MakeClient) -> None:
    client = await make_client(scenario=FROZEN_AT)
    await call(client, "POST", "/w/one/_mock/clock/advance", {"by": "1h"})
    assert world(client, "one").clock.now() - world(client).clock.now() == 3_600_000


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        ("POST", "clock/advance", {"by": "soon"}, "`by`: found the text `soon`, expected a time"),
        ("POST", "clock/advance", {"by": -1}, "`by`: found"),
        ("POST", "clock/advance", {}, "one of `by`, `to` and `until`"),
        ("POST", "clock/advance", {"by": 1, "to": "next"}, "one of `by`, `to` and `until`"),
        ("POST", "clock/advance", {"to": 5}, "`to` is 5: it takes 'next'."),
        ("POST", "clock/advance", {"at": 5}, "`at` isn't known here; by, to, until would be."),
        ("POST", "clock/advance", {"until": {"job": "1"}}, "`until.status` must be given."),
        ("POST", "clock/freeze", {"hard": True}, "This call takes no body."),
        ("POST", "clock/advance", [1], "The body must be a JSON object."),
        ("POST", "clock/run", {"speed": 0}, "`speed` is 0: it takes a number above 0."),
        ("POST", "clock/run", {"speed": True}, "`speed` is true: it takes a number."),
        ("POST", "clock/run", {"speed": "2"}, "`speed` is '2': it takes a number."),
        ("POST", "clock/advance", {"by": None}, "`by` is null: it takes text or a number."),
        (
            "POST",
            "clock/advance",
            {"by": {"a": "x" * 99}},
            '`by` is {"a": "' + "x" * 73 + " …: it takes text or a number.",
        ),
        ("POST", "clock/advance", {"until": 5}, "`until` is 5: it takes an object."),
        ("POST", "clock/advance", {"x" * 1000: 5}, "`" + "x" * 80 + " …` isn't known here"),
        ("PUT", "scenario", {"name": "flaky", "parameters": {"n": None}}, "`parameters.n` is null: it takes text or "),
        ("PUT", "scenario", {}, "Name a scenario"),
        ("PUT", "scenario", {"name": "hapy_path"}, "happy_path"),
        ("PUT", "scenario", {"name": "/etc/passwd"}, "/etc/passwd"),
        ("PUT", "scenario", {"yaml": "summary: x\nsede: 4"}, "inline:2:1: error: "),
        ("PUT", "scenario", {"name": "mine", "yaml": "a: ["}, "mine:"),
        ("PUT", "scenario", {"name": "flaky", "seed": -1}, "`seed` is -1"),
    ],
)
async def test_what_is_wrong_is_told(make_client: MakeClient, method: str, path: str, body: Any, said: str) -> None:
    client = await make_client()
    status, answer = await call(client, method, f"/_mock/{path}", body)
    assert status == 400
    assert said in answer["detail"]


async def test_a_scenario_is_begun_by_name_and_by_text(make_client: MakeClient) -> None:
    client = await make_client()
    _, said = await call(client, "PUT", "/_mock/scenario", {"name": "slow_queue", "seed": 5})
    assert (said["name"], said["seed"]) == ("slow_queue", 5)
    _, said = await call(client, "PUT", "/_mock/scenario", {"yaml": "summary: mine\nextends: happy_path\nseed: 9"})
    assert said == {"name": "inline", "summary": "mine", "seed": 9, "parameters": {}}
    assert (await call(client, "GET", "/_mock/scenario"))[1] == said


async def test_a_wrong_scenario_leaves_the_workspace_as_it_was(make_client: MakeClient) -> None:
    client = await make_client()
    before = world(client).store
    assert (await call(client, "PUT", "/_mock/scenario", {"yaml": "nonsense"}))[0] == 400
    assert world(client).store is before
    assert world(client).scenario.summary == "test"


async def test_a_reset_goes_back_to_the_beginning(make_client: MakeClient) -> None:
    client = await make_client(scenario=FROZEN_AT)
    await client.get("/nowhere")
    await call(client, "POST", "/_mock/clock/advance", {"by": "1h"})
    _, said = await call(client, "POST", "/_mock/reset")
    assert said["now_ms"] == 1525562602290
    assert len(world(client).journal) == 0


async def test_workspaces_are_opened_listed_and_deleted(make_client: MakeClient) -> None:
    client = await make_client()
    _, opened = await call(client, "PUT", "/_mock/workspaces/one")
    assert (opened["name"], opened["scenario"]) == ("one", "test.yaml")
    assert opened["url"] == str(client.make_url("/w/one"))
    _, listed = await call(client, "GET", "/_mock/workspaces")
    assert {workspace["name"] for workspace in listed} == {"default", "one"}
    assert (await call(client, "DELETE", "/_mock/workspaces/one"))[0] == 204
    status, said = await call(client, "DELETE", "/_mock/workspaces/one")
    assert (status, said["detail"]) == (404, "No workspace is called 'one'.")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example", "http://["])
async def test_pages_of_other_origins_are_refused(make_client: MakeClient, origin: str) -> None:
    client = await make_client(scenario=FROZEN_AT)
    status, _ = await call(client, "POST", "/_mock/clock/advance", {"by": 1}, headers={"Origin": origin})
    assert status == 403
    assert world(client).clock.now() == 1525562602290
    own = str(client.make_url("")).rstrip("/")
    assert (await call(client, "POST", "/_mock/reset", headers={"Origin": own}))[0] == 200


async def test_a_job_that_is_not_there_can_not_be_moved(make_client: MakeClient) -> None:
    status, said = await call(await make_client(), "POST", "/_mock/jobs/none/move")
    assert (status, said["detail"]) == (404, "No job of this workspace has the id 'none'.")


async def test_scenarios_do_not_touch_it(make_client: MakeClient) -> None:
    client = await make_client(scenario="summary: x\nrequests:\n  - respond: {status: 418}")
    assert (await call(client, "GET", "/_mock/health"))[0] == 200
    assert (await client.get("/speechtotext/v1/jobs")).status == 418
    assert (await client.get("/_mock/nothing")).status == 404
    assert (await client.put("/_mock/reset")).status == 405


@pytest.mark.parametrize("name", ["-a", "%00", "a%20b", "x" * 65])
async def test_a_name_that_no_workspace_can_have(make_client: MakeClient, name: str) -> None:
    client = await make_client()
    for path in (f"/_mock/workspaces/{name}", f"/w/{name}/_mock/health"):
        answer = await client.put(URL(path, encoded=True))
        assert answer.status == 404
        assert "can't be a workspace's name" in (await answer.json())["detail"]


async def test_with_all_workspaces_open_they_can_still_be_deleted(make_client: MakeClient) -> None:
    client = await make_client(max_workspaces=1)
    assert (await call(client, "PUT", "/w/one/_mock/workspaces/one"))[0] == 200
    status, said = await call(client, "GET", "/w/two/_mock/health")
    assert (status, "which is the bound" in said["detail"]) == (503, True)
    assert (await call(client, "GET", "/_mock/health"))[0] == 200
    assert (await call(client, "DELETE", "/_mock/workspaces/one"))[0] == 204
    assert (await call(client, "GET", "/w/two/_mock/health"))[0] == 503
    assert (await call(client, "DELETE", "/_mock/workspaces/default"))[0] == 204


async def test_a_clock_is_not_advanced_past_the_last_year(make_client: MakeClient) -> None:
    client = await make_client(scenario="summary: test\nclock: {start: 2999-12-31T00:00:00Z, frozen: true}")
    answers = [await call(client, "POST", "/_mock/clock/advance", {"by": "36500d"}) for _ in range(61)]
    assert [status for status, _ in answers] == [200] * 60 + [400]
    assert "can't be moved past 9000-01-01." in answers[-1][1]["detail"]
    headers = {"Authorization": "Bearer token"}
    status, _ = await call(
        client, "POST", "/speechtotext/v1/jobs", {"media_url": "https://a.example/a.mp3"}, headers=headers
    )
    assert status == 200


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
async def test_bodies_may_come_in_any_of_unicodes_encodings(make_client: MakeClient, encoding: str) -> None:
    client = await make_client(scenario=FROZEN_AT)
    fine = await client.post("/_mock/clock/advance", data='{"by": "0s"}'.encode(encoding))
    wrong = await client.post("/_mock/clock/advance", data='{"by": null}'.encode(encoding))
    assert (fine.status, wrong.status) == (200, 400)
    assert "`by` is null" in (await wrong.json())["detail"]


async def test_a_guess_at_what_was_meant_ends_its_sentence(make_client: MakeClient) -> None:
    client = await make_client(scenario=FROZEN_AT)
    _, said = await call(client, "POST", "/_mock/clock/advance", {"by": "5 min"})
    assert said["detail"].endswith("; did you mean `5m`?")
