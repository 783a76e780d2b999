"""The control API's errors: problems as RFC 9457 has them, each with a sentence that says what was wrong."""

from typing import Final

from mockserver.gateway.call import Call
from mockserver.gateway.errors import ErrorTable, Worder, Wording

STATUSES: Final = {
    "bad_request": (400, "The request can't be understood."),
    "bad_scenario": (400, "The scenario has mistakes."),
    "bad_when": (400, "The `when` has mistakes."),
    "malformed_body": (400, "The request's body can't be read."),
    "unauthorized": (401, "The caller isn't known."),
    "forbidden": (403, "The control API is closed to web pages and host names of others."),
    "not_found": (404, "There is no such thing."),
    "no_workspace": (404, "There can be no workspace of that name."),
    "conflict": (409, "That can't be done as things stand."),
    "method_not_allowed": (405, "The address doesn't take this method."),
    "payload_too_large": (413, "The request's body is too large."),
    "server_error": (500, "There is a mistake in mockserver."),
    "service_unavailable": (503, "A bound is reached."),
}


_HEADERS: Final = {"unauthorized": {"WWW-Authenticate": 'Bearer realm="mockserver"'}}


def _problem(name: str, status: int, title: str) -> Worder:
    def word(_: Call, sentence: str | None) -> Wording:
        members = {"title": title, "status": status, "detail": sentence or title}
        return Wording(status, members, _HEADERS.get(name, {}))

    return word


ERRORS: Final[ErrorTable] = {name: _problem(name, status, title) for name, (status, title) in STATUSES.items()}
