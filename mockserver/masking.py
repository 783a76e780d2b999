"""What is shown of credentials, wherever requests are shown: the journal, explanations, jobs, webhooks, events, the log."""

import json
import re
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

_MASK: Final = "***"
_SHOWN: Final = 4
_LONG_ENOUGH: Final = 10

_HEADERS: Final = frozenset(
    {"authorization", "proxy-authorization", "x-amz-security-token", "x-api-key", "cookie", "set-cookie"}
)
_PARAMETERS: Final = frozenset(
    {
        "access_token",  # Rev.ai's streams (revai.md §1)
        "key",  # Claudio, where a client puts into the query what belongs into the body
        "secret",
        "token",
        "api_key",
        "awsaccesskeyid",
        "signature",
        "x-amz-credential",
        "x-amz-signature",
        "x-amz-security-token",
    }
)
_TOP_MEMBERS: Final = frozenset({"key", "secret"})
"""Claudio's credentials (claudio.md, Requests in general). Further down, its form fields have a `key` that is none."""
_MEMBERS: Final = frozenset({"auth_headers", "authorization", "access_token", "secret"})
"""Members of JSON that hold secrets wherever they stand: headers for Rev.ai's calls to its clients (revai.md §2), tokens."""

_PARAMETER_IN_URL: Final = re.compile(rf"([?&](?:{'|'.join(sorted(_PARAMETERS))})=)[^&#\s\"'<>]+", re.IGNORECASE)
_USER_IN_URL: Final = re.compile(r"(:(?:\\?/){2})[^/\\?#\s\"'<>]*@")
_AUTHORIZATION_IN_TEXT: Final = re.compile(r"(authorization\W{0,3}[:=]\W{0,3})[^\r\n\"'}]+", re.IGNORECASE)
_MEMBER_IN_TEXT: Final = re.compile(
    r"(?<![\w-])((?:auth_headers|access_token|key|secret)\\?[\"']?\s*[:=>]\s*)"
    r"(?:\"(?:[^\"\\]|\\.)*\"?|'[^']*'?|\{[^}]*\}?|[^\s&,;}<]+)"
)
_PART_OF_FORM: Final = re.compile(r"(name=\"?(?:key|secret)\b[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n)[^\r\n]+")


def masked(secret: str) -> str:
    """Return as much of a credential as tells it from others: `Bearer good***`. Of a short one that is nothing."""
    scheme, blank, rest = secret.partition(" ")
    if not blank:
        scheme, rest = "", secret
    return f"{scheme}{blank}{rest[:_SHOWN] if len(rest) >= _LONG_ENOUGH else ''}{_MASK}"


def is_secret_header(name: str) -> bool:
    """Tell whether a header holds a credential."""
    return name.lower() in _HEADERS


def masked_header(name: str, value: str) -> str:
    """Return a header's value, without the credential in it."""
    return masked(value) if is_secret_header(name) else masked_text(value)


def masked_parameter(name: str, value: str) -> str:
    """Return the value of a query's parameter, without the credential in it."""
    return masked(value) if name.lower() in _PARAMETERS else masked_text(value)


def masked_text(text: str) -> str:
    """Return text with the credentials in its URLs masked: the user with the password, and parameters of the query."""
    if "@" in text:
        text = _USER_IN_URL.sub(rf"\1{_MASK}@", text)
    return _PARAMETER_IN_URL.sub(rf"\1{_MASK}", text) if "=" in text else text


def masked_target(target: str) -> str:
    """Return path and query without the credentials in them; as they were sent where there are none."""
    path, mark, query = target.partition("?")
    parameters = parse_qsl(query, keep_blank_values=True)
    shown = [(name, masked_parameter(name, value)) for name, value in parameters]
    return masked_text(path) + mark + (query if shown == parameters else urlencode(shown, safe="*"))


def masked_members(data: Any, *, top: bool = False) -> Any:
    """Return data as of JSON with the secrets in it masked. `top` tells that it is all of a body."""
    match data:
        case dict():
            secret = _MEMBERS | _TOP_MEMBERS if top else _MEMBERS
            return {
                name: _hidden(value) if name.lower() in secret else masked_members(value)
                for name, value in data.items()
            }
        case list():
            return [masked_members(each) for each in data]
        case str():
            return masked_text(data)
        case _:
            return data


def masked_body(body: bytes) -> bytes:
    """Return a body with the secrets in it masked; as it was sent where there are none.

    One that isn't JSON is searched for what looks like a secret: it may be JSON that is cut, or a form.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return _masked_unreadable(body)
    shown = masked_members(data, top=True)
    return body if shown == data else json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace")


def masked_unreadable(text: str) -> str:
    """Return text of no known form with whatever looks like a secret masked."""
    for looks_secret in (_AUTHORIZATION_IN_TEXT, _MEMBER_IN_TEXT, _PART_OF_FORM):
        text = looks_secret.sub(rf"\1{_MASK}", text)
    return masked_text(text)


def _masked_unreadable(body: bytes) -> bytes:
    text = body.decode(json.detect_encoding(body), "replace")
    shown = masked_unreadable(text)
    return body if shown == text else shown.encode("utf-8", "replace")


def _hidden(value: Any) -> Any:
    """Return a secret masked, and all that is within it."""
    match value:
        case dict():
            return {name: _hidden(each) for name, each in value.items()}
        case list():
            return [_hidden(each) for each in value]
        case None:
            return None
        case _:
            return masked(str(value))
