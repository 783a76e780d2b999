"""The account: its email, and the credit that is left."""

import math
from typing import Any, Final

from mockserver.engine.accounts import Account
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.revai.versions import Version, version_of

_ENDLESS_BALANCE_S: Final = 36_000
_SAMPLE_BALANCE_S: Final = 60
_DOLLARS_A_MINUTE: Final = 0.02


def balance_in_error(call: Call) -> int:
    """Return the seconds that an out-of-credit error speaks of: what the caller has, else those of seed 002's sample.

    It is asked for before the caller is admitted as well, when a scenario wants that error.
    """
    account = call.workspace.accounts.find(call.provider.name, call.credential) if call.credential else None
    if account is None or account.balance_seconds is None:
        return _SAMPLE_BALANCE_S
    return math.floor(account.balance_seconds)


async def get_account(call: Call) -> Answer:
    """Answer with the caller's email and balance: in whole seconds, and under v1 in dollars as well (revai.md §2.10)."""
    account = call.account
    shown: dict[str, Any] = {"email": account.settings.email, "balance_seconds": _balance_s(account)}
    if version_of(call) is Version.V1:
        if call.documented("balance_seconds"):
            shown["balance_seconds"] = 0
        shown.update(_in_dollars(account))
    return Answer.json(shown)


def _in_dollars(account: Account) -> dict[str, Any]:
    dollars = round(_balance_s(account) / 60 * _DOLLARS_A_MINUTE, 2)
    return {
        "free_balance": 0.0,
        "purchased_balance": dollars,
        "total_balance": dollars,
        "invoiced_balance": 0.0,
        "hipaa_enabled": False,
    }


def _balance_s(account: Account) -> int:
    return _ENDLESS_BALANCE_S if account.balance_seconds is None else math.floor(account.balance_seconds)
