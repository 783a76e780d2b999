"""Scenarios that build on several others, override their rules by id, and have parameters."""

from pathlib import Path
from textwrap import dedent

import pytest

from mockserver.engine.lifecycle import Stage, Status
from mockserver.engine.randomness import Seed
from mockserver.scenario.library import ScenarioLibrary
from mockserver.scenario.matching import Scenario
from mockserver.scenario.mistakes import ScenarioError
from mockserver.scenario.reactions import Respond
from mockserver.scenario.vocabulary import Vocabulary


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def library(folder: Path, vocabulary: Vocabulary) -> ScenarioLibrary:
    return ScenarioLibrary([folder], vocabulary)


def transcripts(scenario: Scenario) -> list[tuple[str, str | None]]:
    return [(rule.rule, rule.transcript) for rule in scenario.jobs]


def test_what_several_extend_comes_after_all_of_them(library: ScenarioLibrary, folder: Path) -> None:
    (folder / "top.yaml").write_text("summary: x\nextends: [left, right]\njobs: [{transcript: interview}]")
    (folder / "left.yaml").write_text("summary: x\nextends: base\nseed: 3\njobs: [{transcript: interview}]")
    (folder / "right.yaml").write_text("summary: x\nextends: base\nseed: 4\njobs: [{transcript: interview}]")
    (folder / "base.yaml").write_text("summary: x\nseed: 5\njobs: [{transcript: interview}]")
    scenario = library.named("top")
    assert [rule.rule for rule in scenario.jobs] == ["top.yaml:3", "left.yaml:4", "right.yaml:4", "base.yaml:3"]
    assert scenario.seed == 3


def test_a_rule_takes_the_place_of_one_with_its_id(library: ScenarioLibrary, folder: Path) -> None:
    (folder / "base.yaml").write_text(
        "summary: x\njobs:\n  - {id: first, transcript: interview}\n  - {id: second, transcript: interview}\n"
    )
    scenario = library.parse(
        "summary: x\nextends: base\njobs:\n  - {id: second, transcript: dictation}\n  - {transcript: interview}", "top"
    )
    assert transcripts(scenario) == [
        ("top:5", "interview"),
        ("base.yaml:3", "interview"),
        ("top:4", "dictation"),
    ]


def test_the_nearest_of_three_with_one_id_stands(library: ScenarioLibrary, folder: Path) -> None:
    (folder / "a.yaml").write_text("summary: x\nextends: b\njobs: [{id: one, transcript: dictation}]")
    (folder / "b.yaml").write_text("summary: x\nextends: c\njobs: [{id: one, transcript: interview}]")
    (folder / "c.yaml").write_text("summary: x\njobs: [{id: one, transcript: interview}]")
    assert transcripts(library.named("a")) == [("a.yaml:3", "dictation")]


def test_a_chain_that_is_too_long_is_a_mistake(library: ScenarioLibrary, folder: Path) -> None:
    for number in range(60):
        (folder / f"s{number}.yaml").write_text(f"summary: x\nextends: s{number + 1}")
    (folder / "s60.yaml").write_text("summary: x")
    with pytest.raises(ScenarioError, match="more than 50 scenarios that extend one another"):
        library.named("s0")
    library.named("s20")


WITH_PARAMETERS = """
summary: A queue of ${polls:-2} polls, $${not} a parameter.
seed: ${seed:-7}
jobs:
  - timeline: [{queued: {polls: "${polls:-2}"}}, {in_progress: "${work:-5s}"}, completed]
    when: {media: "*-${kind:-5}.mp3"}
"""


def stages(scenario: Scenario) -> list[Stage]:
    timeline = scenario.jobs[0].plan(Seed(1), ()).timeline
    assert timeline is not None
    return list(timeline[:-1])


def test_parameters_have_defaults(library: ScenarioLibrary) -> None:
    scenario = library.parse(WITH_PARAMETERS, "x")
    assert scenario.summary == "A queue of 2 polls, ${not} a parameter."
    assert stages(scenario) == [Stage(Status.QUEUED, polls=2), Stage(Status.IN_PROGRESS, 5_000)]
    assert scenario.parameters == {"polls": "2", "seed": "7", "work": "5s", "kind": "5"}


def test_parameters_are_given(library: ScenarioLibrary) -> None:
    scenario = library.parse(WITH_PARAMETERS, "x", {"polls": 3, "work": 1.5, "seed": "8"})
    assert (scenario.seed, scenario.parameters["polls"]) == (8, "3")
    assert stages(scenario) == [Stage(Status.QUEUED, polls=3), Stage(Status.IN_PROGRESS, 1_500)]


def test_a_value_that_does_not_fit_is_told_at_its_place(library: ScenarioLibrary) -> None:
    with pytest.raises(ScenarioError) as caught:
        library.parse(WITH_PARAMETERS, "mine.yaml", {"polls": 0})
    assert str(caught.value).splitlines()[0] == "mine.yaml:5:33: error: found the number 0, expected at least 1"


def test_parameters_reach_what_is_extended(library: ScenarioLibrary, folder: Path) -> None:
    (folder / "base.yaml").write_text("summary: x\nseed: ${seed:-7}\n")
    (folder / "other.yaml").write_text("summary: x\nseed: 9\n")
    assert library.parse("summary: x\nextends: ${base:-base}", "x").seed == 7
    assert library.parse("summary: x\nextends: ${base:-base}", "x", {"seed": 8}).seed == 8
    assert library.parse("summary: x\nextends: ${base:-base}", "x", {"base": "other"}).seed == 9


