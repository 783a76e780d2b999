"""Every bound of the control API has an answer that says what it is."""

import asyncio
import io

import pytest

from mockserver.engine.holds import MOST_HOLDS, Hold
from tests.conftest import MakeClient, world
from tests.control.conftest import Control


async def test_bodies(make_client: MakeClient) -> None:
    client = await make_client()
    control = Control(client)
    for method, path in (("PUT", "scenario"), ("POST", "journal/find"), ("POST", "jobs")):
        answer = await client.request(method, f"/_mock/{path}", data=io.BytesIO(b" " * (4 * 1024**2 + 1)))
        assert answer.status == 413
        assert (await answer.json())["detail"].endswith("takes 4194304 bytes at most.")
    said = await control("PUT", "scenario", {"yaml": "#" * 300_000}, status=400)
    assert "found 300,000 bytes, expected at most 262,144" in said["detail"]
    said = await control("POST", "journal/find", {"when": {"path": "/" * 300_000}}, status=400)
    assert "expected at most 262,144" in said["detail"]


async def test_nesting(make_client: MakeClient) -> None:
    client = await make_client()
    for body in ('{"when": ' + '{"not": ' * 60 + "{}" + "}" * 61, '{"when": ' * 100_000):
        answer = await client.post("/_mock/journal/find", data=body)
        assert answer.status == 400
        assert (await answer.json())["detail"]


async def test_limits_of_lists(make_client: MakeClient) -> None:
    control = Control(await make_client())
    for path, most in (("journal", 10_000), ("jobs", 1_000), ("files", 10_000)):
        said = await control("GET", f"{path}?limit={most + 1}", status=400)
        assert said["detail"] == f"`limit` is '{most + 1}': it takes a number up to {most}."


async def test_workspaces(make_client: MakeClient) -> None:
    control = Control(await make_client(max_workspaces=3))
    await control("PUT", "workspaces/one")
    await control("PUT", "workspaces/two")
    said = await control("PUT", "workspaces/three", status=503)
    assert said["detail"].startswith("3 workspaces are open, which is the bound. Delete one")


async def test_holds(make_client: MakeClient) -> None:
    client = await make_client()
    holds = world(client).holds
    waiting = [
        asyncio.ensure_future(holds.wait(Hold(str(number), "GET /", 0), asyncio.Event().wait))
        for number in range(MOST_HOLDS)
    ]
    await asyncio.sleep(0)
    await holds.wait(Hold("one more", "GET /", 0), asyncio.Event().wait)  # comes back at once
    control = Control(client)
    assert len(await control("GET", "holds")) == MOST_HOLDS
    assert await control("POST", "holds/release") == {"released": MOST_HOLDS}
    await asyncio.gather(*waiting)


@pytest.mark.parametrize(
    ("method", "path", "named"),
    [
        ("GET", "webhooks?job=zzz", "`job`"),
        ("DELETE", "journal?before=3&after=1&before=4", "`before`, `after`"),
        ("POST", "clock/advance?by=5", "`by`"),
    ],
)
async def test_what_a_call_does_not_know_in_its_query_is_refused(
    make_client: MakeClient, method: str, path: str, named: str
) -> None:
    said = await Control(await make_client())(method, path, status=400)
    assert said["detail"] == f"{named} isn't known here; this call takes nothing in its query."
