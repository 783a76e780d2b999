"""Reads the signature of Version 4 that a request brings, in its Authorization header or in its query."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from mockserver.providers.transcribe.signatures.refusals import Kind, Refused
from mockserver.providers.transcribe.signatures.request import SignedRequest, date_ms, http_date_ms, written
from mockserver.providers.transcribe.signatures.version4 import ALGORITHM, TERMINATOR, Scope, Signature

LONGEST_LINK_S: Final = 604_800

_PARTS = ("Credential", "Signature", "SignedHeaders")
_IN_LINKS = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Signature",
    "X-Amz-Date",
    "X-Amz-SignedHeaders",
    "X-Amz-Expires",
)
_TOKEN = "X-Amz-Security-Token"
_CREDENTIAL_PARTS = 5
_DAY = re.compile(r"[0-9]{8}")
_REGION = re.compile(r"[a-z0-9-]{1,64}")
_SECONDS = re.compile(r"[0-9]{1,18}")
_READ_KEPT: Final = 64
"""How many headers and credentials are remembered as read: each is asked for several times on a request's way."""


def key_and_scope(request: SignedRequest) -> tuple[str, Scope] | None:
    """Return the access key id and the scope that a request names, whatever else is wrong with it; None without them."""
    try:
        credential = request.parameter("X-Amz-Credential")
        if credential is None:
            credential = _header_parts(request.headers.get("Authorization", "")).get("Credential", "")
        return _credential(credential)
    except Refused:
        return None


def read(request: SignedRequest) -> Signature | None:
    """Return the signature of a request, of which only the form was looked at; None when it isn't signed. Raises Refused."""
    if any(name in _IN_LINKS for name, _ in request.query):
        return _read_link(request)
    return _read_header(request) if "Authorization" in request.headers else None


def _read_header(request: SignedRequest) -> Signature:
    parts = _header_parts(request.headers["Authorization"])
    lacks = [name for name in _PARTS if not parts.get(name)]
    given_date = request.headers.get("X-Amz-Date") or request.headers.get("Date")
    if lacks:
        raise Refused(Kind.HEADER_LACKS, names=", ".join(lacks), lacks=lacks, dated=bool(given_date), scheme=ALGORITHM)
    if not given_date:
        raise Refused(Kind.NO_DATE, lacks=(), dated=False, scheme=ALGORITHM)
    access_key_id, scope = _credential(parts["Credential"])
    date = given_date if date_ms(given_date) is not None else _basic(given_date)
    signed_ms = date_ms(date)
    if signed_ms is None:
        raise Refused(Kind.BAD_DATE, date=date)
    return Signature(
        access_key_id,
        scope,
        tuple(parts["SignedHeaders"].split(";")),
        parts["Signature"],
        date,
        signed_ms,
        request.headers.get(_TOKEN),
    )


def _read_link(request: SignedRequest) -> Signature:
    given = {name: request.parameter(name) or "" for name in _IN_LINKS}
    lacks = [name for name in _IN_LINKS if not given[name]]
    if lacks:
        raise Refused(Kind.LINK_LACKS, names=", ".join(lacks), lacks=lacks)
    algorithm, credential, signature, date, signed_headers, expires = given.values()
    if algorithm != ALGORITHM:
        raise Refused(Kind.BAD_ALGORITHM, algorithm=algorithm)
    access_key_id, scope = _credential(credential, link=True)
    signed_ms = date_ms(date)
    if signed_ms is None:
        raise Refused(Kind.BAD_LINK_DATE, date=date)
    return Signature(
        access_key_id,
        scope,
        tuple(signed_headers.split(";")),
        signature,
        date,
        signed_ms,
        request.parameter(_TOKEN),
        _life_s(expires),
    )


@lru_cache(_READ_KEPT)
def _header_parts(header: str) -> Mapping[str, str]:
    """Return the parts of an Authorization header by name. Raises Refused for another scheme, or a part without a value."""
    scheme, _, rest = header.partition(" ")
    if scheme != ALGORITHM:
        raise Refused(Kind.OTHER_SCHEME, lacks=_PARTS, dated=True, scheme=scheme)
    parts = {}
    for part in filter(None, (part.strip() for part in rest.split(","))):
        name, equals, value = part.partition("=")
        if not equals:
            raise Refused(Kind.NOT_A_PAIR, part=part, header=header)
        parts[name] = value
    return parts


@lru_cache(_READ_KEPT)
def _credential(credential: str, *, link: bool = False) -> tuple[str, Scope]:
    parts = credential.rsplit("/", _CREDENTIAL_PARTS - 1)
    if len(parts) != _CREDENTIAL_PARTS or not all(parts):
        raise Refused(Kind.BAD_CREDENTIAL, credential=credential, link=link)
    access_key_id, day, region, service, terminator = parts
    if terminator != TERMINATOR:
        raise Refused(Kind.BAD_TERMINATOR, terminator=terminator, link=link)
    if not _REGION.fullmatch(region):
        raise Refused(Kind.BAD_REGION, region=region, link=link)
    if not _DAY.fullmatch(day):
        raise Refused(Kind.BAD_CREDENTIAL, credential=credential, link=link)
    return access_key_id, Scope(day, region, service)


def _basic(date: str) -> str:
    """Return the value of a Date header in the form that is signed (pitfall 8)."""
    moment = http_date_ms(date)
    return date if moment is None else written(moment)


def _life_s(expires: str) -> int:
    if not _SECONDS.fullmatch(expires):
        negative = expires.startswith("-") and _SECONDS.fullmatch(expires[1:])
        raise Refused(
            Kind.BAD_EXPIRES, expires=expires, why="must be non-negative" if negative else "should be a number"
        )
    if int(expires) > LONGEST_LINK_S:
        raise Refused(
            Kind.BAD_EXPIRES,
            expires=expires,
            why="must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than "
            f"{LONGEST_LINK_S} seconds",
        )
    return int(expires)
