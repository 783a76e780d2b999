"""What a stream costs: credit is held while it goes on, and what was used of it is charged in the end (revai.md §2.16, §7)."""

import math
from typing import Final

from mockserver.engine.accounts import Account
from mockserver.providers.revai.billing import LEAST_CHARGE_S

_FIRST_HOLD_S: Final = 600
_NEXT_HOLD_S: Final = 300


class Hold:
    """The credit that a stream holds of its account."""

    def __init__(self, account: Account) -> None:
        """Hold ten minutes. Raises InsufficientCredit."""
        account.charge(_FIRST_HOLD_S)
        self._account = account
        self._held_s = _FIRST_HOLD_S

    def cover(self, used_ms: int) -> None:
        """Hold five minutes more whenever what is held is used up. Raises InsufficientCredit."""
        while used_ms > self._held_s * 1000:
            self._account.charge(_NEXT_HOLD_S)
            self._held_s += _NEXT_HOLD_S

    def settle(self, used_ms: int) -> None:
        """Charge what was used, 15 seconds at least and no more than was held, and give the rest back."""
        used_s = max(LEAST_CHARGE_S["stream"], math.ceil(used_ms / 1000))
        self._account.refund(max(0, self._held_s - used_s))
