"""Who is let in, GetAccount, and what jobs cost (revai.md §1.3, §2.10, §4, §7)."""

from typing import Any

import pytest

from mockserver.providers.revai.apis.forced_alignment import FORCED_ALIGNMENT
from mockserver.providers.revai.apis.job_family import JobFamily
from mockserver.providers.revai.apis.language_identification import LANGUAGE_IDENTIFICATION
from mockserver.transcripts.media import tone_wav
from tests.conftest import MakeClient, world
from tests.providers.revai_client import DOCUMENTED, EARLY_V1, FROZEN, V1, V1BETA, RevAiClient, connect, wav
from tests.providers.revai_families import connect_to, every_family

ONE_ACCOUNT = FROZEN + "accounts: {revai: [{token: good-token, email: jay@rev.ai, balance_seconds: 60}]}\n"
DENIED = "Authorization has been denied for this request"


async def balance(client: RevAiClient) -> int:
    """Return the seconds that are left, as v1beta tells them whatever the quirks."""
    found: int = (await RevAiClient(client.http, V1BETA).call("GET", "/account")).json["balance_seconds"]
    return found


async def upload(client: RevAiClient, seconds: float) -> str:
    """Upload a sound of so many seconds and return its job's id."""
    reply = await client.upload(tone_wav(int(seconds * 1000)), filename="tone.wav")
    return str(reply.json["id"])


CLASSIC = {"email": "jay@rev.ai", "balance_seconds": 60}
DOLLARS = {
    "free_balance": 0.0,
    "purchased_balance": 0.02,
    "total_balance": 0.02,
    "invoiced_balance": 0.0,
    "hipaa_enabled": False,
}


@pytest.mark.parametrize(
    ("root", "quirks", "account"),
    [
        (V1, "", CLASSIC | DOLLARS),
        (V1, DOCUMENTED, CLASSIC | DOLLARS | {"balance_seconds": 0}),
        (EARLY_V1, "", CLASSIC),
        (V1BETA, "", CLASSIC),
        (V1BETA, DOCUMENTED, CLASSIC),
    ],
)
async def test_account(make_client: MakeClient, root: str, quirks: str, account: dict[str, Any]) -> None:
    client = await connect(make_client, ONE_ACCOUNT + quirks, root)
    reply = await client.call("GET", "/account")
    assert (reply.status, list(reply.json.items())) == (200, list(account.items()))


async def test_account_without_end(make_client: MakeClient) -> None:
    client = await connect(make_client)
    await client.submitted()
    assert await balance(client) == 36_000


@pytest.mark.parametrize("header", ["Bearer good-token", "bearer good-token", "BEARER  good-token "])
async def test_tokens_that_are_let_in(make_client: MakeClient, header: str) -> None:
    client = await connect(make_client, ONE_ACCOUNT)
    reply = await client.call("GET", "/account", headers={"Authorization": header})
    assert reply.status == 200


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("Bearer wrong", "The token opens none of the scenario's 1 accounts for Rev.ai."),
        ("Bearer good-tokens", "The token opens none of the scenario's 1 accounts for Rev.ai."),
        ("Bearer", "holds no bearer token"),
        ("Bearer ", "holds no bearer token"),
        ("Basic Z29vZC10b2tlbg==", "holds no bearer token"),
        ("good-token", "holds no bearer token"),
        ("", "holds no bearer token"),
    ],
)
async def test_tokens_that_are_not(make_client: MakeClient, header: str, why: str) -> None:
    client = await connect(make_client, ONE_ACCOUNT)
    reply = await client.call("GET", "/account", headers={"Authorization": header})
    assert (reply.status, reply.content_type) == (401, "application/problem+json")
    assert reply.json == {"title": f"{DENIED}.", "status": 401}
    assert why in (list(world(client.http).journal)[-1].explanation or "")


@pytest.mark.parametrize(
    ("query", "why"), [("", "there is none."), ("?access_token=good-token", "the token came in the query.")]
)
async def test_no_header(make_client: MakeClient, query: str, why: str) -> None:
    client = await connect(make_client)
    answer = await client.http.get(f"{V1}/account{query}")
    assert answer.status == 401
    assert (list(world(client.http).journal)[-1].explanation or "").endswith(why)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/languageid/v1/jobs", 200),
        ("/languageid/v1beta/jobs", 200),
        ("/alignment/v1/jobs", 200),
        ("/topic_extraction/v1/jobs", 401),
        ("/speechtotext/v1/vocabularies", 401),
    ],
)
async def test_which_apis_read_the_token_in_the_query(make_client: MakeClient, path: str, status: int) -> None:
    http = (await connect(make_client, ONE_ACCOUNT)).http
    assert (await http.get(f"{path}?access_token=good-token")).status == status
    assert (await http.get(f"{path}?access_token=wrong")).status == 401


