"""Warnings of rules that can never act: which there are, and that each of them is true."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mockserver.app import PROVIDERS, scenario_library
from mockserver.config import Settings
from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Stage, Status, begin
from mockserver.gateway.addressing import DEFAULT_WORKSPACE, Directory
from mockserver.gateway.bodies import Body
from mockserver.gateway.call import Call
from mockserver.gateway.operations import BodyKind, Match
from mockserver.gateway.unsent import nowhere, unsent
from mockserver.gateway.workspaces import Workspaces
from mockserver.scenario.library import ScenarioLibrary
from mockserver.scenario.matching import Scenario
from mockserver.scenario.mistakes import ScenarioError
from mockserver.tools.validation import check

LIBRARY = scenario_library(Settings())
SHIPPED = sorted(path.stem for path in (Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


def warnings(tmp_path: Path, rules: str) -> list[tuple[int, str]]:
    path = tmp_path / "mine.yaml"
    path.write_text(f"summary: x\n{rules}\n")
    checked = check(LIBRARY, str(path), {})
    assert checked.usable, checked.sentence
    return [(mistake.line, mistake.message) for mistake in checked.mistakes]


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_give_no_warning(name: str) -> None:
    assert check(LIBRARY, name, {}).mistakes == ()


NEVER_ACTS, NEVER_MATCHES = "this rule never acts", "this rule can never match"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("jobs:\n- timeline: [completed]\n- {when: {media: a}, timeline: [completed]}", [(4, NEVER_ACTS)]),
        ("jobs:\n- {when: {call: 1}, timeline: [completed]}\n- timeline: [completed]", []),
        (
            "jobs:\n- {when: {media: '*.pdf'}, timeline: [completed]}\n- {when: {media: 'a.pdf'}, transcript: interview}",
            [],
        ),
        (
            "jobs:\n- {when: {credential: 'a*'}, transcript: interview}\n- {when: {credential: ab}, transcript: interview}",
            [(4, NEVER_ACTS)],
        ),
        (
            "jobs:\n- {when: {credential: 'a'}, transcript: interview}\n- {when: {credential: a*}, transcript: interview}",
            [],
        ),
        (
            "jobs:\n- {when: {provider: [revai, claudio]}, transcript: interview}\n"
            "- {when: {provider: revai, header: {x: y}}, transcript: interview}\n"
            "- {when: {provider: transcribe}, transcript: interview}",
            [(4, NEVER_ACTS)],
        ),
        ("requests:\n- error: server_error\n- delay: 2s", [(4, NEVER_ACTS)]),
        ("requests:\n- delay: 2s\n- error: server_error", []),
        ("requests:\n- {error: server_error, limit: 5/s}\n- delay: 2s", []),
        ("requests:\n- {error: server_error, times: 2}\n- delay: 2s", []),
        ("requests:\n- {when: {provider: revai, not: {provider: revai}}, delay: 2s}", [(3, NEVER_MATCHES)]),
        ("requests:\n- {when: {provider: revai, not: {credential: x}}, delay: 2s}", []),
        ("requests:\n- {when: {provider: revai, any: [{provider: claudio}]}, delay: 2s}", [(3, NEVER_MATCHES)]),
        ("requests:\n- {when: {provider: revai, any: [{provider: claudio}, {path: '*/jobs'}]}, delay: 2s}", []),
    ],
)
def test_rules_that_can_never_act_are_warned_of(tmp_path: Path, rules: str, expected: list[tuple[int, str]]) -> None:
    assert [(line, said.partition(":")[0]) for line, said in warnings(tmp_path, rules)] == expected


def test_rules_of_what_is_extended_may_be_left_without_work(tmp_path: Path) -> None:
    assert warnings(tmp_path, "extends: happy_path\njobs:\n- timeline: [completed]") == []


CASES = [
    (
        "requests: [{when: {operation: DeleteJob, method: GET}, delay: 1s}]",
        "no request for DeleteJob has the method GET, expected: DELETE",
    ),
    (
        "requests: [{when: {operation: GetJob, path: '/jobs/*'}, delay: 1s}]",
        "no path that it is about fits /jobs/*, expected one",
    ),
    (
        "requests: [{when: {provider: revai, path: '/revai/*'}, delay: 1s}]",
        "no path that it is about fits /revai/*, expected one",
    ),
    ("requests: [{when: {provider: revai, region: 'us-*'}, delay: 1s}]", "no request to revai is for one"),
    (
        "requests: [{when: {operation: GetAccount, status: completed}, delay: 1s}]",
        "waits for the status of a job, and GetAccount is about none",
    ),
    (
        "requests: [{when: {operation: ListJobs, body: {$.a: b}}, delay: 1s}]",
        "waits for something in the body, and ListJobs has none",
    ),
    (
        "requests: [{when: {operation: [ListJobs, ListBuckets], media: x}, delay: 1s}]",
        "and ListBuckets, ListJobs is about none",
    ),
    ("requests: [{when: {provider: s3, name: x}, delay: 1s}]", "waits for the name, media or metadata of a job"),
    ("requests: [{when: {chance: 0%}, delay: 1s}]", "its chance is 0%"),
    (
        "jobs: [{when: {operation: GetJob}, timeline: [completed]}]",
        "no job that goes as a scenario says comes of GetJob, expected one of: StreamAudio, SubmitCustomVocabulary",
    ),
    ("jobs: [{when: {provider: s3}, timeline: [completed]}]", "no job that goes as a scenario says comes of s3"),
    ("jobs: [{when: {operation: CreateVocabularyFilter}, timeline: [completed]}]", "comes of CreateVocabularyFilter"),
    ("jobs: [{when: {provider: revai, region: us-east-1}, timeline: [completed]}]", "no request to revai is for one"),
    (
        "requests: [{when: {any: [{operation: GetJob, method: GET}], not: {operation: GetJob}}, delay: 1s}]",
        "each of its `any` is about something else",
    ),
]


@pytest.mark.parametrize(("rules", "said"), CASES)
def test_each_is_told_why(tmp_path: Path, rules: str, said: str) -> None:
    ((_, sentence),) = warnings(tmp_path, rules)
    assert said in sentence


NO_SLIPS = [
    # What is asked for by a wrong method counts as its path's first operation, and is answered with 405.
    "requests: [{when: {operation: GetJob, method: PUT}, delay: 1s}]",
    "requests: [{when: {operation: GetJob, path: '*/jobs/abc'}, delay: 1s}]",
    "requests: [{when: {path: '/jobs/*'}, delay: 1s}]",
    "providers: {claudio: {paths: {SubmitJob: /mine}}}\nrequests: [{when: {provider: claudio, path: /mine}, delay: 1s}]",
    "requests: [{when: {operation: StreamAudio}, fault: {name: socket_drop, after: {messages: 2}}}, {delay: 1s}]",
    "requests: [{when: {operation: StreamAudio}, error: {name: server_error, after: {messages: 2}}}, {delay: 1s}]",
    # The upload breaks before its body is read, and requests without a body go on.
    "requests: [{error: server_error}, {fault: upload_reset}]",
    "requests: [{fault: upload_reset}, {when: {operation: SubmitJob}, delay: 1s}]",
    # The fault breaks answers, and a WebSocket has none.
    "requests: [{fault: cut_body}, {delay: 1s}]",
    "requests: [{when: {provider: revai}, fault: connection_reset}, {when: {not: {provider: revai}}, delay: 1s}]",
    "requests: [{when: {body: {$.a: true}}, error: server_error}, {when: {body: {$.a: 1}}, delay: 1s}]",
    "phases: [a, b]\nrequests: [{when: {phase: b}, delay: 1s}]",  # a hand may move it there
    "jobs: [{when: {operation: [SubmitJob, UpdateVocabulary, StreamAudio]}, timeline: [completed]}]",
    "jobs: [{when: {call: 1}, timeline: [completed]}, {timeline: [completed]}]",
]


@pytest.mark.parametrize("rules", NO_SLIPS)
def test_what_may_act_is_left_alone(tmp_path: Path, rules: str) -> None:
    assert warnings(tmp_path, rules) == []


def test_several_rules_may_shadow_one_between_them(tmp_path: Path) -> None:
    rules = "\n".join(
        f"- {{when: {{provider: {one}}}, error: server_error}}" for one in ("revai", "claudio", "transcribe", "s3")
    )
    ((line, said),) = warnings(tmp_path, f"requests:\n{rules}\n- delay: 1s")
    assert (line, "between them leave nothing that it matches" in said) == (7, True)


def some(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


KEYS: dict[str, st.SearchStrategy[Any]] = {
    "provider": some("revai", "claudio", "transcribe", "s3", ["revai", "claudio"]),
    "operation": some("GetJob", "SubmitJob", "ListJobs", "DeleteJob", "GetTranscriptionJob", ["PollJob", "GetObject"]),
    "method": some("GET", "POST", "PUT", "DELETE", "HEAD", ["GET", "POST"]),
    "path": some("/jobs/*", "*/jobs", "/speechtotext/v1/jobs/?*", "/*", "*", "/speechtotext/v1/[a-k]*"),
    "header": some({"X-Team": "a*"}, {"x-team": "ab"}),
    "query": some({"limit": "1"}, {"limit": "*"}),
    "body": some({"$": None}, {"$.metadata": "a*"}, {"$.metadata": "ab"}, {"$.n": 1}, {"$.n": True}),
    "credential": some("a*", "ab", "*"),
    "region": some("us-east-1", "us-*"),
    "media": some("*.mp3", "*"),
    "name": some("mine", "*"),
    "metadata": some("ab", "a*"),
    "status": some("completed", ["in_progress", "completed"]),
    "phase": some("calm", "storm", ["calm", "storm"]),
}
FLAT = st.lists(some(*KEYS), max_size=2, unique=True).flatmap(
    lambda keys: st.fixed_dictionaries({key: KEYS[key] for key in keys})
)
NESTED = FLAT.filter(bool)
WHEN = st.builds(
    lambda own, nested, counts: {**own, **nested, **counts},
    FLAT,
    st.one_of(
        st.just({}),
        NESTED.map(lambda one: {"not": one}),
        st.lists(NESTED, min_size=1, max_size=2).map(lambda of: {"any": of}),
    ),
    st.one_of(st.just({}), st.just({}), some({"call": 1}, {"chance": 0}, {"chance": 0.5}, {"every": 2})),
)
DOES = some(
    {"delay": "1s"},
    {"error": "server_error"},
    {"error": "not_found"},
    {"respond": {"status": 200}},
    {"error": "server_error", "times": 1},
    {"limit": {"rate": "1/m"}},
    {"fault": "connection_reset"},
    {"fault": "cut_body"},
    {"fault": "upload_reset"},
    {"fault": {"name": "socket_drop", "after": {"messages": 1}}},
    {"error": {"name": "server_error", "after": {"messages": 1}}},
)
SCENARIO = st.fixed_dictionaries(
    {
        "summary": st.just("x"),
        "phases": st.just(["calm", "storm"]),
        "requests": st.lists(st.builds(lambda when, does: {"when": when, **does}, WHEN, DOES), min_size=1, max_size=4),
        "jobs": st.lists(st.builds(lambda when: {"when": when, "transcript": "interview"}, WHEN), max_size=3),
    }
)


def loaded(written: dict[str, Any], folder: Path) -> tuple[Scenario, set[str]] | None:
    """Return a scenario with each rule on a line of its own, and the rules that are warned of; None where it has mistakes."""
    path = folder / "made.yaml"
    lists = {key: [f"- {json.dumps(rule)}" for rule in written[key]] for key in ("requests", "jobs") if written[key]}
    lines = ["summary: x", "phases: [calm, storm]"]
    for key, rules in lists.items():
        lines += [f"{key}:", *rules]
    path.write_text("\n".join(lines))
    try:
        scenario, warned = LIBRARY.load_with_warnings(path)
    except ScenarioError:
        return None
    return scenario, {f"{one.file}:{one.line}" for one in warned}


OPERATIONS = [(provider, operation) for provider in PROVIDERS for operation in provider.operations]
PATH = st.one_of(st.none(), some("/jobs/abc", "/speechtotext/v1/jobs/abc", "/bucket/key", "/"))
BODY = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {},
        optional={
            "metadata": some("ab", "x"),
            "n": some(1, True),
            "media_url": some("http://x/a.mp3"),
            "TranscriptionJobName": some("abc", "mine"),
            "job_name": some("mine"),
        },
    ),
)
REQUEST = st.fixed_dictionaries(
    {
        "target": st.sampled_from(OPERATIONS),
        "method": st.one_of(st.none(), some("GET", "POST", "PUT", "DELETE", "HEAD")),
        "path": PATH,
        "headers": st.lists(some(("X-Team", "ab"), ("x-team", "b")), max_size=1),
        "query": st.lists(some(("limit", "1"), ("limit", "2")), max_size=1),
        "body": BODY,
        "credential": some("ab", "x", None),
        "phase": some("calm", "storm"),
    }
)


def called(asked: dict[str, Any], workspaces: Workspaces) -> Call | None:
    """Return the call that the server would make of a request; None where it would know no operation."""
    provider, operation = asked["target"]
    path = asked["path"] or "/".join("abc" if part.startswith("{") else part for part in operation.paths[0].split("/"))
    made = {
        "method": asked["method"],
        "path": f"/{provider.name}{path}",
        "headers": [*asked["headers"], ("X-Amz-Target", f"Transcribe.{operation.name}")],
        "query": asked["query"],
    }
    address = Directory([provider]).find(unsent(provider, operation, workspaces, Call, **made).arrival)
    if address is None:
        return None
    found = address.found.operation
    has_body = found.body is not BodyKind.NONE and asked["body"] is not None
    call = unsent(
        provider, found, workspaces, Call, **made, body=Body(json.dumps(asked["body"]).encode() if has_body else b"")
    )
    call.params = address.found.params if isinstance(address.found, Match) else {}
    call.credential, call.workspace.phase = asked["credential"], asked["phase"]
    return call


async def acting(scenario: Scenario, requests: list[dict[str, Any]]) -> AsyncIterator[str]:
    """Yield the rules that act on some requests, one after the other, as the pipeline has them act."""
    workspaces = nowhere(scenario)
    workspace = workspaces.open(DEFAULT_WORKSPACE)
    timeline = (Stage(Status.COMPLETED),)
    for number, provider in enumerate(PROVIDERS, start=1):
        job = Job(
            provider.name, "abc", provider.name, number, timeline, begin(timeline, 0), {}, 0, name="mine", metadata="ab"
        )
        await workspace.store.insert(replace(job, media=["x/a.mp3"]))
    for asked in requests:
        call = called(asked, workspaces)
        if call is None:
            continue
        count, seed = workspace.store.count, workspace.seed
        if call.body.raw:
            broken = await scenario.reactions(call.facts(), count, seed, early=True)
            if broken:
                yield broken[0].rule
                continue
        for reaction in await scenario.reactions(call.facts(), count, seed):
            yield reaction.rule
            if reaction.does.ends:
                break
        else:
            if call.operation.submits is not None:
                yield (await scenario.plan(call.facts(), count, seed, ("job", 1))).rule


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SCENARIO, st.lists(REQUEST, min_size=1, max_size=12))
def test_no_rule_that_is_warned_of_ever_acts(
    tmp_path: Path, written: dict[str, Any], requests: list[dict[str, Any]]
) -> None:
    made = loaded(written, tmp_path)
    assume(made is not None)
    assert made is not None
    scenario, warned = made

    async def all_acting() -> set[str]:
        return {rule async for rule in acting(scenario, requests)}

    assert not asyncio.run(all_acting()) & warned


def test_an_id_that_nearly_overrides_is_told(shipped: ScenarioLibrary, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "summary: m\nextends: happy_path\njobs:\n  - {id: everything_els, timeline: [completed]}\n"
        "  - {id: my_own, when: {media: x}, timeline: [completed]}\n"
    )
    _, (slip, *_) = replace(shipped, folders=[tmp_path, *shipped.folders]).load_with_warnings("mine")
    assert (slip.line, slip.column, slip.severity) == (4, 10, "warning")
    assert slip.message == (
        "no rule of what is extended has the id `everything_els`, so this one overrides none; did you mean `everything_else`?"
    )
