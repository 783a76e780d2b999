"""The errors of Rev.ai: problem details (revai.md §4, seed 002).

Bodies under v1beta are the same without `status`, unless its quirk says otherwise, but for the few that say so.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockserver.gateway.answers import PROBLEM, Answer
from mockserver.gateway.call import Call
from mockserver.gateway.errors import ApiError, ErrorTable, Wording
from mockserver.providers.revai.account import balance_in_error
from mockserver.providers.revai.versions import Version, version_of

PROBLEM_MEMBERS: Final = frozenset({"type", "title", "status", "detail", "instance", "extensions"})
"""What the body of each error may say: the members of problem details (RFC 9457), and Rev.ai's `extensions`."""

_TYPES: Final = "https://www.rev.ai/api/v1/errors/"
_TYPES_WITHOUT_WWW: Final = "https://rev.ai/api/v1/errors/"
_V1BETA_TYPES: Final = "https://www.rev.ai/api/speech/v1/errors/"

Parameters = Mapping[str, Sequence[str]]
"""What is wrong with a request: sentences by the name of the field that they are about."""


def invalid_parameters(call: Call, parameters: Parameters, *, name: str = "bad_request") -> ApiError:
    """Return the 400 that names what is wrong, field by field."""
    sentence = " ".join(f"{field}: {' '.join(messages)}" for field, messages in parameters.items())
    return call.error(name, sentence, **_by_field(call, parameters))


def invalid_job_state(
    call: Call, current: str, allowed: Sequence[str], purpose: str, sentence: str | None = None
) -> ApiError:
    """Return the 409 for a job that isn't in one of the `allowed` statuses; `purpose` is what it should be in them for."""
    wording = _wrong_state(call, current, allowed, purpose)
    return call.error("invalid_job_state", sentence, **wording.members)


def unsupported_output_format(call: Call, accept: str, allowed: Sequence[str]) -> ApiError:
    """Return the 406 for an `Accept` header that asks for none of the `allowed` media types."""
    wording = _wrong_format(call, accept, allowed)
    sentence = f"The Accept header asks for {accept or 'nothing'}."
    return call.error("unsupported_output_format", sentence, **wording.members)


def no_such_captions(call: Call, *, has_channels: bool) -> ApiError:
    """Return the 405 for captions of a channel where there are none, or of none where there are; a 400 in older days."""
    if version_of(call) is Version.EARLY_V1 or not call.documented("captions_mismatch"):
        ask = "is required for a job with speaker channels" if has_channels else "is not allowed for this job"
        return invalid_parameters(call, {"speaker_channel": [f"The speaker_channel field {ask}."]})
    given, need = ("with", "needs a") if has_channels else ("without", "has no")
    return call.error(
        "invalid_job_properties", f"The job was submitted {given} speaker_channels_count, so it {need} speaker_channel."
    )


def render(call: Call, wording: Wording) -> Answer:
    """Return an error in Rev.ai's shape."""
    body = dict(wording.members)
    if version_of(call) is not Version.V1BETA or not call.documented("v1beta_status"):
        body.setdefault("status", wording.status)
    return Answer.json(body, wording.status, PROBLEM, wording.headers)


def _by_field(call: Call, parameters: Parameters) -> dict[str, Parameters]:
    return dict.fromkeys(
        ("parameter",) if call.documented("parameters_key") else ("parameters", "parameter"), parameters
    )


def _invalid(call: Call, parameters: Parameters) -> Wording:
    members = {
        **_by_field(call, parameters),
        "type": f"{_TYPES}invalid-parameters",
        "title": "Your request parameters didn't validate",
    }
    return Wording(400, members)


def _wrong_state(call: Call, current: str, allowed: Sequence[str], purpose: str) -> Wording:
    kind = "invalid-job-state"
    members: dict[str, Any] = {"allowed_values": list(allowed), "current_value": current}
    title, detail = "Job is in invalid state", f"Job is in invalid state to {purpose}"
    if version_of(call) is Version.V1BETA:
        members.update(type=_V1BETA_TYPES + kind, title=title, detail=detail)
    elif version_of(call) is Version.EARLY_V1 or call.documented("conflict_body"):
        members.update(type=_TYPES_WITHOUT_WWW + kind, title=title, detail=detail)
    else:
        observed = detail.replace("the transcript", "the output")
        members.update(type=_TYPES + kind, title=title, status=409, detail=observed, extensions={})
    return Wording(409, members)


