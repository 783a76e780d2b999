"""Rules that can never act, though nothing is wrong with each of them alone. What isn't certain is left alone."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from mockserver.scenario.checks import BodyHas, Check, MediaFits, QueryFits, StatusIs, TextFits
from mockserver.scenario.conditions import Condition
from mockserver.scenario.details import Details
from mockserver.scenario.globs import Glob
from mockserver.scenario.matching import JobRule, Scenario
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
    early = [rule for rule in scenario.requests if rule.early]
    yield from _idle(early, reaches, _ends, _ANSWERS)
    yield from _idle([rule for rule in scenario.requests if not rule.early], reaches, _ends, _ANSWERS)


def _ends(rule: RequestRule) -> bool:
    return rule.turns is None and rule.ends


def _of_no_submission(rules: Sequence[JobRule], reaches: Collection[Reach]) -> Iterator[Warned]:
    """Yield the rules for jobs that are about operations of which no job comes."""
    for rule in rules:
        about = [reach for reach in reaches if rule.when.concerns(reach.provider, reach.operation)]
        if rule.when.operations is not None and not any(reach.submits for reach in about):
            providers = {reach.provider for reach in about}
            known = {str(one.operation) for one in reaches if one.submits and one.provider in providers}
            does = f"no job that goes as a scenario says comes of {' or '.join(sorted(rule.when.operations))}"
            expected = f", expected one of: {listing(known)}" if known else ""
            yield rule.rule, f"this rule can never match: {does}{expected}"


def _idle(
    rules: Sequence[RuleT], reaches: Collection[Reach], final: Callable[[RuleT], bool], does: str
) -> Iterator[Warned]:
    """Yield the rules that can't match, and those for which others before them leave nothing."""
    finals: list[RuleT] = []
    for rule in rules:
        about = [reach for reach in reaches if rule.when.concerns(reach.provider, reach.operation)]
        met = [reach for reach in about if _obstacle(rule.when, reach) is None]
        if not met:
            if about:
                yield rule.rule, f"this rule can never match: {_why(rule.when, about)}"
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
        shadow = next((other for other in finals if _covers(other.when, rule.when, reach)), None)
        if shadow is None:
            return []
        shadows[shadow.rule] = shadow
    return list(shadows.values())


def _covers(wide: Condition, narrow: Condition, reach: Reach) -> bool:
    """Tell whether each of the requests within reach that meets `narrow` meets `wide`, as far as can be seen."""
    if not wide.concerns(reach.provider, reach.operation):
        return False
    methods = narrow.methods if reach.methods is None else reach.methods & (narrow.methods or reach.methods)
    headers = [(name.lower(), wanted) for name, wanted in narrow.headers]
    return (
        _within(methods, wide.methods)
        and _within(narrow.phases, wide.phases)
        and _takes_in(wide.path, narrow.path)
        and _takes_in(wide.credential, narrow.credential)
        and all(
            any(name.lower() == own and _takes_in(glob, its) for own, its in headers) for name, glob in wide.headers
        )
        and all(check in narrow.checks for check in wide.checks)
        and (wide.none_of in (None, narrow.none_of) or _obstacle(wide.none_of, reach) is not None)
        and (wide.any_of in ((), narrow.any_of) or any(_covers(one, narrow, reach) for one in wide.any_of))
    )


def _within(narrow: frozenset[str] | None, wide: frozenset[str] | None) -> bool:
    return wide is None or (narrow is not None and narrow <= wide)


def _takes_in(wide: Glob | None, narrow: Glob | None) -> bool:
    """Tell whether a glob fits all that another does: the same, or one that fits what the other spells out."""
    if wide is None or narrow is None:
        return wide is None
    plain = all(not set(text) & set("*?[") for text in narrow.written)
    return (
        set(narrow.written) <= set(wide.written)
        or "*" in wide.written
        or (plain and all(wide.match(text) for text in narrow.written))
    )


_KEYS: Final = ("operation", "method", "path", "body", "region", "status", "name", "not", "any")
"""What can keep a rule from ever matching, in the order in which it is looked at."""


def _obstacle(when: Condition, reach: Reach) -> str | None:
    """Return the first of these keys that no request within reach can meet; None when one may."""
    if not when.concerns(reach.provider, reach.operation):
        return "operation"
    if when.methods is not None and reach.methods is not None and not when.methods & reach.methods:
        return "method"
    if when.path is not None and not reach.may_have_path(when.path):
        return "path"
    lacking = {key for key in map(_needed, when.checks) if key is not None and not _HAS[key](reach)}
    if lacking:
        return min(lacking, key=_KEYS.index)
    if when.none_of is not None and _covers(when.none_of, replace(when, none_of=None, any_of=()), reach):
        return "not"
    return "any" if when.any_of and all(_apart(one, when, reach) for one in when.any_of) else None


_HAS: Final[dict[str, Callable[[Reach], bool]]] = {
    "body": lambda reach: reach.has_body,
    "region": lambda reach: reach.has_region,
    "status": lambda reach: reach.about_job,
    "name": lambda reach: reach.calls_names,
}
"""What requests must have for a check to be met, by the key that asks for it."""


def _needed(check: Check) -> str | None:
    match check:
        case BodyHas():
            return None if check(Details()) else "body"
        case StatusIs():
            return "status"
        case TextFits(key="region"):
            return "region"
        case TextFits() | MediaFits():
            return "name"
        case QueryFits():
            return None


def _apart(one: Condition, rest: Condition, reach: Reach) -> bool:
    """Tell whether no request within reach meets both an alternative and the rest of the rule that it stands in."""
    sets = ((one.methods, rest.methods), (one.phases, rest.phases))
    disjoint = any(mine is not None and its is not None and not mine & its for mine, its in sets)
    return disjoint or _obstacle(one, reach) is not None


def _why(when: Condition, about: Sequence[Reach]) -> str:
    """Return why no request can meet a condition: by the obstacle that is the last to be looked at."""
    key = max((_obstacle(when, reach) or "" for reach in about), key=lambda key: _KEYS.index(key))
    them = [reach for reach in about if _obstacle(when, reach) == key]
    asked = listing({reach.operation or f"the rest of {reach.provider}" for reach in them})
    match key:
        case "method":
            had = listing(set().union(*(reach.methods or () for reach in them)))
            return f"no request for {asked} has the method {' or '.join(sorted(when.methods or ()))}, expected: {had}"
        case "path":
            paths = listing({path for reach in them for path in reach.paths or ()})
            return f"no path that it is about fits {when.path}, expected one that fits some of: {paths}"
        case "body":
            return f"it waits for something in the body, and {asked} has none"
        case "region":
            return f"it waits for a region, and no request to {listing({reach.provider for reach in them})} is for one"
        case "status":
            return f"it waits for the status of a job, and {asked} is about none"
        case "name":
            return f"it waits for the name, media or metadata of a job, and {asked} is about none"
        case "not":
            return "what it asks for is what its `not` rules out"
        case _:
            return "each of its `any` is about something else than the rest of it"
