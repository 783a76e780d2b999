"""Amazon Transcribe's errors: their types, statuses and texts (transcribe.md §1.3–1.7)."""

from typing import Final

from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.errors import ApiError, ErrorTable, Wording
from mockserver.providers.transcribe.authentication import ACCOUNT_ID
from mockserver.providers.transcribe.requests.model import models_error
from mockserver.providers.transcribe.resources.families import noun_of

CONTENT_TYPE: Final = "application/x-amz-json-1.1"

# Errors that the service models call their text `Message`, those from before the service `message` (§1.3).
_MODELED, _BEFORE = "Message", "message"

SIGNATURE_MISMATCH: Final = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and "
    "signing method. Consult the service documentation for details."
)

_NOT_FOUND = "NotFoundException"


def _error(kind: str, text: str | None = None, *, status: int = 400, member: str = _MODELED) -> Wording:
    return Wording(status, {"__type": kind} if text is None else {"__type": kind, member: text})


_FIXED: Final = {
    "bad_request": _error(
        "BadRequestException",
        "Your request didn't pass one or more validation tests. Check your request and try again.",
    ),
    "limit_exceeded": _error(
        "LimitExceededException",
        "Either you have sent too many requests or your input file is too long. Wait before you resend your request, or "
        "use a smaller file and resend the request.",
    ),
    "too_many_jobs": _error(
        "LimitExceededException",
        "You have too many jobs running at the same time. Try your request again later.",
    ),
    "media_not_accessible": _error(
        "BadRequestException",
        "The S3 URI that you provided can't be accessed. Make sure that you have read permission and try your request "
        "again.",
    ),
    "bucket_not_writable": _error(
        "BadRequestException",
        "The specified S3 bucket can't be accessed. Make sure you have write permission on the bucket and try your "
        "request again.",
    ),
    "media_too_large": _error(
        "BadRequestException",
        "The input file that you specified exceeds the maximum size of 2048.00 Mb. Try again with a smaller file.",
    ),
    "server_error": _error(
        "InternalFailureException",
        "There was an internal error. Check the error message and try your request again.",
        status=500,
    ),
    "service_unavailable": _error("ServiceUnavailableException", status=503, member=_BEFORE),
    "rate_limited": _error("ThrottlingException", "Rate exceeded", member=_BEFORE),
    "unauthorized": _error(
        "UnrecognizedClientException", "The security token included in the request is invalid.", member=_BEFORE
    ),
    "expired_token": _error(
        "ExpiredTokenException", "The security token included in the request is expired", member=_BEFORE
    ),
    "incomplete_signature": _error(
        "IncompleteSignatureException", "Authorization header requires 'Credential' parameter.", member=_BEFORE
    ),
    "invalid_signature": _error("InvalidSignatureException", SIGNATURE_MISMATCH, member=_BEFORE),
    "unknown_operation": _error("UnknownOperationException"),
    "malformed_body": _error("SerializationException"),
    "payload_too_large": _error("RequestEntityTooLargeException", status=413),
    "method_not_allowed": _error("UnknownOperationException", status=405),
}


def refusal(call: Call, name: str, text: str) -> ApiError:
    """Return the modeled error of that name with a text of its own, which is the explanation as well."""
    return call.error(name, text, **{_MODELED: text})


def render(_: Call, wording: Wording) -> Answer:
    """Return an error in the shape of AWS's JSON protocol."""
    headers = {"x-amzn-ErrorType": wording.members["__type"], **wording.headers}
    return Answer.json(wording.members, wording.status, CONTENT_TYPE, headers)


def missing(noun: str) -> str:
    """Return what is said of a resource that isn't there."""
    return f"The requested {noun} couldn't be found. Check the {noun} name and try your request again."


def _not_found(call: Call, _: str | None) -> Wording:
    """Word what isn't there. Only of tags it is thought to be as documented in reality (transcribe.md §1.7)."""
    noun, operation = noun_of(call.operation.name), call.operation.name
    if noun == "resource" or (call.documented("missing_job") and models_error(operation, _NOT_FOUND)):
        return _error(_NOT_FOUND, "We can't find the requested resource. Check the name and try your request again.")
    return _error("BadRequestException", missing(noun))


def _conflict(call: Call, _: str | None) -> Wording:
    noun = noun_of(call.operation.name)
    return _error("ConflictException", f"The requested {noun} name already exists. Use a different {noun} name.")


def _too_many_resources(call: Call, _: str | None) -> Wording:
    noun = noun_of(call.operation.name)
    plural = f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}s"
    return _error("LimitExceededException", f"You have too many {plural}. Delete a {noun} and try your request again")


def _missing_token(call: Call, _: str | None) -> Wording:
    text = "Missing Authentication Token"
    if call.documented("missing_token"):
        return _error("MissingAuthenticationToken", text, status=403, member=_BEFORE)
    return _error("MissingAuthenticationTokenException", text, member=_BEFORE)


def _access_denied(call: Call, _: str | None) -> Wording:
    action = f"transcribe:{call.operation.name}"
    text = (
        f"User: arn:aws:iam::{ACCOUNT_ID}:user/mockserver is not authorized to perform: {action} "
        f"because no identity-based policy allows the {action} action"
    )
    return _error("AccessDeniedException", text, member=_BEFORE)


ERRORS: ErrorTable = {
    **_FIXED,
    "not_found": _not_found,
    "conflict": _conflict,
    "too_many_resources": _too_many_resources,
    "missing_token": _missing_token,
    "access_denied": _access_denied,
}
