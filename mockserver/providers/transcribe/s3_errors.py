"""S3's errors, in XML (transcribe.md §7.3)."""

from xml.sax.saxutils import escape

from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.errors import ErrorTable, Wording
from mockserver.xmltext import xml_text


def _error(code: str, status: int, text: str) -> Wording:
    return Wording(status, {"Code": code, "Message": text})


ERRORS: ErrorTable = {
    "not_found": _error("NoSuchKey", 404, "The specified key does not exist."),
    "no_such_bucket": _error("NoSuchBucket", 404, "The specified bucket does not exist"),
    "access_denied": _error("AccessDenied", 403, "Access Denied"),
    "expired_link": _error("AccessDenied", 403, "Request has expired"),
    "signature_mismatch": _error(
        "SignatureDoesNotMatch",
        403,
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    ),
    "malformed_authorization": _error("AuthorizationHeaderMalformed", 400, "The authorization header is malformed."),
    "malformed_link": _error("AuthorizationQueryParametersError", 400, "The query of the presigned link is malformed."),
    "unsupported_authorization": _error("InvalidArgument", 400, "Unsupported Authorization Type"),
    "time_too_skewed": _error(
        "RequestTimeTooSkewed", 403, "The difference between the request time and the current time is too large."
    ),
    "invalid_token": _error("InvalidToken", 400, "The provided token is malformed or otherwise invalid."),
    "expired_token": _error("ExpiredToken", 400, "The provided token has expired."),
    "unauthorized": _error(
        "InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."
    ),
    "bad_request": _error("InvalidRequest", 400, "The request is not valid."),
    "malformed_body": _error(
        "MalformedXML",
        400,
        "The XML you provided was not well-formed or did not validate against our published schema",
    ),
    "payload_too_large": _error("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed object size."),
    "method_not_allowed": _error("MethodNotAllowed", 405, "The specified method is not allowed against this resource."),
    "rate_limited": _error("SlowDown", 503, "Please reduce your request rate."),
    "server_error": _error("InternalError", 500, "We encountered an internal error. Please try again."),
    "service_unavailable": _error("ServiceUnavailable", 503, "Please reduce your request rate."),
}


def render(call: Call, wording: Wording) -> Answer:
    """Return an error in S3's shape."""
    facts = {
        **wording.members,
        "BucketName": call.params.get("bucket"),
        "Key": call.params.get("key"),
        "RequestId": call.request_id,
        "HostId": host_id(call),
    }
    members = "".join(
        f"<{tag}>{escape(xml_text(str(text)))}</{tag}>" for tag, text in facts.items() if text is not None
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{members}</Error>'
    return Answer.text(body, wording.status, "application/xml", wording.headers)


def host_id(call: Call) -> str:
    """Return what S3 calls the extended request id."""
    return call.workspace.seed.token(21, "s3", "host", call.request_id)
