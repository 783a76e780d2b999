"""Whether a signature is right: who made it, for what, when, and of this very request (transcribe.md §8, §1.5)."""

import hmac
from typing import Final, NamedTuple
from urllib.parse import quote

from mockserver.providers.transcribe.signatures import reading, version2
from mockserver.providers.transcribe.signatures.refusals import Kind, Refused
from mockserver.providers.transcribe.signatures.request import SignedRequest, written
from mockserver.providers.transcribe.signatures.version2 import OldSignature
from mockserver.providers.transcribe.signatures.version4 import S3, Proof, Signature, body_hash

_MINUTE_MS = 60_000
_MASK = "***"


class Service(NamedTuple):
    """A service as its signatures go: its name in credentials, and how far a client's clock may be off."""

    name: str
    skew_ms: int


TRANSCRIBE: Final = Service("transcribe", 5 * _MINUTE_MS)
STORAGE: Final = Service(S3, 15 * _MINUTE_MS)


class Secrets(NamedTuple):
    """What belongs to an access key: the secret, the session token where it has one, and how long that is valid yet.

    `token_left_ms` is 0 or below for an expired token, None for one without end.
    """

    secret: str
    token: str | None = None
    token_left_ms: int | None = None


class Now(NamedTuple):
    """The time that signatures are measured by, in epoch milliseconds. `clock` says in a sentence which clock it is of."""

    ms: int
    clock: str = ""


AnySignature = Signature | OldSignature


def read(request: SignedRequest, service: Service) -> AnySignature | None:
    """Return the signature of a request, of which only the form was looked at; None when it isn't signed. Raises Refused."""
    old = version2.read_old(request) if service.name == S3 else None
    return old or reading.read(request)


def verify(request: SignedRequest, signature: AnySignature, service: Service, secrets: Secrets, now: Now) -> None:
    """Raise Refused unless the signature was made of this request with these secrets, for this service, and in time."""
    _check_token(signature, secrets)
    if isinstance(signature, OldSignature):
        _check_old_dates(signature, service, now)
        proofs = signature.proofs(request, secrets.secret)
    else:
        _check_scope(signature, service)
        _check_signed_headers(request, signature, service)
        _check_dates(signature, service, now)
        if body_hash(request, presigned=signature.presigned) is None:
            raise Refused(Kind.NO_BODY_HASH)
        proofs = (signature.proof(request, secrets.secret),)
    if not any(_same(proof.signature, signature.given) for proof in proofs):
        raise _mismatch(signature, proofs[0])


def _check_token(signature: AnySignature, secrets: Secrets) -> None:
    if not _same(signature.token or "", secrets.token or ""):
        expected = "this key takes none" if secrets.token is None else "the account's `session_token` must come with it"
        raise Refused(Kind.BAD_TOKEN, expected=expected)
    if secrets.token_left_ms is not None and secrets.token_left_ms <= 0:
        raise Refused(Kind.EXPIRED_TOKEN, ago_s=-secrets.token_left_ms / 1000)


def _check_scope(signature: Signature, service: Service) -> None:
    scope = signature.scope
    if scope.service != service.name:
        raise Refused(Kind.WRONG_SERVICE, service=scope.service, expected=service.name, link=signature.presigned)
    if scope.day != signature.date[:8]:
        raise Refused(
            Kind.WRONG_DAY, day=scope.day, date=signature.date, date_day=signature.date[:8], link=signature.presigned
        )


def _check_signed_headers(request: SignedRequest, signature: Signature, service: Service) -> None:
    signed = set(signature.signed_headers)
    missing = [] if signed & {"host", ":authority"} else ["host"]
    if service.name == S3:
        missing += sorted(_amz_headers(request) - signed)
    if missing:
        raise Refused(Kind.NOT_SIGNED, names=", ".join(missing))


def _amz_headers(request: SignedRequest) -> set[str]:
    return {name.lower() for name in request.headers if name.lower().startswith("x-amz-")}


def _check_dates(signature: Signature, service: Service, now: Now) -> None:
    if signature.expires_s is None:
        _check_skew(signature.signed_ms, service, now)
        return
    if signature.signed_ms > now.ms + service.skew_ms:
        raise _untimely(Kind.NOT_YET_VALID, signature.signed_ms, now, service.skew_ms)
    life_ms = signature.expires_s * 1000
    _check_expiry(signature.signed_ms + life_ms, now, life_ms)


def _check_old_dates(signature: OldSignature, service: Service, now: Now) -> None:
    if signature.signed_ms is not None:
        _check_skew(signature.signed_ms, service, now)
    if signature.expires_ms is not None:
        _check_expiry(signature.expires_ms, now)


def _check_skew(signed_ms: int, service: Service, now: Now) -> None:
    if signed_ms < now.ms - service.skew_ms:
        raise _untimely(Kind.TOO_OLD, signed_ms, now, -service.skew_ms)
    if signed_ms > now.ms + service.skew_ms:
        raise _untimely(Kind.TOO_NEW, signed_ms, now, service.skew_ms)


def _check_expiry(expires_ms: int, now: Now, life_ms: int = 0) -> None:
    if now.ms >= expires_ms:
        raise _untimely(
            Kind.EXPIRED, expires_ms - life_ms, now, -life_ms, expires_ms=expires_ms, expiry=written(expires_ms)
        )


def _untimely(kind: Kind, signed_ms: int, now: Now, limit_ms: int, **facts: object) -> Refused:
    """Return the refusal of a request that was signed outside of the `limit_ms` before (negative) or after now."""
    return Refused(
        kind,
        signed=written(signed_ms),
        now=written(now.ms),
        server_ms=now.ms,
        clock=now.clock,
        edge=written(now.ms + limit_ms),
        limit_ms=abs(limit_ms),
        limit_min=abs(limit_ms) / _MINUTE_MS,
        **facts,
    )


def _mismatch(signature: AnySignature, proof: Proof) -> Refused:
    return Refused(
        Kind.MISMATCH,
        access_key_id=signature.access_key_id,
        given=signature.given,
        canonical=proof.canonical,
        string_to_sign=proof.string_to_sign,
        texts=_texts(signature, proof),
    )


def _texts(signature: AnySignature, proof: Proof) -> str:
    """Return what was to be signed, for the journal: without the caller's credentials."""
    texts = f"string to sign:\n{proof.string_to_sign}"
    if proof.canonical:
        texts = f"canonical request:\n{proof.canonical}\nby this {texts}"
    for secret in filter(None, (signature.token, signature.access_key_id)):
        for written_so in (secret, quote(secret, safe="")):
            texts = texts.replace(written_so, _MASK)
    return texts


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogateescape"), other.encode("utf-8", "surrogateescape"))
