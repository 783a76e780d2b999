"""Signature Version 4: its canonical request, its string to sign, its key (transcribe.md §8)."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import quote

from mockserver.providers.transcribe.signatures.request import SignedRequest

ALGORITHM: Final = "AWS4-HMAC-SHA256"
TERMINATOR: Final = "aws4_request"
S3: Final = "s3"
BODY_HASH: Final = "X-Amz-Content-SHA256"
UNSIGNED_BODY: Final = "UNSIGNED-PAYLOAD"

_LINKED_BODY_HASH = "X-Amz-Content-Sha256"
_SIGNATURE = "X-Amz-Signature"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a credential is for: a day (20180505), a region and a service."""

    day: str
    region: str
    service: str

    def __str__(self) -> str:
        return f"{self.day}/{self.region}/{self.service}/{TERMINATOR}"


class Proof(NamedTuple):
    """What a signature must be, and the texts of which it is made."""

    signature: str
    canonical: str
    string_to_sign: str


class Signature(NamedTuple):
    """A signature of Version 4 as a request brings it.

    `date` is of the form 20180505T232322Z, `signed_ms` the same moment in epoch milliseconds. `expires_s` is how long a
    presigned link is valid; None for a signature in a header. `token` is the session token.
    """

    access_key_id: str
    scope: Scope
    signed_headers: tuple[str, ...]
    given: str
    date: str
    signed_ms: int
    token: str | None = None
    expires_s: int | None = None

    @property
    def presigned(self) -> bool:
        return self.expires_s is not None

    def proof(self, request: SignedRequest, secret: str) -> Proof:
        """Return what the signature of this request must be. S3 signs the path as sent, other services a tidied one."""
        canonical = "\n".join(
            (
                request.method,
                request.path if self.scope.service == S3 else _tidied(request.path),
                _canonical_query(request, presigned=self.presigned),
                *(f"{name}:{_value(request, name)}" for name in sorted(self.signed_headers)),
                "",
                ";".join(self.signed_headers),
                body_hash(request, presigned=self.presigned) or UNSIGNED_BODY,
            )
        )
        digest = hashlib.sha256(_encoded(canonical)).hexdigest()
        string_to_sign = "\n".join((ALGORITHM, self.date, str(self.scope), digest))
        return Proof(sign(signing_key(secret, self.scope), string_to_sign), canonical, string_to_sign)


def body_hash(request: SignedRequest, *, presigned: bool) -> str | None:
    """Return what was signed of the body: its SHA-256, or what S3's clients declare in its place (pitfall 4).

    None for a request to S3 that declares nothing, which a presigned link need not.
    """
    declared = request.body_sha256 or request.headers.get(BODY_HASH)
    if presigned and declared is None:
        return request.parameter(_LINKED_BODY_HASH) or UNSIGNED_BODY
    return declared


def signing_key(secret: str, scope: Scope) -> bytes:
    """Return the key that a secret yields for one day, region and service."""
    key = _encoded(f"AWS4{secret}")
    for part in (scope.day, scope.region, scope.service, TERMINATOR):
        key = hmac.digest(key, _encoded(part), "sha256")
    return key


def sign(key: bytes, text: str) -> str:
    """Return the signature of a text, in hexadecimal digits."""
    return hmac.digest(key, _encoded(text), "sha256").hex()


def _tidied(path: str) -> str:
    """Return the path without dots and empty segments, encoded once more than it was (pitfall 2)."""
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    end = "/" if segments and path.endswith("/") else ""
    return quote(_encoded(f"/{'/'.join(segments)}{end}"), safe="/~")


def _canonical_query(request: SignedRequest, *, presigned: bool) -> str:
    """Return the query sorted, in the client's encoding; `?uploads` is `uploads=` (pitfall 5)."""
    signed = (pair for pair in request.query if not (presigned and pair[0] == _SIGNATURE))
    return "&".join(f"{name}={value}" for name, value in sorted(signed))


def _value(request: SignedRequest, name: str) -> str:
    # Over HTTP/2 clients sign `:authority`, which arrives as the Host header (pitfall 7).
    return request.header("host" if name == ":authority" else name)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
