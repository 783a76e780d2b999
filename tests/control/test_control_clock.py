"""Time moved by hand tells what happened on the way."""

from aiohttp import web

from tests.conftest import MakeClient
from tests.control.conftest import TOKEN, Control, submit

FROZEN = "summary: test\nclock: {start: 2018-05-05T23:23:22.29Z, frozen: true}\n"
STAGED = FROZEN + "jobs: [{timeline: [{queued: 2s}, {in_progress: 10s}, completed]}]\n"
WAITING = FROZEN + "jobs: [{timeline: [{in_progress: {polls: 2}}, completed]}]\n"


async def test_what_happened_on_the_way_is_told_in_order(make_client: MakeClient) -> None:
    client = await make_client(scenario=STAGED)
    control = Control(client)
    first = await submit(client)
    await control("POST", "clock/advance", {"by": 1})
    second = await submit(client)
    happened = (await control("POST", "clock/advance", {"by": "1m"}))["happened"]
    assert [(each["at"][17:22], each["job"], each["status"]) for each in happened] == [
        ("24.29", first, "in_progress"),
        ("25.29", second, "in_progress"),
        ("34.29", first, "completed"),
        ("35.29", second, "completed"),
    ]
    assert (await control("POST", "clock/advance", {"by": "1m"}))["happened"] == []


async def test_deliveries_are_over_when_the_answer_comes(make_client: MakeClient, aiohttp_server: object) -> None:
    told: list[str] = []

    async def receive(request: web.Request) -> web.Response:
        told.append((await request.json())["job"]["status"])
        return web.Response(status=200 if len(told) > 1 else 503)

    app = web.Application()
    app.router.add_post("/hook", receive)
    receiver = await aiohttp_server(app)  # type: ignore[operator]
    client = await make_client(scenario=STAGED + "webhooks: {attempts: 2, every: 30s}\n")
    hook = str(receiver.make_url("/hook"))
    body = {"media_url": "https://example.com/a.mp3", "callback_url": hook}
    job = (await (await client.post("/speechtotext/v1/jobs", json=body, headers=TOKEN)).json())["id"]
    happened = (await Control(client)("POST", "clock/advance", {"by": "1h"}))["happened"]
    assert [(each["kind"], each["job"], each.get("status"), each.get("answered")) for each in happened] == [
        ("job", job, "in_progress", None),
        ("job", job, "completed", None),
        ("webhook", job, None, 503),
        ("webhook", job, None, 200),
    ]
    assert happened[3]["at_ms"] - happened[2]["at_ms"] == 30_000
    assert told == ["transcribed", "transcribed"]


async def test_to_the_next_event(make_client: MakeClient) -> None:
    client = await make_client(scenario=STAGED)
    control = Control(client)
    await submit(client)
    moved = [await control("POST", "clock/advance", {"to": "next"}) for _ in range(2)]
    assert [[each["status"] for each in step["happened"]] for step in moved] == [["in_progress"], ["completed"]]
    assert moved[1]["now_ms"] - moved[0]["now_ms"] == 10_000
    said = await control("POST", "clock/advance", {"to": "next"}, status=409)
    assert said["detail"] == "Nothing is due: no webhook, and no job that time alone would bring on."


async def test_until_a_job_has_a_status(make_client: MakeClient) -> None:
    client = await make_client(scenario=STAGED)
    control = Control(client)
    job = await submit(client)
    moved = await control("POST", "clock/advance", {"until": {"job": job, "status": "completed"}})
    assert [each["status"] for each in moved["happened"]] == ["in_progress", "completed"]
    again = await control("POST", "clock/advance", {"until": {"job": job, "status": "completed"}})
    assert (again["now_ms"], again["happened"]) == (moved["now_ms"], [])
    said = await control("POST", "clock/advance", {"until": {"job": job, "status": "failed"}}, status=409)
    assert f"Time alone won't bring job {job} to failed: it is completed" in said["detail"]
    said = await control("POST", "clock/advance", {"until": {"job": "none", "status": "failed"}}, status=404)
    assert said["detail"] == "No job of this workspace has the id 'none'."


async def test_a_job_that_waits_for_polls_is_not_waited_for(make_client: MakeClient) -> None:
    client = await make_client(scenario=WAITING)
    job = await submit(client)
    said = await Control(client)("POST", "clock/advance", {"until": {"job": job, "status": "completed"}}, status=409)
    assert said["detail"] == (
        f"Time alone won't bring job {job} to completed: it is in_progress, and stays in_progress until 2 polls have seen "
        f"it so. POST /_mock/jobs/{job}/move moves it on; /complete and /fail end it."
    )
    said = await Control(client)("POST", "clock/advance", {"until": {"job": job, "status": "failed"}}, status=409)
    assert said["detail"].endswith("to failed: it is in_progress, and what comes after that is completed.")
    await Control(client)("POST", f"jobs/{job}/complete")
    said = await Control(client)("POST", "clock/advance", {"until": {"job": job, "status": "failed"}}, status=409)
    assert said["detail"].endswith("to failed: it is completed, and stays so.")