def test_a_parameter_that_nobody_knows_is_a_mistake(library: ScenarioLibrary) -> None:
    with pytest.raises(ScenarioError) as caught:
        library.parse(WITH_PARAMETERS, "x", {"pols": 3})
    assert str(caught.value) == (
        "`pols` is no parameter of this scenario, expected one of: kind, polls, seed, work; did you mean `polls`?"
    )
    with pytest.raises(ScenarioError, match="`polls` is no parameter of this scenario, there are none"):
        library.parse("summary: x", "x", {"polls": 3})


def test_a_parameter_without_default_must_be_given(library: ScenarioLibrary) -> None:
    with pytest.raises(ScenarioError, match="for which no value is given"):
        library.parse("summary: x\nseed: ${seed}", "x")
    assert library.parse("summary: x\nseed: ${seed}", "x", {"seed": 3}).seed == 3


def test_values_are_bounded(library: ScenarioLibrary) -> None:
    with pytest.raises(ScenarioError, match="has 2,000 characters, expected at most 1,000"):
        library.parse("summary: ${text}", "x", {"text": "x" * 2_000})


def test_a_value_is_no_yaml(library: ScenarioLibrary) -> None:
    assert library.parse("summary: ${text}", "x", {"text": "[a, b]\nseed: 5"}).summary == "[a, b]\nseed: 5"
    assert library.parse("{summary: x, clock: {frozen: '${on}'}}", "x", {"on": True}).clock.frozen


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("${a:-${b:-x}}", "found `${a:-${b:-x}}`, expected a parameter whose default has no braces"),
        ("${a:-x}}", "found `}` after `${a:-x}`, expected a default without braces"),
        ("a ${b", "found `${b`, which no `}` closes; write `$${` for text that looks like a parameter"),
        ("${a:-2} ${a:-3}", "found the default `3` for `a`, which has `2` elsewhere, expected the same: "),
    ],
)
def test_a_parameter_that_cannot_be_read_is_a_mistake(text: str, message: str, library: ScenarioLibrary) -> None:
    with pytest.raises(ScenarioError) as caught:
        library.parse(f"summary: '{text}'", "x")
    (mistake,) = caught.value.mistakes
    assert mistake.message.startswith(message)


def test_a_default_is_one_for_all_files(library: ScenarioLibrary, folder: Path) -> None:
    (folder / "base.yaml").write_text("summary: x\nseed: ${seed:-7}\n")
    with pytest.raises(ScenarioError, match=r"base\.yaml:2:7: error: found the default `7` for `seed`, which has `8`"):
        library.parse("summary: x ${seed:-8}\nextends: base", "x")


def test_braces_around_parameters_are_text(library: ScenarioLibrary) -> None:
    rule = """{respond: {body: '{"a": {"b": ${a:-5}}}'}}"""
    scenario = library.parse(f"summary: x\nrequests: [{rule}]", "x")
    assert scenario.requests[0].does.respond is not None
    assert scenario.requests[0].does.respond.body == '{"a": {"b": 5}}'


def test_parameters_stand_in_values_only(library: ScenarioLibrary) -> None:
    rules = 'requests: [{when: {header: {"X-${name:-Team}": beta}}, delay: 1s}]'
    with pytest.raises(ScenarioError, match="found a parameter in a key, expected it in a value"):
        library.parse(f"summary: x\n{rules}", "x")
    scenario = library.parse("summary: x\nrequests: [{respond: {body: {'$${a}': 1}}}]", "x")
    assert scenario.requests[0].does.respond is not None
    assert scenario.requests[0].does.respond.body == {"${a}": 1}


def test_a_parameter_is_text_where_only_text_will_do(library: ScenarioLibrary) -> None:
    rules = """
        jobs:
          - when: {metadata: "${order:-4711}", name: ["${n:-true}"]}
            timeline: [in_progress: {polls: "${polls:-2}"}, completed]
        requests:
          - {when: {credential: "${cred:-12345}"}, respond: {headers: {Retry-After: "${after:-5}"}, status: "${status:-503}"}}
    """
    scenario = library.parse(f"summary: x\n{dedent(rules)}", "x")
    assert scenario.requests[0].does.respond == Respond(503, headers={"Retry-After": "5"})
    assert scenario.requests[0].when.credential is not None
    assert scenario.requests[0].when.credential.match("12345")
    assert scenario.parameters["order"] == "4711"


def test_only_what_does_not_fit_either_way_is_told(library: ScenarioLibrary) -> None:
    rules = 'requests: [{respond: {headers: {Retry-After: "${after:-5}"}, status: "${status:-1000}"}}]'
    with pytest.raises(ScenarioError) as caught:
        library.parse(f"summary: x\n{rules}", "x")
    assert [mistake.message for mistake in caught.value.mistakes] == ["found the number 1000, expected at most 599"]


def test_a_rule_of_what_is_extended_is_switched_off(shipped: ScenarioLibrary) -> None:
    before, after = (
        shipped.parse(f"{{summary: x, extends: happy_path, jobs: [{rule}]}}", "mine")
        for rule in ("", "{id: everything_else, off: true}")
    )
    assert [rule.rule for rule in after.jobs] == [rule.rule for rule in before.jobs][:-1]
