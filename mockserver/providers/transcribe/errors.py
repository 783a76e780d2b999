"""Amazon Transcribe's errors: their types, statuses and texts (transcribe.md §1.3–1.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from mockserver.gateway.answers import Answer, ApiError
from mockserver.gateway.call import Call
from mockserver.gateway.provider import ErrorMaker
from mockserver.providers.transcribe.authentication import ACCOUNT_ID

CONTENT_TYPE: Final = "application/x-amz-json-1.1"

# Errors that the service models call their text `Message`, those from before the service `message` (§1.3).
_MODELED, _BEFORE = "Message", "message"

_MISSING_ALWAYS_BAD_REQUEST = frozenset({"DeleteTranscriptionJob"})
"""Operations whose documentation knows no NotFoundException (§2.2)."""


@dataclass(frozen=True, slots=True)
class _Kind:
    type: str
    text: str | None = None
    status: int = 400
    member: str = _MODELED


_KINDS: Mapping[str, _Kind] = {
    "bad_request": _Kind(
        "BadRequestException",
        "Your request didn't pass one or more validation tests. Check your request and try again.",
    ),
    "conflict": _Kind("ConflictException", "The requested job name already exists. Use a different job name."),
    "limit_exceeded": _Kind(
        "LimitExceededException",
        "Either you have sent too many requests or your input file is too long. Wait before you resend your request, or "
        "use a smaller file and resend the request.",
    ),
    "too_many_jobs": _Kind(
        "LimitExceededException",
        "You have too many jobs running at the same time. Try your request again later.",
    ),
    "media_not_accessible": _Kind(
        "BadRequestException",
        "The S3 URI that you provided can't be accessed. Make sure that you have read permission and try your request "
        "again.",
    ),
    "bucket_not_writable": _Kind(
        "BadRequestException",
        "The specified S3 bucket can't be accessed. Make sure you have write permission on the bucket and try your "
        "request again.",
    ),
    "media_too_large": _Kind(
        "BadRequestException",
        "The input file that you specified exceeds the maximum size of 2048.00 Mb. Try again with a smaller file.",
    ),
    "server_error": _Kind(
        "InternalFailureException",
        "There was an internal error. Check the error message and try your request again.",
        status=500,
    ),
    "service_unavailable": _Kind("ServiceUnavailableException", status=503, member=_BEFORE),
    "rate_limited": _Kind("ThrottlingException", "Rate exceeded", member=_BEFORE),
    "unauthorized": _Kind(
        "UnrecognizedClientException", "The security token included in the request is invalid.", member=_BEFORE
    ),
    "expired_token": _Kind(
        "ExpiredTokenException", "The security token included in the request is expired", member=_BEFORE
    ),
    "incomplete_signature": _Kind(
        "IncompleteSignatureException", "Authorization header requires 'Credential' parameter.", member=_BEFORE
    ),
    "invalid_signature": _Kind(
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
        "and signing method. Consult the service documentation for details.",
        member=_BEFORE,
    ),
    "unknown_operation": _Kind("UnknownOperationException"),
    "malformed_body": _Kind("SerializationException"),
    "payload_too_large": _Kind("RequestEntityTooLargeException", status=413),
    "method_not_allowed": _Kind("UnknownOperationException", status=405),
}

_MISSING_JOB = "The requested job couldn't be found. Check the job name and try your request again."
_NOT_FOUND = _Kind(
    "NotFoundException", "We can't find the requested resource. Check the name and try your request again."
)


def refusal(name: str, text: str) -> ApiError:
    """Return the error of that name with a text of its own, which is the explanation as well."""
    return _made(name, _KINDS[name], text, text)


def _named(name: str, call: Call, sentence: str | None) -> ApiError:
    kind = _KINDS[name]
    return _made(name, kind, kind.text, sentence)


def _not_found(call: Call, sentence: str | None) -> ApiError:
    if call.documented("missing_job") and call.operation.name not in _MISSING_ALWAYS_BAD_REQUEST:
        return _made("not_found", _NOT_FOUND, _NOT_FOUND.text, sentence)
    return _made("not_found", _KINDS["bad_request"], _MISSING_JOB, sentence)


def _missing_token(call: Call, sentence: str | None) -> ApiError:
    text = "Missing Authentication Token"
    if call.documented("missing_token"):
        kind = _Kind("MissingAuthenticationToken", status=403, member=_BEFORE)
    else:
        kind = _Kind("MissingAuthenticationTokenException", member=_BEFORE)
    return _made("missing_token", kind, text, sentence)


def _access_denied(call: Call, sentence: str | None) -> ApiError:
    action = f"transcribe:{call.operation.name}"
    text = (
        f"User: arn:aws:iam::{ACCOUNT_ID}:user/mockserver is not authorized to perform: {action} "
        f"because no identity-based policy allows the {action} action"
    )
    return _made("access_denied", _Kind("AccessDeniedException", member=_BEFORE), text, sentence)


def _made(name: str, kind: _Kind, text: str | None, explanation: str | None) -> ApiError:
    body = {"__type": kind.type}
    if text is not None:
        body[kind.member] = text
    headers = {"x-amzn-ErrorType": kind.type}
    return ApiError(name, Answer.json(body, kind.status, CONTENT_TYPE, headers), explanation)


ERRORS: Mapping[str, ErrorMaker] = {
    **{name: partial(_named, name) for name in _KINDS},
    "not_found": _not_found,
    "missing_token": _missing_token,
    "access_denied": _access_denied,
}
