"""S3's older signature, HMAC-SHA1 of a few lines: boto3 still presigns links with it unless told otherwise (pitfall 12)."""

import base64
import hmac
import re
from typing import NamedTuple
from urllib.parse import unquote

from mockserver.providers.transcribe.signatures.refusals import Kind, Refused
from mockserver.providers.transcribe.signatures.request import SignedRequest, date_ms, http_date_ms
from mockserver.providers.transcribe.signatures.version4 import Proof

_IN_LINKS = ("AWSAccessKeyId", "Signature", "Expires")
_HEADER = re.compile(r"AWS ([^:]+):(.+)")
_AMZ = "x-amz-"
_TOKEN = "x-amz-security-token"
_EPOCH_S = re.compile(r"[0-9]{1,11}")
_SUBRESOURCES = re.compile(
    "accelerate|acl|analytics|cors|defaultObjectAcl|delete|inventory|lifecycle|location|logging|metrics|notification|"
    "object-lock|partNumber|policy|replication|requestPayment|response-(cache-control|content-(disposition|encoding|"
    "language|type)|expires)|restore|select|select-type|storageClass|tagging|torrent|uploadId|uploads|versionId|"
    "versioning|versions|website"
)
"""The parameters of a query that the older signature covers; it leaves out all others."""


class OldSignature(NamedTuple):
    """A signature of Version 2 as a request brings it. `expires_ms` is when a link ceases to be valid, `signed_ms` when a
    header was signed, both in epoch milliseconds: one of them is None.
    """

    access_key_id: str
    given: str
    token: str | None
    signed_ms: int | None = None
    expires_ms: int | None = None

    def proofs(self, request: SignedRequest, secret: str) -> tuple[Proof, ...]:
        """Return what the signature of this request may be, first as it is documented.

        boto3 signs `/bucket/` where it asks for `/bucket`, and the path without what leads to the server, as the bucket
        alone tells the host that real links are of.
        """
        resources = dict.fromkeys((request.resource, f"{request.resource.rstrip('/')}/", request.path))
        texts = (_string_to_sign(request, resource) for resource in resources)
        return tuple(Proof(_sign(secret, text), "", text) for text in texts)


def access_key_id(request: SignedRequest) -> str | None:
    """Return the access key id that a request names by the older signature; None without one."""
    header = _HEADER.fullmatch(request.headers.get("Authorization", ""))
    return header[1] if header is not None else request.parameter("AWSAccessKeyId")


def read_old(request: SignedRequest) -> OldSignature | None:
    """Return the older signature that a request brings; None when it brings none. Raises Refused for one of no good form."""
    header = _HEADER.fullmatch(request.headers.get("Authorization", ""))
    if header is not None:
        date = request.headers.get("X-Amz-Date") or request.headers.get("Date") or ""
        return OldSignature(header[1], header[2], request.headers.get(_TOKEN), signed_ms=_moment(date))
    access_key_id, given, expires = (request.parameter(name) for name in _IN_LINKS)
    if access_key_id is None:
        return None
    if not given or not expires:
        names = [name for name in _IN_LINKS if not request.parameter(name)]
        raise Refused(Kind.OLD_LINK_LACKS, names=", ".join(names))
    if not _EPOCH_S.fullmatch(expires):
        raise Refused(Kind.BAD_OLD_EXPIRES, expires=expires)
    return OldSignature(access_key_id, given, request.parameter(_TOKEN), expires_ms=int(expires) * 1000)


def _sign(secret: str, text: str) -> str:
    digest = hmac.digest(secret.encode(), text.encode("utf-8", "surrogateescape"), "sha1")
    return base64.b64encode(digest).decode()


def _string_to_sign(request: SignedRequest, resource: str) -> str:
    subresources = sorted((name, value) for name, value in request.query if _SUBRESOURCES.fullmatch(name))
    query = "&".join(f"{name}={unquote(value)}" if value else name for name, value in subresources)
    amz = {name.lower(): request.header(name) for name in request.headers if name.lower().startswith(_AMZ)}
    amz |= {name: unquote(value) for name, value in request.query if name.startswith(_AMZ)}
    return "\n".join(
        (
            request.method,
            _either(request, "content-md5"),
            _either(request, "content-type"),
            request.parameter("Expires") or ("" if "x-amz-date" in amz else request.header("Date")),
            *(f"{name}:{amz[name]}" for name in sorted(amz)),
            f"{resource}?{query}" if query else resource,
        )
    )


def _either(request: SignedRequest, name: str) -> str:
    return request.header(name) or request.parameter(name) or ""


def _moment(date: str) -> int:
    moment = date_ms(date) or http_date_ms(date)
    if moment is None:
        raise Refused(Kind.BAD_DATE, date=date)
    return moment
