"""Time moved by hand tells what happened on the way."""

from typing import Any

import pytest
from aiohttp import web

from tests.conftest import MakeClient
from tests.control.conftest import TOKEN, Control, poll, submit

FROZEN = "summary: test\nclock: {start: 2018-05-05T23:23:22.29Z, frozen: true}\n"
STAGED = FROZEN + "jobs: [{timeline: [{queued: 2s}, {in_progress: 10s}, completed]}]\n"
WAITING = FROZEN + "jobs: [{timeline: [{in_progress: {polls: 2}}, completed]}]\n"
ROLE = "arn:aws:iam::123456789012:role/transcribe"


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


@pytest.mark.parametrize(
    ("timeline", "said"),
    [
        (
            "[{in_progress: {polls: 2}}, completed]",
            "it stays in_progress until it is polled 2 times. Poll it. ",
        ),
        (
            "[{queued: 1s}, {in_progress: {polls: {count: 1, per: reader}}}, completed]",
            "it stays in_progress until it is polled once by one and the same reader. Poll it. ",
        ),
        ("[{queued: manual}, completed]", "it stays queued until a hand moves it on. "),
        (
            "[{in_progress: {signal: done}}, completed]",
            "it stays in_progress until the signal `done` comes. "
            'POST /_mock/signals with {"signal": "done"} sends that. ',
        ),
        (
            "[{in_progress: {signal: done, polls: 3, for: 2s, needs: all}}, completed]",
            "it stays in_progress until it is polled 3 times and the signal `done` comes. "
            'Poll it. POST /_mock/signals with {"signal": "done"} sends that. ',
        ),
        (
            "[{in_progress: {signal: done, polls: 3}}, completed]",
            "it stays in_progress until it is polled 3 times or the signal `done` comes. "
            'Poll it. POST /_mock/signals with {"signal": "done"} sends that. ',
        ),
    ],
)
async def test_what_holds_a_job_is_told_with_what_to_do(make_client: MakeClient, timeline: str, said: str) -> None:
    client = await make_client(scenario=f"summary: test\nclock: {{frozen: true}}\njobs: [{{timeline: {timeline}}}]")
    job = await submit(client)
    problem = await Control(client)("POST", "clock/advance", {"until": {"job": job, "status": "completed"}}, status=409)
    by_hand = f"POST /_mock/jobs/{job}/move moves it on; /complete and /fail end it."
    assert problem["detail"] == f"Time alone won't bring job {job} to completed: {said}{by_hand}"


async def test_what_came_already_is_not_asked_for_again(make_client: MakeClient) -> None:
    timeline = "[{in_progress: {signal: done, polls: 3, needs: all}}, completed]"
    client = await make_client(scenario=f"summary: test\nclock: {{frozen: true}}\njobs: [{{timeline: {timeline}}}]")
    control, job = Control(client), await submit(client)
    until = {"until": {"job": job, "status": "completed"}}
    await poll(client, job)
    await control("POST", "signals", {"signal": "done"})
    said = await control("POST", "clock/advance", until, status=409)
    assert "stays in_progress until it is polled 2 times more. Poll it. POST /_mock/jobs" in said["detail"]


async def test_a_job_that_can_not_get_there_is_told(make_client: MakeClient) -> None:
    client = await make_client(scenario=WAITING)
    job = await submit(client)
    said = await Control(client)("POST", "clock/advance", {"until": {"job": job, "status": "failed"}}, status=409)
    assert said["detail"].endswith(
        f"to failed: it is in_progress, and what comes after that is completed. POST /_mock/jobs/{job}/fail makes it so."
    )
    await Control(client)("POST", f"jobs/{job}/complete")
    said = await Control(client)("POST", "clock/advance", {"until": {"job": job, "status": "failed"}}, status=409)
    assert said["detail"].endswith("to failed: it is completed, and stays so.")


async def queue(control: Control, timeline: str, *names: str) -> None:
    """Submit jobs to Transcribe, which works on one at a time."""
    rules = f"providers: {{transcribe: {{concurrent_jobs: 1}}}}\njobs: [{{timeline: {timeline}}}]"
    await control("PUT", "scenario", {"yaml": FROZEN + rules})
    settings = {"AllowDeferredExecution": True, "DataAccessRoleArn": ROLE}
    for name in names:
        request: dict[str, Any] = {"TranscriptionJobName": name, "LanguageCode": "en-US"}
        request |= {"Media": {"MediaFileUri": "s3://b/a.mp3"}, "JobExecutionSettings": settings}
        await control("POST", "jobs", {"provider": "transcribe", "request": request})


async def test_a_job_that_waits_for_a_slot_is_waited_for(make_client: MakeClient) -> None:
    control = Control(await make_client())
    await queue(control, "[{in_progress: 1h}, completed]", "first", "second", "third")
    started = await control("POST", "clock/advance", {"until": {"job": "third", "status": "in_progress"}})
    assert [(each["at"][11:19], each["job"], each["status"]) for each in started["happened"]] == [
        ("00:23:22", "first", "completed"),
        ("00:23:22", "second", "in_progress"),
        ("01:23:22", "second", "completed"),
        ("01:23:22", "third", "in_progress"),
    ]


async def test_a_job_that_is_queued_until_it_gets_a_slot_is_queued_now(make_client: MakeClient) -> None:
    control = Control(await make_client())
    await queue(control, "[{in_progress: 1h}, completed]", "first", "second")
    moved = await control("POST", "clock/advance", {"until": {"job": "second", "status": "queued"}})
    assert (moved["now"], moved["happened"]) == ("2018-05-05T23:23:22.290Z", [])


async def test_a_hand_finds_a_job_with_the_slot_that_became_free(make_client: MakeClient) -> None:
    control = Control(await make_client())
    await queue(control, "[{in_progress: 1h}, completed]", "first", "second")
    await control("DELETE", "jobs/first", status=204)
    assert [view["status"] for view in await control("POST", "jobs/second/move")] == ["completed"]


async def test_time_passes_slots_on_for_whoever_looks(make_client: MakeClient) -> None:
    control = Control(await make_client())
    await queue(control, "[{in_progress: 1h}, completed]", "first", "second")
    await control("POST", "clock/advance", {"by": "90m"})
    assert [view["status"] for view in await control("GET", "jobs")] == ["in_progress", "completed"]
    await control("POST", "clock/advance", {"by": "1h"})
    assert (await control("GET", "jobs/second"))[0]["status"] == "completed"


async def test_a_slot_that_never_becomes_free_is_told(make_client: MakeClient) -> None:
    control = Control(await make_client())
    await queue(control, "[{in_progress: {signal: done}}, completed]", "first", "second")
    until = {"until": {"job": "second", "status": "completed"}}
    said = (await control("POST", "clock/advance", until, status=409))["detail"]
    assert said.endswith("it stays queued while jobs before it are worked on that time alone won't end.")
    await control("POST", "jobs/first/complete")
    said = (await control("POST", "clock/advance", until, status=409))["detail"]
    assert "it stays in_progress until the signal `done` comes." in said
