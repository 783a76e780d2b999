"""What `mockserver plan` prints: the jobs that the server makes of submissions."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from mockserver.app import PROVIDERS
from mockserver.cli import main

SCENARIO = """
summary: test
jobs:
  - when: {media: "*.pdf"}
    timeline: [{queued: {signal: "go: #1"}}, {failed: invalid_media}]
    webhook: {times: 2, delay: 5s}
  - when: {provider: [claudio, revai]}
    timeline: [{in_progress: {polls: 2, for: 90s, needs: all}}, {completed: {polls: {count: 1, per: reader}}}, gone]
    webhook: never
requests:
  - when: {credential: "broke*"}
    error: server_error
"""


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    path = tmp_path / "mine.yaml"
    path.write_text(SCENARIO)
    return str(path)


def plan(scenario: str, *arguments: str) -> list[str]:
    done = CliRunner().invoke(main, ["plan", scenario, *arguments])
    assert done.exit_code == 0, done.output
    return done.output.replace(scenario, "mine").splitlines()


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "own.yaml"
    path.write_text(f"summary: x\n{text}\n")
    return str(path)


def test_it_is_a_table_in_each_providers_words(scenario: str) -> None:
    assert plan(scenario) == [
        "By the provider's own pace:",
        "stage        transcribe StartTranscriptionJob  is over",
        "in_progress  IN_PROGRESS                       after 5 s or after 2 polls",
        "completed    COMPLETED                         never",
        "Amazon Transcribe knows it for 90 d after its end.",
        "",
        "By mine:7:",
        "stage        revai SubmitJob  claudio SubmitJob  is over",
        "in_progress  in_progress      in_progress        after 90 s and after 2 polls",
        "completed    transcribed      completed          after 1 poll of each reader",
        "gone         404              404                never",
        "The client is never told of the end.",
        "Rev.ai knows it for 30 d after its end.",
        "Claudio keeps what it yields for 30 d after its end.",
    ]


def test_the_rules_see_what_is_said_of_the_job(scenario: str) -> None:
    assert plan(scenario, "--provider", "transcribe", "--media", "a.pdf")[:5] == [
        "By mine:4:",
        "stage                   transcribe StartTranscriptionJob  is over",
        "queued                  QUEUED                            at signal go: #1",
        "failed (invalid_media)  FAILED                            never",
        "The client is told of the end 2 times, after 5 s.",
    ]


def test_each_operation_has_its_own_words_and_pace(tmp_path: Path) -> None:
    nothing = written(tmp_path, "")
    assert plan(nothing, "--operation", "CreateVocabulary")[2:] == [
        "in_progress  PENDING                      after 1 min or after 2 polls",
        "completed    READY                        never",
    ]
    assert "after 6 h or after 2 polls" in plan(nothing, "--operation", "CreateLanguageModel")[2]
    assert plan(nothing, "--operation", "SubmitCustomVocabulary")[3].split() == ["completed", "complete", "never"]


def test_it_is_what_the_request_asks_for(tmp_path: Path) -> None:
    human = plan(written(tmp_path, ""), "--provider", "revai", "--body", '{"transcriber": "human"}')
    assert human[2].endswith("h (drawn from 2 h to 6 h)")


def test_ranges_are_told_beside_what_was_drawn(tmp_path: Path) -> None:
    ranges = "{for: {uniform: [1s, 90s]}, polls: {uniform: [2, 2000]}}"
    line = plan(written(tmp_path, f"jobs: [{{timeline: [{{queued: {ranges}}}, completed]}}]"))[2]
    assert "(drawn from 1 s to 90 s) or after " in line
    assert line.endswith(" polls (drawn from 2 to 2000)")


def test_the_seed_is_the_servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ranges = written(tmp_path, "jobs: [{timeline: [{queued: {for: {uniform: [1s, 9h]}}}, completed]}]")
    drawn = plan(ranges)[2]
    assert plan(ranges, "--seed", "1")[2] == drawn != plan(ranges, "--seed", "9")[2]
    monkeypatch.setenv("MOCKSERVER_SEED", "9")
    assert plan(ranges) == plan(ranges, "--seed", "9")


def test_it_tells_when_results_expire(tmp_path: Path) -> None:
    said = plan(written(tmp_path, "jobs: [{results_expire: 36h}]"), "--provider", "revai")
    assert "Rev.ai keeps what it yields for 36 h after its end." in said


def test_what_keeps_a_job_from_being_is_told(scenario: str, tmp_path: Path) -> None:
    assert plan(scenario, "--credential", "broke-1", "--operation", "SubmitJob") == [
        "No job comes of revai SubmitJob: mine:11 error server_error.",
        "",
        "No job comes of claudio SubmitJob: mine:11 error server_error.",
    ]
    accounts = written(
        tmp_path, "accounts: {revai: [{token: t, balance_seconds: 0}]}\nwebhooks: {attempts: 2, every: 5s}"
    )
    assert "out_of_credit" in plan(accounts, "--provider", "revai")[3]
    assert "A webhook that isn't taken is sent 2 times at most, every 5 s." in plan(accounts, "--provider", "revai")
    (unknown,) = plan(accounts, "--provider", "revai", "--credential", "x")
    assert unknown == "No job comes of revai SubmitJob: no account of revai has the credential that it comes with."
    (refused,) = plan(accounts, "--provider", "revai", "--body", '{"media_url": 3}')
    assert "the provider refuses it with 400" in refused


def test_rules_that_let_it_through_are_told(tmp_path: Path) -> None:
    slow = written(tmp_path, "requests: [{when: {body: {$.metadata: m}}, delay: 2s}]")
    assert "Before it is taken in: mine:2 delay 2000 ms." in plan(
        slow, "--provider", "revai", "--metadata", "x", "--body", '{"metadata": "m"}'
    )


@pytest.mark.parametrize(
    "name",
    sorted(
        {one.name for each in PROVIDERS for one in each.operations if one.submits and one.submits.sample is not None}
    ),
)
def test_the_sample_of_every_operation_is_enough(name: str) -> None:
    assert plan("happy_path", "--operation", name)[0].startswith("By mine.yaml:")


def test_it_is_a_diagram_for_markdown(scenario: str) -> None:
    assert plan(scenario, "--provider", "revai", "--media", "a.pdf", "--mermaid") == [
        "```mermaid",
        "---",
        'title: "revai SubmitJob"',
        "---",
        "stateDiagram-v2",
        "    [*] --> s1",
        "    s1: queued (in_progress)",
        "    s1 --> s2: at signal go#58; #35;1",
        "    s2: failed invalid_media (failed)",
        "    s2 --> [*]",
        "```",
    ]


def test_it_takes_parameters_and_tells_mistakes(tmp_path: Path) -> None:
    path = written(tmp_path, "jobs: [{timeline: [{queued: '${wait}'}, completed]}]")
    assert "after 7 s" in plan(path, "--set", "wait=7s")[2]
    done = CliRunner().invoke(main, ["plan", path])
    assert (done.exit_code, "no value is given" in done.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--provider", "s3"], "Amazon S3 has no jobs."),
        (["--operation", "SubmitJbo"], "did you mean `SubmitJob`?"),
        (["--operation", "StreamAudio"], "is no operation by which one request submits a job"),
        (["--body", "[]"], "The body is no JSON object"),
    ],
)
def test_what_is_wrong_with_the_question_is_a_sentence(arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(main, ["plan", "happy_path", *arguments])
    assert done.exit_code == 2
    assert said in done.output
