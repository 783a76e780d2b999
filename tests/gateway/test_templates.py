"""Canned answers with templates in them, and the bounds within which they are kept."""

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from faker import Faker

from mockserver.templates.fakes import Fakes
from mockserver.templates.sandbox import fill
from tests.conftest import FROZEN, Client, MakeClient, world
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
        "{{ faker.__class__.__init__.__globals__ }}",
        "{{ 'x' | center(10 ** 9) }}",
        "{{ 'x'.center(10 ** 9) }}",
        "{{ 'x'.zfill(10 ** 9) }}",
        "{{ 1.to_bytes(10 ** 9) }}",
        "{% filter center(10 ** 9) %}x{% endfilter %}",
        "{{ ['x'] | map('center', 10 ** 9) | list }}",
        "{{ '%999999999d' | format(1) }}",
        "{{ ['%999999999d'] | map('format', 1) | list }}",
        "{{ '{:999999999}'.format(1) }}",
        "{{ '{:{w}}'.format(1, w=10 ** 9) }}",
        "{{ range(100000) | join('x' * 100000) }}",
        "{{ ('x' * 100000) | replace('x', 'y' * 100000) }}",
        "{{ ('x' * 100000).replace('x', 'y' * 100000) }}",
        "{{ ('x\n' * 100000) | indent(10000) }}",
        "{{ [[1]] * 100000 | sum(start=[]) }}",
        "{{ [[[1]] * 100000] | map('sum', start=[]) | list }}",
        "{{ 1 | round(-10 ** 9) }}",
        "{{ {'a': [1]} | tojson(indent=10 ** 9) }}",
        "{{ [[[[[[[[[[1] * 9999]]]]]]]]] | tojson(indent=1000) }}",
        "{{ '%*d' | format(10 ** 9, 1) }}",
        "{{ ['%*d'] | map('format', 10 ** 9, 1) | list }}",
        "{{ '{:{}}'.format(1, 10 ** 9) }}",
        "{{ '{{{:{w}}}}'.format(1, w='999999999') }}",
        "{{ '{:{w[0]}}'.format(1, w=[999999999]) }}",
        "{{ ('a ' * 500000) | title }}",
        "{{ ('a ' * 500000) | wordcount }}",
        "{% set ns = namespace(s='x') %}{% for a in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
        "{% set s = 'x' * 1000000 %}{% for a in range(99999) %}{{ 'xy' in s }}{% endfor %}",
        "{% set s = 'x' * 1000000 %}{% for a in range(99999) %}{{ s.upper() }}{% endfor %}",
        "{% for a in range(99999) %}{% set b = range(99999) | list %}{% endfor %}",
        "{{ faker.text(max_nb_chars=10 ** 9) }}",
        "{{ faker.binary(10 ** 9) }}",
        "{{ faker.texts(1000, 1000) }}",
        "{{ faker.bothify('?' * 100000) }}",
        "{{ faker.random_element('x' * 100000) }}",
        "{% for a in range(99999) %}{{ faker.name() }}{% endfor %}",
    ],
)
async def test_a_template_is_kept_within_bounds(make_client: MakeClient, template: str) -> None:
    client = await server(make_client, {"body": template}, FROZEN)
    answer = await client.get("/jobs/1")
    assert (answer.status, (await answer.json())["title"]) == (500, "The scenario's answer can't be given.")


