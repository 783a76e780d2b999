"""Which rules act on which requests, and how jobs go."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.lifecycle import Failure, Stage, Status
from mockserver.engine.randomness import Seed
from mockserver.scenario.conditions import Facts
from mockserver.scenario.details import Details
from mockserver.scenario.library import ScenarioLibrary
from mockserver.scenario.matching import DEFAULT_JOB, DEFAULT_TIMELINE, Plan, Scenario, timeline_of
from mockserver.scenario.reactions import Consequence, Respond

SEED = Seed(1)


class Counters:
    """Counters as a workspace keeps them."""

    def __init__(self) -> None:
        self.values: Counter[str] = Counter()

    async def __call__(self, name: str) -> int:
        self.values[name] += 1
        return self.values[name]


@pytest.fixture
def count() -> Counters:
    return Counters()


def facts(provider: str = "revai", operation: str = "GetJob", **changes: Any) -> Facts:
    given: dict[str, Any] = {"method": "GET", "path": "/jobs/1", "headers": {}, "credential": "token"}
    return Facts(provider, operation, **given | changes)


def about(**details: Any) -> Facts:
    return facts(details=Details(**details))


def submission(**details: Any) -> Facts:
    return facts(operation="SubmitJob", method="POST", path="/jobs", details=Details(**details))


def with_requests(library: ScenarioLibrary, rules: str) -> Scenario:
    return library.parse(f"summary: For a test.\nrequests:\n{rules}", "inline")


def with_jobs(library: ScenarioLibrary, rules: str) -> Scenario:
    return library.parse(f"summary: For a test.\njobs:\n{rules}", "inline")


async def acts(scenario: Scenario, about: Facts, count: Counters) -> list[str]:
    return [reaction.rule for reaction in await scenario.reactions(about, count, SEED)]


async def plan(scenario: Scenario, about: Facts, count: Counters, job: int = 1, seed: Seed = SEED) -> Plan:
    return await scenario.plan(about, count, seed, ("revai", "job", job))


@pytest.mark.parametrize(
    ("when", "matching", "others"),
    [
        ("{}", [{}, {"provider": "s3", "operation": "GetObject"}], []),
        ("{provider: revai}", [{}], [{"provider": "claudio", "operation": "SubmitJob"}]),
        (
            "{operation: SubmitJob}",
            [{"operation": "SubmitJob"}, {"provider": "claudio", "operation": "SubmitJob"}],
            [{}],
        ),
        ("{provider: revai, operation: GetJob}", [{}], [{"operation": "ListJobs"}, {"provider": "s3"}]),
        ("{method: GET}", [{}], [{"method": "POST"}]),
        ("{path: '/jobs/*'}", [{}, {"path": "/jobs/1/transcript"}], [{"path": "/jobs"}, {"path": "/x/jobs/1"}]),
        ("{credential: 'broke*'}", [{"credential": "broke-1"}], [{"credential": "Broke"}, {"credential": None}]),
        ("{credential: '*'}", [{}], [{"credential": None}]),
        (
            "{header: {X-Team: 'b*', X-Run: '?'}}",
            [{"headers": {"X-Team": "beta", "X-Run": "7"}}],
            [{"headers": {"X-Team": "beta"}}, {"headers": {"X-Team": "alpha", "X-Run": "7"}}, {}],
        ),
        ("{provider: [revai, s3]}", [{}, {"provider": "s3", "operation": "GetObject"}], [{"provider": "claudio"}]),
        ("{operation: [GetJob, ListJobs]}", [{}, {"operation": "ListJobs"}], [{"operation": "DeleteJob"}]),
        ("{method: [GET, HEAD]}", [{}, {"method": "HEAD"}], [{"method": "POST"}]),
        ("{path: [/jobs, '/jobs/1*']}", [{}, {"path": "/jobs"}], [{"path": "/jobs/2"}, {"path": "/jobs2"}]),
        ("{header: {X-Team: [a, b]}}", [{"headers": {"X-Team": "b"}}], [{"headers": {"X-Team": "c"}}]),
        ("{credential: [a, 't*']}", [{}], [{"credential": "b"}]),
        ("{not: {credential: 't*'}}", [{"credential": None}], [{}]),
        ("{not: {operation: GetJob}}", [{"operation": "ListJobs"}], [{}]),
        (
            "{method: GET, not: {path: '/jobs/1', credential: token}}",
            [{"path": "/jobs/2"}, {"credential": "other"}],
            [{}, {"path": "/jobs/2", "method": "POST"}],
        ),
        (
            "{any: [{path: /jobs}, {operation: GetJob, method: GET}]}",
            [{}, {"path": "/jobs", "operation": "ListJobs"}],
            [{"method": "POST"}, {"operation": "ListJobs"}],
        ),
        (
            "{not: {any: [{method: POST}, {not: {credential: token}}]}}",
            [{}],
            [{"method": "POST"}, {"credential": "other"}],
        ),
        (
            "{query: {limit: '1?'}}",
            [{"details": Details(query={"limit": "10"})}],
            [{}, {"details": Details(query={"limit": "9"})}, {"details": Details(query={"Limit": "10"})}],
        ),
        (
            "{region: [us-*, eu-west-1]}",
            [{"details": Details(region="eu-west-1")}],
            [{}, {"details": Details(region="eu")}],
        ),
        ("{name: 'nightly*'}", [{"details": Details(name="nightly-1")}], [{}]),
        ("{metadata: '*x*'}", [{"details": Details(metadata="axb")}], [{"details": Details(metadata="ab")}, {}]),
        ("{media: '*.pdf'}", [{"details": Details(media=["a.mp3", "b.pdf"])}], [{"details": Details(media=["a.mp3"])}]),
        (
            "{status: [queued, in_progress]}",
            [{"details": Details(status=Status.QUEUED)}],
            [{}, {"details": Details(status=Status.COMPLETED)}],
        ),
        ("{not: {status: completed}}", [{}], [{"details": Details(status=Status.COMPLETED)}]),
    ],
)
async def test_request_rule_matches_what_its_when_says(
    when: str, matching: list[dict[str, Any]], others: list[dict[str, Any]], shipped: ScenarioLibrary, count: Counters
) -> None:
    scenario = with_requests(shipped, f"  - {{when: {when}, delay: 1s}}")
    for changes in matching:
        assert await acts(scenario, facts(**changes), count) == ["inline:3"], changes
    for changes in others:
        assert await acts(scenario, facts(**changes), count) == [], changes


@pytest.mark.parametrize(
    ("body", "matching", "others"),
    [
        ("{$.Settings.MaxSpeakerLabels: 3}", [{"Settings": {"MaxSpeakerLabels": 3}}], [{"Settings": {}}, {}, None, []]),
        ("{$.n: 1}", [{"n": 1}, {"n": 1.0}], [{"n": True}, {"n": "1"}, {"n": [1]}]),
        ("{$.n: true}", [{"n": True}], [{"n": 1}, {"n": "true"}]),
        ("{$.n: null}", [{"n": None}], [{}, {"n": "null"}]),
        ("{$.n: 'a*'}", [{"n": "abc"}], [{"n": "b"}]),
        ("{$.n: '*'}", [{"n": "abc"}, {"n": 5}, {"n": None}, {"n": {}}], [{}]),
        ("{$.n: [1, 'x*']}", [{"n": 1}, {"n": "xy"}], [{"n": 2}]),
        ("{$.n: {a: 1}}", [{"n": {"a": 1}}], [{"n": {"a": 1, "b": 2}}]),
        ("{'$.files[*].name': '*.pdf'}", [{"files": [{"name": "a.mp3"}, {"name": "b.pdf"}]}], [{"files": []}]),
        ("{$..deep: 1, $.n: 2}", [{"n": 2, "a": [{"deep": 1}]}], [{"n": 2}, {"a": {"deep": 1}}]),
        ("{'$[?@.price > 3].id': b}", [[{"id": "b", "price": 4}]], [[{"id": "b", "price": 2}], "text", 5]),
    ],
)
async def test_a_body_is_looked_into_by_jsonpath(
    body: str, matching: list[Any], others: list[Any], shipped: ScenarioLibrary, count: Counters
) -> None:
    scenario = with_requests(shipped, f"  - {{when: {{body: {body}}}, delay: 1s}}")
    for document in matching:
        assert await acts(scenario, about(document=lambda it=document: it), count) == ["inline:3"], document
    for document in others:
        assert await acts(scenario, about(document=lambda it=document: it), count) == [], document


async def test_a_body_that_is_nested_too_deeply_matches_nothing(shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = with_requests(shipped, "  - {when: {body: {$..n: 1}}, delay: 1s}")
    document: Any = {"n": 1}
    for _ in range(500):
        document = [document]
    assert await acts(scenario, about(document=lambda: document), count) == []


async def test_details_are_looked_at_once_and_only_where_a_rule_depends_on_them(
    shipped: ScenarioLibrary, count: Counters
) -> None:
    looks = 0

    async def look() -> Details:
        nonlocal looks
        looks += 1
        return Details(name="a")

    scenario = with_requests(
        shipped,
        """
  - {when: {operation: ListJobs, name: a}, delay: 1s}
  - {when: {operation: GetJob, not: {name: b}}, delay: 1s}
  - {when: {operation: GetJob, any: [{name: a}, {method: POST}]}, delay: 1s}
