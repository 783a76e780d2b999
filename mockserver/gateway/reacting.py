"""What a scenario's rules do to a call, one reaction after the other."""

from collections.abc import Sequence
from functools import partial

from mockserver.engine.holds import Hold
from mockserver.engine.limits import Rate
from mockserver.gateway.answers import Answer, problem
from mockserver.gateway.call import Call
from mockserver.gateway.interruptions import Interruption
from mockserver.gateway.logs import on_one_line, told
from mockserver.gateway.templates import CannotAnswer, canned_answer
from mockserver.gateway.wire import Pause, until_gone
from mockserver.scenario.reactions import Consequence, Reaction, Respond
from mockserver.shelf import Shelf


async def react(call: Call, reactions: Sequence[Reaction], pause: Pause, bodies: Shelf) -> Answer | None:
    """Do what the rules say. Return their answer where they have one; None leaves the call to its provider.

    Raises the provider's ApiError where they name one.
    """
    for reaction in reactions:
        does = reaction.does
        if does.limit is not None and is_let_through(call, reaction.identity, does.limit):
            continue
        call.entry.rules.append(told(reaction))
        await _go_on(call, does)
        await _be_late(call, reaction, pause)
        if does.interruption is not None:
            call.interruptions.append(Interruption(*does.interruption, pause))
            continue
        call.fault = does.fault or call.fault
        if does.respond is not None:
            return await _canned(call, reaction.rule, does.respond, bodies)
        if does.error is not None:
            raise call.scripted_error(does.error)
        if does.fault is not None and not does.fault.operates:
            return Answer()
    return None


async def _go_on(call: Call, does: Consequence) -> None:
    """Do what changes the workspace."""
    if does.phase is not None:
        call.workspace.phase = does.phase
    if does.signal is not None:
        await call.workspace.jobs.signal(does.signal)


def is_let_through(call: Call, rule: str, limit: Rate) -> bool:
    """Tell whether a call stays within a rule's limit, of which each credential has its own."""
    workspace = call.workspace
    bucket = f"{rule} {call.provider.name} {call.credential}"
    return workspace.buckets.take(bucket, limit, workspace.clock.now())


async def _be_late(call: Call, reaction: Reaction, pause: Pause) -> None:
    if reaction.delay_s is not None:
        await pause(reaction.delay_s)
    if reaction.does.hold_s is not None:
        await _hold(call, reaction.does.hold_s, pause)
    if reaction.body_delay_s is not None:
        call.body_delay_s += reaction.body_delay_s


async def _hold(call: Call, at_most_s: float, pause: Pause) -> None:
    line = on_one_line(f"{call.provider.name} {call.operation.name} {call.method} {call.arrival.path}")
    hold = Hold(call.request_id, line, call.workspace.clock.now())
    gone = partial(until_gone, call.arrival.request)
    await call.workspace.holds.wait(hold, partial(pause, at_most_s), gone)


async def _canned(call: Call, rule: str, respond: Respond, bodies: Shelf) -> Answer:
    try:
        return await canned_answer(respond, call, bodies)
    except CannotAnswer as error:
        call.entry.explanation = f"{rule}: {error}"
        return problem(500, "The scenario's answer can't be given.", call.entry.explanation)
