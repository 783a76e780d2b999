"""Signs requests as AWS's own Python library does: an independent signer for what `signatures/` verifies."""

import hashlib
import hmac
from typing import Any
from urllib.parse import urlsplit

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from multidict import CIMultiDict

from mockserver.providers.transcribe.signatures.request import SignedRequest

KEY, SECRET = "AKIAEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
DATE = "20180505T232322Z"
DATE_MS = 1_525_562_602_000

_HEADER = {"transcribe": SigV4Auth, "s3": S3SigV4Auth}
_LINK = {"transcribe": SigV4QueryAuth, "s3": S3SigV4QueryAuth}


def sign(
    method: str,
    url: str,
    *,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    service: str = "transcribe",
    region: str = "us-east-1",
    secret: str = SECRET,
    token: str | None = None,
    date: str = DATE,
    expires_s: int | None = None,
    payload: str | None = None,
) -> AWSRequest:
    """Return the request with its signature: in a header, or with `expires_s` in its URL.

    `payload` is what is said of the body in place of its hash.
    """
    request = AWSRequest(method, url, headers or {}, body)
    request.context["timestamp"] = date
    credentials = Credentials(KEY, secret, token)
    auth: Any
    if expires_s is None:
        auth = _HEADER[service](credentials, service, region)
    else:
        auth = _LINK[service](credentials, service, region, expires=expires_s)
    if payload is not None:
        auth.payload = lambda _: payload
    # This is what `add_auth` does, but for the date, which it takes from the machine.
    auth._modify_request_before_signing(request)
    string_to_sign = auth.string_to_sign(request, auth.canonical_request(request))
    auth._inject_signature_to_request(request, auth.signature(string_to_sign, request))
    return request


def sign_chunks(request: AWSRequest, chunks: list[bytes], trailers: dict[str, str] | None = None) -> bytes:
    """Return the body of a signed request to S3, framed in chunks that are signed as S3's API reference describes it.

    The empty last chunk is added; with `trailers` they follow it, signed as well.
    """
    scope = f"{DATE[:8]}/us-east-1/s3/aws4_request"
    key = b"AWS4" + SECRET.encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    before = request.headers["Authorization"].rpartition("Signature=")[2]

    def signature(algorithm: str, *hashed: bytes) -> str:
        nonlocal before
        text = "\n".join((algorithm, DATE, scope, before, *(hashlib.sha256(each).hexdigest() for each in hashed)))
        before = hmac.digest(key, text.encode(), "sha256").hex()
        return before

    body = b""
    for chunk in (*chunks, b""):
        signed = signature("AWS4-HMAC-SHA256-PAYLOAD", b"", chunk)
        body += f"{len(chunk):x};chunk-signature={signed}\r\n".encode() + chunk + (b"\r\n" if chunk else b"")
    if trailers is not None:
        told = "".join(f"{name}:{value}\n" for name, value in trailers.items())
        signed = signature("AWS4-HMAC-SHA256-TRAILER", told.encode())
        body += told.replace("\n", "\r\n").encode() + f"x-amz-trailer-signature:{signed}\r\n".encode()
    return body + b"\r\n"


def arrived(request: AWSRequest, body_sha256: str | None = None, **headers: str) -> SignedRequest:
    """Return a signed request as the server gets it. `headers` are added on the way."""
    parts = urlsplit(request.url)
    received = CIMultiDict(request.headers.items())
    received.setdefault("Host", parts.netloc)
    received.update(headers)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return SignedRequest(request.method, target, received, body_sha256, parts.path)
