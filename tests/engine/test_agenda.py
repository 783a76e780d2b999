"""The agenda: what is due happens in order, on the workspace's clock."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from mockserver.engine.agenda import Agenda
from mockserver.engine.clock import Clock, ClockSettings


class Bench:
    """An agenda on a frozen clock, and a diary of what happened when."""

    def __init__(self) -> None:
        self.clock = Clock(ClockSettings(start_ms=0, frozen=True))
        self.agenda = Agenda(self.clock)
        self.diary: list[tuple[str, int]] = []

    def note(self, name: str) -> Callable[[], Awaitable[None]]:
        async def write() -> None:
            self.diary.append((name, self.clock.now()))

        return write


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    yield bench
    await bench.agenda.close()


async def test_advancing_does_all_that_falls_due_in_order_each_at_its_time(bench: Bench) -> None:
    bench.agenda.add(300, bench.note("c"))
    bench.agenda.add(100, bench.note("a"))
    bench.agenda.add(100, bench.note("b"))
    bench.agenda.add(501, bench.note("later"))
    await bench.agenda.advance(500)
    assert bench.diary == [("a", 100), ("b", 100), ("c", 300)]
    assert bench.clock.now() == 500
    assert bench.agenda.next_due_ms == 501


async def test_what_an_action_adds_happens_on_the_same_way(bench: Bench) -> None:
    async def again() -> None:
        bench.agenda.add(bench.clock.now() + 50, bench.note("second"))

    bench.agenda.add(100, again)
    await bench.agenda.advance(150)
    assert bench.diary == [("second", 150)]


async def test_what_is_due_at_once_needs_no_hand_even_on_a_frozen_clock(bench: Bench) -> None:
    happened = asyncio.Event()

    async def now() -> None:
        happened.set()

    bench.agenda.add(0, now)
    await asyncio.wait_for(happened.wait(), 5)


async def test_a_running_clock_brings_things_about_by_itself() -> None:
    agenda = Agenda(Clock(ClockSettings(start_ms=0, speed=1_000_000)))
    happened = asyncio.Event()

    async def note() -> None:
        happened.set()

    agenda.add(60_000, note)
    await asyncio.wait_for(happened.wait(), 5)
    await agenda.close()


async def test_releasing_a_frozen_clock_lets_what_is_queued_happen(bench: Bench) -> None:
    happened = asyncio.Event()

    async def note() -> None:
        happened.set()

    bench.agenda.add(60_000, note)
    await asyncio.sleep(0)
    bench.clock.run(1_000_000)
    bench.agenda.clock_changed()
    await asyncio.wait_for(happened.wait(), 5)


async def test_an_action_that_breaks_is_logged_and_does_not_stop_the_others(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken() -> None:
        raise RuntimeError("broken")

    bench.agenda.add(10, broken)
    bench.agenda.add(20, bench.note("next"))
    await bench.agenda.advance(100)
    assert "mistake in mockserver" in caplog.text
    assert bench.diary == [("next", 20)]


async def test_time_is_not_turned_back(bench: Bench) -> None:
    with pytest.raises(ValueError, match="turned back"):
        await bench.agenda.advance(-1)


async def test_closing_forgets_what_is_queued(bench: Bench) -> None:
    bench.agenda.add(10, bench.note("never"))
    await bench.agenda.close()
    await bench.agenda.advance(100)
    assert bench.diary == []
    assert len(bench.agenda) == 0


async def test_once_closed_it_does_nothing_more(bench: Bench) -> None:
    await bench.agenda.close()
    bench.agenda.add(0, bench.note("late"))
    await bench.agenda.settle()
    assert (bench.diary, len(bench.agenda)) == ([], 0)
