"""What `mockserver explain` prints."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockserver.cli import main

SCENARIO = """
summary: test
phases: [calm, storm]
jobs:
  - when: {media: "*.pdf"}
    timeline: [{queued: {signal: go}}, {failed: invalid_media}]
    webhook: {times: 2, delay: 5s}
  - timeline: [{in_progress: {polls: 2, for: 90s, needs: all}}, {completed: {polls: {count: 1, per: reader}}}, gone]
    webhook: never
requests:
  - when: {provider: revai, operation: GetJob, call: 2, credential: "a*"}
    error: service_unavailable
  - when: {header: {X-Team: beta}, query: {limit: "5"}, region: eu-*}
    delay: 2s
  - when: {body: {$.language: de}, phase: storm, status: completed, method: PUT}
    then: calm
  - when: {not: {path: "*"}, any: [{provider: s3}, {name: x}]}
    then: storm
"""


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    path = tmp_path / "mine.yaml"
    path.write_text(SCENARIO)
    return str(path)


def run(*arguments: str) -> str:
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_each_rule_says_why_or_why_not(scenario: str) -> None:
    lines = run("explain", scenario, "--provider", "revai", "--operation", "GetJob", "--credential", "ab").splitlines()
    said = [line.strip().replace(scenario, "mine") for line in lines]
    assert said[0] == "revai GetJob, GET /speechtotext/v1/jobs/{id}, call 1, scenario mine, phase calm"
    assert said[3:8] == [
        "no   mine:11: this is the 1st request that it matches; it acts on call 2",
        "no   mine:13: the header X-Team is left out, expected beta; region (none) doesn't fit eu-*; "
        "query parameter limit is (left out), which doesn't fit 5",
        "no   mine:15: the method is GET, not PUT; the phase is calm, not storm; the job is not there, not completed; "
        'the body has no "de" at $.language',
        "no   mine:17: all that stands under `not` is true; none of `any` is true (the provider is revai, not s3 | "
        "name (none) doesn't fit x)",
        "then the provider answers",
    ]
    assert said[-1] == "No rule for jobs is asked: GetJob submits none."


def test_all_that_is_asked_about_counts(scenario: str) -> None:
    asked = ["--provider", "revai", "--operation", "SubmitJob", "--credential", "ab", "--call", "2"]
    asked += ["--header", "x-team=beta", "--query", "limit=5", "--region", "eu-1", "--body", '{"language": "de"}']
    asked += ["--phase", "storm", "--job-status", "completed", "--method", "PUT", "--media", "a.pdf"]
    said = run("explain", scenario, *asked).replace(scenario, "mine")
    assert "yes  mine:13 delay 2000 ms" in said
    assert "yes  mine:15 then calm" in said
    assert "yes  mine:5 decides" in said
    assert "late mine:8: it matches, but mine:5 comes before it" in said
    asked[3] = "GetJob"
    said = run("explain", scenario, *asked).replace(scenario, "mine")
    assert "yes  mine:11 error service_unavailable" in said
    assert "late mine:13: it matches, but mine:11 comes before it" in said


def explained(tmp_path: Path, rules: str, *asked: str) -> list[str]:
    """Return what is said of each rule of a scenario."""
    path = tmp_path / "own.yaml"
    path.write_text(f"summary: x\n{rules}")
    told = json.loads(run("explain", str(path), *asked, "--format", "json"))
    rules_told = [*told["requests"], *(told["jobs"] or ())]
    return [one["did"] if one["acted"] else "; ".join(one["why_not"]) for one in rules_told]


SUBMIT = ("--provider", "revai", "--operation", "SubmitJob")


def test_a_request_says_itself_what_it_is_about(tmp_path: Path) -> None:
    rules = """
