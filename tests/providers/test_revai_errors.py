"""Errors by the names that scenarios give them (revai.md §4)."""

from collections.abc import Sequence
from typing import Any

import pytest

from mockserver.gateway.errors import REQUIRED_ERRORS
from mockserver.providers.revai.assumptions import ASSUMPTIONS
from mockserver.providers.revai.errors import ERRORS
from mockserver.providers.revai.quirks import QUIRKS
from mockserver.scenario.reactions import Consequence, NamedError, Reaction
from tests.conftest import MakeClient, world
from tests.providers.revai_client import FROZEN, V1, V1BETA, RevAiClient, connect

COMMON = {"bad_request", "unauthorized", "not_found", "rate_limited", "server_error", "service_unavailable"}
STATUSES = {
    "bad_request": 400,
    "malformed_body": 400,
    "unsupported_media_content_type": 400,
    "unauthorized": 401,
    "out_of_credit": 403,
    "access_denied": 403,
    "forbidden": 403,
    "not_found": 404,
    "vocabulary_not_found": 404,
    "unsupported_api": 404,
    "method_not_allowed": 405,
    "invalid_job_properties": 405,
    "unsupported_output_format": 406,
    "invalid_job_state": 409,
    "payload_too_large": 413,
    "unsupported_media_type": 415,
    "upgrade_required": 426,
    "rate_limited": 429,
    "server_error": 500,
    "bad_gateway": 502,
    "service_unavailable": 503,
    "shutting_down": 503,
    "gateway_timeout": 504,
}


class Troubled:
    """A scenario that answers every request with one error, and is as the given one in everything else."""

    def __init__(self, scenario: Any, error: str) -> None:
        self._scenario = scenario
        self._error = error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._scenario, name)

    async def reactions(self, *_: Any, **__: Any) -> Sequence[Reaction]:
        return [Reaction("test.yaml:1", "", Consequence(error=NamedError(self._error)))]


async def connect_to_trouble(make_client: MakeClient, error: str, scenario: str = FROZEN) -> RevAiClient:
    client = await connect(make_client, scenario)
    workspace: Any = world(client.http)
    workspace.scenario = Troubled(workspace.scenario, error)
    return client


def test_all_names_are_there() -> None:
    assert ERRORS.keys() == STATUSES.keys()
    assert ERRORS.keys() >= REQUIRED_ERRORS | COMMON


@pytest.mark.parametrize(("name", "status"), STATUSES.items())
async def test_every_error_has_its_status_and_shape(make_client: MakeClient, name: str, status: int) -> None:
    client = await connect_to_trouble(make_client, name)
    reply = await client.submit()
    assert (reply.status, reply.content_type) == (status, "application/problem+json")
    assert reply.json["status"] == status
    assert reply.json.get("title") or name == "forbidden"
    assert ("Retry-After" in reply.headers) == (name == "rate_limited")
    beta = await RevAiClient(client.http, V1BETA).submit()
    assert beta.status == status
    assert "status" not in beta.json


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (
            "not_found",
            '{"type":"https://www.rev.ai/api/v1/errors/job-not-found","title":"could not find job","status":404}',
        ),
        (
            "access_denied",
            '{"title":"Permisson has been denied for this request - access to this deployment is not allowed",'
            '"type":"https://www.rev.ai/api/v1/errors/access-denied","status":403}',
        ),
        ("forbidden", '{"error":"The client is forbidden to submit that request","status":403}'),
        ("rate_limited", '{"title":"Too Many Requests","status":429}'),
        (
            "out_of_credit",
            '{"title":"You do not have enough credits","type":"https://www.rev.ai/api/v1/errors/out-of-credit",'
            '"detail":"You have only 60 seconds remaining","current_balance":60,"status":403}',
        ),
    ],
)
async def test_bodies(make_client: MakeClient, name: str, body: str) -> None:
    client = await connect_to_trouble(make_client, name)
    assert (await client.job("any")).text == body


@pytest.mark.parametrize(("token", "balance"), [("poor", 7), ("endless", 60), ("unknown", 60)])
async def test_out_of_credit_tells_the_callers_balance(make_client: MakeClient, token: str, balance: int) -> None:
    accounts = "accounts: {revai: [{token: poor, balance_seconds: 7.9}, {token: endless}]}\n"
    client = await connect_to_trouble(make_client, "out_of_credit", FROZEN + accounts)
    reply = await RevAiClient(client.http, V1, token).job("any")
    assert reply.json["current_balance"] == balance
    assert reply.json["detail"] == f"You have only {balance} seconds remaining"


async def test_out_of_credit_without_a_token(make_client: MakeClient) -> None:
    client = await connect_to_trouble(make_client, "out_of_credit")
    answer = await client.http.get(f"{V1}/jobs")
    assert (await answer.json(content_type=None))["current_balance"] == 60


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/jobs", {"GET", "POST"}),
        ("DELETE", "/jobs", {"GET", "POST"}),
        ("POST", "/jobs/x", {"GET", "DELETE"}),
        ("POST", "/jobs/x/transcript", {"GET"}),
        ("PATCH", "/account", {"GET"}),
    ],
)
@pytest.mark.parametrize("root", [V1, V1BETA])
async def test_wrong_methods(make_client: MakeClient, root: str, method: str, path: str, allowed: set[str]) -> None:
    client = await connect(make_client, root=root)
    reply = await client.call(method, path)
    assert (reply.status, reply.content_type) == (405, "application/problem+json")
    assert reply.json["title"] == "Method Not Allowed"
    assert set(reply.headers["Allow"].split(", ")) == allowed


def test_quirks_and_assumptions_say_everything() -> None:
    assert len({quirk.id for quirk in QUIRKS}) == len(QUIRKS)
    assert all(quirk.observed and quirk.documented and quirk.evidence for quirk in QUIRKS)
    assert len({assumption.about for assumption in ASSUMPTIONS}) == len(ASSUMPTIONS)


@pytest.mark.parametrize(
    ("said", "detail"),
    [("current_balance: 12", "You have only 12 seconds remaining"), ("current_balance: 12, detail: Mine", "Mine")],
)
async def test_a_balance_that_a_scenario_says_stands_in_the_detail_too(
    make_client: MakeClient, said: str, detail: str
) -> None:
    revai = await connect(make_client, f"{FROZEN}\nrequests: [{{error: {{name: out_of_credit, {said}}}}}]")
    answer = await revai.http.get(f"{V1}/account", headers=revai.headers)
    members = await answer.json()
    assert (members["current_balance"], members["detail"]) == (12, detail)


async def test_members_of_another_services_error_are_not_said(make_client: MakeClient) -> None:
    error = "{name: rate_limited, msg: hello, members: {title: Slow}}"
    client = await make_client(scenario=f"{FROZEN}\nrequests: [{{error: {error}}}]")
    answer = await client.get(f"{V1}/account", headers={"Authorization": "Bearer token"})
    assert (answer.status, "msg" in await answer.json(), (await answer.json())["title"]) == (429, False, "Slow")
