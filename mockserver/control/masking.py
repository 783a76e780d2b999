"""Credentials, masked wherever the control API shows a request."""

import json
from typing import Final
from urllib.parse import parse_qsl, urlencode

_SECRET_HEADERS: Final = frozenset({"authorization", "x-amz-security-token", "cookie"})
_SECRET_PARAMETERS: Final = frozenset(
    {"access_token", "awsaccesskeyid", "signature", "x-amz-credential", "x-amz-signature", "x-amz-security-token"}
)
_SECRET_MEMBERS: Final = ("key", "secret")
_SHOWN_OF_SECRET: Final = 4


def masked_header(name: str, value: str) -> str:
    """Return a header's value, masked if it is a credential."""
    return _masked(value) if name.lower() in _SECRET_HEADERS else value


def masked_target(target: str) -> str:
    """Return path and query without the credentials in it."""
    path, mark, query = target.partition("?")
    parameters = parse_qsl(query, keep_blank_values=True)
    if not any(name.lower() in _SECRET_PARAMETERS for name, _ in parameters):
        return target
    masked = [(name, _masked(value) if name.lower() in _SECRET_PARAMETERS else value) for name, value in parameters]
    return path + mark + urlencode(masked, safe="*")


def masked_body(body: bytes) -> bytes:
    """Mask the credential that a JSON body begins with, of a service that knows its callers by it."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return body
    if not isinstance(data, dict):
        return body
    masked = {name: _masked(str(data[name])) for name in _SECRET_MEMBERS if name in data}
    return json.dumps(data | masked, ensure_ascii=False).encode("utf-8", "replace") if masked else body


def _masked(secret: str) -> str:
    """Return as much of a credential as tells it from others: `Bearer good***`."""
    scheme, blank, rest = secret.partition(" ")
    if not blank:
        scheme, rest = "", secret
    return f"{scheme}{blank}{rest[:_SHOWN_OF_SECRET]}***"
