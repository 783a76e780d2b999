"""The way of a request."""

import io
import json
import logging
import uuid

import pytest
from yarl import URL

from mockserver.gateway.call import Call
from tests.conftest import FROZEN, MakeClient, world
from tests.gateway.toy import Toy

RULES = f"""\
{FROZEN}
requests:
  - when: {{path: /jobs/slow}}
    delay: 80ms
  - when: {{path: "/jobs/s*"}}
    delay: 20ms
    error: teapot
  - when: {{header: {{X-Team: beta}}}}
    respond: {{status: 418, body: {{short: true}}, headers: {{X-Own: "yes"}}}}
  - when: {{path: /jobs/template}}
    respond: {{body: '{{"path": "{{{{ request.path }}}}", "name": "{{{{ faker.name() }}}}"}}'}}
  - when: {{path: /jobs/text}}
    respond: {{status: 500, body: "plain", headers: {{Content-Type: text/x-own}}}}
"""


async def test_every_answer_carries_the_id_under_which_the_journal_has_it(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    await client.post("/jobs", json={"a": 1})
    answer = await client.get("/jobs/job-1?x=1")
    first, second = world(client).journal
    assert answer.headers["X-Mockserver-Request-Id"] == second.id
    assert uuid.UUID(second.id) != uuid.UUID(first.id)
    assert (first.body, first.job) == (b'{"a": 1}', "job-1")
    assert (second.method, second.target, second.provider) == ("GET", "/jobs/job-1?x=1", "toy")
    assert (second.operation, second.status, second.number) == ("GetJob", 200, 2)
    assert answer.headers["Server"].startswith("mockserver/")
    assert answer.headers["X-Toy"] == "1"


async def test_the_same_calls_get_the_same_bytes(make_client: MakeClient) -> None:
    said = []
    for _ in range(2):
        client = await make_client(Toy())
        answers = [await client.post("/jobs"), await client.get("/jobs/job-1"), await client.get("/jobs/nothing")]
        bodies = [(await answer.text()).replace(str(client.port), "PORT") for answer in answers]
        said.append((bodies, [answer.headers["X-Mockserver-Request-Id"] for answer in answers]))
    assert said[0] == said[1]


async def test_rules_act_in_order_before_the_provider(make_client: MakeClient) -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    client = await make_client(Toy(), scenario=RULES, pause=pause)
    answer = await client.get("/jobs/slow", headers={"X-Token": "bad"})
    assert (await answer.json())["toy_error"] == "teapot"
    assert waited == [0.08, 0.02]
    (entry,) = world(client).journal
    assert entry.rules == ["test.yaml:4 delay 80 ms", "test.yaml:6 delay 20 ms error teapot"]


async def test_a_canned_answer_is_given_in_place_of_the_providers(make_client: MakeClient) -> None:
    client = await make_client(Toy(), scenario=RULES)
    answer = await client.get("/jobs/1", headers={"X-Team": "beta"})
    assert (answer.status, await answer.json(), answer.headers["X-Own"]) == (418, {"short": True}, "yes")
    assert "X-Mockserver-Request-Id" in answer.headers


async def test_templates_are_filled_from_the_seed(make_client: MakeClient) -> None:
    names = []
    for _ in range(2):
        client = await make_client(Toy(), scenario=RULES)
        answer = await client.get("/jobs/template")
        said = await answer.json()
        assert said["path"] == "/jobs/template"
        names.append(said["name"])
    assert names[0] == names[1] != ""


async def test_a_canned_text_has_the_type_that_it_says(make_client: MakeClient) -> None:
    client = await make_client(Toy(), scenario=RULES)
    answer = await client.get("/jobs/text")
    assert (answer.status, answer.content_type, await answer.text()) == (500, "text/x-own", "plain")


async def test_authentication_comes_before_what_is_wrong_with_the_request(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    for method, path in [("PUT", "/jobs"), ("POST", "/form"), ("GET", "/jobs/none")]:
        answer = await client.request(method, path, headers={"X-Token": "bad"}, data=b"x" * 9000)
        assert answer.status == 401
    assert {entry.explanation for entry in world(client).journal} == {"The token is bad."}


async def test_a_known_path_with_a_wrong_method_gets_405(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    answer = await client.put("/jobs/1")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET")
    assert (await answer.json())["toy_error"] == "method_not_allowed"


async def test_head_is_get_without_a_body(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    await client.post("/jobs")
    answer = await client.head("/jobs/job-1")
    assert (answer.status, await answer.read()) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 0


async def test_a_mistake_of_ours_is_the_providers_error_and_is_logged(
    make_client: MakeClient, caplog: pytest.LogCaptureFixture
) -> None:
    client = await make_client(Toy())
    answer = await client.get("/break")
    assert (answer.status, (await answer.json())["toy_error"]) == (500, "server_error")
    assert "This is a mistake in mockserver" in caplog.text


async def test_each_request_is_logged_on_one_line(make_client: MakeClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "mockserver.requests")
    client = await make_client(Toy(), scenario=RULES)
    await client.get("/w/one/jobs/some")
    await client.get(URL("/jobs/no%0Ane", encoded=True))
    assert caplog.messages == [
        "toy GetJob 400 GET /w/one/jobs/some (workspace one) [test.yaml:6 delay 20 ms error teapot]",
        "toy GetJob 404 GET /jobs/no%0Ane - No job was submitted as no ne.",
    ]


async def test_a_full_store_is_told(make_client: MakeClient) -> None:
    client = await make_client(Toy(), max_file_bytes=3)
    answer = await client.post("/keep", data={"media": io.BytesIO(b"1234")})
    assert answer.status == 503
    assert "Reset it to make room" in (await answer.json())["said"]
    assert (await client.post("/keep", data={"media": io.BytesIO(b"123")})).status == 204


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ request.json.at.all }}", "UndefinedError: "),
        ("{{ 1 / 0 }}", "ZeroDivisionError"),
        ("{{ ''.__class__.__mro__ }}", "SecurityError"),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "RecursionError"),
    ],
)
async def test_a_template_that_breaks_is_told(
    make_client: MakeClient, caplog: pytest.LogCaptureFixture, template: str, said: str
) -> None:
    rule = {"when": {"operation": "GetJob"}, "respond": {"body": template}}
    client = await make_client(Toy(), scenario=f"{FROZEN}\nrequests: [{json.dumps(rule)}]")
    answer = await client.get("/jobs/1")
    problem = await answer.json()
    assert (answer.status, problem["title"]) == (500, "The scenario's answer can't be given.")
    assert f"test.yaml:3: its template can't be filled in: {said}" in problem["detail"]
    (entry,) = world(client).journal
    assert entry.explanation == problem["detail"]
    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_disk_that_takes_no_upload_is_told(make_client: MakeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    client = await make_client(Toy())
    monkeypatch.setattr("tempfile.tempdir", "/does/not/exist")
    answer = await client.post("/form", data={"media": io.BytesIO(b"x")})
    assert answer.status == 503
    assert "can't be stored" in (await answer.json())["said"]


async def test_a_mistake_of_ours_before_the_handler_is_the_providers_500_as_well(make_client: MakeClient) -> None:
    class Broken(Toy):
        def admit(self, call: Call) -> None:
            raise RuntimeError("a provider's mistake")

    client = await make_client(Broken())
    answer = await client.get("/jobs/1")
    assert (answer.status, answer.headers["X-Toy"]) == (500, "1")
    assert "a provider's mistake" in (await answer.json())["said"]
