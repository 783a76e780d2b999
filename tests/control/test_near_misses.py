"""Rules that a request nearly met: in the journal, and in the log at its most talkative."""

import logging
from typing import Any

import pytest

from tests.conftest import FROZEN, MakeClient
from tests.control.conftest import TOKEN, Control, submit

JOBS = "/speechtotext/v1/jobs"
MEDIA = "https://example.com/talk.PDF"


async def near_misses(make_client: MakeClient, rules: str, method: str = "GET", path: str = JOBS, **how: Any) -> Any:
    client = await make_client(scenario=f"{FROZEN}\n{rules}")
    how.setdefault("headers", TOKEN)
    await client.request(method, path, **how)
    (entry,) = await Control(client)("GET", "journal")
    return entry["near_misses"]


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("{header: {X-Team: beta}}", "the header X-Team alpha doesn't fit beta"),
        ("{operation: ListJobs, header: {X-Trace: '*'}}", "the header X-Trace is left out, expected *"),
        ("{query: {limit: '5'}}", "query parameter limit is 7, which doesn't fit 5"),
        ("{operation: ListJobs, query: {starting_after: '*'}}", None),
        ("{path: /jobs}", "the path /speechtotext/v1/jobs doesn't fit /jobs"),
        ("{path: /speechtotext/v1/jbos}", "the path /speechtotext/v1/jobs doesn't fit /speechtotext/v1/jbos"),
        ("{provider: revai, credential: Good-*}", "the credential good*** doesn't fit Good-*"),
        (
            "{any: [{header: {X-Team: beta}}, {credential: bad}]}",
            "none of `any` is true (the header X-Team alpha doesn't fit beta | the credential good*** doesn't fit bad)",
        ),
    ],
)
async def test_one_point_that_failed_is_told(make_client: MakeClient, when: str, said: str | None) -> None:
    headers = TOKEN | {"X-Team": "alpha"}
    told = await near_misses(
        make_client, f"requests: [{{when: {when}, delay: 0s}}]", path=f"{JOBS}?limit=7", headers=headers
    )
    said = said or "query parameter starting_after is (left out), which doesn't fit *"
    assert told == [f"test.yaml:3: {said}"]


@pytest.mark.parametrize(
    "when",
    [
        "{operation: GetJob, header: {X-Team: beta}}",  # about another operation
        "{provider: claudio, header: {X-Team: beta}}",
        "{header: {X-Trace: '*'}}",  # nothing says that this request was meant
        "{query: {limit: '5'}}",
        "{body: {$.language: de}}",
        "{method: DELETE}",
        "{path: '*/jobs/*'}",
        "{operation: ListJobs, credential: broke*}",
        "{operation: ListJobs, phase: storm}",  # not up to the request
        "{operation: ListJobs, status: failed}",
        "{operation: ListJobs, call: 2}",
        "{operation: ListJobs, not: {provider: revai}}",
        "{header: {X-Team: beta}, credential: broke*}",  # two points
    ],
)
async def test_what_was_not_meant_is_left_out(make_client: MakeClient, when: str) -> None:
    rules = f"phases: [calm, storm]\nrequests: [{{when: {when}, delay: 0s}}]"
    assert await near_misses(make_client, rules, headers=TOKEN | {"X-Team": "alpha"}) == []


async def test_a_rule_that_acted_leaves_no_misses(make_client: MakeClient) -> None:
    rules = "requests: [{when: {header: {X-Team: beta}}, delay: 0s}, {when: {operation: ListJobs}, delay: 0s}]"
    assert await near_misses(make_client, rules, headers=TOKEN | {"X-Team": "alpha"}) == []


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("{media: '*.pdf'}", [f"test.yaml:4: media {MEDIA} doesn't fit *.pdf"]),
        ("{metadata: mine}", ["test.yaml:4: metadata Mine doesn't fit mine"]),
        ("{body: {$.language: de}}", ['test.yaml:4: the body has no "de" at $.language']),
        ("{media: '*.doc'}", []),
        ("{metadata: yours}", []),
        ("{media: '*.PDF'}", []),  # decided
    ],
)
async def test_rules_for_jobs_that_were_passed_over_are_told(
    make_client: MakeClient, when: str, said: list[str]
) -> None:
    rules = f"jobs:\n  - {{when: {when}, timeline: [completed]}}\n  - {{timeline: [completed]}}"
    body = {"media_url": MEDIA, "metadata": "Mine", "language": "en"}
    assert await near_misses(make_client, rules, "POST", json=body) == said


async def test_the_happy_path_has_no_misses(make_client: MakeClient) -> None:
    client = await make_client(scenario="summary: test\nextends: happy_path")
    job = await submit(client)
    await client.get(f"{JOBS}/{job}", headers=TOKEN)
    assert [entry["near_misses"] for entry in await Control(client)("GET", "journal")] == [[], []]


async def test_the_log_tells_them_when_it_tells_everything(
    make_client: MakeClient, caplog: pytest.LogCaptureFixture
) -> None:
    rules = f"{FROZEN}\nrequests: [{{when: {{header: {{X-Team: beta}}}}, delay: 0s}}]"
    for level in ("INFO", "DEBUG"):
        caplog.set_level(level, "mockserver.requests")
        client = await make_client(scenario=rules)
        await client.get(JOBS, headers=TOKEN | {"X-Team": "alpha"})
    (told,) = [record.message for record in caplog.records if record.levelno == logging.DEBUG]
    assert told.startswith("ListJobs ")
    assert told.endswith(" nearly met test.yaml:3: the header X-Team alpha doesn't fit beta")