requests:
- {when: {media: "*.pdf", metadata: m, credential: tok}, delay: 1s}
- {when: {provider: transcribe, name: mine, region: eu-west-1}, delay: 2s}
"""
    body = '{"media_url": "http://x/a.pdf", "metadata": "m"}'
    assert (
        explained(tmp_path, rules, *SUBMIT, "--body", body, "--header", "Authorization=Bearer tok")[0]
        == "delay 1000 ms"
    )
    called = ("--provider", "transcribe", "--operation", "GetTranscriptionJob")
    named = ("--body", '{"TranscriptionJobName": "mine"}', "--region", "eu-west-1")
    assert explained(tmp_path, rules, *called, *named)[1] == "delay 2000 ms"


def test_forms_are_read_as_the_server_reads_them(tmp_path: Path) -> None:
    rules = """
requests:
- {when: {body: {$.options.language: de}}, delay: 1s}
- {when: {body: {"$.media[*]": "*.pdf"}}, delay: 2s}
- {when: {media: "*.pdf"}, delay: 3s}
"""
    form = ("--form", 'options={"language": "de"}', "--file", "media=a.pdf")
    assert explained(tmp_path, rules, *SUBMIT, *form) == ["delay 1000 ms", "delay 2000 ms", "delay 3000 ms"]
    done = CliRunner().invoke(main, ["explain", "happy_path", *SUBMIT, *form, "--body", "{}"])
    assert (done.exit_code, "A request has one body" in done.output) == (2, True)


def test_counts_and_chances_are_those_of_the_server(tmp_path: Path) -> None:
    rules = """
requests:
- {when: {every: 2}, times: 1, delay: 1s}
- {when: {chance: 40%}, delay: 2s}
- {limit: {rate: 1/m, burst: 2}, error: rate_limited}
"""
    said = [explained(tmp_path, rules, *SUBMIT, "--call", str(call)) for call in range(1, 5)]
    assert [lines[0] for lines in said] == [
        "this is the 1st request that it matches; it acts on every 2nd call, once at most",
        "delay 1000 ms",
        "this is the 3rd request that it matches; it acts on every 2nd call, once at most",
        "it has acted once already, which is all that its `times` allows",
    ]
    within = "the call was within its limit"
    assert [lines[2] for lines in said] == [within, within, "limit error rate_limited", "limit error rate_limited"]
    lots = [lines[1] for lines in said]
    assert all(
        lot == "delay 2000 ms" or lot.startswith("its chance of 40% fell against it: the lot was ") for lot in lots
    )


def test_what_breaks_into_a_conversation_leaves_it_to_the_rules_after_it(tmp_path: Path) -> None:
    rules = """
requests:
- {fault: upload_reset}
- {fault: cut_body}
- {when: {operation: StreamAudio}, error: {name: server_error, after: {messages: 2, audio: 5s}}}
- {when: {operation: StreamAudio}, fault: {name: socket_drop, after: {bytes: 10}}}
- {when: {operation: StreamAudio}, delay: 1s}
"""
    assert explained(tmp_path, rules, "--provider", "revai", "--operation", "StreamAudio") == [
        "the request has no body that could be broken",
        "StreamAudio is a WebSocket, which has no answer that could be broken or late",
        "error server_error after 2 messages and 5 s of audio",
        "fault socket_drop after 10 bytes",
        "delay 1000 ms",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--provider", "revia", "--operation", "GetJob"], "did you mean `revai`?"),
        (["--provider", "revai", "--operation", "GetJbo"], "did you mean `GetJob`?"),
        (["--provider", "revai", "--operation", "GetJob", "--phase", "strom"], "did you mean `storm`?"),
        (["--provider", "revai", "--operation", "GetJob", "--header", "x"], "takes a name and a value"),
        (["--provider", "revai", "--operation", "GetJob", "--body", "{"], "The body can't be read. It isn't JSON"),
    ],
)
def test_what_is_wrong_with_the_question_is_a_sentence(scenario: str, arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(main, ["explain", scenario, *arguments])
    assert done.exit_code == 2
    assert said in done.output
