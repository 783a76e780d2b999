"""Why a rule acts on a request, or on which points it doesn't: said for people, from the same compiled rules that act."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from mockserver.engine.limits import Rate
from mockserver.engine.randomness import Seed
from mockserver.masking import is_secret_header, masked, masked_text
from mockserver.scenario.conditions import UNCOUNTED, Condition, Count, Facts, Turn, Turns
from mockserver.scenario.details import Details
from mockserver.scenario.globs import Glob, fits
from mockserver.scenario.matching import JobRule, Scenario
from mockserver.scenario.reactions import Reaction, RequestRule

_WITHIN_LIMIT: Final = "the call was within its limit"


class Verdict(NamedTuple):
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
    def acts(self) -> bool:
        """Whether the rule does something to the request, or decides on its job."""
        return self.reaction is not None or self.decides

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
    if facts.operation in when.no_operations:
        yield f"{facts.operation} has no answer that could be broken"
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
        said.append(f"on every {_ordinal(turns.every)} call")
    if turns.chance is not None:
        said.append(f"with a chance of {_percent(turns.chance)}")
    if turns.times is not None:
        said.append(f"{_times(turns.times)} at most")
    if turns.per is not None:
        said.append(f"each {turns.per} counted for itself")
    return ", ".join(said) or "on every call"


async def explained_requests(
    scenario: Scenario,
    facts: Facts,
    count: Count,
    seed: Seed,
    *,
    has_body: bool,
    within_limit: Callable[[str, Rate], bool],
) -> list[Verdict]:
    """Return what becomes of each rule for requests, in the order in which they act.

    `has_body` says whether the request has a body, `within_limit` whether the limit of the rule of an identity lets it by.
    """
    await facts.looked()
    verdicts: list[Verdict] = []
    answered: str | None = None
    for rule in sorted(scenario.requests, key=lambda rule: not rule.does.early):
        if rule.does.early and not has_body:
            verdicts.append(Verdict(rule.rule, ("the request has no body that could be broken",)))
            continue
        verdict = await _explained(rule, facts, count, seed)
        if answered is not None and not verdict.why_not:
            verdict = Verdict(rule.rule, held_up_by=answered)
        elif (did := verdict.reaction) is not None:
            if did.does.limit is not None and within_limit(did.identity, did.does.limit):
                verdict = Verdict(rule.rule, (_WITHIN_LIMIT,))
            elif did.does.answers:
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
    turn = UNCOUNTED
    if rule.turns is not None:
        counts: list[Turn] = []

        async def counted(counter: str) -> int:
            number = await count(counter)
            counts.append(Turn(counter, number))
            return number

        taken = await rule.turn(facts, counted, seed)
        if taken is None:
            return Verdict(rule.rule, (_not_its_turn(rule.turns, counts[0], seed),))
        turn = taken
    return Verdict(rule.rule, reaction=rule.reaction(turn, seed) if isinstance(rule, RequestRule) else None)


def _not_its_turn(turns: Turns, turn: Turn, seed: Seed) -> str:
    """Return why a rule doesn't act on the request that it counted by a turn."""
    if not turns.comes_to(turn.number):
        return f"this is the {_ordinal(turn.number)} request that it matches; it acts {told(turns)}"
    drawn = turns.drawn(turn, seed)
    if turns.chance is not None and drawn >= turns.chance:
        return f"its chance of {_percent(turns.chance)} fell against it: the lot was {_percent(drawn)}"
    return f"it has acted {_times(turns.times or 0)} already, which is all that its `times` allows"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}th" if number % 100 in (11, 12, 13) else f"{number}{ending}"


def _percent(fraction: float) -> str:
    return f"{fraction * 100:.3g}%"


def why_not_then(rule: RequestRule | JobRule, facts: Facts | None) -> tuple[str, ...]:
    """Return why a rule didn't act on a request that was answered, as far as it can be told afterwards."""
    if facts is None:
        return ("the request came to an end before rules like this one were asked",)
    found = tuple(differences(rule.when, facts))
    if found:
        return found
    if rule.turns is not None:
        return (f"it wasn't its turn: it acts {told(rule.turns)}",)
    if isinstance(rule, RequestRule) and rule.does.limit is not None:
        return (_WITHIN_LIMIT,)
    return ("a rule before it had left nothing to do",)
