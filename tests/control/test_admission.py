"""Who may call the control API (DESIGN §9)."""

import pytest

from tests.conftest import MakeClient


@pytest.mark.parametrize(
    "host",
    ["localhost:8080", "127.0.0.1", "[::1]:8080", "10.1.2.3:80", "mockserver:8080", "stt.internal", "a.localhost"],
)
async def test_local_names_and_addresses_are_let_in(make_client: MakeClient, host: str) -> None:
    client = await make_client()
    assert (await client.get("/_mock/clock", headers={"Host": host})).status == 200


@pytest.mark.parametrize("host", ["attacker.example", "localhost.attacker.example:8080", "127.0.0.1.nip.example"])
async def test_names_that_could_be_anybodys_are_refused(make_client: MakeClient, host: str) -> None:
    client = await make_client()
    response = await client.get("/_mock/clock", headers={"Host": host})
    assert response.status == 403
    assert f"by the host name '{host}'" in (await response.json())["detail"]
    assert "--control-hosts" in (await response.json())["detail"]


async def test_further_names_are_allowed_by_setting(make_client: MakeClient) -> None:
    client = await make_client(control_hosts="*.corp.example", public_url="https://stt.example")
    for host, status in (("mock.corp.example", 200), ("stt.example", 200), ("other.example", 403)):
        assert (await client.get("/_mock/clock", headers={"Host": host})).status == status


async def test_the_page_of_another_origin_is_refused_and_our_own_is_not(make_client: MakeClient) -> None:
    client = await make_client()
    own = f"http://localhost:{client.port}"
    for origin, status in ((own, 200), ("http://attacker.example", 403), ("null", 403)):
        headers = {"Host": f"localhost:{client.port}", "Origin": origin}
        assert (await client.post("/_mock/reset", headers=headers)).status == status


@pytest.mark.parametrize(
    ("authorization", "status"),
    [(None, 401), ("Bearer wrong", 401), ("Basic s3cret", 401), ("Bearer s3cret", 200), ("bearer s3cret", 200)],
)
async def test_a_token_is_asked_for_where_one_is_set(
    make_client: MakeClient, authorization: str | None, status: int
) -> None:
    client = await make_client(control_token="s3cret")
    headers = {} if authorization is None else {"Authorization": authorization}
    response = await client.post("/_mock/reset", headers=headers)
    assert response.status == status
    if status == 401:
        assert "Authorization: Bearer TOKEN" in (await response.json())["detail"]
        assert "s3cret" not in await response.text()


async def test_who_is_not_let_in_opens_no_workspace(make_client: MakeClient) -> None:
    client = await make_client(control_token="s3cret")
    refused = await client.post("/w/one/_mock/reset", json={"freeze": True})
    assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, 'Bearer realm="mockserver"')
    assert refused.content_type == "application/problem+json"
    assert (await client.get("/w/two/_mock/clock", headers={"Host": "attacker.example"})).status == 403
    brought = {"Authorization": "Bearer s3cret"}
    assert (await client.get("/w/three/_mock/clock", headers=brought)).status == 200
    listed = await (await client.get("/_mock/workspaces", headers=brought)).json()
    assert {each["name"] for each in listed} == {"default", "three"}


async def test_health_and_greeting_need_no_token(make_client: MakeClient) -> None:
    client = await make_client(control_token="s3cret")
    assert (await client.get("/_mock/health")).status == 200
    assert (await client.get("/")).status == 200
    assert (await client.get("/w/new/_mock/health")).status == 401  # it would open a workspace
