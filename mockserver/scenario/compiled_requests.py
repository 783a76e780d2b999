"""Compiles rules for requests."""

from dataclasses import replace

from mockserver.scenario import reactions, rules
from mockserver.scenario.compiled_when import condition, turns
from mockserver.scenario.consequences import ErrorInFull, Respond, as_rate, as_then
from mockserver.scenario.fault_parts import as_fault
from mockserver.scenario.faults import Breaks
from mockserver.scenario.ranges import DelayInFull
from mockserver.scenario.reactions import Consequence, Delay, NamedError, RequestRule
from mockserver.scenario.spread import spread
from mockserver.scenario.vocabulary import Kind, Vocabulary


def request_rule(name: str, identity: str, rule: rules.RequestRule, vocabulary: Vocabulary) -> RequestRule:
    """Return a rule ready for use."""
    error = _error(rule, vocabulary)
    delay = None if rule.delay is None else _delay(rule.delay)
    drawn = delay is not None and delay.spread.varies
    fault = None if rule.fault is None else as_fault(rule.fault)
    when = condition(rule.when, rule.when.acting_providers(Kind.ERROR, [error.name] if error else [], vocabulary))
    if (fault is not None and fault.kind.breaks is Breaks.SOCKET) or (error is not None and error.after is not None):
        when = replace(when, operations=vocabulary.websockets & (when.operations or vocabulary.websockets))
    elif fault is not None and fault.operates and rule.respond is None:
        when = replace(when, no_operations=vocabulary.websockets)  # there is no answer to break
    elif delay is not None and delay.of_body and rule.respond is None:
        when = replace(when, no_operations=vocabulary.websockets)  # nor a body to wait for
    phase, signal = as_then(rule.then)
    does = Consequence(
        delay=delay,
        hold_s=None if rule.hold is None else rule.hold / 1000,
        limit=None if rule.limit is None else as_rate(rule.limit),
        error=error,
        fault=fault,
        respond=None if rule.respond is None else _respond(rule.respond),
        phase=phase,
        signal=signal,
    )
    return RequestRule(name, when, turns(rule.when, rule.times, drawn), identity, does)


def _error(rule: rules.RequestRule, vocabulary: Vocabulary) -> NamedError | None:
    if isinstance(rule.error, ErrorInFull):
        written = rule.error
        checked = written.model_extra or {}
        lacked_by = {
            provider: lacked
            for provider in vocabulary.providers_with(Kind.ERROR, written.name)
            if (
                lacked := frozenset(checked)
                - vocabulary.providers[provider].members(written.name)
                - set(written.members)
            )
        }
        members, after = {**checked, **written.members}, None if written.after is None else written.after.progress()
        return NamedError(written.name, written.status, written.headers, members, lacked_by, after)
    if rule.error is not None:
        return NamedError(rule.error)
    says_more = rule.model_fields_set & {"delay", "hold", "fault", "respond", "then"}
    return NamedError(rules.RATE_LIMITED) if rule.limit is not None and not says_more else None


def _delay(written: float | DelayInFull) -> Delay:
    return Delay(spread(written), not isinstance(written, float) and written.before == "body")


def _respond(written: Respond) -> reactions.Respond:
    return reactions.Respond(written.status, written.body, written.headers, written.body_file)
