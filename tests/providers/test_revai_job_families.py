"""What all of Rev.ai's APIs beside speech-to-text do alike (revai.md §2.11-2.15)."""

import json
from typing import Any

import pytest

from mockserver.providers.revai.apis.custom_vocabularies import CUSTOM_VOCABULARIES
from mockserver.providers.revai.apis.families import FAMILIES
from mockserver.providers.revai.apis.forced_alignment import FORCED_ALIGNMENT
from mockserver.providers.revai.apis.job_family import JobFamily
from mockserver.providers.revai.apis.language_identification import LANGUAGE_IDENTIFICATION
from mockserver.providers.revai.apis.sentiment_analysis import SENTIMENT_ANALYSIS
from mockserver.providers.revai.apis.topic_extraction import TOPIC_EXTRACTION
from mockserver.providers.revai.validation import InvalidParameters, read_options
from tests.conftest import MakeClient, world
from tests.providers.revai_client import (
    DOCUMENTED,
    DONE,
    FROZEN,
    START,
    WAITING,
    RevAiClient,
    connect,
    failing,
)
from tests.providers.revai_families import SMALLEST, FamilyClient, connect_to, every_family

DAY_MS = 24 * 3600 * 1000
HOOK = "http://127.0.0.1:9/hook"
WITH_RESULT = [family for family in FAMILIES if family.result is not None]
WITH_DELETION = [family for family in FAMILIES if "delete_after_seconds" in family.view.own_keys]
NOT_FOUND = {
    "not_found": {"type": "https://www.rev.ai/api/v1/errors/job-not-found", "title": "could not find job"},
    "vocabulary_not_found": {
        "type": "https://www.rev.ai/api/v1/errors/custom-vocabulary-not-found",
        "title": "could not find custom vocabulary",
    },
}

every_family_with_result = pytest.mark.parametrize("family", WITH_RESULT, ids=lambda family: family.kind)


def explanation(client: FamilyClient) -> str:
    """Return what the journal says of the latest request."""
    return list(world(client.api.http).journal)[-1].explanation or ""


@every_family
async def test_submission_shows_the_job_in_progress(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family, DONE)
    job = (await client.submit()).json
    assert (job["status"], job["created_on"]) == ("in_progress", START)
    assert job.get("type") == (None if family is CUSTOM_VOCABULARIES else family.kind)
    assert job.keys().isdisjoint({"completed_on", "failure", "metadata", "callback_url", "word_count"})


@every_family
async def test_polls_and_lists(make_client: MakeClient, family: JobFamily) -> None:
    scenario = FROZEN + "jobs: [{timeline: [{queued: {polls: 1}}, {in_progress: {polls: 1}}, completed]}]\n"
    client = await connect_to(make_client, family, scenario)
    job_id = await client.submitted()
    assert [job["status"] for job in (await client.list()).json] == ["in_progress"]
    seen = [(await client.get(job_id)).json["status"] for _ in range(4)]
    assert seen == ["in_progress", "in_progress", family.view.completed, family.view.completed]
    assert (await client.list()).json == [(await client.get(job_id)).json]


@every_family
async def test_time_completes_a_job(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family, FROZEN + "jobs: [{timeline: [{in_progress: 90s}, completed]}]\n")
    submitted = (await client.submit()).json
    await world(client.api.http).agenda.advance(90_000)
    job = (await client.get(submitted["id"])).json
    assert (job["status"], job["completed_on"]) == (family.view.completed, "2018-05-05T23:24:52.290Z")
    assert job["created_on"] == submitted["created_on"]
    assert job.keys().isdisjoint({"failure", "failure_detail"})


@every_family
async def test_what_was_given_is_shown(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family)
    job = (await client.submit(metadata="mine", callback_url=HOOK)).json
    assert (job["metadata"], job["callback_url"]) == ("mine", HOOK)
    job = (await client.submit(notification_config={"url": HOOK, "auth_headers": {"Authorization": "Bearer t"}})).json
    assert not {"callback_url", "notification_config"} & job.keys()


@every_family
async def test_nulls_and_unknown_members_count_as_absent(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family)
    optional = {name: None for name, field in family.options.model_fields.items() if not field.is_required()}
    body = {**optional, **SMALLEST[family.kind], "json": None, "unknown": 1, "metadata": None}
    reply = await client.post(body)
    assert reply.status == 200, reply.text


