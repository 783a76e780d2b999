"""What a scenario may set of Claudio: paths, methods, the generation of its pages; and the mistakes in that."""

import json
from typing import Any

import pytest

from mockserver.app import scenario_library
from mockserver.config import Settings
from mockserver.providers.claudio import Claudio
from mockserver.providers.claudio.quirks import OLDER_PAGES
from mockserver.scenario.mistakes import ScenarioError
from tests.conftest import MakeClient
from tests.providers.claudio_client import DONE, FROZEN, WAITING, ClaudioClient, Reply

MOVED = """
providers:
  claudio:
    paths:
      SubmitJob: /v2/jobs/new
      PollJob: /v2/jobs/{job_reference_id}/state
      GetJobDetails: /v2/{job_reference_id}
      UploadAudio: /v2/media
    methods: {PollJob: [GET], SubmitJob: [PUT, POST]}
"""


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("webhook: hook", "1:32: error: found the text `hook`, expected a URL such as http://127.0.0.1:9000/done"),
        ("webhook: ftp://a/b", "1:32: error: found the text `ftp://a/b`, expected a URL such as http://127.0.0.1:9000/done"),
        ("webhook: 'http://a b/'", "1:32: error: found the text `http://a b/`, expected a URL such as"),
        ("webhook: 'http://[a/'", "1:32: error: found the text `http://[a/`, expected a URL such as"),
        ("pages: old", "expected one of: current, older; did you mean `older`?"),
        ("paths: {SubmitJob: jobs}", "found the text `jobs`, expected a path such as /v2/jobs"),
        ("paths: {SubmitJob: /}", "found the text `/`, expected a path such as /v2/jobs"),
        ("paths: {SubmitJob: '/jobs/{id}'}", "found the text `/jobs/{id}`, expected a path such as /v2/jobs"),
        ("paths: {PollJob: /jobs/poll}", "expected a path with {job_reference_id} in it such as /v2/jobs/"),
        ("paths: {PolJob: /jobs}", "expected one of: SubmitJob, PollJob, GetJobDetails, UploadAudio, UploadDocument; did you"),
        ("paths: {SubmitJob: /a, UploadAudio: /a}", "found the path of SubmitJob again, expected one of its own"),
        ("methods: {PollJob: GET}", "found the text `GET`, expected a list, each item of which begins with `-`"),
        ("methods: {PollJob: [get]}", "found the text `get`, expected one of: GET, POST, PUT, PATCH; did you mean `GET`?"),
        ("methods: {PollJob: []}", "found an empty list, expected something in it"),
        ("link_life: 0", "found the number 0, expected a number above 0"),
        ("retention: forever", "found the text `forever`, expected a time"),
        ("blank_audio: ''", "found an empty text, expected some text"),
        ("webhok: http://a/", "`webhok` is no key here, expected one of: blank_audio, link_life, methods, pages, paths"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_what_was_expected(written: str, message: str) -> None:
    library = scenario_library(Settings())

    with pytest.raises(ScenarioError) as caught:
        library.parse(f"providers: {{claudio: {{{written}}}}}\nsummary: test", "test.yaml")

    assert message in str(caught.value)
    assert len(caught.value.mistakes) == 1


async def test_operations_are_where_they_are_said_to_be(make_client: MakeClient) -> None:
    http = await make_client(Claudio(), scenario=DONE + MOVED)
    client = ClaudioClient(http)
    submission = {"job_name": "Knee", "audio_files": [{"audio_location": "https://example.com/a.mp3"}]}

    submitted = await client.call("/v2/jobs/new", "PUT", **submission)
    job_id = submitted.json["job_reference_id"]

    assert submitted.json["poll_endpoint"] == str(http.make_url(f"/claudio/v2/jobs/{job_id}/state"))
    assert (await client.call(f"/v2/jobs/{job_id}/state", "GET")).json["msg"] == "SUCCESS: Job completed. "
    assert (await client.call(f"/v2/jobs/{job_id}/state", "POST")).status == 405
    details = await client.call(f"/claudio/v2/{job_id}")
    [link, _] = (await client.call(f"/claudio/v2/jobs/{job_id}/state", "GET")).json["transcript_url"]
    assert details.json["success"] is True
    assert (await client.download(link)).status == 200
    assert (await client.upload(b"abc", "a.pdf", to="document")).status == 200
    for usual in ("/jobs/submit", f"/jobs/{job_id}/poll", f"/jobs/{job_id}/details", "/upload/audio"):
        assert (await client.call(usual)).status == 404


async def test_who_misses_an_operation_is_told_where_it_is_now(make_client: MakeClient) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=DONE + MOVED))

    reply = await Reply.of(await client.http.post("/v2/jobs/news"))

    problem = json.loads(reply.body)
    assert (reply.status, problem["nearest"][0]) == (
        404,
        "claudio SubmitJob: POST /v2/jobs/new, but `news` stands where `new` should",
    )


