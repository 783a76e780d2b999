"""Claudio's errors by name. The pages print their statuses and no body; the body's shape is assumed (claudio.md, Requests)."""

from dataclasses import dataclass

from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.errors import ErrorTable, Wording
from mockserver.gateway.operations import MIB, BodyKind

FILE_LIMIT = 250 * MIB
"""The size that an uploaded file may have, in bytes."""


@dataclass(frozen=True, slots=True)
class _Error:
    """`told`: the client reads the sentence that explains, in place of `text`. Otherwise only the journal has it."""

    status: int
    text: str
    told: bool = False

    def __call__(self, _: Call, sentence: str | None) -> Wording:
        text = sentence if self.told and sentence else self.text
        return Wording(self.status, {"success": False, "msg": f"ERROR: {text}"})


_ERRORS = {
    "bad_request": _Error(400, "Unexpected error occurred.", told=True),
    "malformed_body": _Error(400, "The request's body can't be read.", told=True),
    "job_failed": _Error(400, "Job processing failed.", told=True),
    "job_broke": _Error(500, "Job processing failed.", told=True),
    "unauthorized": _Error(401, "User not authorized."),
    "link_refused": _Error(403, "The link's signature is missing, wrong or expired."),
    "method_not_allowed": _Error(405, "The method is not allowed here.", told=True),
    "rate_limited": _Error(429, "Too many requests."),
    "server_error": _Error(500, "Internal Server Error."),
    "service_unavailable": _Error(503, "Service Unavailable."),
}


# No status table has a 404, so an unknown job is a bad request (claudio.md, Requests). Links lead to storage, which has one.
_NO_JOB = "No job has this reference ID."
_JOB_NOT_FOUND = _Error(400, _NO_JOB)
_JOB_NOT_FOUND_404 = _Error(404, _NO_JOB)
_FILE_NOT_FOUND = _Error(404, "There is no such file.")


def _not_found(call: Call, sentence: str | None) -> Wording:
    if call.operation.name == "DownloadFile":
        return _FILE_NOT_FOUND(call, sentence)
    return (_JOB_NOT_FOUND if call.documented("unknown_job") else _JOB_NOT_FOUND_404)(call, sentence)


_TOO_LARGE = _Error(400, "The request's body is too large.", told=True)


def _too_large(call: Call, sentence: str | None) -> Wording:
    if call.operation.body is BodyKind.FORM:
        sentence = f"{call.operation.name} takes {FILE_LIMIT} bytes at most."
    return _TOO_LARGE(call, sentence)


ERRORS: ErrorTable = {**_ERRORS, "not_found": _not_found, "payload_too_large": _too_large}


def render(_: Call, wording: Wording) -> Answer:
    """Return an error in Claudio's shape."""
    return Answer.json(wording.members, wording.status, headers=wording.headers)
