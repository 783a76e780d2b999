"""Who is calling, and the credit they have left."""

import math
from typing import Final

from mockserver.engine.accounts import Account
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call

_ENDLESS_BALANCE_S: Final = 36_000
_SAMPLE_BALANCE_S: Final = 60


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


def balance_in_error(call: Call) -> int:
    """Return the seconds that an out-of-credit error speaks of: what the caller has, else those of seed 002's sample.

    It is asked for before the caller is admitted as well, when a scenario wants that error.
    """
    account = call.workspace.accounts.find(call.provider.name, call.credential) if call.credential else None
    if account is None or account.balance_seconds is None:
        return _SAMPLE_BALANCE_S
    return math.floor(account.balance_seconds)


async def get_account(call: Call) -> Answer:
    """Answer with the caller's email and balance in whole seconds (revai.md §2.10)."""
    return Answer.json({"email": call.account.settings.email, "balance_seconds": _balance_s(call.account)})


def _balance_s(account: Account) -> int:
    return _ENDLESS_BALANCE_S if account.balance_seconds is None else math.floor(account.balance_seconds)


def _why_no_token(call: Call) -> str:
    wanted = "This call reads the header `Authorization: Bearer <access_token>`"
    if "access_token" in call.query:
        return f"{wanted}; the token came in the query."
    if "Authorization" in call.headers:
        return f"{wanted}; the header is there, but holds no bearer token."
    return f"{wanted}; there is none."