async def test_a_path_that_is_set_wins_over_the_usual_one_of_another(make_client: MakeClient) -> None:
    scenario = DONE + "providers: {claudio: {paths: {PollJob: '/jobs/{job_reference_id}/details'}}}"
    client = ClaudioClient(await make_client(Claudio(), scenario=scenario))

    reply = await client.details(await client.job())

    assert "transcript_url" in reply.json


async def test_each_workspace_has_its_own_paths_from_the_first_request_on(make_client: MakeClient) -> None:
    http = await make_client(Claudio(), scenario=DONE + MOVED)
    client = ClaudioClient(http)

    assert (await client.call("/w/new/claudio/v2/none")).status == 400
    assert (await http.put("/w/new/_mock/scenario", json={"yaml": "summary: usual"})).status == 200
    assert (await client.call("/w/new/claudio/v2/none")).status == 404
    assert (await client.call("/claudio/v2/none")).status == 400


async def _texts(make_client: MakeClient, settings: str) -> tuple[Any, Any, Any]:
    waiting = ClaudioClient(await make_client(Claudio(), scenario=WAITING + settings))
    submitted = (await waiting.submit()).json
    done = ClaudioClient(await make_client(Claudio(), scenario=DONE + settings))
    in_progress = (await waiting.poll(submitted["job_reference_id"])).json
    return submitted, in_progress, (await done.poll(await done.job())).json


OLDER_SUBMIT = ["message", "poll_endpoint", "job_reference_id", "return"]
CURRENT_SUBMIT = ["msg", "poll_endpoint", "job_reference_id", "return"]
OLDER_POLL = {"msg": "NOTICE: The job is in progress.\nPlease try again after some time. "}


async def test_older_pages_have_older_keys(make_client: MakeClient) -> None:
    submitted, in_progress, done = await _texts(make_client, "providers: {claudio: {pages: older}}")

    assert list(submitted) == OLDER_SUBMIT
    assert submitted["return"] == "message, poll_endpoint, job_reference_id"
    assert submitted["message"].startswith("SUCCESS: Job[Knee] submitted successfully.")
    assert in_progress == OLDER_POLL
    assert list(done) == ["msg", "transcript_location", "return"]
    assert done["return"] == "msg, transcript_location"
    assert len(done["transcript_location"]) == 2


@pytest.mark.parametrize("settings", ["", "quirks: {claudio: documented}", "quirks: {claudio: observed}"])
async def test_the_current_page_holds_unless_the_older_is_named(make_client: MakeClient, settings: str) -> None:
    submitted, in_progress, done = await _texts(make_client, settings)

    assert list(submitted) == CURRENT_SUBMIT
    assert list(in_progress) == ["msg", "media_files"]
    assert "transcript_url" in done


@pytest.mark.parametrize("named", sorted(OLDER_PAGES))
@pytest.mark.parametrize(("pages", "side"), [("current", "documented"), ("older", "observed")])
async def test_older_keys_are_chosen_one_by_one(make_client: MakeClient, named: str, pages: str, side: str) -> None:
    settings = f"providers: {{claudio: {{pages: {pages}}}}}\nquirks: {{claudio: {{{named}: {side}}}}}"

    submitted, in_progress, done = await _texts(make_client, settings)

    older = {
        "submit_message_key": "message" in submitted,
        "poll_notice": in_progress == OLDER_POLL,
        "poll_transcript_location": "transcript_location" in done,
    }
    assert older == {quirk: (quirk == named) is (side == "documented") for quirk in older}


@pytest.mark.parametrize(
    ("quirks", "status"),
    [
        ("", 400),
        ("quirks: {claudio: documented}", 400),
        ("quirks: {claudio: observed}", 400),
        ("quirks: {claudio: {unknown_job: observed}}", 404),
        ("quirks: {claudio: {unknown_job: documented}}", 400),
    ],
)
@pytest.mark.parametrize("call", ["poll", "details"])
async def test_unknown_job_is_400_unless_404_is_asked_for(
    make_client: MakeClient, quirks: str, status: int, call: str
) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=FROZEN + quirks))

    reply = await client.call(f"/jobs/nobody/{call}")

    assert (reply.status, reply.json) == (status, {"success": False, "msg": "ERROR: No job has this reference ID."})
