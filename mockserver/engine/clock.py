"""A workspace's time: real, sped up, or frozen and advanced by hand. All times are epoch milliseconds (UTC)."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NamedTuple

FASTEST: Final = 1_000_000
"""The highest speed that people may ask for, in seconds of a clock to a real one."""

LATEST_MS: Final = 221_845_392_000_000
"""The last moment that a clock shows, 9000-01-01: what is reckoned from there stays within the years that can be written."""


class ClockSettings(NamedTuple):
    """How a clock begins.

    `start_ms` is the first time it shows (None: the machine's time), `speed` how many of its seconds pass in a real one,
    `frozen` that it stands until it is advanced.
    """

    start_ms: int | None = None
    speed: float = 1.0
    frozen: bool = False


class Clock:
    """Shows epoch milliseconds, up to LATEST_MS. It never goes backwards."""

    def __init__(
        self,
        settings: ClockSettings = ClockSettings(),
        *,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`wall` gives the machine's time in epoch seconds, `monotonic` seconds that only rise: both real but in tests."""
        self._monotonic = monotonic
        self._base_ms = settings.start_ms if settings.start_ms is not None else int(wall() * 1000)
        self._base_real = monotonic()
        self._speed = settings.speed
        self._frozen = settings.frozen

    @property
    def frozen(self) -> bool:
        return self._frozen

    @property
    def speed(self) -> float:
        """Seconds of this clock in a real second, while it is not frozen."""
        return self._speed

    def now(self) -> int:
        """Return the time in epoch milliseconds."""
        if self._frozen:
            return self._base_ms
        return min(LATEST_MS, self._base_ms + int((self._monotonic() - self._base_real) * self._speed * 1000))

    def advance(self, ms: int) -> None:
        """Move forward by `ms` milliseconds, whether frozen or running. Raises ValueError as `after` does."""
        target_ms = self.after(ms)
        self._rebase()
        self._base_ms = target_ms

    def after(self, ms: int) -> int:
        """Return what it would show moved forward by `ms`. Raises ValueError when that is negative, or past LATEST_MS."""
        if ms < 0:
            raise ValueError("A clock can't be turned back.")
        target_ms = self.now() + ms
        if target_ms > LATEST_MS:
            raise ValueError(f"A clock can't be moved past {utc(LATEST_MS):%Y-%m-%d}.")
        return target_ms

    def freeze(self) -> None:
        """Stand still at the time that it shows now."""
        self._rebase()
        self._frozen = True

    def run(self, speed: float = 1.0) -> None:
        """Go on from the time that it shows now. Raises ValueError unless `speed` is above 0."""
        if speed <= 0:
            raise ValueError("A clock's speed must be above 0.")
        self._rebase()
        self._speed = speed
        self._frozen = False

    def real_seconds_until(self, due_ms: int) -> float | None:
        """Return how many real seconds remain until it shows `due_ms`; None when it is frozen, so that only a hand can."""
        if self._frozen:
            return None
        return max(0.0, (due_ms - self.now()) / 1000 / self._speed)

    def _rebase(self) -> None:
        self._base_ms = self.now()
        self._base_real = self._monotonic()


@lru_cache(maxsize=1024)
def iso(ms: int) -> str:
    """Return epoch milliseconds as ISO 8601 in UTC, with three digits of fraction: `2026-02-12T23:26:22.270Z`."""
    return utc(ms).isoformat(timespec="milliseconds")[:-6] + "Z"


def utc(ms: int) -> datetime:
    """Return epoch milliseconds as a datetime in UTC, exact to the millisecond."""
    seconds, rest = divmod(ms, 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1000)