""",
    )
    assert await acts(scenario, facts(operation="DeleteJob", look=look), count) == []
    assert looks == 0
    assert await acts(scenario, facts(look=look), count) == ["inline:5", "inline:6"]
    assert looks == 1


async def test_a_phase_is_what_the_request_met(shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = shipped.parse(
        "{summary: Phases., phases: [healthy, degraded], requests: [{when: {phase: degraded}, error: not_found}]}", "p"
    )
    assert scenario.phase == "healthy"
    assert await acts(scenario, facts(phase="healthy"), count) == []
    assert await acts(scenario, facts(phase="degraded"), count) == ["p:1"]


async def test_phases_are_named_by_all_files_between_them(shipped: ScenarioLibrary, tmp_path: Path) -> None:
    library = replace(shipped, folders=[tmp_path])
    (tmp_path / "base.yaml").write_text("{summary: b, phases: [up, down], requests: [{when: {call: 3}, then: down}]}")
    (tmp_path / "mine.yaml").write_text("{summary: m, extends: base, phases: [fresh], requests: [{then: up}]}")
    assert library.named("mine").phases == ("fresh", "up", "down")
    assert library.named("base").phase == "up"


async def turns(shipped: ScenarioLibrary, rule: str, requests: list[Facts]) -> list[int]:
    """Return which of the requests, from 1, a rule acts on."""
    scenario, count = with_requests(shipped, f"  - {rule}"), Counters()
    return [number for number, about in enumerate(requests, 1) if await acts(scenario, about, count)]


@pytest.mark.parametrize(
    ("rule", "acting"),
    [
        ("{when: {call: 2..4}, delay: 1s}", [2, 3, 4]),
        ("{when: {call: 8..}, delay: 1s}", [8, 9, 10]),
        ("{when: {every: 4}, delay: 1s}", [4, 8]),
        ("{times: 3, delay: 1s}", [1, 2, 3]),
        ("{when: {every: 3}, times: 2, delay: 1s}", [3, 6]),
        ("{when: {call: 4..}, times: 2, delay: 1s}", [4, 5]),
    ],
)
async def test_turns(shipped: ScenarioLibrary, rule: str, acting: list[int]) -> None:
    assert await turns(shipped, rule, [facts() for _ in range(10)]) == acting


TIMES_LEFT = [
    ("  - {when: {call: 1}, error: not_found}\n  - {times: 1, error: bad_request}", ["inline:3", "inline:4", None]),
    (
        "  - {when: {call: 1..2}, error: not_found}\n  - {when: {call: 2..3}, times: 1, error: bad_request}",
        ["inline:3", "inline:3", "inline:4", None],
    ),
    ("  - {delay: 1s, times: 1}\n  - {times: 1, error: bad_request}", ["inline:4", None]),
    ("  - {limit: 1/h}\n  - {times: 2, error: bad_request}", ["inline:4", "inline:3", "inline:3", "inline:4", None]),
]


@pytest.mark.parametrize(("rules", "answering"), TIMES_LEFT)
async def test_what_another_rule_answered_takes_no_times_and_is_counted(
    shipped: ScenarioLibrary, count: Counters, rules: str, answering: list[str | None]
) -> None:
    scenario, flows_in = with_requests(shipped, rules), iter([True, False, False, True, True])
    for expected in answering:
        reactions = await scenario.reactions(facts(), count, SEED, within_limit=lambda *_: next(flows_in))
        assert next((reaction.rule for reaction in reactions if reaction.does.answers), None) == expected


async def test_each_job_or_operation_may_have_a_count_of_its_own(shipped: ScenarioLibrary) -> None:
    jobs = [about(job="a", job_number=number) for number in (1, 2, 1, 2, 2, None, None)]
    assert await turns(shipped, "{when: {per: job, call: 2}, delay: 1s}", jobs) == [3, 4, 7]
    assert await turns(shipped, "{when: {per: job}, times: 1, delay: 1s}", jobs) == [1, 2, 6]
    operations = [facts(operation=name) for name in ("GetJob", "ListJobs", "ListJobs", "GetJob")]
    assert await turns(shipped, "{when: {per: operation, call: 2}, delay: 1s}", operations) == [3, 4]
    assert await turns(shipped, "{when: {call: 2}, delay: 1s}", operations) == [2]


async def test_a_delay_around_a_mean_is_never_below_nothing(shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = with_requests(shipped, "  - delay: {mean: 100ms, deviation: 60ms}")
    reactions = [(await scenario.reactions(facts(), count, SEED))[0] for _ in range(2000)]
    delays = sorted(reaction.delay_s or 0 for reaction in reactions)
    assert delays[0] == 0
    assert 0.09 < delays[1000] < 0.11
    assert 0.05 < delays[1680] - delays[1000] < 0.07


async def test_a_delay_may_be_the_bodys(shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = with_requests(shipped, "  - {delay: {fixed: 2s, before: body}}\n  - {delay: {fixed: 1s}}")
    reactions = await scenario.reactions(facts(), count, SEED)
    assert [(reaction.delay_s, reaction.body_delay_s) for reaction in reactions] == [(None, 2), (1, None)]
    assert not count.values


async def test_every_rule_that_matches_acts_in_order(shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = with_requests(
        shipped,
        """
  - delay: 80ms
  - {when: {provider: claudio}, error: not_found}
  - when: {provider: revai}
    hold: 5s
  - respond: {status: 418, body: {hello: [1, null]}, headers: {X-Tea: pot}}
  - {when: {provider: revai}, error: out_of_credit}
