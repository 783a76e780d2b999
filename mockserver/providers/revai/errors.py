"""The errors of Rev.ai: problem details (revai.md §4, seed 002).

Bodies under v1beta are the same without `status`, but for the few that say so.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockserver.gateway.answers import PROBLEM, Answer, ApiError
from mockserver.gateway.call import Call
from mockserver.gateway.provider import ErrorMaker
from mockserver.providers.revai.account import balance_in_error
from mockserver.providers.revai.versions import Version, version_of

_TYPES: Final = "https://www.rev.ai/api/v1/errors/"
_TYPES_WITHOUT_WWW: Final = "https://rev.ai/api/v1/errors/"
_V1BETA_TYPES: Final = "https://www.rev.ai/api/speech/v1/errors/"
_RETRY_AFTER: Final = {"Retry-After": "1"}

Parameters = Mapping[str, Sequence[str]]
"""What is wrong with a request: sentences by the name of the field that they are about."""


def invalid_parameters(call: Call, parameters: Parameters, *, name: str = "bad_request") -> ApiError:
    """Return the 400 that names what is wrong, field by field."""
    keys = ("parameter",) if call.documented("parameters_key") else ("parameters", "parameter")
    members = {
        **dict.fromkeys(keys, parameters),
        "type": f"{_TYPES}invalid-parameters",
        "title": "Your request parameters didn't validate",
    }
    sentence = " ".join(f"{field}: {' '.join(messages)}" for field, messages in parameters.items())
    return _error(name, call, 400, members, sentence)


def invalid_job_state(
    call: Call, current: str, allowed: Sequence[str], purpose: str, sentence: str | None = None
) -> ApiError:
    """Return the 409 for a job that isn't in one of the `allowed` statuses; `purpose` is what it should be in them for."""
    kind = "invalid-job-state"
    members: dict[str, Any] = {"allowed_values": list(allowed), "current_value": current}
    title, detail = "Job is in invalid state", f"Job is in invalid state to {purpose}"
    if version_of(call) is Version.V1BETA:
        members.update(type=_V1BETA_TYPES + kind, title=title, detail=detail)
    elif call.documented("conflict_body"):
        members.update(type=_TYPES_WITHOUT_WWW + kind, title=title, detail=detail)
    else:
        observed = detail.replace("the transcript", "the output")
        members.update(type=_TYPES + kind, title=title, status=409, detail=observed, extensions={})
    return _error("invalid_job_state", call, 409, members, sentence)


def unsupported_output_format(call: Call, accept: str, allowed: Sequence[str]) -> ApiError:
    """Return the 406 for an `Accept` header that asks for none of the `allowed` media types."""
    members: dict[str, Any] = {"allowed_values": list(allowed)}
    if version_of(call) is Version.V1BETA:
        members.update(type=f"{_V1BETA_TYPES}unsupported-transcript-format", title="Transcript format is not supported")
    else:
        members.update(
            current_value=accept, type=f"{_TYPES}unsupported-output-format", title="Output format is not supported"
        )
    members["detail"] = f"Unsupported value {accept}"
    return _error("unsupported_output_format", call, 406, members, f"The Accept header asks for {accept or 'nothing'}.")


def _error(
    name: str,
    call: Call,
    status: int,
    members: Mapping[str, Any],
    sentence: str | None,
    headers: Mapping[str, str] | None = None,
) -> ApiError:
    body = dict(members)
    if version_of(call) is Version.V1:
        body.setdefault("status", status)
    return ApiError(name, Answer.json(body, status, PROBLEM, headers), sentence)


def _fixed(name: str, status: int, headers: Mapping[str, str] | None = None, **members: str) -> ErrorMaker:
    """Return the maker of an error whose body is always the same."""

    def make(call: Call, sentence: str | None) -> ApiError:
        return _error(name, call, status, members, sentence, headers)

    return make


def _unauthorized(call: Call, sentence: str | None) -> ApiError:
    has_period = version_of(call) is Version.V1 and not call.documented("unauthorized_period")
    title = "Authorization has been denied for this request" + ("." if has_period else "")
    return _error("unauthorized", call, 401, {"title": title}, sentence)


def _out_of_credit(call: Call, sentence: str | None) -> ApiError:
    balance = balance_in_error(call)
    members = {
        "title": "You do not have enough credits",
        "type": f"{_TYPES}out-of-credit",
        "detail": f"You have only {balance} seconds remaining",
        "current_balance": balance,
    }
    return _error("out_of_credit", call, 403, members, sentence)


def _bad_request(call: Call, sentence: str | None) -> ApiError:
    return invalid_parameters(call, {"media_url": [sentence or "The media_url field is required"]})


def _malformed_body(call: Call, sentence: str | None) -> ApiError:
    return invalid_parameters(call, {"body": [sentence or "The body can't be read."]}, name="malformed_body")


def _invalid_job_state(call: Call, sentence: str | None) -> ApiError:
    return invalid_job_state(call, "in_progress", ["transcribed"], "obtain the transcript", sentence)


def _unsupported_output_format(call: Call, sentence: str | None) -> ApiError:
    return unsupported_output_format(call, call.headers.get("Accept", ""), TRANSCRIPT_TYPES)


TRANSCRIPT_JSON: Final = "application/vnd.rev.transcript.v1.0+json"
TRANSCRIPT_TYPES: Final = ("text/plain", TRANSCRIPT_JSON)

ERRORS: Final[Mapping[str, ErrorMaker]] = {
    "bad_request": _bad_request,
    "malformed_body": _malformed_body,
    "unauthorized": _unauthorized,
    "out_of_credit": _out_of_credit,
    "access_denied": _fixed(
        "access_denied",
        403,
        title="Permisson has been denied for this request - access to this deployment is not allowed",
        type=f"{_TYPES}access-denied",
    ),
    "forbidden": _fixed("forbidden", 403, error="The client is forbidden to submit that request"),
    "not_found": _fixed("not_found", 404, type=f"{_TYPES}job-not-found", title="could not find job"),
    "unsupported_api": _fixed(
        "unsupported_api",
        404,
        title="This api is not supported in this deployment",
        type=f"{_TYPES}unsupported-api",
    ),
    "method_not_allowed": _fixed("method_not_allowed", 405, title="Method Not Allowed"),
    "unsupported_output_format": _unsupported_output_format,
    "invalid_job_state": _invalid_job_state,
    "payload_too_large": _fixed(
        "payload_too_large",
        413,
        title="Payload Too Large",
        detail="Submitted payload exceeds maximum allowed file size",
    ),
    "unsupported_media_type": _fixed(
        "unsupported_media_type", 415, type=f"{_TYPES}unsupported-media-type", title="Unsupported Media Type"
    ),
    "rate_limited": _fixed("rate_limited", 429, _RETRY_AFTER, title="Too Many Requests"),
    "server_error": _fixed("server_error", 500, title="Internal Server Error"),
    "bad_gateway": _fixed("bad_gateway", 502, title="Bad Gateway"),
    "service_unavailable": _fixed("service_unavailable", 503, title="Service Unavailable"),
    "gateway_timeout": _fixed("gateway_timeout", 504, title="Gateway Timeout"),
}
