"""What happens while time is moved, or a hand ends a job: all of it is told, in order, and nobody waits for himself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from tests.conftest import Client, MakeClient, until, world
from tests.control.conftest import TOKEN, Control, submit

FROZEN = "summary: test\nclock: {start: 2018-05-05T23:23:22.29Z, frozen: true}\n"
TEN_SECONDS = FROZEN + "jobs: [{timeline: [{in_progress: 10s}, completed]}]\nwebhooks: {attempts: 1}\n"

Receive = Callable[[Any], Awaitable[Any]]
Hook = Callable[[Receive], Awaitable[str]]


@pytest.fixture
def hook(aiohttp_server: Any) -> Hook:
    """Return a function that starts a receiver of webhooks and returns its URL. What it is given is told of each body.

    The answer has the status that it returns, or else 200.
    """

    async def start(receive: Receive) -> str:
        async def answer(request: web.Request) -> web.Response:
            return web.Response(status=await receive(await request.json()) or 200)

        app = web.Application()
        app.router.add_post("/hook", answer)
        return str((await aiohttp_server(app)).make_url("/hook"))

    return start


async def submit_with(client: Client, hook: str) -> str:
    body = {"media_url": "https://example.com/a.mp3", "callback_url": hook}
    return str((await (await client.post("/speechtotext/v1/jobs", json=body, headers=TOKEN)).json())["id"])


def told(moved: Any) -> list[tuple[str, str]]:
    """Return what happened, as the seconds of the clock and the status or kind."""
    return [(each["at"][14:19], each.get("status", each["kind"])) for each in moved["happened"]]


@pytest.mark.parametrize(
    ("scenario", "by", "expected"),
    [
        (
            "jobs: [{timeline: [{in_progress: 2s}, {completed: 10s}, gone]}]",
            "1h",
            [("23:24", "completed"), ("23:34", "gone")],
        ),
        (
            "jobs: [{timeline: [{in_progress: 2s}, completed]}]",
            "31d",
            [("23:24", "completed"), ("23:24", "gone")],  # 30 days after it ended
        ),
        ("jobs: [{timeline: [completed]}]", "31d", [("23:22", "gone")]),
    ],
)
async def test_jobs_that_vanish_on_the_way_are_told_of(
    make_client: MakeClient, scenario: str, by: str, expected: list[tuple[str, str]]
) -> None:
    client = await make_client(scenario=FROZEN + scenario)
    job = await submit(client)
    moved = await Control(client)("POST", "clock/advance", {"by": by})
    assert told(moved) == expected
    assert {each["job"] for each in moved["happened"]} == {job}
    assert moved["left_out"] == 0


async def test_until_a_job_vanishes_tells_of_that(make_client: MakeClient) -> None:
    client = await make_client(scenario=FROZEN + "jobs: [{timeline: [{in_progress: 2s}, {completed: 10s}, gone]}]")
    job = await submit(client)
    moved = await Control(client)("POST", "clock/advance", {"until": {"job": job, "status": "gone"}})
    assert told(moved) == [("23:24", "completed"), ("23:34", "gone")]


async def test_until_a_job_is_kept_no_longer(make_client: MakeClient) -> None:
    client = await make_client(scenario=FROZEN + "jobs: [{timeline: [{in_progress: 2s}, completed]}]")
    control, job = Control(client), await submit(client)
    until_gone = {"until": {"job": job, "status": "gone"}}
    await control("POST", "clock/advance", {"by": "1h"})
    moved = await control("POST", "clock/advance", until_gone)
    assert (moved["now"], told(moved)) == ("2018-06-04T23:23:24.290Z", [("23:24", "gone")])  # 30 days after it ended
    await control("POST", "clock/advance", until_gone, status=404)


async def test_what_keeps_a_job_from_vanishing_is_told(make_client: MakeClient) -> None:
    control = Control(await make_client(scenario=FROZEN + "jobs: [{timeline: [{in_progress: manual}, completed]}]"))
    for provider, why in (
        ("revai", "it stays in_progress until a hand moves it on."),
        ("claudio", "it is kept for good. DELETE /_mock/jobs/"),
    ):
        wanted = {"provider": provider, "media": "https://example.com/a.mp3"}
        job = (await control("POST", "jobs", wanted))["id"]
        said = await control("POST", "clock/advance", {"until": {"job": job, "status": "gone"}}, status=409)
        assert said["detail"].startswith(f"Time alone won't bring job {job} to gone: {why}")


async def test_how_much_is_left_out_is_counted(make_client: MakeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.engine.events._MOST_RECORDED", 2)
    client = await make_client(scenario=TEN_SECONDS)
    first, second, _ = [await submit(client) for _ in range(3)]
    moved = await Control(client)("POST", "clock/advance", {"by": 10})
    assert [each["job"] for each in moved["happened"]] == [first, second]
    assert moved["left_out"] == 1


async def test_what_passed_unseen_before_is_not_told_as_of_the_way(make_client: MakeClient) -> None:
    client = await make_client(scenario=TEN_SECONDS)
    await submit(client)
    world(client).clock.advance(11_000)
    assert told(await Control(client)("POST", "clock/advance", {"by": 1})) == []


async def test_two_who_move_time_at_once_do_not_overshoot(make_client: MakeClient, hook: Hook) -> None:
    client = await make_client(scenario=TEN_SECONDS)
    control = Control(client)
    came, go_on = asyncio.Event(), asyncio.Event()

    async def receive(_: Any) -> None:
        came.set()
        await go_on.wait()

    await submit_with(client, await hook(receive))
    await control("POST", "clock/advance", {"by": 5})
    later = await submit(client)
    mine = asyncio.create_task(control("POST", "clock/advance", {"by": 6}))
    await came.wait()
    until_then = {"until": {"job": later, "status": "completed"}}
    others = [asyncio.create_task(control("POST", "clock/advance", until_then)) for _ in range(3)]
    others.append(asyncio.create_task(control("POST", "clock/advance", {"to": "next"})))
    await until(lambda: len(world(client).agenda._moving._waiters or ()) == 4)
    go_on.set()
    assert told(await mine) == [("23:32", "completed"), ("23:32", "webhook")]
    moved = [await other for other in others[:3]]
    assert [told(each) for each in moved] == [[("23:37", "completed")], [], []]
    assert {each["now"][14:19] for each in moved} == {"23:37"}


@pytest.mark.parametrize(("path", "body"), [("freeze", None), ("run", {"speed": 1_000_000})])
async def test_a_clock_that_is_moved_is_set_afterwards(
    make_client: MakeClient, hook: Hook, path: str, body: Any
) -> None:
    client = await make_client(scenario=TEN_SECONDS)
    control = Control(client)
    came, go_on = asyncio.Event(), asyncio.Event()

    async def receive(_: Any) -> None:
        came.set()
        await go_on.wait()

    await submit_with(client, await hook(receive))
    moving = asyncio.create_task(control("POST", "clock/advance", {"by": "1m"}))
    await came.wait()
    setting = asyncio.create_task(control("POST", f"clock/{path}", body))
    await until(lambda: bool(world(client).agenda._moving._waiters))
    assert world(client).clock.frozen
    go_on.set()
    assert told(await moving) == [("23:32", "completed"), ("23:32", "webhook")]
    assert (await setting)["now"] >= "2018-05-05T23:24:22.290Z"


@pytest.mark.parametrize(("path", "body"), [("freeze", None), ("run", {})])
async def test_a_receiver_that_sets_the_clock_while_it_is_moved_waits_for_itself(
    make_client: MakeClient, hook: Hook, monkeypatch: pytest.MonkeyPatch, path: str, body: Any
) -> None:
    monkeypatch.setattr("mockserver.engine.agenda.PATIENCE_S", 0)
    client = await make_client(scenario=TEN_SECONDS)
    control = Control(client)
    said: list[str] = []

    async def receive(_: Any) -> None:
        said.append((await control("POST", f"clock/{path}", body, status=409))["detail"])

    await submit_with(client, await hook(receive))
    moved = await control("POST", "clock/advance", {"by": 20})
    assert (moved["now"][14:19], moved["frozen"]) == ("23:42", True)
    assert "it waits for itself: have it answer first." in said[0]


@pytest.mark.parametrize("path", ["freeze", "run"])
async def test_a_clock_is_set_at_once_where_nobody_moves_it(make_client: MakeClient, hook: Hook, path: str) -> None:
    client = await make_client(scenario=TEN_SECONDS)
    control = Control(client)
    frozen: list[bool] = []

    async def receive(_: Any) -> None:
        frozen.append((await control("POST", f"clock/{path}"))["frozen"])

    job = await submit_with(client, await hook(receive))
    await control("POST", f"jobs/{job}/complete")
    assert frozen == [path == "freeze"]


async def test_webhooks_that_are_due_together_go_out_side_by_side_and_are_told_in_order(
    make_client: MakeClient, hook: Hook
) -> None:
    client = await make_client(scenario=TEN_SECONDS)
    waiting: list[asyncio.Event] = []

    async def receive(_: Any) -> None:
        """Answer when all have come, the last one first."""
        mine = asyncio.Event()
        waiting.append(mine)
        if len(waiting) == 7:
            mine.set()
        await mine.wait()
        if waiting.index(mine):
            waiting[waiting.index(mine) - 1].set()

    url = await hook(receive)
    jobs = [await submit_with(client, url) for _ in range(7)]
    moved = await Control(client)("POST", "clock/advance", {"by": "1m"})
    assert [each["job"] for each in moved["happened"]] == jobs + jobs
    assert [each["kind"] for each in moved["happened"]] == ["job"] * 7 + ["webhook"] * 7


async def test_a_webhook_is_sent_again_while_others_are_under_way(make_client: MakeClient, hook: Hook) -> None:
    client = await make_client(scenario=TEN_SECONDS)
    control = Control(client)
    came: list[str] = []
    again = asyncio.Event()

    async def receive(body: Any) -> None:
        came.append(body["job"]["id"])
        if len(came) == 2:
            await again.wait()
        if len(came) == 3:
            again.set()

    url = await hook(receive)
    first = await submit_with(client, url)
    await control("POST", "clock/advance", {"by": 10})
    second = await submit_with(client, url)
    moving = asyncio.create_task(control("POST", "clock/advance", {"by": 10}))
    await until(lambda: len(came) == 2)
    assert (await control("POST", "webhooks/1/redeliver"))["delivered"]
    assert told(await moving) == [("23:42", "completed"), ("23:42", "webhook"), ("23:42", "webhook")]
    assert came == [first, second, first]


def moving_time(control: Control, said: list[str]) -> Receive:
    """Return what a receiver does that moves time itself: it notes what it is told."""

    async def receive(_: Any) -> None:
        said.append((await control("POST", "clock/advance", {"by": 1}, status=409))["detail"])

    return receive


async def test_a_receiver_that_moves_time_is_told_that_it_waits_for_itself(
    make_client: MakeClient, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockserver.engine.agenda.PATIENCE_S", 0)
    client = await make_client(scenario=TEN_SECONDS)
    control = Control(client)
    said: list[str] = []
    await submit_with(client, await hook(moving_time(control, said)))
    moved = await control("POST", "clock/advance", {"by": 20})
    assert told(moved) == [("23:32", "completed"), ("23:32", "webhook")]
    assert "it waits for itself: have it answer first." in said[0]


@pytest.mark.parametrize(
    ("path", "body"), [("jobs/{job}/complete", None), ("signals", {"signal": "go"}), ("webhooks/1/redeliver", None)]
)
async def test_moving_time_waits_for_what_a_hand_has_under_way(
    make_client: MakeClient, hook: Hook, path: str, body: Any
) -> None:
    client = await make_client(scenario=FROZEN + "jobs: [{timeline: [{in_progress: {signal: go}}, completed]}]")
    control = Control(client)
    came, go_on = asyncio.Event(), asyncio.Event()
    is_first = path.startswith("webhooks")

    async def receive(_: Any) -> int:
        nonlocal is_first
        if is_first:
            is_first = False
            return 200
        came.set()
        await go_on.wait()
        return 500

    job = await submit_with(client, await hook(receive))
    if is_first:
        await control("POST", f"jobs/{job}/complete")
    by_hand = asyncio.create_task(control("POST", path.format(job=job), body))
    await came.wait()
    moving = asyncio.create_task(control("POST", "clock/advance", {"by": "2h"}))
    await until(lambda: world(client).agenda._working.locked())
    go_on.set()
    await by_hand
    retries = ["2018-05-05T23:53", "2018-05-06T00:23", "2018-05-06T00:53", "2018-05-06T01:23"]  # each 30 minutes
    assert [each["at"][:16] for each in (await moving)["happened"]] == retries


async def test_a_receiver_that_moves_time_waits_for_itself_also_where_a_hand_sends(
    make_client: MakeClient, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockserver.engine.agenda.PATIENCE_S", 0)
    client = await make_client(scenario=TEN_SECONDS)
    control = Control(client)
    said: list[str] = []
    job = await submit_with(client, await hook(moving_time(control, said)))
    await control("POST", f"jobs/{job}/complete")
    assert "it waits for itself: have it answer first." in said[0]
    assert (await control("GET", "clock"))["now"] == "2018-05-05T23:23:22.290Z"


async def test_a_receiver_may_end_other_jobs(make_client: MakeClient, hook: Hook) -> None:
    client = await make_client(scenario=TEN_SECONDS)
    control = Control(client)
    jobs: list[str] = []

    async def receive(body: Any) -> None:
        if body["job"]["id"] == jobs[0]:
            await control("POST", f"jobs/{jobs[1]}/complete")

    url = await hook(receive)
    jobs += [await submit_with(client, url)]
    await control("POST", "clock/advance", {"by": 5})
    jobs += [await submit_with(client, url)]
    moved = await control("POST", "clock/advance", {"by": 5})
    assert [(each["kind"], each["job"]) for each in moved["happened"]] == [
        ("job", jobs[0]),
        ("job", jobs[1]),
        ("webhook", jobs[1]),
        ("webhook", jobs[0]),
    ]


async def test_a_reset_while_time_is_moved_is_told(make_client: MakeClient, hook: Hook) -> None:
    client = await make_client(scenario=TEN_SECONDS)
    control = Control(client)

    async def receive(_: Any) -> None:
        await control("POST", "reset")

    await submit_with(client, await hook(receive))
    said = await control("POST", "clock/advance", {"by": "1m"}, status=409)
    assert said["detail"].startswith("The workspace began anew, or was deleted, while its time was moved.")
    assert (await control("GET", "clock"))["now"] == "2018-05-05T23:23:22.290Z"


@pytest.mark.parametrize("clock", ["frozen: true", "speed: 1"])
@pytest.mark.parametrize(("act", "body"), [("complete", None), ("move", None), ("fail", {}), ("signal", None)])
async def test_who_ends_a_job_finds_its_webhook_delivered(
    make_client: MakeClient, hook: Hook, clock: str, act: str, body: Any
) -> None:
    client = await make_client(
        scenario=f"summary: test\nclock: {{{clock}}}\njobs: [{{timeline: [{{in_progress: {{signal: go}}}}, completed]}}]"
    )
    control = Control(client)
    came: list[str] = []

    async def receive(body: Any) -> None:
        came.append(body["job"]["id"])

    job = await submit_with(client, await hook(receive))
    if act == "signal":
        await control("POST", "signals", {"signal": "go"})
    else:
        await control("POST", f"jobs/{job}/{act}", body)
    assert came == [job]
    (delivery,) = await control("GET", "webhooks")
    assert delivery["delivered"]


async def test_jobs_of_one_id_are_all_waited_for_and_all_ended(make_client: MakeClient) -> None:
    client = await make_client(
        scenario=FROZEN
        + "jobs:\n  - {when: {region: us-east-1}, timeline: [{in_progress: 1m}, completed]}\n"
        + "  - {timeline: [{in_progress: 10s}, completed]}\n"
    )
    control = Control(client)
    for region in ("us-east-1", "eu-west-1"):
        scope = f"Credential=AKIAEXAMPLE/20180505/{region}/transcribe/aws4_request"
        await control(
            "POST",
            "jobs",
            {
                "provider": "transcribe",
                "request": {
                    "TranscriptionJobName": "same",
                    "LanguageCode": "en-US",
                    "Media": {"MediaFileUri": "s3://bucket/a.mp3"},
                },
                "headers": {"Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"},
            },
        )
    moved = await control("POST", "clock/advance", {"until": {"job": "same", "status": "in_progress"}})
    assert moved["happened"] == []
    await control("POST", "clock/advance", {"by": "10s"})
    assert {job["status"] for job in await control("GET", "jobs/same")} == {"in_progress", "completed"}
    moved = await control("POST", "clock/advance", {"until": {"job": "same", "status": "completed"}})
    assert told(moved) == [("24:22", "completed")]
    said = await control("POST", "jobs/same/fail", status=409)
    assert said["detail"].startswith("Job same is completed (transcribe/")
    said = await control("POST", "clock/advance", {"until": {"job": "same", "status": "failed"}}, status=409)
    assert "Time alone won't bring job same to failed" in said["detail"]
