"""Requests in and answers out, as Amazon's model has them (transcribe.md §1.1, §1.2)."""

from collections.abc import Mapping
from typing import Any

from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.transcribe.errors import CONTENT_TYPE, refusal
from mockserver.providers.transcribe.requests.model import NotInModel, Shape, input_shape, output_shape
from mockserver.providers.transcribe.requests.requirements import what_is_unmet
from mockserver.providers.transcribe.requests.rules import RULES
from mockserver.providers.transcribe.requests.validation import BrokenConstraints, WrongType, validate

Facts = Mapping[str, Any]
"""What may be told of something, by the names of Amazon's members. An answer has those that the model gives it."""


def request_of(call: Call) -> dict[str, Any]:
    """Return the request, or raise what the service says of a wrong one: first by the model, then by its further rules."""
    data = call.json()
    try:
        request = validate(input_shape(call.operation.name), {} if data is None else data)
    except NotInModel as error:
        raise call.error("unknown_operation", str(error)) from error
    except WrongType as error:
        raise refusal(call, "malformed_body", str(error)) from error
    except BrokenConstraints as error:
        raise refusal(call, "bad_request", str(error)) from error
    message = what_is_unmet(RULES.get(call.operation.name, ()), request)
    if message is not None:
        raise refusal(call, "bad_request", message)
    return request


def answer(call: Call, facts: Facts) -> Answer:
    """Answer with the facts that the operation's answer has members for; with an empty body where it has no answer."""
    shape = output_shape(call.operation.name)
    return Answer(content_type=CONTENT_TYPE) if shape is None else Answer.json(_told(shape, facts), 200, CONTENT_TYPE)


def listed(call: Call, items: list[Facts], facts: Facts) -> Answer:
    """Answer with a list: of each item the facts that the model has members for, beside the facts about the list."""
    shape = output_shape(call.operation.name)
    assert shape is not None
    (name, of), *_ = ((name, member.element) for name, member in shape.members.items() if member.type == "list")
    assert of is not None
    return answer(call, {**facts, name: [_told(of, item) for item in items]})


def _told(shape: Shape, facts: Facts) -> dict[str, Any]:
    """Return the facts that a structure has members for. What is wrapped in one structure is told within it."""
    if len(shape.members) == 1:
        ((name, wrapped),) = shape.members.items()
        if wrapped.type == "structure" and name not in facts:
            return {name: _told(wrapped, facts)}
    return {name: facts[name] for name in shape.members if name in facts}