@every_family
async def test_a_slash_at_the_end_is_no_matter(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family, DONE)
    for path in family.paths:
        job = (await client.api.call("POST", f"{path}/", json=SMALLEST[family.kind])).json
        assert (await client.api.call("GET", f"{path}/{job['id']}/")).status == 200
        assert (await client.api.call("GET", f"{path}/", params={"limit": 1})).json[0]["id"] == job["id"]
        if family.result is not None:
            assert (await client.api.call("GET", f"{path}/{job['id']}/{family.result.path}/")).status == 200
        assert (await client.api.call("DELETE", f"{path}/{job['id']}/")).status == 204


@every_family
async def test_list_is_newest_first_and_goes_on_after_an_id(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family)
    ids = [await client.submitted() for _ in range(4)]
    assert len(set(ids)) == 4
    assert [job["id"] for job in (await client.list()).json] == ids[::-1]
    assert [job["id"] for job in (await client.list(limit=2)).json] == [ids[3], ids[2]]
    assert [job["id"] for job in (await client.list(limit=2, starting_after=ids[2])).json] == [ids[1], ids[0]]
    assert (await client.list(starting_after="nobody")).json == []
    for limit in "1001", "-1", "x":
        reply = await client.list(limit=limit)
        assert (reply.status, list(reply.json["parameters"])) == (400, ["limit"])


@every_family
async def test_list_goes_back_30_days_but_for_vocabularies(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family, DONE)
    await client.submitted()
    await world(client.api.http).agenda.advance(30 * DAY_MS + 1)
    assert len((await client.list()).json) == (1 if family is CUSTOM_VOCABULARIES else 0)


async def test_each_api_knows_its_own_jobs_only(make_client: MakeClient) -> None:
    speech = await connect(make_client, DONE)
    clients = [FamilyClient(RevAiClient(speech.http, ""), family) for family in FAMILIES]
    ids = [await client.submitted() for client in clients]
    of_speech = await speech.submitted()
    assert [job["id"] for job in (await speech.jobs()).json] == [of_speech]
    for client, own in zip(clients, ids, strict=True):
        assert [job["id"] for job in (await client.list()).json] == [own]
        assert (await speech.job(own)).status == 404
        for other in {*ids, of_speech} - {own}:
            assert (await client.get(other)).status == 404
        assert (await client.list(starting_after=of_speech)).json == []


@every_family
async def test_jobs_belong_to_an_account(make_client: MakeClient, family: JobFamily) -> None:
    scenario = FROZEN + "accounts: {revai: [{token: one}, {token: two}]}\n"
    one = await connect_to(make_client, family, scenario, token="one")
    two = FamilyClient(RevAiClient(one.api.http, "", token="two"), family)
    job_id = await one.submitted()
    assert (await two.get(job_id)).status == 404
    assert (await two.list()).json == []


@every_family
async def test_unauthorized(make_client: MakeClient, family: JobFamily) -> None:
    scenario = FROZEN + "accounts: {revai: [{token: one}]}\n"
    client = await connect_to(make_client, family, scenario, token="wrong")
    for reply in (await client.submit(), await client.list(), await client.get("x"), await client.delete("x")):
        assert (reply.status, reply.content_type) == (401, "application/problem+json")


@every_family
async def test_unknown_ids(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family)
    replies = [await client.get("x"), await client.delete("x")]
    if family.result is not None:
        replies.append(await client.result("x"))
    for reply in replies:
        assert (reply.status, reply.content_type) == (404, "application/problem+json")
        assert reply.json == {**NOT_FOUND[family.missing], "status": 404}


@every_family
async def test_delete(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family, DONE)
    job_id = await client.submitted()
    reply = await client.delete(job_id)
    assert (reply.status, reply.text) == (204, "")
    assert (await client.list()).json == []
    for again in await client.get(job_id), await client.delete(job_id):
        assert again.status == 404
        assert explanation(client) == f"Job {job_id} was deleted at {START}."


