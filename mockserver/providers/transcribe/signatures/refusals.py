"""Why a signed request is refused, apart from how a service words it."""

from enum import Enum
from typing import Any


class Kind(Enum):
    """What is wrong with a signature. The value explains it for the journal, from the facts of the refusal."""

    UNSIGNED = "The request isn't signed. It takes an Authorization header, a presigned link, or {unless}."
    OTHER_SCHEME = "The Authorization header is of another scheme than AWS4-HMAC-SHA256."
    NOT_A_PAIR = "The Authorization header holds a part that is no KEY=VALUE pair."
    HEADER_LACKS = "The Authorization header lacks {names}; it takes Credential, SignedHeaders and Signature."
    NO_DATE = "The signature lacks a date: an X-Amz-Date header, or else a Date header."
    LINK_LACKS = "The presigned link lacks {names} in its query."
    OLD_LINK_LACKS = "The link presigned with the older signature lacks {names} in its query."
    BAD_ALGORITHM = "The presigned link is signed by {algorithm}; AWS4-HMAC-SHA256 is known here."
    BAD_DATE = "The date of the request, {date!r}, isn't of the form 20180505T232322Z."
    BAD_LINK_DATE = "The date of the presigned link, {date!r}, isn't of the form 20180505T232322Z."
    BAD_CREDENTIAL = "The credential must have the form KEY/DATE/REGION/SERVICE/aws4_request."
    BAD_TERMINATOR = "The credential ends in {terminator!r}; it must end in aws4_request."
    BAD_REGION = "The credential is for {region!r}, which can't be a region. An example of one is us-east-1."
    BAD_EXPIRES = "The link's expiry {expires!r} isn't what the service takes: it {why}."
    BAD_OLD_EXPIRES = "The link's expiry {expires!r} should be seconds since epoch."
    WRONG_SERVICE = "The credential is for the service {service!r}; here it is {expected!r}."
    WRONG_DAY = "The credential is for the day {day!r}; the request's date is {date}."
    UNKNOWN_KEY = "The access key id is none of those that the scenario's accounts have."
    BAD_TOKEN = "The session token isn't the one that belongs to the access key: {expected}."
    EXPIRED_TOKEN = (
        "The session token expired {ago_s:g} s ago, by the account's `session_lasts` on the workspace's clock."
    )
    NOT_SIGNED = "These headers must be among the signed ones, but aren't: {names}."
    TOO_OLD = "It was signed at {signed}, more than {limit_min:g} minutes before {now}. {clock}"
    TOO_NEW = "It was signed at {signed}, more than {limit_min:g} minutes after {now}. {clock}"
    NOT_YET_VALID = "The presigned link is valid from {signed} on; now it is {now}. {clock}"
    EXPIRED = "The presigned link was valid until {expiry}; now it is {now}. {clock}"
    MISMATCH = (
        "The signature was made with another secret, or of a request that was changed since. To be accepted it must be "
        "made of this {texts}"
    )
    NO_BODY_HASH = "A header is missing that says what was signed of the body: x-amz-content-sha256."
    CHUNK_MISMATCH = "Chunk {number} of the body isn't what was signed, or comes out of order."
    TRAILER_MISMATCH = "The trailers aren't what was signed, or lack x-amz-trailer-signature."
    SMALL_CHUNK = "Each chunk but the last takes {least} bytes or more."


class Refused(Exception):
    """A request's signature isn't accepted. `facts` fill in what is said of it; the text is for the journal."""

    def __init__(self, kind: Kind, **facts: Any) -> None:
        super().__init__(kind.value.format_map(facts))
        self.kind = kind
        self.facts = facts
