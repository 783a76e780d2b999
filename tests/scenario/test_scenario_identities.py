"""By what rules count and draw: it stays the same through edits that have nothing to do with a rule."""

from pathlib import Path

import pytest

from mockserver.scenario.library import ScenarioLibrary
from mockserver.scenario.matching import Scenario
from tests.scenario.test_scenario_matching import SEED, Counters, facts

RULE = "{when: {operation: GetJob, header: {A: x, B: y}, chance: 30%}, error: not_found}"


async def drawn(scenario: Scenario, error: str = "not_found", calls: int = 60) -> list[int]:
    """Return the calls of many on which a rule with that error acts."""
    count, about = Counters(), facts(headers={"A": "x", "B": "y"})
    acting = []
    for number in range(calls):
        reactions = await scenario.reactions(about, count, SEED)
        if any(reaction.does.error and reaction.does.error.name == error for reaction in reactions):
            acting.append(number)
    return acting


def scenario(library: ScenarioLibrary, *rules: str, file: str = "inline") -> Scenario:
    return library.parse("\n".join(["summary: t", "requests:", *rules]), file)


@pytest.mark.parametrize(
    ("rules", "file"),
    [
        (["  # A comment.", "", f"  - {RULE}"], "inline"),
        ([f"  - {RULE}"], "renamed"),
        (
            ["  - delay: {uniform: [1ms, 2ms]}", "  - {when: {chance: 10%}, delay: 1s}", f"  - {RULE}"],
            "inline",
        ),
        (["  - {when: {header: {B: y, A: x}, chance: 0.3, operation: [GetJob]}, error: {name: not_found}}"], "inline"),
        ([f"  - {RULE[:-1]}, delay: {{uniform: [1ms, 2ms]}}}}"], "inline"),
    ],
)
async def test_comments_names_and_other_rules_change_nothing(
    shipped: ScenarioLibrary, rules: list[str], file: str
) -> None:
    before = await drawn(scenario(shipped, f"  - {RULE}"))
    assert before
    assert await drawn(scenario(shipped, *rules, file=file)) == before


async def test_a_higher_chance_falls_on_more_of_the_same(shipped: ScenarioLibrary) -> None:
    seldom = await drawn(scenario(shipped, f"  - {RULE}"))
    often = await drawn(scenario(shipped, f"  - {RULE.replace('30%', '60%')}"))
    assert set(seldom) < set(often)


async def test_rules_about_the_same_draw_for_themselves(shipped: ScenarioLibrary) -> None:
    two = scenario(shipped, f"  - {RULE}", f"  - {RULE.replace('not_found', 'bad_request')}")
    assert await drawn(two) == await drawn(scenario(shipped, f"  - {RULE}"))
    assert await drawn(two) != await drawn(two, "bad_request")


async def test_an_id_keeps_what_is_drawn_whatever_the_rule_is_about(shipped: ScenarioLibrary) -> None:
    named = "  - {id: mine, when: {chance: 30%}, error: not_found}"
    other = "  - {id: mine, when: {operation: GetJob, chance: 30%}, error: not_found}"
    assert await drawn(scenario(shipped, named)) == await drawn(scenario(shipped, other))


async def test_an_extended_rule_draws_what_it_draws_at_home(shipped: ScenarioLibrary, tmp_path: Path) -> None:
    (tmp_path / "home.yaml").write_text(f"summary: t\nrequests:\n  - {RULE}\n")
    library = ScenarioLibrary([tmp_path, *shipped.folders], shipped.vocabulary)
    extending = library.parse("summary: t\nextends: home\nrequests: [{delay: 1ms}]", "inline")
    assert await drawn(extending) == await drawn(library.named("home"))


async def test_a_rule_for_jobs_and_one_for_requests_count_apart(shipped: ScenarioLibrary) -> None:
    both = shipped.parse(
        "summary: t\njobs: [{when: {call: 2}, timeline: [completed]}]\nrequests: [{when: {call: 2}, error: not_found}]",
        "x",
    )
    assert both.jobs[0].identity != both.requests[0].identity