@every_family
async def test_delete_while_in_progress(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family, WAITING)
    job_id = await client.submitted()
    reply = await client.delete(job_id)
    assert (reply.status, reply.content_type) == (409, "application/problem+json")
    assert reply.json["allowed_values"] == [family.view.completed, "failed"]
    assert (reply.json["current_value"], reply.json["detail"]) == (
        "in_progress",
        "Job is in invalid state to be deleted",
    )
    assert (await client.get(job_id)).status == 200


@every_family
async def test_failed_jobs_can_be_deleted(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family, failing("internal"))
    job_id = await client.submitted()
    job = (await client.get(job_id)).json
    assert (job["status"], job["failure"], job["completed_on"]) == ("failed", "internal_processing", START)
    assert job["failure_detail"]
    assert (await client.delete(job_id)).status == 204


@pytest.mark.parametrize(
    ("family", "name", "failure"),
    [
        (CUSTOM_VOCABULARIES, "download_failure", "internal_processing"),
        (CUSTOM_VOCABULARIES, "out_of_credit", "internal_processing"),
        (LANGUAGE_IDENTIFICATION, "download_failure", "download_failure"),
        (LANGUAGE_IDENTIFICATION, "invalid_media", "invalid_media"),
        (LANGUAGE_IDENTIFICATION, "duration_exceeded", "duration_exceeded"),
        (LANGUAGE_IDENTIFICATION, "custom_vocabulary", "internal_processing"),
        (TOPIC_EXTRACTION, "out_of_credit", "insufficient_balance"),
        (TOPIC_EXTRACTION, "invalid_media", "internal_processing"),
        (SENTIMENT_ANALYSIS, "invoicing_limit_exceeded", "invoicing_limit_exceeded"),
        (SENTIMENT_ANALYSIS, "transcription", "internal_processing"),
        (FORCED_ALIGNMENT, "download_failure", "download_failure"),
        (FORCED_ALIGNMENT, "unspecified", "internal_processing"),
    ],
)
async def test_failures_in_the_words_of_each(
    make_client: MakeClient, family: JobFamily, name: str, failure: str
) -> None:
    client = await connect_to(make_client, family, failing(name))
    job = (await client.get(await client.submitted())).json
    assert (job["status"], job["failure"]) == ("failed", failure)
    client = await connect_to(make_client, family, failing(f"{{failure: {name}, detail: It is gone.}}"))
    assert (await client.get(await client.submitted())).json["failure_detail"] == "It is gone."


@pytest.mark.parametrize("family", [LANGUAGE_IDENTIFICATION, FORCED_ALIGNMENT], ids=lambda family: family.kind)
@pytest.mark.parametrize(("failure", "known"), [("download_failure", False), ("internal", True)])
async def test_duration_is_known_once_media_was_read(
    make_client: MakeClient, family: JobFamily, failure: str, known: bool
) -> None:
    client = await connect_to(make_client, family, failing(failure))
    job = (await client.get(await client.submitted())).json
    assert bool(job.keys() & {"duration_seconds", "processed_duration_seconds"}) is known


@every_family_with_result
async def test_no_result_unless_completed(make_client: MakeClient, family: JobFamily) -> None:
    for scenario, status in (WAITING, "in_progress"), (failing("internal"), "failed"):
        client = await connect_to(make_client, family, scenario)
        reply = await client.result(await client.submitted())
        assert (reply.status, reply.content_type) == (409, "application/problem+json")
        assert reply.json == {
            "allowed_values": ["completed"],
            "current_value": status,
            "type": "https://www.rev.ai/api/v1/errors/invalid-job-state",
            "title": "Job is in invalid state",
            "status": 409,
            "detail": "Job is in invalid state to obtain the output",
            "extensions": {},
        }


@every_family_with_result
async def test_accept(make_client: MakeClient, family: JobFamily) -> None:
    assert family.result is not None
    media_type = family.result.media_type
    client = await connect_to(make_client, family, DONE)
    job_id = await client.submitted()
    for accept in (None, media_type, "*/*", "application/*", f"text/plain, {media_type};q=0.5", media_type.upper()):
        reply = await client.result(job_id, accept)
        assert (reply.status, reply.content_type) == (200, media_type)
    reply = await client.result(job_id, "text/html")
    assert (reply.status, reply.json["allowed_values"], reply.json["current_value"]) == (406, [media_type], "text/html")


