"""Who signed a request: the Authorization header of AWS's Signature Version 4 (transcribe.md §1.1, §1.5)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT_REGION = "us-east-1"
ACCOUNT_ID = "111122223333"

_ALGORITHM = "AWS4-HMAC-SHA256"
_CREDENTIAL = re.compile(r"(.+)/\d{8}/([a-z0-9-]{1,64})/([a-z0-9-]{1,64})/aws4_request")
_PARAMETERS = ("Credential", "Signature", "SignedHeaders")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a credential says: the access key, and the region and service that it was made for."""

    access_key_id: str
    region: str
    service: str


def read_scope(credential: str) -> Scope | None:
    """Return what `KEY/DATE/REGION/SERVICE/aws4_request` says; None when it isn't of that form."""
    match = _CREDENTIAL.fullmatch(credential)
    return Scope(match[1], match[2], match[3]) if match else None


def signed_scope(headers: Mapping[str, str]) -> Scope | None:
    """Return the scope of the credential in the Authorization header; None without a well-formed one."""
    return read_scope(_parameters(headers.get("Authorization", "")).get("Credential", ""))


def region(headers: Mapping[str, str]) -> str:
    """Return the region that a request is for, which only its credential tells."""
    scope = signed_scope(headers)
    return DEFAULT_REGION if scope is None else scope.region


def incompleteness(headers: Mapping[str, str]) -> str | None:
    """Return in AWS's words what a signed request lacks; None when its signature is well-formed (transcribe.md §1.5)."""
    authorization = headers.get("Authorization", "")
    given = _parameters(authorization)
    lacks = [f"Authorization header requires '{name}' parameter." for name in _PARAMETERS if not given.get(name)]
    if "X-Amz-Date" not in headers and "Date" not in headers:
        lacks.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    if lacks:
        return f"{' '.join(lacks)} Authorization={authorization.partition(' ')[0]}"
    if read_scope(given["Credential"]) is None:
        return "Credential must have the form KEY/DATE/REGION/SERVICE/aws4_request."
    return None


def _parameters(authorization: str) -> dict[str, str]:
    algorithm, _, rest = authorization.partition(" ")
    if algorithm != _ALGORITHM:
        return {}
    pairs = (part.strip().partition("=") for part in rest.split(","))
    return {name: value for name, _, value in pairs}
