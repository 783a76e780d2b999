"""S3's errors, in XML (transcribe.md §7.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from xml.sax.saxutils import escape

from mockserver.gateway.answers import Answer, ApiError
from mockserver.gateway.call import Call
from mockserver.gateway.provider import ErrorMaker
from mockserver.xmltext import xml_text


@dataclass(frozen=True, slots=True)
class _Kind:
    code: str
    status: int
    text: str


_KINDS: Mapping[str, _Kind] = {
    "not_found": _Kind("NoSuchKey", 404, "The specified key does not exist."),
    "no_such_bucket": _Kind("NoSuchBucket", 404, "The specified bucket does not exist"),
    "access_denied": _Kind("AccessDenied", 403, "Access Denied"),
    "expired_link": _Kind("AccessDenied", 403, "Request has expired"),
    "signature_mismatch": _Kind(
        "SignatureDoesNotMatch",
        403,
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    ),
    "unauthorized": _Kind(
        "InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."
    ),
    "bad_request": _Kind("InvalidRequest", 400, "The request is not valid."),
    "malformed_body": _Kind(
        "MalformedXML",
        400,
        "The XML you provided was not well-formed or did not validate against our published schema",
    ),
    "payload_too_large": _Kind("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed object size."),
    "method_not_allowed": _Kind("MethodNotAllowed", 405, "The specified method is not allowed against this resource."),
    "rate_limited": _Kind("SlowDown", 503, "Please reduce your request rate."),
    "server_error": _Kind("InternalError", 500, "We encountered an internal error. Please try again."),
    "service_unavailable": _Kind("ServiceUnavailable", 503, "Please reduce your request rate."),
}


def _named(name: str, call: Call, sentence: str | None) -> ApiError:
    kind = _KINDS[name]
    facts = {
        "Code": kind.code,
        "Message": kind.text,
        "BucketName": call.params.get("bucket"),
        "Key": call.params.get("key"),
        "RequestId": call.request_id,
        "HostId": host_id(call),
    }
    members = "".join(f"<{tag}>{escape(xml_text(text))}</{tag}>" for tag, text in facts.items() if text is not None)
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{members}</Error>'
    return ApiError(name, Answer.text(body, kind.status, "application/xml"), sentence)


def host_id(call: Call) -> str:
    """Return what S3 calls the extended request id."""
    return call.workspace.seed.token(21, "s3", "host", call.request_id)


ERRORS: Mapping[str, ErrorMaker] = {name: partial(_named, name) for name in _KINDS}
