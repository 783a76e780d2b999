"""Token buckets."""

from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.limits import Buckets, Rate

NOW_MS = 1_525_562_602_290


def taken(buckets: Buckets, rate: Rate, moments_ms: list[int], name: str = "a") -> list[bool]:
    return [buckets.take(name, rate, now_ms) for now_ms in moments_ms]


def test_a_bucket_holds_a_burst_and_fills_with_time() -> None:
    buckets, rate = Buckets(), Rate(interval_ms=100, burst=3)
    assert taken(buckets, rate, [NOW_MS] * 4) == [True, True, True, False]
    assert taken(buckets, rate, [NOW_MS + 99, NOW_MS + 100, NOW_MS + 100]) == [False, True, False]
    assert taken(buckets, rate, [NOW_MS + 60_000] * 4) == [True, True, True, False]


def test_each_name_has_a_bucket_of_its_own() -> None:
    buckets, rate = Buckets(), Rate(interval_ms=100, burst=1)
    assert taken(buckets, rate, [NOW_MS, NOW_MS]) == [True, False]
    assert taken(buckets, rate, [NOW_MS], "b") == [True]


def test_of_very_many_buckets_the_oldest_is_forgotten() -> None:
    buckets, rate = Buckets(), Rate(interval_ms=1e9, burst=1)
    for number in range(10_001):
        assert buckets.take(str(number), rate, NOW_MS)
    assert [buckets.take(name, rate, NOW_MS) for name in ("1", "0")] == [False, True]


@given(
    st.integers(1, 50),
    st.integers(1, 20),
    st.lists(st.integers(0, 2_000), min_size=1, max_size=60),
)
def test_no_span_of_time_lets_through_more_than_rate_and_burst(per_s: int, burst: int, waits_ms: list[int]) -> None:
    buckets, rate, now_ms = Buckets(), Rate(1000 / per_s, burst), NOW_MS
    through: list[int] = []
    for wait_ms in waits_ms:
        now_ms += wait_ms
        if buckets.take("a", rate, now_ms):
            through.append(now_ms)
    for first, begun_ms in enumerate(through):
        for last in range(first, len(through)):
            assert last - first + 1 <= burst + (through[last] - begun_ms) * per_s / 1000 + 1e-3
