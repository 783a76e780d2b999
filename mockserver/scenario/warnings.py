"""Rules that can never act, though nothing is wrong with each of them alone."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from mockserver.scenario.conditions import Condition
from mockserver.scenario.globs import Glob
from mockserver.scenario.matching import JobRule, Scenario
from mockserver.scenario.reactions import RequestRule

RuleT = TypeVar("RuleT", JobRule, RequestRule)

Warned = tuple[str, str]
"""A rule's name, and a sentence."""


def warned(scenario: Scenario, providers: frozenset[str]) -> Iterator[Warned]:
    """Yield each rule that can never act, with the reason. `providers` are all that there are."""
    yield from _impossible(scenario.jobs)
    yield from _impossible(scenario.requests)
    yield from _shadowed(
        scenario.jobs, providers, lambda rule: rule.turns is None, "decides for all jobs that this one matches"
    )
    yield from _shadowed(scenario.requests, providers, _ends, "answers all requests that this one matches")


def covers(wide: Condition, narrow: Condition, providers: frozenset[str] | None = None) -> bool:
    """Tell whether whatever meets `narrow` meets `wide`, as far as that can be seen from how they are written.

    `providers` are all that there are, where that is known.
    """
    sets = (
        (wide.providers, providers if narrow.providers is None else narrow.providers),
        (wide.operations, narrow.operations),
        (wide.methods, narrow.methods),
        (wide.phases, narrow.phases),
    )
    headers = dict(narrow.headers)
    return (
        all(outer is None or (inner is not None and inner <= outer) for outer, inner in sets)
        and _takes_in(wide.path, narrow.path)
        and _takes_in(wide.credential, narrow.credential)
        and all(_takes_in(wanted, headers.get(name)) for name, wanted in wide.headers)
        and all(check in narrow.checks for check in wide.checks)
        and wide.none_of in (None, narrow.none_of)
        and wide.any_of in ((), narrow.any_of)
    )


def _impossible(rules: Sequence[JobRule] | Sequence[RequestRule]) -> Iterator[Warned]:
    for rule in rules:
        when = rule.when
        if when.none_of is not None and covers(when.none_of, _alone(when)):
            yield rule.rule, "this rule can never match: what it asks for is what its `not` rules out"
        elif when.any_of and all(_apart(one, when) for one in when.any_of):
            yield rule.rule, "this rule can never match: each of its `any` is about something else than the rest of it"


def _alone(when: Condition) -> Condition:
    """Return a condition without what is nested in it."""
    return Condition(
        when.providers,
        when.operations,
        when.methods,
        when.phases,
        when.path,
        when.headers,
        when.credential,
        when.checks,
    )


def _apart(one: Condition, other: Condition) -> bool:
    """Tell whether two conditions have no provider, operation, method or phase in common."""
    pairs = (
        (one.providers, other.providers),
        (one.operations, other.operations),
        (one.methods, other.methods),
        (one.phases, other.phases),
    )
    return any(mine is not None and theirs is not None and not mine & theirs for mine, theirs in pairs)


def _shadowed(
    rules: Sequence[RuleT], providers: frozenset[str], final: Callable[[RuleT], bool], does: str
) -> Iterator[Warned]:
    for index, rule in enumerate(rules):
        shadow = next(
            (other for other in rules[:index] if final(other) and covers(other.when, rule.when, providers)), None
        )
        if shadow is not None:
            yield rule.rule, f"this rule never acts: the one at {shadow.rule} comes before it and {does}"


def _ends(rule: RequestRule) -> bool:
    return rule.turns is None and rule.does.ends


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
