"""What a scenario's rules do to a call, one reaction after the other."""

from collections.abc import Sequence

from mockserver.engine.holds import Hold
from mockserver.gateway.answers import Answer, problem
from mockserver.gateway.call import Call
from mockserver.gateway.interruptions import Interruption
from mockserver.gateway.logs import on_one_line, told
from mockserver.gateway.templates import CannotAnswer, canned_answer
from mockserver.gateway.wire import Pause
from mockserver.scenario.reactions import Reaction, Respond
from mockserver.shelf import Shelf


async def react(call: Call, reactions: Sequence[Reaction], pause: Pause, bodies: Shelf) -> Answer | None:
    """Do what the rules say. Return their answer where they have one; None leaves the call to its provider.

    Raises the provider's ApiError where they name one.
    """
    for reaction in reactions:
        if reaction.limit is not None and _is_let_through(call, reaction):
            continue
        call.entry.rules.append(told(reaction))
        await _go_on(call, reaction)
        await _be_late(call, reaction, pause)
        if reaction.interruption is not None:
            call.interruptions.append(Interruption(*reaction.interruption))
            continue
        call.fault = reaction.fault or call.fault
        if reaction.respond is not None:
            return await _canned(call, reaction, reaction.respond, bodies)
        if reaction.error is not None:
            raise call.scripted_error(reaction.error)
        if reaction.fault is not None and not reaction.fault.operates:
            return Answer()
    return None


async def _go_on(call: Call, reaction: Reaction) -> None:
    """Do what changes the workspace."""
    if reaction.then is not None:
        call.workspace.phase = reaction.then
    if reaction.signal is not None:
        await call.workspace.jobs.signal(reaction.signal)


def _is_let_through(call: Call, reaction: Reaction) -> bool:
    """Tell whether a call stays within a rule's limit, of which each credential has its own."""
    assert reaction.limit is not None
    workspace = call.workspace
    bucket = f"{reaction.rule} {call.provider.name} {call.credential}"
    return workspace.buckets.take(bucket, reaction.limit, workspace.clock.now())


async def _be_late(call: Call, reaction: Reaction, pause: Pause) -> None:
    if reaction.delay_s is not None:
        await pause(reaction.delay_s)
    if reaction.hold_s is not None:
        await _hold(call, reaction.hold_s, pause)
    if reaction.body_delay_s is not None:
        call.body_delay_s += reaction.body_delay_s


async def _hold(call: Call, at_most_s: float, pause: Pause) -> None:
    line = on_one_line(f"{call.provider.name} {call.operation.name} {call.method} {call.arrival.path}")
    hold = Hold(call.request_id, line, call.workspace.clock.now())
    await call.workspace.holds.wait(hold, at_most_s, pause)


async def _canned(call: Call, reaction: Reaction, respond: Respond, bodies: Shelf) -> Answer:
    try:
        return await canned_answer(respond, call, bodies)
    except CannotAnswer as error:
        call.entry.explanation = f"{reaction.rule}: {error}"
        return problem(500, "The scenario's answer can't be given.", call.entry.explanation)
