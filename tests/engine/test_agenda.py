"""The agenda: what is due happens in order, on the workspace's clock."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from mockserver.engine.agenda import Agenda, BeganAnew, StillBusy
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
    await bench.agenda.set_clock(lambda clock: clock.run(1_000_000))
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
    await bench.agenda.settle()
    assert bench.diary == []
    assert len(bench.agenda) == 0


async def test_time_of_a_world_that_is_no_more_is_not_moved(bench: Bench) -> None:
    bench.agenda.add(10, bench.agenda.close)
    bench.agenda.add(20, bench.note("never"))
    for _ in range(2):
        with pytest.raises(BeganAnew):
            await bench.agenda.advance(100)
    assert (bench.diary, bench.clock.now()) == ([], 10)


async def test_how_far_to_go_is_asked_when_nobody_else_moves_the_clock(bench: Bench) -> None:
    async def at_700() -> int:
        return max(700, bench.clock.now())

    async def slowly() -> None:
        for _ in range(10):
            await asyncio.sleep(0)

    bench.agenda.add(100, slowly)
    await asyncio.gather(bench.agenda.advance(500), *(bench.agenda.advance_to(at_700) for _ in range(3)))
    assert bench.clock.now() == 700


async def test_who_moves_the_clock_from_within_what_is_due_does_not_wait_for_itself(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockserver.engine.agenda.PATIENCE_S", 0)

    async def advance() -> None:
        with pytest.raises(StillBusy):
            await bench.agenda.advance(1)
        bench.diary.append(("refused", bench.clock.now()))

    bench.agenda.add(100, advance)
    await bench.agenda.advance(200)
    assert (bench.diary, bench.clock.now()) == ([("refused", 100)], 200)


async def test_what_begins_aside_on_the_way_is_over_before_the_clock_goes_on(bench: Bench) -> None:
    aside: list[asyncio.Task[None]] = []

    async def slowly() -> None:
        with bench.agenda.doing():
            for _ in range(10):
                await asyncio.sleep(0)
            bench.agenda.add(150, bench.note("added aside"))

    async def begin() -> None:
        aside.append(asyncio.create_task(slowly()))
        await asyncio.sleep(0)

    bench.agenda.add(100, begin)
    bench.agenda.add(200, bench.note("next"))
    await bench.agenda.advance(200)
    assert bench.diary == [("added aside", 150), ("next", 200)]
    assert aside[0].done()
    assert not bench.agenda.under_way


async def test_the_clock_of_a_world_that_is_no_more_is_not_set(bench: Bench) -> None:
    await bench.agenda.close()
    with pytest.raises(BeganAnew):
        await bench.agenda.set_clock(lambda clock: clock.run(1))
    assert bench.clock.frozen


async def test_once_closed_it_does_nothing_more(bench: Bench) -> None:
    await bench.agenda.close()
    bench.agenda.add(0, bench.note("late"))
    await bench.agenda.settle()
    assert (bench.diary, len(bench.agenda)) == ([], 0)