@every_family_with_result
async def test_results_stay_the_same(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family, DONE)
    job_id = await client.submitted()
    first = await client.result(job_id)
    assert (await client.result(job_id)).text == first.text
    again = await connect_to(make_client, family, DONE)
    assert (await again.result(await again.submitted())).text == first.text


@pytest.mark.parametrize("family", WITH_DELETION, ids=lambda family: family.kind)
async def test_jobs_go_by_themselves(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family, FROZEN + "jobs: [{timeline: [{in_progress: 60s}, completed]}]\n")
    job = (await client.submit(delete_after_seconds=600)).json
    assert job["delete_after_seconds"] == 600
    agenda = world(client.api.http).agenda
    await agenda.advance(60_000 + 600_000)
    assert (await client.get(job["id"])).status == 200
    await agenda.advance(120_000)
    assert (await client.get(job["id"])).status == 404
    assert (await client.list()).json == []
    for wrong in -1, 2_592_001, "soon":
        reply = await client.submit(delete_after_seconds=wrong)
        assert (reply.status, list(reply.json["parameters"])) == (400, ["delete_after_seconds"])


@every_family
@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"metadata": "m" * 513}, "metadata"),
        ({"metadata": 5}, "metadata"),
        ({"callback_url": "no url"}, "callback_url"),
        ({"callback_url": f"http://a.b/{'x' * 1024}"}, "callback_url"),
        ({"notification_config": {"url": ""}}, "notification_config.url"),
        ({"notification_config": {"url": HOOK}, "callback_url": HOOK}, "notification_config"),
    ],
)
async def test_wrong_options(make_client: MakeClient, family: JobFamily, options: dict[str, Any], field: str) -> None:
    client = await connect_to(make_client, family)
    reply = await client.submit(**options)
    assert (reply.status, reply.content_type) == (400, "application/problem+json")
    assert list(reply.json["parameters"]) == [field]
    assert reply.json["parameter"] == reply.json["parameters"]
    assert (await client.list()).json == []


@every_family
async def test_bodies_that_are_no_submission(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family)
    path = family.paths[0]
    for body in b"{", b"[]", b"3", b"", b"null", b"{}", b"[" * 100_000:
        reply = await client.api.call("POST", path, data=body, headers={"Content-Type": "application/json"})
        assert (reply.status, reply.content_type) == (400, "application/problem+json"), body[:10]
    for content_type in "text/plain", "application/x-www-form-urlencoded":
        reply = await client.api.call("POST", path, data=b"a=b", headers={"Content-Type": content_type})
        assert (reply.status, reply.json["title"]) == (415, "Unsupported Media Type")
    form = b'--b\r\nContent-Disposition: form-data; name="options"\r\n\r\n{}\r\n--b--\r\n'
    reply = await client.api.call("POST", path, data=form, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert reply.status == (400 if family.takes_media else 415)


@every_family
async def test_wrong_methods(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family)
    reply = await client.api.call("PUT", family.paths[0], json={})
    assert (reply.status, reply.headers["Allow"]) == (405, "POST, GET")


@every_family
async def test_webhooks(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family, FROZEN + "jobs: [{timeline: [{in_progress: 60s}, completed]}]\n")
    old = await client.submitted(callback_url=HOOK)
    new = await client.submitted(notification_config={"url": HOOK, "auth_headers": {"Authorization": "Bearer mine"}})
    workspace = world(client.api.http)
    assert list(workspace.webhooks) == []
    await workspace.agenda.advance(60_000)
    first, second = (delivery.webhook for delivery in workspace.webhooks)
    assert (first.url, first.job, second.job) == (HOOK, old, new)
    assert (dict(first.headers), dict(second.headers)) == ({}, {"Authorization": "Bearer mine"})
    assert json.loads(first.body) == {family.member: (await client.get(old)).json}
    assert family.member == ("custom_vocabulary" if family is CUSTOM_VOCABULARIES else "job")


@every_family
async def test_times_as_documented(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family, DONE + DOCUMENTED)
    job = (await client.get(await client.submitted())).json
    assert job["created_on"] == job["completed_on"] == "2018-05-05T23:23:22.29Z"


@every_family
async def test_rules_for_requests_name_the_operations(make_client: MakeClient, family: JobFamily) -> None:
    names = [operation.name for operation in family.operations]
    assert len(set(names)) == len(names)
    rules = [f"{{when: {{operation: {name}}}, error: rate_limited}}" for name in names]
    client = await connect_to(make_client, family, FROZEN + f"requests: [{', '.join(rules)}]\n")
    replies = [await client.submit(), await client.list(), await client.get("x"), await client.delete("x")]
    if family.result is not None:
        replies.append(await client.result("x"))
    assert [reply.status for reply in replies] == [429] * len(names)


@every_family
async def test_rules_for_jobs_name_the_submissions(make_client: MakeClient, family: JobFamily) -> None:
    rule = f"{{when: {{operation: {family.names[0]}}}, timeline: [{{failed: internal}}]}}"
    speech = await connect(make_client, FROZEN + f"jobs: [{rule}, {{timeline: [completed]}}]\n")
    client = FamilyClient(RevAiClient(speech.http, ""), family)
    assert (await client.get(await client.submitted())).json["status"] == "failed"
    assert (await speech.job(await speech.submitted())).json["status"] == "transcribed"


@pytest.mark.parametrize("family", [LANGUAGE_IDENTIFICATION, FORCED_ALIGNMENT], ids=lambda family: family.kind)
async def test_rules_look_at_the_media(make_client: MakeClient, family: JobFamily) -> None:
    scenario = (
        FROZEN + "jobs: [{when: {media: 'bad*'}, timeline: [{failed: invalid_media}]}, {timeline: [completed]}]\n"
    )
    client = await connect_to(make_client, family, scenario)
    for name, status in ("bad.mp3", "failed"), ("good.mp3", "completed"):
        job_id = await client.submitted(source_config={"url": f"https://example.com/{name}"})
        assert (await client.get(job_id)).json["status"] == status


@every_family
@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        ("unsupported_api", 404, "This api is not supported in this deployment"),
        (
            "access_denied",
            403,
            "Permisson has been denied for this request - access to this deployment is not allowed",
        ),
    ],
)
async def test_another_deployment(
    make_client: MakeClient, family: JobFamily, error: str, status: int, title: str
) -> None:
    client = await connect_to(make_client, family, FROZEN + f"requests: [{{error: {error}}}]\n")
    for reply in await client.submit(), await client.list():
        assert (reply.status, reply.json["title"]) == (status, title)
        assert reply.json["type"] == f"https://www.rev.ai/api/v1/errors/{error.replace('_', '-')}"


