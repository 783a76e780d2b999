"""What Amazon Transcribe says of signatures that it doesn't accept (transcribe.md §1.5)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from mockserver.gateway.call import Call
from mockserver.gateway.errors import ApiError
from mockserver.providers.transcribe.errors import SIGNATURE_MISMATCH
from mockserver.providers.transcribe.signatures.refusals import Kind, Refused

_INCOMPLETE, _INVALID = "incomplete_signature", "invalid_signature"
_TOO_OLD = "Signature expired: {signed} is now earlier than {edge} ({now} - {limit_min:g} min.)"
_TOO_NEW = "Signature not yet current: {signed} is still later than {edge} ({now} + {limit_min:g} min.)"
_NO_DATE = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
_BAD_DATE = "Date must be in ISO-8601 'basic format'. Got '{date}'. See http://en.wikipedia.org/wiki/ISO_8601"
_SHOULD_HAVE_BEEN = (
    "\n\nThe Canonical String for this request should have been\n'{canonical}'"
    "\n\nThe String-to-Sign should have been\n'{string_to_sign}'\n"
)


def _header_lacks(facts: Mapping[str, Any]) -> str:
    lacks = [f"Authorization header requires '{name}' parameter." for name in facts["lacks"]]
    undated = [] if facts["dated"] else [_NO_DATE]
    return " ".join((*lacks, *undated, f"Authorization={facts['scheme']}"))


def _link_lacks(facts: Mapping[str, Any]) -> str:
    lacks = (f"AWS query-string parameters must include '{name}'." for name in facts["lacks"])
    return f"{' '.join(lacks)} Re-examine the query-string parameters."


Text = str | Callable[[Mapping[str, Any]], str] | None

SAID: Final[Mapping[Kind, tuple[str, Text]]] = {
    Kind.UNSIGNED: ("missing_token", None),
    Kind.OTHER_SCHEME: (_INCOMPLETE, _header_lacks),
    Kind.NOT_A_PAIR: (
        _INCOMPLETE,
        "'{part}' not a valid key=value pair (missing equal-sign) in Authorization header: '{header}'.",
    ),
    Kind.HEADER_LACKS: (_INCOMPLETE, _header_lacks),
    Kind.NO_DATE: (_INCOMPLETE, _header_lacks),
    Kind.LINK_LACKS: (_INCOMPLETE, _link_lacks),
    Kind.BAD_ALGORITHM: (_INCOMPLETE, "Unsupported AWS 'algorithm': '{algorithm}'."),
    Kind.BAD_DATE: (_INCOMPLETE, _BAD_DATE),
    Kind.BAD_LINK_DATE: (_INCOMPLETE, _BAD_DATE),
    Kind.BAD_CREDENTIAL: (
        _INCOMPLETE,
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'",
    ),
    Kind.BAD_TERMINATOR: (
        _INVALID,
        "Credential should be scoped with a valid terminator: 'aws4_request', not '{terminator}'.",
    ),
    Kind.BAD_REGION: (_INVALID, "Credential should be scoped to a valid region, not '{region}'."),
    Kind.BAD_EXPIRES: (_INCOMPLETE, "X-Amz-Expires {why}"),
    Kind.WRONG_SERVICE: (_INVALID, "Credential should be scoped to correct service: '{expected}'."),
    Kind.WRONG_DAY: (
        _INVALID,
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
        "'{day}' != '{date_day}', from '{date}'.",
    ),
    Kind.UNKNOWN_KEY: ("unauthorized", None),
    Kind.BAD_TOKEN: ("unauthorized", None),
    Kind.EXPIRED_TOKEN: ("expired_token", None),
    Kind.NOT_SIGNED: (_INVALID, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."),
    Kind.TOO_OLD: (_INVALID, _TOO_OLD),
    Kind.TOO_NEW: (_INVALID, _TOO_NEW),
    Kind.NOT_YET_VALID: (_INVALID, _TOO_NEW),
    Kind.EXPIRED: (_INVALID, _TOO_OLD),
    Kind.MISMATCH: (_INVALID, SIGNATURE_MISMATCH + _SHOULD_HAVE_BEEN),
}
"""The error and its text, filled in from the facts; without a text, the error's own. What only S3 refuses isn't here."""


def said(call: Call, refused: Refused) -> ApiError:
    """Return the service's error for a signature."""
    name, text = SAID[refused.kind]
    if text is None or (refused.kind is Kind.MISMATCH and call.documented("canonical_string")):
        return call.error(name, str(refused))
    message = text.format_map(refused.facts) if isinstance(text, str) else text(refused.facts)
    return call.error(name, str(refused), message=message)
