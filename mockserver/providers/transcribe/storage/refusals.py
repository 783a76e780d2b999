"""What S3 says of signatures that it doesn't accept (transcribe.md §7.3, §8)."""

from collections.abc import Mapping
from typing import Final

from mockserver.engine.clock import utc
from mockserver.gateway.call import Call
from mockserver.gateway.errors import ApiError
from mockserver.providers.transcribe.signatures.refusals import Kind, Refused

_HEADER, _LINK, _DENIED = "malformed_authorization", "malformed_link", "access_denied"
_NO_DATE = "AWS authentication requires a valid Date or x-amz-date header"

_CREDENTIAL: Mapping[Kind, str] = {
    Kind.BAD_CREDENTIAL: (
        'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
    ),
    Kind.BAD_TERMINATOR: 'incorrect terminal "{terminator}". This endpoint uses "aws4_request".',
    Kind.BAD_REGION: "the region '{region}' is wrong; expecting 'us-east-1'",
    Kind.WRONG_SERVICE: 'incorrect service "{service}". This endpoint belongs to "{expected}".',
    Kind.WRONG_DAY: 'Invalid credential date "{day}". This date is not the same as X-Amz-Date: "{date_day}".',
}
"""What is wrong with a credential, said in a header's error or in a link's."""

_SKEWED = (
    "time_too_skewed",
    {"RequestTime": "{signed}", "ServerTime": "{server_time}", "MaxAllowedSkewMilliseconds": "{limit_ms}"},
)

_SAID: Mapping[Kind, tuple[str, Mapping[str, str]]] = {
    Kind.UNSIGNED: (_DENIED, {}),
    Kind.OTHER_SCHEME: ("unsupported_authorization", {}),
    Kind.NOT_A_PAIR: (
        _HEADER,
        {"Message": 'The authorization header is malformed; the authorization component "{part}" is malformed.'},
    ),
    Kind.HEADER_LACKS: (
        _HEADER,
        {
            "Message": "The authorization header is malformed; the authorization header requires three components: "
            "Credential, SignedHeaders, and Signature."
        },
    ),
    Kind.NO_DATE: (_DENIED, {"Message": _NO_DATE}),
    Kind.BAD_DATE: (_DENIED, {"Message": _NO_DATE}),
    Kind.LINK_LACKS: (
        _LINK,
        {
            "Message": "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
            "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
        },
    ),
    Kind.OLD_LINK_LACKS: (
        _DENIED,
        {"Message": "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"},
    ),
    Kind.BAD_ALGORITHM: (
        _LINK,
        {"Message": 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"'},
    ),
    Kind.BAD_LINK_DATE: (
        _LINK,
        {"Message": "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""},
    ),
    Kind.BAD_EXPIRES: (_LINK, {"Message": "X-Amz-Expires {why}"}),
    Kind.BAD_OLD_EXPIRES: (_DENIED, {"Message": "Invalid date (should be seconds since epoch): {expires}"}),
    Kind.UNKNOWN_KEY: ("unauthorized", {"AWSAccessKeyId": "{access_key_id}"}),
    Kind.BAD_TOKEN: ("invalid_token", {}),
    Kind.EXPIRED_TOKEN: ("expired_token", {}),
    Kind.NOT_SIGNED: (
        _DENIED,
        {
            "Message": "There were headers present in the request which were not signed",
            "HeadersNotSigned": "{names}",
        },
    ),
    Kind.TOO_OLD: _SKEWED,
    Kind.TOO_NEW: _SKEWED,
    Kind.NOT_YET_VALID: (_DENIED, {"Message": "Request is not yet valid", "ServerTime": "{server_time}"}),
    Kind.EXPIRED: ("expired_link", {"Expires": "{expires_time}", "ServerTime": "{server_time}"}),
    Kind.MISMATCH: (
        "signature_mismatch",
        {
            "AWSAccessKeyId": "{access_key_id}",
            "StringToSign": "{string_to_sign}",
            "SignatureProvided": "{given}",
            "CanonicalRequest": "{canonical}",
        },
    ),
    Kind.NO_BODY_HASH: ("bad_request", {"Message": "Missing required header for this request: x-amz-content-sha256"}),
    Kind.CHUNK_MISMATCH: ("signature_mismatch", {}),
    Kind.TRAILER_MISMATCH: ("signature_mismatch", {}),
    Kind.SMALL_CHUNK: ("invalid_chunk_size", {}),
}
"""The error and its members, filled in from the facts. What isn't here is the error's own."""

SAID: Final = frozenset({*_CREDENTIAL, *_SAID})


def said(call: Call, refused: Refused) -> ApiError:
    """Return S3's error for a signature."""
    facts = refused.facts | {
        f"{moment}_time": f"{utc(refused.facts[f'{moment}_ms']):%Y-%m-%dT%H:%M:%SZ}"
        for moment in ("server", "expires")
        if f"{moment}_ms" in refused.facts
    }
    if refused.kind in _CREDENTIAL:
        text = _CREDENTIAL[refused.kind].format_map(facts)
        if facts["link"]:
            return call.error(_LINK, str(refused), Message=f"Error parsing the X-Amz-Credential parameter; {text}")
        return call.error(_HEADER, str(refused), Message=f"The authorization header is malformed; {text}")
    name, members = _SAID[refused.kind]
    filled = {member: template.format_map(facts) for member, template in members.items()}
    return call.error(name, str(refused), **{member: text for member, text in filled.items() if text})
