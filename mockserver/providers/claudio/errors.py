"""Claudio's errors by name. The pages print their statuses and no body; the body's shape is assumed (claudio.md, Requests)."""

from collections.abc import Mapping
from dataclasses import dataclass

from mockserver.gateway.answers import Answer, ApiError
from mockserver.gateway.call import Call
from mockserver.gateway.operations import MIB, BodyKind
from mockserver.gateway.provider import ErrorMaker

FILE_LIMIT = 250 * MIB
"""The size that an uploaded file may have, in bytes."""


@dataclass(frozen=True, slots=True)
class _Error:
    """`told`: the client reads the sentence that explains, in place of `text`. Otherwise only the journal has it."""

    status: int
    text: str
    told: bool = False


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


def _maker(name: str, error: _Error) -> ErrorMaker:
    def make(_: Call, sentence: str | None) -> ApiError:
        text = sentence if error.told and sentence else error.text
        return ApiError(name, Answer.json({"success": False, "msg": f"ERROR: {text}"}, error.status), sentence)

    return make


# No status table has a 404, so an unknown job is a bad request (claudio.md, Requests). Links lead to storage, which has one.
_NO_JOB = "No job has this reference ID."
_JOB_NOT_FOUND = _maker("not_found", _Error(400, _NO_JOB))
_JOB_NOT_FOUND_404 = _maker("not_found", _Error(404, _NO_JOB))
_FILE_NOT_FOUND = _maker("not_found", _Error(404, "There is no such file."))


def _not_found(call: Call, sentence: str | None) -> ApiError:
    if call.operation.name == "DownloadFile":
        return _FILE_NOT_FOUND(call, sentence)
    return (_JOB_NOT_FOUND if call.documented("unknown_job") else _JOB_NOT_FOUND_404)(call, sentence)


_TOO_LARGE = _maker("payload_too_large", _Error(400, "The request's body is too large.", told=True))


def _too_large(call: Call, sentence: str | None) -> ApiError:
    if call.operation.body is BodyKind.FORM:
        sentence = f"{call.operation.name} takes {FILE_LIMIT} bytes at most."
    return _TOO_LARGE(call, sentence)


ERRORS: Mapping[str, ErrorMaker] = {
    **{name: _maker(name, error) for name, error in _ERRORS.items()},
    "not_found": _not_found,
    "payload_too_large": _too_large,
}
