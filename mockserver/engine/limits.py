"""Rate limits: token buckets on a workspace's clock, so that they are arithmetic over time like everything else."""

from collections import OrderedDict
from typing import Final, NamedTuple

_MOST_BUCKETS: Final = 10_000


class Rate(NamedTuple):
    """How many calls are let through: one every `interval_ms` in the long run, up to `burst` at once."""

    interval_ms: float
    burst: int


class Buckets:
    """The buckets of one workspace, by name. Of very many the one that was asked longest ago is forgotten: it is full again.

    A bucket is one number: the moment (epoch ms) at which it will be full. While the clock stands nothing flows in.
    """

    def __init__(self) -> None:
        self._full_ms: OrderedDict[str, float] = OrderedDict()

    def take(self, name: str, rate: Rate, now_ms: int) -> bool:
        """Take one token out of a bucket. Tells whether there was one."""
        full_ms = max(self._full_ms.pop(name, 0.0), float(now_ms))
        taken = full_ms + rate.interval_ms - now_ms <= rate.interval_ms * rate.burst + _ROUNDING_MS
        self._full_ms[name] = full_ms + rate.interval_ms if taken else full_ms
        if len(self._full_ms) > _MOST_BUCKETS:
            self._full_ms.popitem(last=False)
        return taken


_ROUNDING_MS: Final = 0.01
"""Epoch milliseconds as floats are exact to a thousandth or so; this is above it, and far below what anybody measures."""
