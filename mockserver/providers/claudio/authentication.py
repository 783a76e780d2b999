"""Who calls: `key` and `secret`, at the top of a JSON body or as fields of a form (claudio.md, Requests)."""

from collections.abc import Mapping
from typing import Any

from mockserver.gateway.bodies import MalformedBody
from mockserver.gateway.call import Call

_WHERE = "This call reads `key` and `secret`"


def key_of(call: Call) -> str | None:
    """Return the API key, unchecked; None when there is none or the body can't be read."""
    if not call.body.is_form:
        try:
            return _text(_fields(call.body.json()), "key")
        except MalformedBody:
            return None
    return _text(call.body.fields, "key")


def admit(call: Call) -> None:
    """Let in whoever has the key and secret of an account, or raise `unauthorized`; `malformed_body` for broken JSON."""
    fields = call.body.fields if call.body.is_form else _fields(call.json())
    key, secret = call.credential, _text(fields, "secret")
    if key is None or secret is None:
        raise call.error("unauthorized", _missing(call))
    account = call.workspace.accounts.find(call.provider.name, key, secret)
    if account is None:
        raise call.error(
            "unauthorized",
            "No account has this key with this secret. The scenario declares who may come in under `accounts: claudio`.",
        )
    call.account = account


def _fields(body: Any) -> Mapping[str, Any]:
    return body if isinstance(body, dict) else {}


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) and value else None


def _missing(call: Call) -> str:
    where = "as fields of the form" if call.body.is_form else "as texts at the top of the JSON body"
    found = (
        "query" if "key" in call.query else "headers" if {"key", "x-api-key", "authorization"} & _names(call) else None
    )
    came = f"A credential came in the {found}. " if found else ""
    return f"{came}{_WHERE} {where}, and one of them is missing, empty or no text."


def _names(call: Call) -> set[str]:
    return {name.lower() for name in call.headers}
