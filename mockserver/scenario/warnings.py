"""Rules that can never act, though nothing is wrong with each of them alone. What isn't certain is left alone."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final, TypeVar

from mockserver.scenario.matching import JobRule, Scenario
from mockserver.scenario.obstacles import covers, obstacle, why
from mockserver.scenario.reach import Reach
from mockserver.scenario.reactions import RequestRule
from mockserver.yamlfile.wording import listing

RuleT = TypeVar("RuleT", JobRule, RequestRule)

Warned = tuple[str, str]
"""A rule's name, and a sentence."""

_DECIDES: Final = "decides for all jobs that this one matches"
_ANSWERS: Final = "answers all requests that this one matches"


def warned(scenario: Scenario, reaches: Collection[Reach]) -> Iterator[Warned]:
    """Yield each rule that can never act, with the reason. `reaches` is what can be asked of all providers."""
    submitting = [reach for reach in reaches if reach.submits]
    yield from _of_no_submission(scenario.jobs, reaches)
    yield from _idle(scenario.jobs, submitting, lambda rule: rule.turns is None, _DECIDES)
    early = [rule for rule in scenario.requests if rule.does.early]
    yield from _idle(early, reaches, _ends, _ANSWERS)
    yield from _idle([rule for rule in scenario.requests if not rule.does.early], reaches, _ends, _ANSWERS)


def _ends(rule: RequestRule) -> bool:
    return rule.turns is None and rule.does.ends


def _of_no_submission(rules: Sequence[JobRule], reaches: Collection[Reach]) -> Iterator[Warned]:
    """Yield the rules for jobs that are about operations of which no job comes."""
    for rule in rules:
        about = [reach for reach in reaches if rule.when.concerns(reach.provider, reach.operation)]
        if about and not any(reach.submits for reach in about):
            providers = {reach.provider for reach in about}
            known = {str(one.operation) for one in reaches if one.submits and one.provider in providers}
            does = (
                f"no job that goes as a scenario says comes of {' or '.join(sorted(rule.when.operations or providers))}"
            )
            expected = f", expected one of: {listing(known)}" if known else ""
            yield rule.rule, f"this rule can never match: {does}{expected}"


def _idle(
    rules: Sequence[RuleT], reaches: Collection[Reach], final: Callable[[RuleT], bool], does: str
) -> Iterator[Warned]:
    """Yield the rules that can't match, and those for which others before them leave nothing."""
    finals: list[RuleT] = []
    for rule in rules:
        about = [reach for reach in reaches if rule.when.concerns(reach.provider, reach.operation)]
        met = [reach for reach in about if obstacle(rule.when, reach) is None]
        if not met:
            if about:
                yield rule.rule, f"this rule can never match: {why(rule.when, about)}"
            continue
        if rule.turns is not None and rule.turns.chance == 0:
            yield rule.rule, "this rule never acts: its chance is 0%"
            continue
        shadows = _shadows(rule, met, finals)
        if shadows:
            names = " and ".join(shadow.rule for shadow in shadows)
            them = f"the one at {names} comes before it and {does}"
            if len(shadows) > 1:
                them = f"those at {names} come before it, and between them leave nothing that it matches"
            yield rule.rule, f"this rule never acts: {them}"
        elif final(rule):
            finals.append(rule)


def _shadows(rule: RuleT, met: Sequence[Reach], finals: Sequence[RuleT]) -> list[RuleT]:
    """Return the rules that between them leave nothing to a rule; none when something is left."""
    shadows: dict[str, RuleT] = {}
    for reach in met:
        shadow = next((other for other in finals if covers(other.when, rule.when, reach)), None)
        if shadow is None:
            return []
        shadows[shadow.rule] = shadow
    return list(shadows.values())
