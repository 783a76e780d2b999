"""Addresses: workspaces by path and by credential, providers by prefix, and what nobody knows."""

import pytest

from mockserver.gateway.addressing import is_workspace_name, split_credential
from tests.conftest import MakeClient, world
from tests.gateway.toy import Toy


@pytest.mark.parametrize(
    ("credential", "expected"),
    [
        ("token", (None, "token")),
        ("ws-t1", ("t1", "ws-t1")),
        ("ws-t1.broke-token", ("t1", "broke-token")),
        ("ws-a_b-c.d.e", ("a_b-c", "d.e")),
        ("ws-", ("", "ws-")),
        ("ws-a b.c", ("a b", "c")),
        ("xws-a", (None, "xws-a")),
    ],
)
def test_a_credential_may_name_a_workspace(credential: str, expected: tuple[str | None, str]) -> None:
    assert split_credential(credential) == expected


@pytest.mark.parametrize(
    ("name", "fine"), [("a", True), ("A-1_b", True), ("-a", False), ("", False), ("a" * 65, False)]
)
def test_workspace_names_have_a_form(name: str, fine: bool) -> None:
    assert is_workspace_name(name) is fine


async def test_workspaces_are_apart(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    for path, headers in [("/jobs", {}), ("/w/one/jobs", {}), ("/jobs", {"X-Token": "ws-two"})]:
        answer = await client.post(path, headers=headers)
        assert (await answer.json())["id"] == "job-1"
    for name in ("default", "one", "two"):
        assert await world(client, name).jobs.look("toy", "job-1") is not None


@pytest.mark.parametrize(
    "credential", ["ws-", "ws-.key", "ws-a:b", "ws-a b", "ws-a/b.key", f"ws-{'a' * 70}.key", "ws-ä"]
)
async def test_a_credential_that_names_an_impossible_workspace_is_refused(
    make_client: MakeClient, credential: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "mockserver.requests")
    client = await make_client(Toy())
    answer = await client.post("/jobs", headers={"X-Token": credential})
    assert answer.status == 404
    sentence = (await answer.json())["detail"]
    assert "can't be a workspace's name, be it in the address (/w/NAME) or in a credential (ws-NAME.rest)" in sentence
    assert sentence in caplog.text
    assert (await client.post("/w/fine/jobs", headers={"X-Token": credential})).status == 200


async def test_an_impossible_name_in_the_path_is_told_as_it_was_meant(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    assert "'a b' can't be a workspace's name" in (await (await client.post("/w/a%20b/jobs")).json())["detail"]


async def test_the_path_goes_before_the_credential(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    await client.post("/w/one/jobs", headers={"X-Token": "ws-two.token"})
    assert await world(client, "one").jobs.look("toy", "job-1") is not None
    assert await world(client, "two").jobs.look("toy", "job-1") is None


async def test_links_lead_back_to_the_workspace(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    root = str(client.make_url("")).rstrip("/")
    for path, token, expected in [
        ("/jobs", "t", root),
        ("/toy/jobs", "t", root),
        ("/w/default/jobs", "t", root),
        ("/w/one/toy/jobs", "t", f"{root}/w/one"),
        ("/jobs", "ws-two.t", f"{root}/w/two"),
    ]:
        answer = await client.post(path, headers={"X-Token": token})
        assert (await answer.json())["base_url"] == expected


async def test_a_public_url_begins_links(make_client: MakeClient) -> None:
    client = await make_client(Toy(), public_url="https://mock.example/")
    answer = await client.post("/w/one/jobs")
    assert (await answer.json())["base_url"] == "https://mock.example/w/one"


async def test_what_nobody_knows_gets_the_nearest_operations(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    answer = await client.get("/job/7")
    assert answer.status == 404
    said = await answer.json()
    assert said["nearest"][0] == "toy GetJob: GET /jobs/{id}, but `job` stands where `jobs` should"
    (entry,) = world(client).journal
    assert (entry.status, entry.id) == (404, answer.headers["X-Mockserver-Request-Id"])
    assert "GET /jobs/{id}" in (entry.explanation or "")


@pytest.mark.parametrize("name", ["-x", "a%20b", "x" * 65, "%00"])
async def test_a_bad_workspace_name_is_told(make_client: MakeClient, name: str) -> None:
    client = await make_client(Toy())
    answer = await client.get(f"/w/{name}/jobs/1")
    assert answer.status == 404
    assert "workspace's name" in (await answer.json())["detail"]


async def test_workspaces_have_a_bound(make_client: MakeClient) -> None:
    client = await make_client(Toy(), max_workspaces=2)
    assert (await client.post("/w/one/jobs")).status == 200
    assert (await client.post("/w/two/jobs")).status == 200
    refused = await client.post("/w/three/jobs")
    assert refused.status == 503
    assert "Delete one" in (await refused.json())["detail"]
    assert (await client.delete("/w/one/_mock/workspaces/two")).status == 204
    assert (await client.post("/w/three/jobs")).status == 200
