"""Jobs by hand."""

import pytest

from tests.conftest import MakeClient
from tests.control.conftest import Control, poll, submit

SCENARIO = """
summary: test
clock: {start: 2018-05-05T23:23:22.29Z, frozen: true}
jobs:
  - when: {provider: revai}
    timeline: [{queued: 2s}, {in_progress: {polls: 3}}, {failed: invalid_media}]
"""


async def test_a_job_is_shown_with_its_timeline_and_history(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control = Control(client)
    job = await submit(client)
    await control("POST", "clock/advance", {"by": 2})
    await poll(client, job)
    (view,) = await control("GET", f"jobs/{job}")
    assert (view["provider"], view["status"], view["polls"], view["rule"]) == ("revai", "in_progress", 1, "test.yaml:5")
    assert view["timeline"] == [
        {"status": "queued", "for_ms": 2000, "entered": "2018-05-05T23:23:22.290Z"},
        {"status": "in_progress", "polls": 3, "entered": "2018-05-05T23:23:24.290Z"},
        {"status": "failed", "failure": "invalid_media"},
    ]
    assert view["submission"]["media_url"] == "https://example.com/a.mp3"


async def test_a_job_shows_how_long_its_results_are_there(make_client: MakeClient) -> None:
    scenario = "summary: t\njobs: [{timeline: [completed: 2h, gone], results_expire: 90s}]"
    client = await make_client(scenario=scenario)
    (view,) = await Control(client)("GET", f"jobs/{await submit(client)}")
    assert [stage.get("results_kept_ms") for stage in view["timeline"]] == [90_000, None]


async def test_jobs_are_listed_newest_first_and_filtered(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control = Control(client)
    jobs = [await submit(client) for _ in range(3)]
    await control("POST", f"jobs/{jobs[0]}/complete")
    listed = await control("GET", "jobs")
    assert [view["id"] for view in listed] == jobs[::-1]
    assert [view["id"] for view in await control("GET", "jobs?status=completed")] == [jobs[0]]
    assert [view["id"] for view in await control("GET", "jobs?status=completed&limit=1")] == [jobs[0]]
    assert [view["id"] for view in await control("GET", "jobs?limit=1")] == [jobs[2]]
    assert [view["id"] for view in await control("GET", f"jobs?limit=2&below={listed[0]['number']}")] == jobs[1::-1]
    assert await control("GET", "jobs?below=1") == []
    assert await control("GET", "jobs?provider=claudio") == []


async def test_a_job_is_completed_by_hand_though_it_was_to_fail(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    job = await submit(client)
    (view,) = await Control(client)("POST", f"jobs/{job}/complete")
    assert view["status"] == "completed"
    assert (await poll(client, job))["status"] == "transcribed"


@pytest.mark.parametrize(
    ("options", "failure", "detail"),
    [
        ({"failure": "download_failure"}, "download_failure", "Failed to download media file"),
        ({"failure": "download_failure", "detail": "It is gone."}, "download_failure", "It is gone."),
    ],
)
async def test_a_job_fails_by_hand(make_client: MakeClient, options: dict[str, str], failure: str, detail: str) -> None:
    client = await make_client(scenario=SCENARIO)
    job = await submit(client)
    (view,) = await Control(client)("POST", f"jobs/{job}/fail", options)
    assert (view["status"], view["failure"]) == ("failed", failure)
    said = await poll(client, job)
    assert (said["status"], said["failure"]) == ("failed", failure)
    assert said["failure_detail"].startswith(detail)


async def test_a_failure_must_be_one_that_the_provider_has(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control = Control(client)
    job = await submit(client)
    said = await control("POST", f"jobs/{job}/fail", {"failure": "bad_luck"}, status=400)
    assert said["detail"].startswith("`failure` is 'bad_luck': it takes one of ")
    assert "invalid_media" in said["detail"]
    (view,) = await control("POST", f"jobs/{job}/fail")
    assert view["status"] == "failed"


async def test_a_job_that_ended_stays_as_it_is(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control = Control(client)
    job = await submit(client)
    await control("POST", f"jobs/{job}/complete")
    for act in ("fail", "complete"):
        said = await control("POST", f"jobs/{job}/{act}", status=409)
        assert said["detail"] == f"Job {job} is completed, and stays so. Only a job that goes on can be ended."
    said = await control("POST", f"jobs/{job}/move", status=409)
    assert said["detail"] == f"Job {job} is completed. There is no next stage to move on to."


async def test_a_job_that_ended_is_moved_on_to_what_comes_after(make_client: MakeClient) -> None:
    client = await make_client(
        scenario="summary: test\nclock: {frozen: true}\njobs: [{timeline: [{completed: manual}, gone]}]"
    )
    control = Control(client)
    job = await submit(client)
    (view,) = await control("POST", f"jobs/{job}/move")
    assert view["status"] == "gone"
    await control("GET", f"jobs/{job}", status=404)


async def test_a_job_is_deleted_whatever_its_status(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control = Control(client)
    job = await submit(client)
    await control("DELETE", f"jobs/{job}", status=204)
    assert (await poll(client, job))["title"] == "could not find job"
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/complete"), ("POST", "/fail"), ("POST", "/move")):
        said = await control(method, f"jobs/{job}{path}", status=404)
        assert said["detail"] == f"No job of this workspace has the id {job!r}."


async def test_a_job_that_ended_expires_by_hand(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control = Control(client)
    job = await submit(client)
    said = await control("POST", f"jobs/{job}/expire", status=409)
    assert said["detail"] == f"Job {job} is queued. Only a job that ended can expire."
    await control("POST", f"jobs/{job}/complete")
    await control("POST", f"jobs/{job}/expire", status=204)
    assert (await poll(client, job))["title"] == "could not find job"
    await control("POST", f"jobs/{job}/expire", status=404)
    assert await control("GET", "jobs") == []


async def test_a_job_whose_time_is_over_is_not_shown(make_client: MakeClient) -> None:
    client = await make_client(scenario="summary: test\nclock: {frozen: true}\njobs: [{timeline: [completed]}]")
    control = Control(client)
    job = await submit(client)
    await control("POST", "clock/advance", {"by": "31d"})
    assert await control("GET", "jobs") == []
    await control("GET", f"jobs/{job}", status=404)
