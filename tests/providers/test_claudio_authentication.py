"""Who is let in: `key` and `secret` in the JSON body, or as fields of a form (claudio.md, Requests)."""

from typing import Any

import pytest
from aiohttp import FormData

from mockserver.providers.claudio import Claudio
from tests.conftest import MakeClient, world
from tests.providers.claudio_client import CREDENTIALS, FROZEN, ClaudioClient, Reply

UNAUTHORIZED = {"success": False, "msg": "ERROR: User not authorized."}
ACCOUNTS = FROZEN + "accounts: {claudio: [{key: k-1, secret: s-1}, {key: k-2, secret: s-2}]}\n"
CALLS = ["/jobs/submit", "/jobs", "/jobs/some/poll", "/jobs/some/details"]


@pytest.mark.parametrize("path", CALLS)
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"key": "k-1"},
        {"secret": "s-1"},
        {"key": "", "secret": ""},
        {"key": 1, "secret": ["s-1"]},
        {"key": "k-1", "secret": "s-2"},
        {"key": "k-9", "secret": "s-1"},
        [],
        "k-1",
        None,
    ],
)
async def test_whoever_has_no_account_gets_401(make_client: MakeClient, path: str, body: Any) -> None:
    http = await make_client(Claudio(), scenario=ACCOUNTS)

    reply = await Reply.of(await http.post(path, json=body))

    assert (reply.status, reply.json) == (401, UNAUTHORIZED)


@pytest.mark.parametrize("path", ["/upload/audio", "/upload/document"])
async def test_upload_without_credentials_gets_401_and_is_not_kept(make_client: MakeClient, path: str) -> None:
    http = await make_client(Claudio(), scenario=ACCOUNTS)
    form = FormData({"key": "k-1", "secret": "wrong"})
    form.add_field("file", b"abc", filename="a.mp3")

    reply = await Reply.of(await http.post(path, data=form))

    assert (reply.status, reply.json) == (401, UNAUTHORIZED)
    assert len(world(http).files) == 0


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("call", ["poll", "details"])
@pytest.mark.parametrize("prefix", ["", "/claudio"])
async def test_status_is_read_with_get_and_post_and_either_address(
    make_client: MakeClient, method: str, call: str, prefix: str
) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=ACCOUNTS), {"key": "k-2", "secret": "s-2"})
    job_id = await client.job()

    reply = await client.call(f"{prefix}/jobs/{job_id}/{call}", method)

    assert reply.status == 200


async def test_journal_tells_where_the_credential_should_have_been(make_client: MakeClient) -> None:
    http = await make_client(Claudio())

    await http.post("/jobs/some/poll?key=k&secret=s")
    await http.post("/jobs/some/poll", headers={"Authorization": "Bearer k"})

    in_query, in_headers = [entry.explanation or "" for entry in world(http).journal]
    assert "in the query" in in_query
    assert "in the headers" in in_headers
    assert "top of the JSON body" in in_query


async def test_broken_json_is_400_before_anybody_asks_who_sent_it(make_client: MakeClient) -> None:
    http = await make_client(Claudio(), scenario=ACCOUNTS)

    reply = await Reply.of(await http.post("/jobs/submit", data=b'{"key": "k-1", '))

    assert reply.status == 400
    assert reply.json["success"] is False
    assert reply.json["msg"].startswith("ERROR: It isn't JSON:")


async def test_jobs_belong_to_the_account_that_submitted_them(make_client: MakeClient) -> None:
    http = await make_client(Claudio(), scenario=ACCOUNTS)
    job_id = await ClaudioClient(http, {"key": "k-1", "secret": "s-1"}).job()

    reply = await ClaudioClient(http, {"key": "k-2", "secret": "s-2"}).poll(job_id)

    assert reply.status == 400


async def test_credential_leads_to_its_workspace_and_links_lead_back_there(make_client: MakeClient) -> None:
    http = await make_client(Claudio(), scenario="summary: t\nclock: {frozen: true}\njobs: [{timeline: [completed]}]")
    client = ClaudioClient(http, {"key": "ws-blue.k", "secret": "s"})
    uploaded = (await client.upload(b"abc", "a.mp3")).json["audio_url"]
    reply = await client.submit(audio_files=[{"audio_location": uploaded}])

    endpoint = reply.json["poll_endpoint"].removeprefix(str(http.make_url("")).rstrip("/"))
    assert endpoint.startswith("/w/blue/claudio/jobs/")
    polled = await client.call(endpoint)
    assert (await client.download(polled.json["media_files"][0])).body == b"abc"
    assert (await client.download(uploaded)).body == b"abc"
    assert len(world(http).files) == 0
    assert len(world(http, "blue").files) == 1


async def test_anybody_with_key_and_secret_is_let_in_where_no_account_is_declared(make_client: MakeClient) -> None:
    client = ClaudioClient(await make_client(Claudio()), CREDENTIALS)

    assert (await client.submit()).status == 200
