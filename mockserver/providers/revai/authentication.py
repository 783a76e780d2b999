"""Who calls: the access token in the Authorization header (revai.md §1.3)."""

from mockserver.gateway.call import Call


def token(call: Call) -> str | None:
    """Return the access token of `Authorization: Bearer …`; None when there is none (revai.md §1.3)."""
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
    wanted = "This call reads the header `Authorization: Bearer <access_token>`"
    if "access_token" in call.query:
        return f"{wanted}; the token came in the query."
    if "Authorization" in call.headers:
        return f"{wanted}; the header is there, but holds no bearer token."
    return f"{wanted}; there is none."
