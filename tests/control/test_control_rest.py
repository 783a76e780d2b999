"""Accounts, webhooks, workspaces, events and metrics by hand."""

import json
from contextlib import ExitStack
from typing import Any

import pytest
from aiohttp import web

from mockserver.app import WORKSPACES
from mockserver.engine.events import MOST_LISTENERS
from tests.conftest import Client, MakeClient, world
from tests.control.conftest import TOKEN, Control, submit

SCENARIO = """
summary: test
clock: {start: 2018-05-05T23:23:22.29Z, frozen: true}
accounts: {revai: [{token: good-token, balance_seconds: 600}]}
jobs: [{timeline: [completed]}]
"""


async def balance(client: Client) -> tuple[int, Any]:
    answer = await client.get("/speechtotext/v1/account", headers=TOKEN)
    return answer.status, (await answer.json()).get("balance_seconds")


async def test_an_account_is_changed_and_revoked(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control = Control(client)
    (mine,) = [view for view in await control("GET", "accounts") if view["provider"] == "revai"]
    assert (mine["key"], mine["balance_seconds"], mine["revoked"]) == ("good-token", 600, False)
    await control("PATCH", "accounts/revai/good-token", {"balance_seconds": 12})
    assert await balance(client) == (200, 12)
    await control("PATCH", "accounts/revai/good-token", {"revoked": True})
    assert (await balance(client))[0] == 401
    await control("PATCH", "accounts/revai/good-token", {"revoked": False, "balance_seconds": None})
    assert (await balance(client))[0] == 200
    said = await control("PATCH", "accounts/revai/other", {}, status=404)
    assert said["detail"].startswith("revai has no account 'other'. There are: ")
    assert "revai good-token" in said["detail"]
    said = await control("PATCH", "accounts/revai/good-token", {"balance_seconds": -1}, status=400)
    assert said["detail"] == "`balance_seconds` is -1: it takes a number from 0."


async def test_a_webhook_is_delivered_once_more(make_client: MakeClient, aiohttp_server: Any) -> None:
    bodies: list[bytes] = []

    async def receive(request: web.Request) -> web.Response:
        bodies.append(await request.read())
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", receive)
    hook = str((await aiohttp_server(app)).make_url("/hook"))
    client = await make_client(scenario=SCENARIO)
    control = Control(client)
    await client.post(
        "/speechtotext/v1/jobs", json={"media_url": "http://e.example/a", "callback_url": hook}, headers=TOKEN
    )
    await world(client).agenda.settle()
    (delivery,) = await control("GET", "webhooks")
    assert (delivery["url"], delivery["delivered"]) == (hook, True)
    assert [attempt["answered"] for attempt in delivery["attempts"]] == [200]
    again = await control("POST", f"webhooks/{delivery['id']}/redeliver")
    assert (again["delivered"], again["body"]) == (True, delivery["body"])
    assert bodies[0] == bodies[1] == delivery["body"].encode()
    await control("POST", "webhooks/99/redeliver", status=404)


async def test_a_new_workspace_comes_with_credentials_that_lead_there(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control = Control(client)
    one = await control("POST", "workspaces", {})
    two = await control("POST", "workspaces", {"name": "two", "scenario": "slow_queue", "seed": 5})
    assert one["name"] != two["name"] == "two"
    assert (two["scenario"], world(client, "two").seed.value) == ("slow_queue", 5)
    token = one["credentials"]["revai"]["key"]
    assert token == f"ws-{one['name']}.good-token"
    answer = await client.get("/speechtotext/v1/account", headers={"Authorization": f"Bearer {token}"})
    assert answer.status == 200
    assert len(world(client, one["name"]).journal) == 1
    text = "summary: own\njobs: [{timeline: [{in_progress: {polls: '${polls:-2}'}}, completed]}]"
    await control("POST", "workspaces", {"name": "own", "yaml": text, "parameters": {"polls": 7}, "freeze": True})
    own = world(client, "own")
    assert (own.scenario.name, dict(own.scenario.parameters), own.clock.frozen) == ("inline", {"polls": "7"}, True)
    await control("POST", "workspaces", {"name": "still", "freeze": True})
    said = await control("POST", "workspaces", {"parameters": {"polls": 7}}, status=400)
    assert said["detail"] == "`parameters` go with a `scenario` or `yaml`."
    said = await control("POST", "workspaces", {"name": "two"}, status=409)
    assert said["detail"] == "A workspace is called 'two' already."
    await control("POST", "workspaces", {"name": "no good"}, status=404)
    await control("POST", "workspaces", {"name": "three", "scenario": "hapy_path"}, status=400)
    assert "three" not in [each["name"] for each in await control("GET", "workspaces")]


async def test_a_tally_counts_what_came_at_all(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO, max_workspaces=2)
    control = Control(client)

    async def tally(name: str) -> tuple[bool, int, int]:
        told = await control("GET", f"workspaces/{name}/tally")
        return told["open"], told["came"], told["unknown"]

    assert await tally("one") == (False, 0, 0)
    await client.get("/w/one/speechtotext/v1/jobs")
    await client.get("/w/one/nope")
    assert await tally("one") == (True, 2, 1)
    wipes = ("POST", "reset", None, 200), ("DELETE", "journal", None, 204), ("PUT", "scenario", {"name": "flaky"}, 200)
    for wipe in wipes:
        await Control(client, "/w/one")(*wipe)
        assert await tally("one") == (True, 2, 1)
    await control("DELETE", "workspaces/one", status=204)
    assert await tally("one") == (False, 2, 1)
    await client.get("/w/one/nope")
    assert await tally("one") == (True, 3, 2)
    for name in ("one", "two", "three"):  # of so many deleted ones the first is forgotten
        await control("PUT", f"workspaces/{name}")
        await control("DELETE", f"workspaces/{name}", status=204)
    assert await tally("one") == (False, 0, 0)
    assert await tally("default") == (True, 0, 0)


async def test_a_credential_is_handed_out_for_the_first_account_that_one_can_be_told_for(
    make_client: MakeClient,
) -> None:
    client = await make_client(
        scenario="summary: test\naccounts: {revai: [{token: broke*, balance_seconds: 0}, {token: mine}, {token: '*'}]}"
    )
    assert (await Control(client)("PUT", "workspaces/one"))["credentials"]["revai"]["key"] == "ws-one.mine"


async def test_events_are_told_while_they_happen(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    async with client.get("/_mock/events") as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        assert await stream.content.readline() == b": listening\n"
        job = await submit(client)
        await Control(client)("POST", "clock/advance", {"by": "1m"})
        await Control(client)("POST", "reset")
        told = [await _event(stream.content) for _ in range(4)]
    assert [kind for kind, _ in told] == ["job", "request", "clock", "scenario"]
    assert told[0][1] == {"at_ms": 1525562602290, "provider": "revai", "job": job, "status": "completed"}
    assert (told[1][1]["operation"], told[1][1]["status"]) == ("SubmitJob", 200)
    assert told[2][1]["now"] == "2018-05-05T23:24:22.290Z"


async def _event(content: Any) -> tuple[str, Any]:
    kind = ""
    while True:
        line = (await content.readline()).decode()
        if line.startswith("event: "):
            kind = line[7:].strip()
        if line.startswith("data: "):
            return kind, json.loads(line[6:])


async def test_a_reader_of_events_who_is_slow_loses_the_oldest(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    events = world(client).events
    with events.listening() as slow:
        for number in range(1_500):
            events.tell("clock", number)
        heard = [await slow.next(), await slow.next()]
    assert [event and event.number for event in heard] == [501, 502]


async def test_a_stream_of_events_ends_with_its_workspace(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    async with client.get("/w/gone/_mock/events") as stream:
        assert await stream.content.readline() == b": listening\n"
        await Control(client)("DELETE", "workspaces/gone", status=204)
        assert await stream.content.read() == b"\n"


async def test_a_stream_of_events_ends_with_the_server(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    async with client.get("/_mock/events") as stream:
        assert await stream.content.readline() == b": listening\n"
        await client.app[WORKSPACES].end_sessions()
        assert await stream.content.read() == b"\n"
    async with client.get("/_mock/events") as late:
        assert await late.content.read() == b": listening\n\n"


async def test_a_silence_is_broken_by_comments(make_client: MakeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.control.events.HEARTBEAT_S", 0)
    client = await make_client(scenario=SCENARIO)
    async with client.get("/_mock/events") as stream:
        assert await stream.content.readuntil(b"\n\n: still listening\n\n: still listening\n\n")
        stream.close()


async def test_who_comes_back_hears_what_happened_meanwhile(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    async with client.get("/_mock/events") as stream:
        await Control(client)("POST", "clock/advance", {"by": 1})
        assert (await _event(stream.content))[0] == "clock"
    for _ in range(2):
        await Control(client)("POST", "clock/advance", {"by": 1})
    for last, missed in (
        ("1", ["2018-05-05T23:23:24.290Z", "2018-05-05T23:23:25.290Z"]),
        ("2", ["2018-05-05T23:23:25.290Z"]),
    ):
        async with client.get("/_mock/events", headers={"Last-Event-ID": last}) as stream:
            assert [(await _event(stream.content))[1]["now"] for _ in missed] == missed
    async with client.get("/_mock/events", headers={"Last-Event-ID": "99"}) as stream:  # of the world before
        assert (await _event(stream.content))[1]["now"] == "2018-05-05T23:23:23.290Z"
    refused = await client.get("/_mock/events", headers={"Last-Event-ID": "x"})
    assert (refused.status, (await refused.json())["detail"]) == (
        400,
        "`Last-Event-ID` is 'x': it takes the `id` of an event.",
    )


async def test_events_say_what_they_are_about(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control = Control(client)
    async with client.get("/_mock/events") as stream:
        job = await submit(client)
        await control("DELETE", f"jobs/{job}", status=204)
        await client.get("/nowhere/at/all?token=secret")
        await control("PATCH", "accounts/revai/good-token", {"balance_seconds": 5})
        await control("PUT", "scenario", {"name": "slow_queue"})
        told = [await _event(stream.content) for _ in range(6)]
    assert [kind for kind, _ in told] == ["job", "request", "job", "request", "account", "scenario"]
    assert (told[1][1]["method"], told[1][1]["path"]) == ("POST", "/speechtotext/v1/jobs")
    assert (told[2][1]["job"], told[2][1]["status"]) == (job, "gone")
    assert (told[3][1]["operation"], told[3][1]["path"]) == (None, "/nowhere/at/all")
    assert (told[4][1]["key"], told[4][1]["balance_seconds"]) == ("good-token", 5)
    assert told[5][1]["name"] == "slow_queue"


async def test_only_so_many_listen_to_one_workspace(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    with ExitStack() as all_listen:
        for _ in range(MOST_LISTENERS):
            all_listen.enter_context(world(client).events.listening())
        said = await Control(client)("GET", "events", status=503)
    assert said["detail"].startswith("100 listen to this workspace already, which is the bound.")


async def test_metrics_count_requests(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    for _ in range(2):
        await submit(client)
    await client.get("/nowhere")
    text = await Control(client)("GET", "metrics")
    lines = text.splitlines()
    assert 'mockserver_requests_total{provider="revai",operation="SubmitJob",status="200"} 2' in lines
    assert 'mockserver_requests_total{provider="-",operation="-",status="404"} 1' in lines
    assert "mockserver_workspaces 1" in lines
    assert "mockserver_journal_entries 3" in lines
    assert [line for line in lines if not line.startswith(("#", "mockserver_"))] == []
