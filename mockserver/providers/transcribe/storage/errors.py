"""S3's errors, in XML (transcribe.md §7.3)."""

from typing import Final

from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.errors import ApiError, ErrorTable, Wording
from mockserver.gateway.operations import BodyKind
from mockserver.providers.transcribe.storage import xml


def _error(code: str, status: int, text: str) -> Wording:
    return Wording(status, {"Code": code, "Message": text})


_INCOMPLETE: Final = _error(
    "IncompleteBody", 400, "The request body terminated unexpectedly or is not as its headers say"
)
_MALFORMED_XML: Final = _error(
    "MalformedXML", 400, "The XML you provided was not well-formed or did not validate against our published schema"
)


def _malformed_body(call: Call, _: str | None) -> Wording:
    return _INCOMPLETE if call.operation.body is BodyKind.STREAM else _MALFORMED_XML


def _unavailable(_: Call, sentence: str | None) -> Wording:
    """Say which bound is reached, where that is why: S3 has none of these, so no text of its own would tell it."""
    return _error("ServiceUnavailable", 503, sentence or "Please reduce your request rate.")


ERRORS: ErrorTable = {
    "not_found": _error("NoSuchKey", 404, "The specified key does not exist."),
    "no_such_bucket": _error("NoSuchBucket", 404, "The specified bucket does not exist"),
    "no_such_upload": _error(
        "NoSuchUpload",
        404,
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    ),
    "bucket_exists": _error(
        "BucketAlreadyOwnedByYou",
        409,
        "Your previous request to create the named bucket succeeded and you already own it.",
    ),
    "bucket_not_empty": _error("BucketNotEmpty", 409, "The bucket you tried to delete is not empty"),
    "too_many_buckets": _error("TooManyBuckets", 400, "You have attempted to create more buckets than allowed"),
    "invalid_bucket_name": _error("InvalidBucketName", 400, "The specified bucket is not valid."),
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
    "invalid_argument": _error("InvalidArgument", 400, "Invalid Argument"),
    "key_too_long": _error("KeyTooLongError", 400, "Your key is too long"),
    "metadata_too_large": _error(
        "MetadataTooLarge", 400, "Your metadata headers exceed the maximum allowed metadata size"
    ),
    "malformed_body": _malformed_body,
    "incomplete_body": _INCOMPLETE,
    "malformed_trailer": _error(
        "MalformedTrailerError",
        400,
        "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    ),
    "invalid_digest": _error("InvalidDigest", 400, "The Content-MD5 you specified was invalid."),
    "bad_digest": _error("BadDigest", 400, "The Content-MD5 you specified did not match what we received."),
    "content_sha256_mismatch": _error(
        "XAmzContentSHA256Mismatch",
        400,
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
    ),
    "invalid_part": _error(
        "InvalidPart",
        400,
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity "
        "tag may not match the part's entity tag.",
    ),
    "invalid_part_order": _error(
        "InvalidPartOrder",
        400,
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
    ),
    "part_too_small": _error(
        "EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed object size."
    ),
    "precondition_failed": _error(
        "PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold"
    ),
    "invalid_range": _error("InvalidRange", 416, "The requested range is not satisfiable"),
    "payload_too_large": _error("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed object size."),
    "invalid_chunk_size": _error(
        "InvalidChunkSizeError", 403, "Only the last chunk is allowed to have a size less than 8192 bytes"
    ),
    "method_not_allowed": _error("MethodNotAllowed", 405, "The specified method is not allowed against this resource."),
    "not_implemented": _error(
        "NotImplemented", 501, "A header you provided implies functionality that is not implemented"
    ),
    "rate_limited": _error("SlowDown", 503, "Please reduce your request rate."),
    "server_error": _error("InternalError", 500, "We encountered an internal error. Please try again."),
    "service_unavailable": _unavailable,
}


def invalid(call: Call, text: str, **members: str) -> ApiError:
    """Return InvalidArgument with a text of its own, which is the explanation as well."""
    return call.error("invalid_argument", text, Message=text, **members)


def render(call: Call, wording: Wording) -> Answer:
    """Return an error in S3's shape. The answer to HEAD has no body, so that clients know the error by its status."""
    if call.method == "HEAD":
        return Answer(wording.status, headers=dict(wording.headers))
    facts: dict[str, xml.Node] = {
        "BucketName": call.params.get("bucket"),
        "Key": call.params.get("key"),
        "RequestId": call.request_id,
        "HostId": host_id(call),
    }
    return Answer.text(
        xml.document("Error", {**wording.members, **facts}), wording.status, xml.CONTENT_TYPE, wording.headers
    )


def host_id(call: Call) -> str:
    """Return what S3 calls the extended request id."""
    return call.workspace.seed.token(21, "s3", "host", call.request_id)
