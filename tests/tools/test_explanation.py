"""What `explain` and `plan` print."""

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
    assert said[0] == "revai GetJob, GET /speechtotext/v1/jobs/{id}, call 1, scenario mine"
    assert said[3:8] == [
        "no   mine:11: it isn't its turn: it acts on call 2",
        "no   mine:13: the header X-Team is left out, expected beta; region (none) doesn't fit eu-*; "
        "query parameter limit is (left out), which doesn't fit 5",
        "no   mine:15: the method is GET, not PUT; the phase is calm, not storm; the job is not there, not completed; "
        'the body has no "de" at $.language',
        "no   mine:17: all that stands under `not` is true; none of `any` is true (the provider is revai, not s3 | "
        "name (none) doesn't fit x)",
        "then the provider answers",
    ]
    assert said[-2:] == ["no   mine:5: media (none) doesn't fit *.pdf", "yes  mine:8 decides"]


def test_all_that_is_asked_about_counts(scenario: str) -> None:
    asked = ["--provider", "revai", "--operation", "GetJob", "--credential", "ab", "--call", "2"]
    asked += ["--header", "x-team=beta", "--query", "limit=5", "--region", "eu-1", "--body", '{"language": "de"}']
    asked += ["--phase", "storm", "--job-status", "completed", "--method", "PUT", "--media", "a.pdf"]
    said = run("explain", scenario, *asked).replace(scenario, "mine")
    assert "yes  mine:11 error service_unavailable" in said
    assert "late mine:13: it matches, but mine:11 comes before it" in said
    assert "late mine:15: it matches, but mine:11 comes before it" in said
    assert "yes  mine:5 decides" in said
    assert "late mine:8: it matches, but mine:5 comes before it" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--provider", "revia", "--operation", "GetJob"], "did you mean `revai`?"),
        (["--provider", "revai", "--operation", "GetJbo"], "did you mean `GetJob`?"),
        (["--provider", "revai", "--operation", "GetJob", "--phase", "strom"], "did you mean `storm`?"),
        (["--provider", "revai", "--operation", "GetJob", "--header", "x"], "takes a name and a value"),
        (["--provider", "revai", "--operation", "GetJob", "--body", "{"], "The body is no JSON"),
    ],
)
def test_what_is_wrong_with_the_question_is_a_sentence(scenario: str, arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(main, ["explain", scenario, *arguments])
    assert done.exit_code == 2
    assert said in done.output


def test_a_plan_is_a_table_in_each_providers_words(scenario: str) -> None:
    assert run("plan", scenario).replace(scenario, "mine").splitlines() == [
        "By mine:8:",
        "stage        Amazon Transcribe  Rev.ai       Claudio      is over",
        "in_progress  IN_PROGRESS        in_progress  in_progress  after 90 s and after 2 polls",
        "completed    COMPLETED          transcribed  completed    after 1 poll of each reader",
        "gone         404                404          404          never",
        "The client is never told of the end.",
    ]
    assert run("plan", scenario, "--provider", "transcribe", "--media", "a.pdf").replace(
        scenario, "mine"
    ).splitlines() == [
        "By mine:5:",
        "stage                   Amazon Transcribe  is over",
        "queued                  QUEUED             at signal go",
        "failed (invalid_media)  FAILED             never",
        "The client is told of the end 2 times, after 5 s.",
    ]


def test_a_plan_is_a_diagram(scenario: str) -> None:
    assert run("plan", scenario, "--provider", "revai", "--media", "a.pdf", "--mermaid").splitlines() == [
        "stateDiagram-v2",
        "    [*] --> s1",
        "    s1: queued (in_progress)",
        "    s1 --> s2: at signal go",
        "    s2: failed (failed)",
        "    s2 --> [*]",
    ]


def test_a_plan_tells_when_results_expire(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("summary: x\njobs: [{results_expire: 24h}]")
    assert run("plan", str(path)).splitlines()[-1] == "The results are gone 86400 s after the end."


def test_a_plan_takes_parameters_and_tells_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("summary: x\njobs: [{timeline: [{queued: '${wait}'}, completed]}]")
    assert "after 7 s" in run("plan", str(path), "--set", "wait=7s")
    done = CliRunner().invoke(main, ["plan", str(path)])
    assert (done.exit_code, "no value is given" in done.output) == (1, True)
    assert CliRunner().invoke(main, ["plan", "happy_path", "--provider", "s3"]).exit_code == 2
