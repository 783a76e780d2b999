"""The control API as a provider: its table of calls. Scenarios and the journal leave its requests alone."""

from typing import ClassVar, Final

from mockserver.control import (
    accounts,
    clock,
    events,
    explanation,
    files,
    found,
    jobs,
    journal,
    manners,
    openapi,
    scenario,
    server,
    signals,
    submitting,
    trouble,
    webhooks,
    workspaces,
)
from mockserver.control.admission import Admission
from mockserver.control.endpoints import Endpoint, Surroundings
from mockserver.control.errors import ERRORS
from mockserver.gateway.addressing import Arrival
from mockserver.gateway.answers import PROBLEM, Answer
from mockserver.gateway.call import Call
from mockserver.gateway.errors import Wording
from mockserver.gateway.operations import Match, WrongMethod
from mockserver.gateway.provider import Provider

_CALLS: Final = (
    *server.ENDPOINTS,
    *scenario.ENDPOINTS,
    *clock.ENDPOINTS,
    *jobs.ENDPOINTS,
    *submitting.ENDPOINTS,
    *signals.ENDPOINTS,
    *journal.ENDPOINTS,
    *found.ENDPOINTS,
    *explanation.ENDPOINTS,
    *manners.ENDPOINTS,
    *files.ENDPOINTS,
    *webhooks.ENDPOINTS,
    *accounts.ENDPOINTS,
    *trouble.ENDPOINTS,
    *workspaces.ENDPOINTS,
    *events.ENDPOINTS,
)
ENDPOINTS: Final[tuple[Endpoint, ...]] = (*_CALLS, openapi.endpoint_of(_CALLS))
"""All calls of the control API."""


class Control(Provider):
    """The control API. Bodies are JSON objects; an empty one is as good as `{}`."""

    name: ClassVar[str] = "control"
    title: ClassVar[str] = "Control API"
    scripted: ClassVar[bool] = False
    errors = ERRORS

    def __init__(self, surroundings: Surroundings, admission: Admission) -> None:
        self._admission = admission
        self.operations = tuple(endpoint.operation(surroundings) for endpoint in ENDPOINTS)

    def locate(self, arrival: Arrival) -> Match | WrongMethod | None:
        """Leave what isn't GET at `/` to nobody: there it was meant for a service, whose header is missing."""
        found = super().locate(arrival)
        return None if isinstance(found, WrongMethod) and not arrival.segments else found

    def credential(self, call: Call) -> str | None:
        return None

    def may_open(self, call: Call) -> None:
        """Let nobody open a workspace by a name who isn't let in, not by calls that are open to all either."""
        if call.arrival.workspace_name is not None:
            self._admission.check_in_full(call)

    def admit(self, call: Call) -> None:
        self._admission.check(call)

    def render_error(self, call: Call, wording: Wording) -> Answer:
        return Answer.json(wording.members, wording.status, PROBLEM, wording.headers)