""",
    )
    reactions = await scenario.reactions(facts(), count, SEED)
    assert [(reaction.rule, reaction.delay_s) for reaction in reactions] == [
        ("inline:4", 0.08),
        ("inline:6", None),
        ("inline:8", None),
    ]
    assert [reaction.does for reaction in reactions[1:]] == [
        Consequence(hold_s=5),
        Consequence(respond=Respond(418, {"hello": [1, None]}, {"X-Tea": "pot"})),
    ]
    assert not count.values


async def test_error_without_provider_acts_for_those_that_have_it(shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = with_requests(
        shipped, "  - {when: {operation: SubmitJob}, error: invalid_state}\n  - {error: out_of_credit}"
    )
    assert await acts(scenario, facts("revai"), count) == ["inline:4"]
    assert await acts(scenario, facts("revai", "SubmitJob"), count) == ["inline:3"]
    assert await acts(scenario, facts("claudio", "SubmitJob"), count) == []


async def test_call_means_the_nth_request_that_the_rest_matches(shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = with_requests(shipped, "  - {when: {operation: GetJob, call: 2}, error: not_found}")
    seen = []
    for operation in ("GetJob", "ListJobs", "ListJobs", "GetJob", "GetJob"):
        seen.append(await acts(scenario, facts(operation=operation), count))
    assert seen == [[], [], [], ["inline:3"], []]


async def test_every_means_every_nth_request_that_the_rest_matches(shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = with_requests(shipped, "  - {when: {every: 3}, error: not_found}")
    assert [bool(await acts(scenario, facts(), count)) for _ in range(7)] == [False, False, True] * 2 + [False]


async def test_rules_in_one_line_are_counted_apart(shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = shipped.parse(
        "{summary: One line., jobs: [{when: {call: 1}, timeline: [completed]}], "
        "requests: [{when: {call: 1}, delay: 1}, {when: {call: 2}, delay: 1}]}",
        "inline",
    )
    assert (await plan(scenario, submission(), count)).rule == "inline:1"
    assert await acts(scenario, facts(), count) == ["inline:1#2"]
    assert await acts(scenario, facts(), count) == ["inline:1#3"]


async def test_chance_is_the_same_in_every_run_and_about_as_often_as_it_says(shipped: ScenarioLibrary) -> None:
    scenario = with_requests(shipped, "  - {when: {chance: 25%}, error: not_found}")

    async def run(seed: Seed) -> list[bool]:
        count = Counters()
        return [bool(await scenario.reactions(facts(), count, seed)) for _ in range(1000)]

    first = await run(Seed(1))
    assert first == await run(Seed(1))
    assert first != await run(Seed(2))
    assert 200 < sum(first) < 300


@pytest.mark.parametrize(("chance", "always"), [("0%", False), ("100%", True), ("0", False), ("1.0", True)])
async def test_chance_at_its_ends(chance: str, always: bool, shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = with_requests(shipped, f"  - {{when: {{chance: {chance}}}, error: not_found}}")
    assert {bool(await acts(scenario, facts(), count)) for _ in range(50)} == {always}


async def test_delay_from_a_range_differs_from_call_to_call_and_not_from_run_to_run(shipped: ScenarioLibrary) -> None:
    scenario = with_requests(shipped, "  - delay: {uniform: [1s, 5s]}")

    async def run() -> list[float]:
        count = Counters()
        reactions = [(await scenario.reactions(facts(), count, SEED))[0] for _ in range(20)]
        return [reaction.delay_s for reaction in reactions if reaction.delay_s is not None]

    delays = await run()
    assert delays == await run()
    assert len(set(delays)) == 20
    assert all(1 <= delay <= 5 for delay in delays)


async def test_delay_as_a_latency_falls_around_its_median(shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = with_requests(shipped, "  - delay: {median: 80ms, p99: 2s}")
    reactions = [(await scenario.reactions(facts(), count, SEED))[0] for _ in range(2000)]
    delays = sorted(reaction.delay_s or 0 for reaction in reactions)
    assert 0.07 < delays[1000] < 0.09
    assert 10 <= sum(delay > 2 for delay in delays) <= 35


async def test_first_job_rule_that_matches_decides(shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = with_jobs(
        shipped,
        """
  - when: {provider: revai, media: "*.pdf"}
    timeline: [{in_progress: {polls: 1}}, {failed: {failure: invalid_media, detail: A page.}}]
  - when: {name: "nightly*"}
    timeline: [{queued: 2s}, {in_progress: {polls: 2, for: 5s}}, completed]
    transcript: interview
    duration: 356.24
  - timeline: [{queued: manual}, in_progress]
