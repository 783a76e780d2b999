"""Custom vocabularies, and the jobs that name them (revai.md §2.1, §2.11)."""

from typing import Any

import pytest

from mockserver.providers.revai.apis.custom_vocabularies import CUSTOM_VOCABULARIES
from tests.conftest import MakeClient, world
from tests.providers.revai_client import DONE, FROZEN, START, RevAiClient, failing
from tests.providers.revai_families import FamilyClient, connect_to

NOT_FOUND = {
    "type": "https://www.rev.ai/api/v1/errors/custom-vocabulary-not-found",
    "title": "could not find custom vocabulary",
    "status": 404,
}


def speech(client: FamilyClient) -> RevAiClient:
    """Return a client of the same customer for speech-to-text."""
    return RevAiClient(client.api.http)


async def test_a_vocabulary_as_it_is_built(make_client: MakeClient) -> None:
    scenario = FROZEN + "jobs: [{timeline: [{in_progress: {polls: 1}}, completed]}]\n"
    client = await connect_to(make_client, CUSTOM_VOCABULARIES, scenario)
    submitted = (await client.submit(metadata="m", callback_url="http://127.0.0.1:9/hook")).json
    vocabulary_id = submitted["id"]
    assert vocabulary_id.startswith("cv")
    assert submitted == {
        "id": vocabulary_id,
        "status": "in_progress",
        "created_on": START,
        "metadata": "m",
        "callback_url": "http://127.0.0.1:9/hook",
    }
    assert (await client.get(vocabulary_id)).json == submitted
    complete = (await client.get(vocabulary_id)).json
    assert complete == {**submitted, "status": "complete", "completed_on": START}


async def test_a_vocabulary_that_fails(make_client: MakeClient) -> None:
    client = await connect_to(make_client, CUSTOM_VOCABULARIES, failing("internal"))
    vocabulary = (await client.get(await client.submitted())).json
    assert list(vocabulary) == ["id", "status", "created_on", "completed_on", "failure", "failure_detail"]
    assert (vocabulary["status"], vocabulary["failure"]) == ("failed", "internal_processing")


@pytest.mark.parametrize(
    ("vocabularies", "field"),
    [
        (None, "custom_vocabularies"),
        ([], "custom_vocabularies"),
        ("Rev", "custom_vocabularies"),
        ([{"phrases": ["Rev"]}] * 51, "custom_vocabularies"),
        ([{}], "custom_vocabularies[0].phrases"),
        ([{"phrases": []}], "custom_vocabularies[0].phrases"),
        ([{"phrases": ["Rev"] * 6001}], "custom_vocabularies[0].phrases"),
        ([{"phrases": [5]}], "custom_vocabularies[0].phrases[0]"),
        ([{"phrases": ["fine"]}, {"phrases": ["four2"]}], "custom_vocabularies[1].phrases"),
        ([{"phrases": ["..."]}], "custom_vocabularies[0].phrases"),
        ([{"phrases": ["a " * 13]}], "custom_vocabularies[0].phrases"),
        ([{"phrases": ["x" * 35]}], "custom_vocabularies[0].phrases"),
    ],
)
async def test_wrong_phrases(make_client: MakeClient, vocabularies: Any, field: str) -> None:
    client = await connect_to(make_client, CUSTOM_VOCABULARIES)
    reply = await client.submit(custom_vocabularies=vocabularies)
    assert (reply.status, list(reply.json["parameters"])) == (400, [field])


async def test_phrases_up_to_the_limits(make_client: MakeClient) -> None:
    client = await connect_to(make_client, CUSTOM_VOCABULARIES)
    phrases = [{"phrases": ["a " * 12, "x" * 34, *["Rev"] * 5998]}, *[{"phrases": ["Rev"]}] * 49]
    assert (await client.submit(custom_vocabularies=phrases)).status == 200


async def test_unless_strict_wrong_phrases_are_left_out(make_client: MakeClient) -> None:
    client = await connect_to(make_client, CUSTOM_VOCABULARIES)
    wrong = [{"phrases": ["four2", "Rev"]}]
    vocabulary_id = await client.submitted(custom_vocabularies=wrong, strict=False)
    (job,) = await world(client.api.http).store.named(vocabulary_id)
    assert job.submission["spellings"] == {"rev": "Rev"}
    assert (await client.submit(custom_vocabularies=wrong, strict=True)).status == 400
    assert (await client.submit(custom_vocabularies=wrong, strict=None)).status == 400


async def test_a_job_may_name_a_complete_vocabulary(make_client: MakeClient) -> None:
    client = await connect_to(make_client, CUSTOM_VOCABULARIES, DONE)
    vocabulary_id = await client.submitted()
    job = (await speech(client).submit(custom_vocabulary_id=vocabulary_id)).json
    assert job["custom_vocabulary_id"] == vocabulary_id
    uploaded = await speech(client).upload(custom_vocabulary_id=vocabulary_id)
    assert uploaded.json["custom_vocabulary_id"] == vocabulary_id


async def test_a_job_may_not_name_an_incomplete_vocabulary(make_client: MakeClient) -> None:
    scenario = FROZEN + "jobs: [{timeline: [{in_progress: {polls: 1, for: 60s}}, completed]}]\n"
    client = await connect_to(make_client, CUSTOM_VOCABULARIES, scenario)
    vocabulary_id = await client.submitted()
    for _ in range(2):  # to name a vocabulary is no poll
        reply = await speech(client).submit(custom_vocabulary_id=vocabulary_id)
        assert (reply.status, reply.json) == (404, NOT_FOUND)
    assert (await speech(client).jobs()).json == []
    await world(client.api.http).agenda.advance(60_000)
    assert (await speech(client).submit(custom_vocabulary_id=vocabulary_id)).status == 200


async def test_a_job_may_not_name_a_vocabulary_that_is_not_there(make_client: MakeClient) -> None:
    client = await connect_to(make_client, CUSTOM_VOCABULARIES, DONE)
    deleted = await client.submitted()
    await client.delete(deleted)
    own_job = await speech(client).submitted()
    for vocabulary_id in "nobody", deleted, own_job:
        reply = await speech(client).submit(custom_vocabulary_id=vocabulary_id)
        assert (reply.status, reply.json) == (404, NOT_FOUND)


async def test_a_job_may_not_name_a_vocabulary_that_failed(make_client: MakeClient) -> None:
    client = await connect_to(make_client, CUSTOM_VOCABULARIES, failing("internal"))
    reply = await speech(client).submit(custom_vocabulary_id=await client.submitted())
    assert (reply.status, reply.json) == (404, NOT_FOUND)


async def test_an_empty_id_names_none(make_client: MakeClient) -> None:
    client = await connect_to(make_client, CUSTOM_VOCABULARIES, DONE)
    assert (await speech(client).submit(custom_vocabulary_id="")).status == 200