@every_family
@pytest.mark.parametrize("quirks", ["", DOCUMENTED])
async def test_errors_by_name_speak_of_the_api(make_client: MakeClient, family: JobFamily, quirks: str) -> None:
    def only(error: str) -> str:
        return FROZEN + quirks + f"requests: [{{error: {error}}}]\n"

    client = await connect_to(make_client, family, only("bad_request"))
    expected = {family.needs: [f"The {family.needs} field is required"]}
    reply = await client.submit()
    assert reply.json["parameter"] == reply.json.get("parameters", expected) == expected
    assert ("parameters" in reply.json) is not bool(quirks)
    client = await connect_to(make_client, family, only("not_found"))
    assert (await client.get("x")).json == {**NOT_FOUND[family.missing], "status": 404}
    client = await connect_to(make_client, family, only("invalid_job_state"))
    reply = await client.delete("x")
    assert (reply.status, reply.json["allowed_values"]) == (409, [family.view.completed])


def test_a_submission_needs_what_it_is_said_to_need() -> None:
    for family in FAMILIES:
        without = {key: value for key, value in SMALLEST[family.kind].items() if key != family.needs}
        if not family.takes_media:
            with pytest.raises(InvalidParameters) as wrong:
                read_options(family.options, without)
            assert family.needs in wrong.value.parameters


@every_family
async def test_shipped_scenarios_act_on_all_apis(make_client: MakeClient, family: JobFamily) -> None:
    http = await make_client(scenario="summary: test\nextends: bad_request\n")
    assert (await FamilyClient(RevAiClient(http, ""), family).submit()).status == 400
    http = await make_client(scenario="summary: test\nextends: not_found\n")
    client = FamilyClient(RevAiClient(http, ""), family)
    job_id = await client.submitted()
    assert (await client.get(job_id)).json == {**NOT_FOUND[family.missing], "status": 404}
    assert len((await client.list()).json) == 1