""",
    )
    assert await plan(scenario, submission(media=["https://x/a.mp3", "b.pdf"], name="nightly"), count) == Plan(
        (
            Stage(Status.IN_PROGRESS, polls=1),
            Stage(Status.FAILED, failure=Failure("invalid_media", "A page.")),
        ),
        None,
        None,
        "inline:4",
    )
    assert await plan(scenario, submission(name="nightly-7"), count) == Plan(
        (
            Stage(Status.QUEUED, for_ms=2000),
            Stage(Status.IN_PROGRESS, for_ms=5000, polls=2),
            Stage(Status.COMPLETED),
        ),
        356_240,
        "interview",
        "inline:6",
    )
    assert await plan(scenario, submission(), count) == Plan(
        (Stage(Status.QUEUED), Stage(Status.IN_PROGRESS)), None, None, "inline:10"
    )


async def test_a_job_without_a_rule_is_left_to_its_provider(shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = with_jobs(shipped, "  - {when: {media: '*.pdf'}, timeline: [{failed: internal}]}")
    assert await plan(scenario, submission(), count) == Plan(None, None, None, DEFAULT_JOB.rule)


def test_the_usual_pace_is_two_polls_or_five_seconds() -> None:
    usual = (Stage(Status.IN_PROGRESS, for_ms=5000, polls=2), Stage(Status.COMPLETED))
    assert timeline_of(DEFAULT_TIMELINE, Seed(1), ("job", 1)) == usual


async def test_a_job_rule_without_a_timeline_leaves_the_pace_to_the_provider(
    shipped: ScenarioLibrary, count: Counters
) -> None:
    scenario = with_jobs(shipped, "  - {transcript: interview, duration: {uniform: [1m, 2m]}}")
    decided = await plan(scenario, submission(), count)
    assert decided.timeline is None
    assert decided.transcript == "interview"
    assert decided.duration_ms is not None
    assert 60_000 <= decided.duration_ms <= 120_000


async def test_times_of_a_job_are_drawn_by_what_it_is(shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = with_jobs(
        shipped, "  - timeline: [{queued: {uniform: [1s, 5s]}}, {in_progress: {uniform: [1s, 5s]}}, completed]"
    )
    first, second = await plan(scenario, submission(), count, 1), await plan(scenario, submission(), count, 2)
    assert first == await plan(scenario, submission(), count, 1)
    assert len({stage.for_ms for job in (first, second) for stage in (job.timeline or ())[:2]}) == 4
    assert first != await plan(scenario, submission(), count, 1, Seed(2))


async def test_counted_job_rules_count_what_an_earlier_rule_decides(shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = with_jobs(
        shipped,
        """
  - {when: {media: "*.pdf"}, timeline: [{failed: invalid_media}]}
  - {when: {call: 2}, timeline: [{failed: internal}]}