async def test_title_of_a_401_by_version(make_client: MakeClient) -> None:
    observed = await titles_without_access(make_client, ONE_ACCOUNT)
    documented = await titles_without_access(make_client, ONE_ACCOUNT + DOCUMENTED)
    assert observed == [{"title": f"{DENIED}.", "status": 401}, {"title": DENIED}]
    assert documented == [{"title": DENIED, "status": 401}, {"title": DENIED}]


async def titles_without_access(make_client: MakeClient, scenario: str) -> list[object]:
    """Return what v1 and v1beta answer to a token that opens nothing."""
    client = await connect(make_client, scenario, token="wrong")
    return [(await RevAiClient(client.http, root, "wrong").jobs()).json for root in (V1, V1BETA)]


async def test_a_job_costs_its_seconds_and_15_at_least(make_client: MakeClient) -> None:
    client = await connect(make_client, ONE_ACCOUNT)
    await upload(client, 20.1)
    assert await balance(client) == 39
    await upload(client, 2)
    assert await balance(client) == 24


@pytest.mark.parametrize(("options", "cost"), [({"transcriber": "human"}, 60), ({"speaker_channels_count": 3}, 45)])
async def test_what_costs_more(make_client: MakeClient, options: dict[str, Any], cost: int) -> None:
    client = await connect(make_client, ONE_ACCOUNT)
    assert (await client.upload(wav(2, channels=3), filename="tone.wav", **options)).status == 200
    assert await balance(client) == 60 - cost


async def test_v1_takes_a_job_that_cannot_be_paid_for_and_fails_it(make_client: MakeClient) -> None:
    scenario = ONE_ACCOUNT + "jobs: [{timeline: [{in_progress: {polls: 1}}, completed]}]\n"
    client = await connect(make_client, scenario)
    job_id = await upload(client, 61)
    assert (await client.job(job_id)).json["status"] == "in_progress"
    job = (await client.job(job_id)).json
    assert (job["status"], job["failure"], job["duration_seconds"]) == ("failed", "insufficient_balance", 61)
    assert await balance(client) == 60


@pytest.mark.parametrize(("root", "quirks"), [(V1BETA, ""), (V1BETA, DOCUMENTED), (V1, DOCUMENTED), (EARLY_V1, "")])
async def test_a_job_that_cannot_be_paid_for_is_refused(make_client: MakeClient, root: str, quirks: str) -> None:
    client = await connect(make_client, ONE_ACCOUNT + quirks, root)
    await upload(client, 20)
    reply = await client.upload(tone_wav(41_000), filename="tone.wav")
    assert (reply.status, reply.content_type) == (403, "application/problem+json")
    expected = {
        "title": "You do not have enough credits",
        "type": "https://www.rev.ai/api/v1/errors/out-of-credit",
        "detail": "You have only 40 seconds remaining",
        "current_balance": 40,
    }
    assert reply.json == (expected if root == V1BETA else {**expected, "status": 403})
    assert await balance(client) == 40
    assert len((await client.jobs()).json) == 1
    assert len(world(client.http).files) == 1


MEDIA_APIS = [LANGUAGE_IDENTIFICATION, FORCED_ALIGNMENT]
of_media = pytest.mark.parametrize("family", MEDIA_APIS, ids=lambda family: family.kind)


@every_family
async def test_apis_charge_for_media_and_nothing_else(make_client: MakeClient, family: JobFamily) -> None:
    scenario = ONE_ACCOUNT + "jobs: [{timeline: [completed], duration: 20.1}]\n"
    client = await connect_to(make_client, family, scenario)
    assert (await client.get(await client.submitted())).json["status"] != "failed"
    assert await balance(client.api) == (39 if family in MEDIA_APIS else 60)


@of_media
async def test_media_that_cannot_be_paid_for(make_client: MakeClient, family: JobFamily) -> None:
    scenario = ONE_ACCOUNT + "jobs: [{timeline: [completed], duration: 61}]\n"
    client = await connect_to(make_client, family, scenario)
    job = (await client.get(await client.submitted())).json
    assert (job["status"], job["failure"]) == ("failed", "insufficient_balance")
    client = await connect_to(make_client, family, scenario + DOCUMENTED)
    reply = await client.submit()
    assert (reply.status, reply.json["current_balance"]) == (403, 60)
    assert await balance(client.api) == 60
