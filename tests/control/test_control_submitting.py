"""Jobs that a test has submitted on its client's behalf."""

from typing import Any

import pytest

from tests.conftest import FROZEN, MakeClient
from tests.control.conftest import TOKEN, Control, poll

SCENARIO = """
summary: test
clock: {frozen: true}
jobs: [{timeline: [{in_progress: 1h}, completed]}]
accounts:
  revai: [{token: good-token}, {token: other-token}]
  transcribe: [{access_key_id: AKIA, secret_access_key: s, signatures: verified}]
"""
URL = "https://example.com/talk.mp3"
MEDIA = {"Media": {"MediaFileUri": "s3://b/talk.mp3"}}
REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "revai": ("SubmitJob", {"media_url": "https://example.com/talk.mp3", "metadata": "mine"}),
    "claudio": ("SubmitJob", {"audio_files": [{"audio_location": "https://example.com/talk.mp3"}]}),
    "transcribe": (
        "StartTranscriptionJob",
        {"TranscriptionJobName": "talk", "LanguageCode": "en-US", **MEDIA},
    ),
    "revai topics": ("SubmitTopicExtractionJob", {"text": "A talk about trains and their timetables. Trains run."}),
    "transcribe vocabulary": (
        "CreateVocabulary",
        {"VocabularyName": "words", "LanguageCode": "en-US", "Phrases": ["a"]},
    ),
}


@pytest.mark.parametrize("which", REQUESTS)
@pytest.mark.parametrize("status", ["completed", "failed", None])
async def test_a_job_is_submitted_by_its_providers_own_operation(
    make_client: MakeClient, which: str, status: str | None
) -> None:
    control = Control(await make_client(scenario=SCENARIO), "/w/mine")
    provider, (operation, request) = which.partition(" ")[0], REQUESTS[which]
    wanted = {"provider": provider, "operation": operation, "request": request}
    job = await control("POST", "jobs", wanted | ({} if status is None else {"status": status}))
    assert (job["provider"], job["number"]) == (provider, 1)
    assert job["status"] == (status or "in_progress")
    assert [view["id"] for view in await control("GET", "jobs")] == [job["id"]]
    assert await control("GET", "journal") == []


async def test_it_is_there_for_the_client(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control = Control(client)
    request = REQUESTS["revai"][1]
    done = await control("POST", "jobs", {"provider": "revai", "request": request, "status": "completed"})
    assert (await poll(client, done["id"]))["status"] == "transcribed"
    transcript = await client.get(f"/speechtotext/v1/jobs/{done['id']}/transcript", headers=TOKEN)
    assert transcript.status == 200
    failed = await control(
        "POST", "jobs", {"provider": "revai", "request": request, "status": "failed", "failure": "download_failure"}
    )
    assert (await poll(client, failed["id"]))["failure"] == "download_failure"


async def test_headers_say_whose_it_is_and_where(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    control = Control(client)
    wanted = {"provider": "revai", "request": REQUESTS["revai"][1], "headers": {"Authorization": "Bearer other-token"}}
    assert (await control("POST", "jobs", wanted))["scope"] == "revai/other-token"
    wanted["headers"] = {"Authorization": "Bearer nobodys"}
    said = await control("POST", "jobs", wanted, status=400)
    assert said["detail"] == "'nobodys' opens no account of revai. Another credential may come in `headers`."
    aws = "AWS4-HMAC-SHA256 Credential=AKIA/20180505/eu-west-1/transcribe/aws4_request, SignedHeaders=host, Signature=0"
    wanted = {"provider": "transcribe", "request": REQUESTS["transcribe"][1], "headers": {"Authorization": aws}}
    assert "eu-west-1" in (await control("POST", "jobs", wanted))["scope"]


async def test_the_usual_account_is_the_one_whose_credential_is_handed_out(make_client: MakeClient) -> None:
    client = await make_client(
        scenario="summary: test\naccounts: {revai: [{token: broke*, balance_seconds: 0}, {token: '*'}]}"
    )
    job = await Control(client)("POST", "jobs", {"provider": "revai", "request": REQUESTS["revai"][1]})
    assert job["scope"] == "revai/*"
    assert (await poll(client, job["id"]))["id"] == job["id"]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"provider": "reva", "request": {}}, "`reva` is no provider, expected one of: "),
        ({"provider": "s3", "request": {}}, "s3 has no jobs."),
        (
            {"provider": "revai", "operation": "GetJob", "request": {}},
            "`operation` is 'GetJob': of revai these submit jobs: ",
        ),
        ({"provider": "revai", "request": {}}, "SubmitJob refuses it with 400: {"),
        ({"provider": "claudio", "request": {}}, "SubmitJob refuses it with 400: "),
        ({"provider": "transcribe", "request": {}}, "StartTranscriptionJob refuses it with 400: "),
        (
            {"provider": "revai", "request": REQUESTS["revai"][1], "status": "failed", "failure": "bad_luck"},
            "`failure` is 'bad_luck': it takes one of ",
        ),
        ({"provider": "revai"}, "Say what is submitted: `media`, such as "),
        ({"provider": "revai", "media": "a", "request": {}}, "`request` is the whole body: give `media` and `name`"),
        (
            {"provider": "transcribe", "media": "s3://b/a.mp3", "operation": "CreateVocabulary"},
            "`media` makes a request for StartTranscriptionJob; CreateVocabulary needs the whole `request`.",
        ),
        (
            {"provider": "revai", "media": URL, "transcript": "intervew"},
            "`intervew` is no transcript, expected one of: ",
        ),
        (
            {"provider": "revai", "media": URL, "duration": "5 min"},
            "`duration`: found the text `5 min`, expected a time",
        ),
        (
            {"provider": "revai", "media": URL, "duration": 0},
            "`duration` is 0.0: media last more than no time, and 24h",
        ),
        ({"provider": "revai", "media": URL, "duration": "25h"}, "`duration` is '25h': media last more than no time"),
        (
            {"provider": "revai", "media": URL, "failure": "invalid_media"},
            "`failure` is for a job with the `status` failed.",
        ),
        ({"provider": "revai", "media": URL, "status": "completed", "detail": "x"}, "`detail` is for a job with the"),
        (
            {"provider": "revai", "request": {}, "status": "queued"},
            "`status` is 'queued': it takes 'completed' or 'failed'.",
        ),
        ({"provider": "revai", "request": {}, "headers": {"A\nB": "c"}}, "SubmitJob refuses it with 400: "),
    ],
)
async def test_what_is_refused_is_told_in_the_providers_words(
    make_client: MakeClient, wanted: dict[str, Any], said: str
) -> None:
    control = Control(await make_client())
    problem = await control("POST", "jobs", wanted, status=400)
    assert problem["detail"].startswith(said)
    assert await control("GET", "jobs") == []


