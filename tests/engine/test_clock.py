"""The clock: real, sped up, frozen, advanced."""

import pytest

from mockserver.engine.clock import LATEST_MS, Clock, ClockSettings, utc


class Real:
    """The machine's time, by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def real() -> Real:
    return Real()


def clock(real: Real, **settings: float) -> Clock:
    return Clock(ClockSettings(**settings), wall=lambda: 5000.0, monotonic=real)  # type: ignore[arg-type]


def test_it_shows_the_machines_time_unless_told_otherwise(real: Real) -> None:
    running = clock(real)
    assert running.now() == 5_000_000
    real.seconds += 1.5
    assert running.now() == 5_001_500


def test_sped_up_it_passes_its_speed_in_a_real_second(real: Real) -> None:
    running = clock(real, start_ms=0, speed=60)
    real.seconds += 2
    assert running.now() == 120_000
    assert running.real_seconds_until(180_000) == pytest.approx(1.0)
    assert running.real_seconds_until(0) == 0


def test_frozen_it_stands_until_it_is_advanced(real: Real) -> None:
    frozen = clock(real, start_ms=77, frozen=True)
    real.seconds += 100
    assert frozen.now() == 77
    frozen.advance(3)
    assert frozen.now() == 80
    assert frozen.real_seconds_until(1000) is None


def test_it_goes_on_from_where_it_was_stopped(real: Real) -> None:
    running = clock(real, start_ms=0)
    real.seconds += 1
    running.freeze()
    real.seconds += 1
    assert running.now() == 1000
    running.run(speed=2)
    real.seconds += 1
    assert running.now() == 3000
    running.advance(10)
    assert running.now() == 3010


def test_it_never_goes_back(real: Real) -> None:
    with pytest.raises(ValueError, match="can't be turned back"):
        clock(real).advance(-1)
    with pytest.raises(ValueError, match="above 0"):
        clock(real).run(0)


def test_utc_is_exact_to_the_millisecond() -> None:
    assert utc(1_525_562_602_290).isoformat() == "2018-05-05T23:23:22.290000+00:00"


def test_it_stops_before_the_years_that_can_not_be_written(real: Real) -> None:
    fast = clock(real, start_ms=LATEST_MS - 1000, speed=1000)
    with pytest.raises(ValueError, match="past 9000-01-01"):
        fast.advance(1001)
    real.seconds += 10
    assert fast.now() == LATEST_MS
    fast.advance(0)
    assert utc(LATEST_MS).year == 9000
