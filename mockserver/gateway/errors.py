"""Errors by name: what each says is a provider's data, and the provider gives all of them its one shape."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mockserver.gateway.answers import Answer
from mockserver.scenario.reactions import NamedError

if TYPE_CHECKING:
    from mockserver.gateway.call import Call


@dataclass(frozen=True, slots=True)
class Wording:
    """What an error says: its HTTP status, the members of its body in their order, and headers of its own.

    `following` are those members that say again what others say: where a scenario changes these, they change with them.
    """

    status: int
    members: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    following: Mapping[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)


Worder = Callable[["Call", str | None], Wording]
"""Words an error that depends on the call. The sentence, where there is one, says what was wrong."""

ErrorTable = Mapping[str, Wording | Worder]
"""A provider's errors by the names that scenarios and handlers call them."""

REQUIRED_ERRORS = frozenset(
    {"malformed_body", "payload_too_large", "method_not_allowed", "unauthorized", "server_error", "service_unavailable"}
)
"""Errors that the gateway itself may have to give, so that every provider must know how to say them."""


class ApiError(Exception):
    """A provider's error, in that provider's own words.

    `name` is what scenarios call it, `explanation` a sentence for the journal: what was wrong, and what would have been
    accepted.
    """

    def __init__(self, name: str, answer: Answer, explanation: str | None = None) -> None:
        super().__init__(explanation or name)
        self.name = name
        self.answer = answer
        self.explanation = explanation


def api_error(call: "Call", name: str, sentence: str | None, members: Mapping[str, Any]) -> ApiError:
    """Return an error of the called provider. `members` take the place of those that its table has."""
    wording = worded(call, name, sentence)
    if members:
        wording = replace(wording, members={**wording.members, **members})
    return ApiError(name, call.provider.render_error(call, wording), sentence)


def scripted_error(call: "Call", error: NamedError) -> ApiError:
    """Return an error of the called provider as a scenario wants it."""
    wording = worded(call, error.name)
    lacked = error.lacked_by.get(call.provider.name, ())
    changed = {name: value for name, value in error.members.items() if name not in lacked}
    members = {**wording.members, **changed}
    members |= {name: follow(members) for name, follow in wording.following.items() if name not in changed}
    if error.status is not None and "status" in members:
        members["status"] = error.status
    answer = call.provider.render_error(call, Wording(error.status or wording.status, members, wording.headers))
    answer.set_headers(error.headers)
    return ApiError(error.name, answer)


def worded(call: "Call", name: str, sentence: str | None = None) -> Wording:
    """Return what an error of the called provider says."""
    wording = call.provider.errors[name]
    return wording if isinstance(wording, Wording) else wording(call, sentence)
