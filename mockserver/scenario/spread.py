"""Numbers that are drawn by identity from the seed: fixed ones, ranges, and latencies."""

import math
from dataclasses import dataclass

from mockserver.engine.randomness import Seed
from mockserver.scenario.ranges import FixedTime, LogNormalTime, NormalTime, UniformTime

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


@dataclass(frozen=True, slots=True)
class Normal:
    """Numbers around `mean`, two thirds of them within `deviation` of it; 0 where one would be less."""

    mean: float
    deviation: float

    @property
    def varies(self) -> bool:
        return self.deviation > 0

    def draw(self, seed: Seed, *identity: object) -> float:
        """Return the number that belongs to an identity."""
        return max(0.0, seed.random(*identity).normalvariate(self.mean, self.deviation))


Spread = Uniform | LogNormal | Normal


def spread(written: float | UniformTime | LogNormalTime | NormalTime | FixedTime) -> Spread:
    """Return what numbers are drawn from for a time, however it was written."""
    match written:
        case UniformTime():
            return Uniform(*written.uniform)
        case LogNormalTime(median=median, p99=p99):
            return LogNormal(median, p99)
        case NormalTime(mean=mean, deviation=deviation):
            return Normal(mean, deviation)
        case FixedTime(fixed=fixed):
            return Uniform(fixed, fixed)
        case float():
            return Uniform(written, written)
