"""Why a rule acts on a request, or on which points it doesn't: said for people, from the same compiled rules that act."""

from collections.abc import Iterator
from dataclasses import dataclass

from mockserver.engine.randomness import Seed
from mockserver.masking import is_secret_header, masked, masked_text
from mockserver.scenario.conditions import UNCOUNTED, Condition, Count, Facts, Turns
from mockserver.scenario.details import Details
from mockserver.scenario.globs import Glob, fits
from mockserver.scenario.matching import JobRule, Scenario
from mockserver.scenario.reactions import Reaction, RequestRule


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one rule. `why_not` are the points on which it fails; none when it matches.

    `reaction` is what a rule for requests does; `decides` says that a rule for jobs decides; `held_up_by` names the rule
    before it that left nothing for it to do.
    """

    rule: str
    why_not: tuple[str, ...] = ()
    reaction: Reaction | None = None
    decides: bool = False
    held_up_by: str | None = None

    @property
    def is_near(self) -> bool:
        """Whether one point alone is in the way."""
        return len(self.why_not) == 1


def differences(when: Condition, facts: Facts) -> Iterator[str]:
    """Yield each point on which a condition isn't met. The details of the request must have been looked at."""
    for noun, wanted, found in (
        ("provider", when.providers, facts.provider),
        ("operation", when.operations, facts.operation),
        ("method", when.methods, facts.method),
        ("phase", when.phases, facts.phase),
    ):
        if wanted is not None and found not in wanted:
            yield f"the {noun} is {found or '(none)'}, not {' or '.join(sorted(wanted))}"
    yield from _unfit("path", when.path, facts.path)
    yield from _unfit("credential", when.credential, facts.credential, secret=True)
    for name, wanted_value in when.headers:
        yield from _unfit(f"header {name}", wanted_value, facts.headers.get(name), secret=is_secret_header(name))
    details = facts.details or Details()
    for check in when.checks:
        if not check(details):
            yield check.difference(details)
    if when.none_of is not None and not any(differences(when.none_of, facts)):
        yield "all that stands under `not` is true"
    if when.any_of:
        failing = ["; ".join(differences(one, facts)) for one in when.any_of]
        if all(failing):
            yield f"none of `any` is true ({' | '.join(failing)})"


def _unfit(noun: str, wanted: Glob | None, found: str | None, *, secret: bool = False) -> Iterator[str]:
    if wanted is None or fits(wanted, found):
        return
    if found is None:
        yield f"the {noun} is left out, expected {wanted}"
    else:
        yield f"the {noun} {masked(found) if secret else masked_text(found)} doesn't fit {wanted}"


def told(turns: Turns) -> str:
    """Return on which of the requests that it matches a rule acts."""
    said: list[str] = []
    if turns.first > 1 or turns.last is not None:
        said.append(
            f"from call {turns.first} on"
            if turns.last is None
            else f"on call {turns.first}"
            if turns.first == turns.last
            else f"on calls {turns.first} to {turns.last}"
        )
    if turns.every > 1:
        said.append(f"on every {turns.every}th call")
    if turns.chance is not None:
        said.append(f"with a chance of {turns.chance * 100:g}%")
    if turns.times is not None:
        said.append(f"{turns.times} times at most")
    if turns.per is not None:
        said.append(f"each {turns.per} counted for itself")
    return ", ".join(said) or "on every call"


async def explained_requests(scenario: Scenario, facts: Facts, count: Count, seed: Seed) -> list[Verdict]:
    """Return what becomes of each rule for requests, in the order in which they act."""
    await facts.looked()
    verdicts: list[Verdict] = []
    answered: str | None = None
    for rule in sorted(scenario.requests, key=lambda rule: not rule.early):
        verdict = await _explained(rule, facts, count, seed)
        if answered is not None and not verdict.why_not:
            verdict = Verdict(rule.rule, held_up_by=answered)
        elif verdict.reaction is not None and verdict.reaction.ends:
            answered = rule.rule
        verdicts.append(verdict)
    return verdicts


async def explained_jobs(scenario: Scenario, facts: Facts, count: Count, seed: Seed) -> list[Verdict]:
    """Return what becomes of each rule for jobs when the request submits one: the first that matches decides."""
    await facts.looked()
    verdicts: list[Verdict] = []
    decided: str | None = None
    for rule in scenario.jobs:
        verdict = await _explained(rule, facts, count, seed)
        if not verdict.why_not:
            verdict = Verdict(rule.rule, decides=decided is None, held_up_by=decided)
            decided = decided or rule.rule
        verdicts.append(verdict)
    return verdicts


async def _explained(rule: RequestRule | JobRule, facts: Facts, count: Count, seed: Seed) -> Verdict:
    found = tuple(differences(rule.when, facts))
    if found:
        return Verdict(rule.rule, found)
    turn = UNCOUNTED if rule.turns is None else await rule.turns.take(rule.rule, facts, count, seed)
    if turn is None:
        assert rule.turns is not None
        return Verdict(rule.rule, (f"it isn't its turn: it acts {told(rule.turns)}",))
    return Verdict(rule.rule, reaction=rule.reaction(turn, seed) if isinstance(rule, RequestRule) else None)


def why_not_then(rule: RequestRule | JobRule, facts: Facts | None) -> tuple[str, ...]:
    """Return why a rule didn't act on a request that was answered, as far as it can be told afterwards."""
    if facts is None:
        return ("the request came to an end before rules like this one were asked",)
    found = tuple(differences(rule.when, facts))
    if found:
        return found
    if rule.turns is not None:
        return (f"it wasn't its turn: it acts {told(rule.turns)}",)
    if isinstance(rule, RequestRule) and rule.limit is not None:
        return ("the call was within its limit",)
    return ("a rule before it had left nothing to do",)