async def test_one_that_goes_through_nothing_can_not_fail(make_client: MakeClient) -> None:
    control = Control(await make_client())
    request = {"VocabularyFilterName": "f", "LanguageCode": "en-US", "Words": ["a"]}
    wanted = {"provider": "transcribe", "operation": "CreateVocabularyFilter", "request": request, "status": "failed"}
    said = await control("POST", "jobs", wanted, status=409)
    assert said["detail"] == (
        "What CreateVocabularyFilter makes of this goes through nothing: it is completed whatever is wanted."
    )
    assert await control("GET", "jobs") == []


@pytest.mark.parametrize(
    ("provider", "media", "named"),
    [
        ("revai", URL, "metadata"),
        ("claudio", URL, "job_name"),
        ("transcribe", "s3://b/talk.mp3", "TranscriptionJobName"),
    ],
)
async def test_the_least_of_a_request_is_made_of_media_and_name(
    make_client: MakeClient, provider: str, media: str, named: str
) -> None:
    control = Control(await make_client(scenario=SCENARIO))
    wanted = {"provider": provider, "media": media, "name": "mine", "status": "completed"}
    job = await control("POST", "jobs", wanted | {"transcript": "interview", "duration": "5m"})
    assert (job["status"], job["submission"][named], job["duration_ms"]) == ("completed", "mine", 300_000)
    bare = await control("POST", "jobs", {"provider": provider, "media": media})
    assert (bare["number"], bare["status"]) == (2, "in_progress")


async def test_the_transcript_is_the_one_that_is_wanted(make_client: MakeClient) -> None:
    client = await make_client(scenario=SCENARIO)
    wanted = {"provider": "revai", "media": URL, "status": "completed", "transcript": "dictation"}
    job = await Control(client)("POST", "jobs", wanted)
    headers = TOKEN | {"Accept": "text/plain"}
    answer = await client.get(f"/speechtotext/v1/jobs/{job['id']}/transcript", headers=headers)
    assert "Dr. Marlow, dictating" in await answer.text()


async def test_what_ended_before_the_test_takes_no_slot_and_no_credit(make_client: MakeClient) -> None:
    quotas = "providers: {transcribe: {concurrent_jobs: 1}}\naccounts: {revai: [{token: t, balance_seconds: 5}]}"
    control = Control(await make_client(scenario=f"{FROZEN}\n{quotas}"))
    for name, status in [("first", {}), ("second", {"status": "completed"})]:
        await control("POST", "jobs", {"provider": "transcribe", "media": "s3://b/a.mp3", "name": name} | status)
    for _ in range(2):
        job = await control("POST", "jobs", {"provider": "revai", "media": URL, "status": "completed"})
        assert job["status"] == "completed"
    assert [each["balance_seconds"] for each in await control("GET", "accounts") if each["key"] == "t"] == [5]


async def test_one_that_is_kept_for_no_time_is_told(make_client: MakeClient) -> None:
    control = Control(await make_client(scenario=f"{FROZEN}\nproviders: {{transcribe: {{retention: 0.0001}}}}"))
    wanted = {"provider": "transcribe", "media": "s3://b/a.mp3", "status": "completed"}
    said = await control("POST", "jobs", wanted, status=409)
    assert said["detail"] == "What StartTranscriptionJob makes of this is kept for no time once it ended: it is gone."


async def test_rules_for_requests_neither_act_on_it_nor_count_it(make_client: MakeClient) -> None:
    client = await make_client(
        scenario="summary: test\nclock: {frozen: true}\n"
        "requests: [{when: {operation: SubmitJob, call: 1}, error: service_unavailable}]\n"
        "jobs: [{when: {call: 1}, timeline: [{failed: invalid_media}]}, {timeline: [completed]}]"
    )
    control = Control(client)
    statuses = [
        (await control("POST", "jobs", {"provider": "revai", "media": "https://example.com/a.mp3"}))["status"]
        for _ in "12"
    ]
    assert statuses == ["failed", "completed"]
    answer = await client.post("/speechtotext/v1/jobs", json={"media_url": "https://example.com/a.mp3"}, headers=TOKEN)
    assert answer.status == 503
