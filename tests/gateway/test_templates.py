"""Canned answers with templates in them, and the bounds within which they are kept."""

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.gateway.sandbox import fill
from tests.conftest import FROZEN, Client, MakeClient
from tests.gateway.toy import Toy

START = "summary: test\nclock: {start: 2018-05-05T23:23:22.29Z, frozen: true}"


async def server(make_client: MakeClient, respond: dict[str, Any], top: str = START, **options: Any) -> Client:
    rule = {"when": {"not": {"operation": "SubmitJob"}}, "respond": respond}
    return await make_client(Toy(), scenario=f"{top}\nrequests: [{json.dumps(rule)}]", **options)


async def test_a_template_shows_request_job_and_clock(make_client: MakeClient) -> None:
    body = (
        '{"path": "{{ request.path }}", "q": "{{ request.query.q }}", "said": {{ request.json | tojson }}, '
        '"agent": "{{ request.headers["x-agent"] }}", "now": "{{ clock.now }}", "ms": {{ clock.now_ms }}, '
        '"job": "{{ job.id if job else "none" }}", "status": "{{ job.status }}", "media": "{{ job.media[0] }}"}'
    )
    client = await server(make_client, {"body": body})
    await client.post("/jobs")
    answer = await client.request("GET", "/jobs/job-1?q=1", headers={"X-Agent": "007"})
    assert (answer.status, answer.content_type) == (200, "application/json")
    assert await answer.json() == {
        "path": "/jobs/job-1",
        "q": "1",
        "said": None,
        "agent": "007",
        "now": "2018-05-05T23:23:22.290Z",
        "ms": 1525562602290,
        "job": "job-1",
        "status": "in_progress",
        "media": "a.mp3",
    }


async def test_headers_may_hold_templates(make_client: MakeClient) -> None:
    client = await server(make_client, {"headers": {"X-Echo": "{{ request.query.q }}", "X-Plain": "as it is"}})
    answer = await client.get("/jobs/1?q=one")
    assert (answer.headers["X-Echo"], answer.headers["X-Plain"]) == ("one", "as it is")


async def test_no_template_breaks_out_of_a_header(make_client: MakeClient) -> None:
    client = await server(make_client, {"headers": {"X-Echo": "{{ request.query.q }}"}})
    answer = await client.get("/jobs/1?q=one%0D%0ASet-Cookie:%20a")
    assert answer.status == 500
    assert "line break" in (await answer.json())["detail"]
    assert "Set-Cookie" not in answer.headers


async def test_the_body_may_come_from_a_shipped_file(make_client: MakeClient) -> None:
    client = await server(make_client, {"status": 503, "body_file": "maintenance.html", "headers": {"X-Own": "1"}})
    answer = await client.get("/jobs/1")
    assert (answer.status, answer.content_type, answer.headers["X-Own"]) == (503, "text/html", "1")
    assert "Service Temporarily Unavailable" in await answer.text()


async def test_ones_own_files_come_before_the_shipped_ones(make_client: MakeClient, tmp_path: Path) -> None:
    (tmp_path / "bodies").mkdir()
    (tmp_path / "bodies" / "maintenance.html").write_bytes(b"mine {{ not.a.template }}")
    (tmp_path / "bodies" / "strange").write_bytes(b"\xff\x00")
    client = await server(make_client, {"body_file": "maintenance.html"}, scenarios=tmp_path)
    assert await (await client.get("/jobs/1")).read() == b"mine {{ not.a.template }}"
    client = await server(make_client, {"body_file": "strange"}, scenarios=tmp_path)
    answer = await client.get("/jobs/1")
    assert (answer.content_type, await answer.read()) == ("application/octet-stream", b"\xff\x00")


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% set ns = namespace(s='x') %}{% for a in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
        "{% for a in range(99999) %}{{ 'x' * 999 }}{% endfor %}",
        "{% for a in [1] recursive %}{{ loop([1, 1]) }}{{ loop([1, 1]) }}{% endfor %}",
        "{% macro a(n) %}{% if n %}{{ a(n - 1) }}{{ a(n - 1) }}{% endif %}{% endmacro %}{{ a(40) }}",
        "{{ 'x' * 999999999 }}",
        "{{ 10 ** (10 ** 9) }}",
        "{{ '%999999999d' % 1 }}",
        "{{ range(99999999) }}",
        "{{ [1] * 99999999 }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ clock.__init__.__globals__ }}",
        "{{ faker.__class__.__init__.__globals__ }}",
    ],
)
async def test_a_template_is_kept_within_bounds(make_client: MakeClient, template: str) -> None:
    client = await server(make_client, {"body": template}, FROZEN)
    answer = await client.get("/jobs/1")
    assert (answer.status, (await answer.json())["title"]) == (500, "The scenario's template can't be filled in.")


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{% for n in numbers %}{{ loop.index }}:{{ n }}{% if not loop.last %},{% endif %}{% endfor %}", "1:4,2:5"),
        ("{% for n in numbers if n > 4 %}{{ n }}{% else %}none{% endfor %}", "5"),
        ("{% for n in [] %}{{ n }}{% else %}none{% endfor %}", "none"),
        ("{{ numbers | sum + 2 * 3 }} {{ 2 ** 10 }} {{ 7 % 4 }} {{ 'a' + 'b' }} {{ 'ab' * 2 }}", "15 1024 3 ab abab"),
        ("{% for a in numbers recursive %}{{ a if a is number else loop(a) }}{% endfor %}", "45"),
    ],
)
def test_within_its_bounds_it_is_jinja(template: str, filled: str) -> None:
    assert fill(template, {"numbers": [4, 5]}) == filled