def _wrong_format(call: Call, accept: str, allowed: Sequence[str]) -> Wording:
    members: dict[str, Any] = {"allowed_values": list(allowed)}
    if version_of(call) is Version.V1BETA:
        members.update(type=f"{_V1BETA_TYPES}unsupported-transcript-format", title="Transcript format is not supported")
    else:
        members.update(
            current_value=accept, type=f"{_TYPES}unsupported-output-format", title="Output format is not supported"
        )
    members["detail"] = f"Unsupported value {accept}"
    return Wording(406, members)


def _unauthorized(call: Call, _: str | None) -> Wording:
    has_period = version_of(call) is not Version.V1BETA and not call.documented("unauthorized_period")
    return Wording(401, {"title": "Authorization has been denied for this request" + ("." if has_period else "")})


def _out_of_credit(call: Call, _: str | None) -> Wording:
    balance = balance_in_error(call)
    members = {
        "title": "You do not have enough credits",
        "type": f"{_TYPES}out-of-credit",
        "detail": _remaining({"current_balance": balance}),
        "current_balance": balance,
    }
    return Wording(403, members, following={"detail": _remaining})


def _remaining(members: Mapping[str, Any]) -> str:
    return f"You have only {members['current_balance']} seconds remaining"


def _bad_request(call: Call, sentence: str | None) -> Wording:
    return _invalid(call, {"media_url": [sentence or "The media_url field is required"]})


def _malformed_body(call: Call, sentence: str | None) -> Wording:
    return _invalid(call, {"body": [sentence or "The body can't be read."]})


def _invalid_job_state(call: Call, _: str | None) -> Wording:
    return _wrong_state(call, "in_progress", ["transcribed"], "obtain the transcript")


def _unsupported_output_format(call: Call, _: str | None) -> Wording:
    return _wrong_format(call, call.headers.get("Accept", ""), TRANSCRIPT_TYPES)


def _fixed(status: int, **members: str) -> Wording:
    return Wording(status, members)


TRANSCRIPT_JSON: Final = "application/vnd.rev.transcript.v1.0+json"
TRANSCRIPT_TYPES: Final = ("text/plain", TRANSCRIPT_JSON)

ERRORS: Final[ErrorTable] = {
    "bad_request": _bad_request,
    "malformed_body": _malformed_body,
    "unsupported_media_content_type": _fixed(
        400, type=f"{_TYPES}unsupported-media-content-type", title="Media content type is not supported"
    ),
    "unauthorized": _unauthorized,
    "out_of_credit": _out_of_credit,
    "access_denied": _fixed(
        403,
        title="Permisson has been denied for this request - access to this deployment is not allowed",
        type=f"{_TYPES}access-denied",
    ),
    "forbidden": _fixed(403, error="The client is forbidden to submit that request"),
    "not_found": _fixed(404, type=f"{_TYPES}job-not-found", title="could not find job"),
    "vocabulary_not_found": _fixed(
        404, type=f"{_TYPES}custom-vocabulary-not-found", title="could not find custom vocabulary"
    ),
    "unsupported_api": _fixed(
        404,
        title="This api is not supported in this deployment",
        type=f"{_TYPES}unsupported-api",
    ),
    "invalid_job_properties": _fixed(
        405,
        type=f"{_TYPES_WITHOUT_WWW}invalid-job-properties",
        title="Job contains unsupported properties",
        detail="Job with speaker channels provided are not supported for retrieving captions",
    ),
    "method_not_allowed": _fixed(405, title="Method Not Allowed"),
    "unsupported_output_format": _unsupported_output_format,
    "invalid_job_state": _invalid_job_state,
    "payload_too_large": _fixed(
        413,
        title="Payload Too Large",
        detail="Submitted payload exceeds maximum allowed file size",
    ),
    "unsupported_media_type": _fixed(415, type=f"{_TYPES}unsupported-media-type", title="Unsupported Media Type"),
    "upgrade_required": Wording(426, {"title": "Upgrade Required"}, {"Upgrade": "websocket"}),
    "rate_limited": Wording(429, {"title": "Too Many Requests"}, {"Retry-After": "1"}),
    "server_error": _fixed(500, title="Internal Server Error"),
    "bad_gateway": _fixed(502, title="Bad Gateway"),
    "service_unavailable": _fixed(503, title="Service Unavailable"),
    "shutting_down": _fixed(503, title="Service Unavailable"),
    "gateway_timeout": _fixed(504, title="Gateway Timeout"),
}
