"""Numbers that are drawn by identity from the seed: fixed ones, ranges, and latencies."""

import math
from dataclasses import dataclass

from mockserver.engine.randomness import Seed

_Z_OF_P99 = 2.3263478740408408
"""How many standard deviations above the middle 99 of 100 normal numbers end."""


@dataclass(frozen=True, slots=True)
class Uniform:
    """Any number from `low` to `high`; with both the same, that number."""

    low: float
    high: float

    @property
    def varies(self) -> bool:
        return self.low != self.high

    def draw(self, seed: Seed, *identity: object) -> float:
        """Return the number that belongs to an identity."""
        return seed.uniform(self.low, self.high, *identity) if self.varies else self.low


@dataclass(frozen=True, slots=True)
class LogNormal:
    """Numbers as real latencies fall: half are below `median`, 99 of 100 below `p99`. Both are above 0."""

    median: float
    p99: float

    @property
    def varies(self) -> bool:
        return self.median != self.p99

    def draw(self, seed: Seed, *identity: object) -> float:
        """Return the number that belongs to an identity."""
        sigma = math.log(self.p99 / self.median) / _Z_OF_P99
        return seed.random(*identity).lognormvariate(math.log(self.median), sigma)


Spread = Uniform | LogNormal
