"""Who calls: the access token, in the Authorization header or, where the pages say so, in the query (revai.md §1.3)."""

from typing import Final

from mockserver.gateway.call import Call

# The APIs whose pages have the token in the query as well: the first segments of their paths.
_WITH_TOKEN_IN_QUERY: Final = frozenset({"languageid", "alignment"})


def token(call: Call) -> str | None:
    """Return the access token of `Authorization: Bearer …`; None when there is none (revai.md §1.3).

    A stream has it in its query as `access_token`; some clients send the header there as well, or instead. So may calls
    of language identification and forced alignment.
    """
    reads_query = call.operation.websocket or call.arrival.segments[0] in _WITH_TOKEN_IN_QUERY
    if reads_query and call.query.get("access_token"):
        return call.query["access_token"]
    scheme, _, rest = call.headers.get("Authorization", "").strip().partition(" ")
    return rest.strip() or None if scheme.lower() == "bearer" else None


def admit(call: Call) -> None:
    """Set the account that the call's token opens. Raises the provider's `unauthorized`."""
    if call.credential is None:
        raise call.error("unauthorized", _why_no_token(call))
    account = call.workspace.accounts.find(call.provider.name, call.credential)
    if account is None:
        declared = len(call.workspace.accounts.of(call.provider.name))
        raise call.error("unauthorized", f"The token opens none of the scenario's {declared} accounts for Rev.ai.")
    call.account = account


def _why_no_token(call: Call) -> str:
    if call.operation.websocket:
        return "A stream has the token in its query, as `access_token`; there is none."
    wanted = "This call reads the header `Authorization: Bearer <access_token>`"
    if "access_token" in call.query:
        return f"{wanted}; the token came in the query."
    if "Authorization" in call.headers:
        return f"{wanted}; the header is there, but holds no bearer token."
    return f"{wanted}; there is none."