""",
    )
    rules = [(await plan(scenario, submission(media=[media]), count)).rule for media in ("a.pdf", "a.mp3", "b.mp3")]
    assert rules == ["inline:4", "inline:5", DEFAULT_JOB.rule]


@pytest.mark.parametrize(
    ("glob", "media"),
    [
        ("*.pdf", "https://example.com/files/a.pdf?signature=abc#page"),
        ("a b.pdf", "https://example.com/a%20b.pdf"),
        ("https://example.com/*", "https://example.com/a.pdf"),
        ("s3://bucket/*", "s3://bucket/folder/a.wav"),
        ("a.wav", "s3://bucket/folder/a.wav"),
        ("a?b.wav", "a?b.wav"),
        ("a.wav", "http://[broken/a.wav"),
    ],
)
async def test_media_glob_fits_the_url_or_the_file_name(
    glob: str, media: str, shipped: ScenarioLibrary, count: Counters
) -> None:
    scenario = with_jobs(shipped, f'  - {{when: {{media: "{glob}"}}, timeline: [{{failed: internal}}]}}')
    assert (await plan(scenario, submission(media=["other", media]), count)).rule == "inline:3"
    assert (await plan(scenario, submission(media=["other"]), count)).rule == DEFAULT_JOB.rule


def test_quirks_are_documented_for_all_or_one_by_one(shipped: ScenarioLibrary) -> None:
    scenario = shipped.parse(
        "{summary: Quirks., quirks: {revai: {job_type: documented, error_status: observed}, transcribe: documented}}",
        "q",
    )
    assert scenario.documented("revai", "job_type")
    assert not scenario.documented("revai", "error_status")
    assert scenario.documented("transcribe", "not_found_type")
    assert not scenario.documented("claudio", "anything")


async def test_a_body_that_is_late_leaves_websockets_alone(shipped: ScenarioLibrary, count: Counters) -> None:
    scenario = with_requests(shipped, "  - delay: {fixed: 2s, before: body}")
    assert await acts(scenario, facts(operation="StreamAudio"), count) == []
    assert await acts(scenario, facts(), count) == ["inline:3"]