async def test_the_loop_goes_on_while_a_template_is_filled_in(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, goes_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(text: str, names: Any) -> str:
        loop.call_soon_threadsafe(begun.set)
        assert goes_on.wait(10)
        return "at last"

    monkeypatch.setattr("mockserver.templates.sandbox.fill", slow)
    client = await server(make_client, {"body": "{{ 1 }}"}, FROZEN)
    waiting = asyncio.ensure_future(client.get("/jobs/1"))
    await begun.wait()
    assert (await client.post("/jobs")).status == 200
    goes_on.set()
    assert await (await waiting).text() == "at last"


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{% for n in numbers %}{{ loop.index }}:{{ n }}{% if not loop.last %},{% endif %}{% endfor %}", "1:4,2:5"),
        ("{% for n in numbers if n > 4 %}{{ n }}{% else %}none{% endfor %}", "5"),
        ("{% for n in [] %}{{ n }}{% else %}none{% endfor %}", "none"),
        ("{{ numbers | sum + 2 * 3 }} {{ 2 ** 10 }} {{ 7 % 4 }} {{ 'a' + 'b' }} {{ 'ab' * 2 }}", "15 1024 3 ab abab"),
        (
            "{{ numbers | map('string') | join(', ') }} {{ 'a-b' | replace('-', '+') }} {{ 'ab' | center(6) }}",
            "4, 5 a+b   ab  ",
        ),
        (
            "{{ 'x' ~ 1 ~ numbers }} {{ 4 in numbers }} {{ 1 < 2 < 3 }} {{ none | default(99999999) }}",
            "x1[4, 5] True True None",
        ),
        ("{{ numbers | tojson(indent=2) }} {{ '%05.2f' | format(3.14159) }}", "[\n  4,\n  5\n] 03.14"),
        ("{{ {'a': 1}.get('b', 10 ** 9) }} {{ nothing | default(10 ** 12) }}", "1000000000 1000000000000"),
        ("{{ '%d' | format(1525562602290) }} {{ '{:,}'.format(10 ** 9) }}", "1525562602290 1,000,000,000"),
        ("{{ '{{a: {{b: {}'.format(1) }} {{ '{a: {b: %d' | format(10 ** 6) }}", "{a: {b: 1 {a: {b: 1000000"),
        ("{{ [9, 99999] | select('gt', 20000) | list }} {{ numbers | sum(start=10 ** 6) }}", "[99999] 1000009"),
        ("{{ 'a b' | truncate(10 ** 6) }} {{ 'a-a'.replace('a', 'b', 10 ** 6) }}", "a b b-b"),
        ("{{ [nothing] | map('default', 10 ** 6) | list }}", "[1000000]"),
        ("{{ ('a' * 900000) | upper | length }} {{ (['a'] * 200000) | join | length }}", "900000 200000"),
        ("{{ ('a' * 900000) | tojson | length }}", "900002"),
        ("{{ [[1]] | tojson(indent=2) }}", "[\n  [\n    1\n  ]\n]"),
        ("{% for a in numbers recursive %}{{ a if a is number else loop(a) }}{% endfor %}", "45"),
    ],
)
def test_within_its_bounds_it_is_jinja(template: str, filled: str) -> None:
    assert fill(template, {"numbers": [4, 5]}) == filled


async def test_a_file_is_read_when_it_is_sent(make_client: MakeClient, tmp_path: Path) -> None:
    bodies = tmp_path / "bodies"
    bodies.mkdir()
    (bodies / "a.html").write_text("first")
    client = await server(make_client, {"status": 503, "body_file": "a.html"}, scenarios=tmp_path)
    (bodies / "a.html").write_text("second")
    answer = await client.request("GET", "/jobs/1", headers={"Range": "bytes=0-1"})
    assert (answer.status, await answer.text()) == (503, "second")


async def test_a_file_that_is_gone_is_told(make_client: MakeClient, tmp_path: Path) -> None:
    (tmp_path / "bodies").mkdir()
    (tmp_path / "bodies" / "a.html").write_text("there")
    client = await server(make_client, {"body_file": "a.html"}, scenarios=tmp_path)
    (tmp_path / "bodies" / "a.html").unlink()
    answer = await client.get("/jobs/1")
    problem = await answer.json()
    assert (answer.status, problem["title"]) == (500, "The scenario's answer can't be given.")
    assert "`a.html` is no file in `bodies/`, expected one of: maintenance.html" in problem["detail"]
    (entry,) = world(client).journal
    assert "`a.html` is no file" in (entry.explanation or "")


async def test_files_that_come_later_are_found(make_client: MakeClient, tmp_path: Path) -> None:
    client = await server(make_client, {"status": 204}, scenarios=tmp_path)
    (tmp_path / "bodies").mkdir()
    (tmp_path / "bodies" / "late.txt").write_text("late")
    rules = 'summary: x\nrequests: [{respond: {body_file: "late.txt"}}]'
    assert (await client.request("PUT", "/_mock/scenario", json={"yaml": rules})).status == 200
    assert await (await client.get("/jobs/1")).text() == "late"


TELLS = (
    "{{ faker.past_datetime() }} {{ faker.unix_time() }} {{ faker.date_this_year() }} {{ faker.credit_card_expire() }}"
)


async def test_dates_are_seen_from_the_workspaces_clock(make_client: MakeClient) -> None:
    client = await server(make_client, {"body": TELLS})
    first = await (await client.get("/jobs/1")).text()
    past, time_of_day, seconds, this_year, card = first.split()
    assert "2018-04-05 23:23" <= f"{past} {time_of_day}" < "2018-05-05 23:24"
    assert 0 <= float(seconds) <= 1525562602
    assert this_year.startswith("2018-")
    assert "18" <= card[-2:] <= "28"
    await client.post("/_mock/reset")
    assert await (await client.get("/jobs/1")).text() == first


def test_dates_of_two_faker_are_seen_from_their_own_times() -> None:
    early, late = Fakes(Faker(), 0), Fakes(Faker(), 1525562602290)
    assert str(early.date_between("today", "today")) == "1970-01-01"
    assert str(late.date_between("today", "today")) == "2018-05-05"
    assert repr(early.date_time_between("now", "now")) == "datetime.datetime(1970, 1, 1, 0, 0)"
    assert str(Faker().date_between("today", "today")) > "2018-05-05"
