"""The account: its email, and the credit that is left."""

import math
from typing import Final

from mockserver.engine.accounts import Account
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call

_ENDLESS_BALANCE_S: Final = 36_000
_SAMPLE_BALANCE_S: Final = 60


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
