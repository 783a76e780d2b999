"""Answers that are held back."""

import asyncio

from mockserver.engine.holds import MOST_HOLDS, Hold, Holds


async def never() -> None:
    await asyncio.Event().wait()


async def at_once() -> None:
    """Wait for nothing."""


async def hold_some(holds: Holds, *names: str) -> list[asyncio.Task[None]]:
    waiting = [asyncio.create_task(holds.wait(Hold(name, name, 0), never)) for name in names]
    await asyncio.sleep(0)
    return waiting


async def test_one_or_all_are_released() -> None:
    holds = Holds()
    a, b, c = await hold_some(holds, "a", "b", "c")
    assert [hold.request for hold in holds] == ["a", "b", "c"]
    assert (holds.release("b"), holds.release("b"), holds.release("d")) == (1, 0, 0)
    await b
    assert [hold.request for hold in holds] == ["a", "c"]
    assert holds.release() == 2
    await asyncio.gather(a, c)
    assert len(holds) == 0


async def test_time_ends_a_hold() -> None:
    holds = Holds()
    await holds.wait(Hold("a", "a", 0), at_once)
    assert len(holds) == 0


async def test_there_is_a_bound() -> None:
    holds = Holds()
    waiting = await hold_some(holds, *map(str, range(MOST_HOLDS)))
    await holds.wait(Hold("one more", "", 0), never)
    assert len(holds) == MOST_HOLDS
    holds.close()
    await asyncio.gather(*waiting)


async def test_once_closed_nothing_is_held() -> None:
    holds = Holds()
    (waiting,) = await hold_some(holds, "a")
    holds.close()
    await waiting
    await holds.wait(Hold("b", "b", 0), never)
    assert len(holds) == 0


async def test_a_request_that_is_cancelled_is_held_no_more() -> None:
    holds = Holds()
    (waiting,) = await hold_some(holds, "a")
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert len(holds) == 0
