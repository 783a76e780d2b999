"""Which rules of the scenario a request of the journal nearly met. Nothing is told of it before somebody asks."""

from itertools import takewhile

from mockserver.control.endpoints import Surroundings
from mockserver.control.recorded import recorded_facts
from mockserver.engine.journal import Entry
from mockserver.gateway.call import Call
from mockserver.scenario.matching import JobRule
from mockserver.scenario.near_misses import near_miss
from mockserver.scenario.reactions import RequestRule


async def near_misses(surroundings: Surroundings, call: Call, entry: Entry) -> list[str]:
    """Return the rules that seem to have been meant for a request, each with the one point on which it failed.

    Those for requests count where none of them acted, those for jobs where they stand before the one that decided. What was
    found is kept with the entry, which changes no more.
    """
    if entry.near_misses is None:
        entry.near_misses = await _found(surroundings, call, entry)
    return entry.near_misses


async def _found(surroundings: Surroundings, call: Call, entry: Entry) -> list[str]:
    rules = [
        rule for rule in _passed_over(call, entry) if rule.when.concerns(entry.provider or "", entry.operation or "")
    ]
    if not rules:
        return []
    facts = recorded_facts(surroundings, call, entry)
    await facts.looked()
    missed = ((rule.rule, near_miss(rule.when, facts)) for rule in rules)
    return [f"{rule}: {point}" for rule, point in missed if point is not None]


def _passed_over(call: Call, entry: Entry) -> list[RequestRule | JobRule]:
    """Return the rules that had their chance to act on a request, and didn't."""
    if entry.provider is None:
        return []
    scenario = call.workspace.scenario
    passed: list[RequestRule | JobRule] = []
    if not any(entry.did(rule.rule) for rule in scenario.requests):
        passed += scenario.requests
    if entry.decided_by is not None:
        passed += takewhile(lambda rule: rule.rule != entry.decided_by, scenario.jobs)
    return passed
