"""The same handle for asynchronous programs: a thread waits for the server, and the program for the thread."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from mockserver.client.clock import MockClock
from mockserver.client.workspace import MockWorkspace

_P = ParamSpec("_P")
_R = TypeVar("_R")


def _of_workspace(
    method: Callable[Concatenate[MockWorkspace, _P], _R],
) -> Callable[Concatenate["AsyncMockWorkspace", _P], Coroutine[Any, Any, _R]]:
    async def awaited(self: "AsyncMockWorkspace", /, *args: _P.args, **options: _P.kwargs) -> _R:
        return await asyncio.to_thread(method, self.blocking, *args, **options)

    awaited.__doc__ = method.__doc__
    return awaited


def _of_clock(
    method: Callable[Concatenate[MockClock, _P], _R],
) -> Callable[Concatenate["AsyncMockClock", _P], Coroutine[Any, Any, _R]]:
    async def awaited(self: "AsyncMockClock", /, *args: _P.args, **options: _P.kwargs) -> _R:
        return await asyncio.to_thread(method, self.blocking, *args, **options)

    awaited.__doc__ = method.__doc__
    return awaited


class AsyncMockClock:
    """A workspace's clock, by hand."""

    def __init__(self, blocking: MockClock) -> None:
        self.blocking = blocking

    advance = _of_clock(MockClock.advance)
    advance_to_next = _of_clock(MockClock.advance_to_next)
    advance_until = _of_clock(MockClock.advance_until)
    sleep = _of_clock(MockClock.sleep)
    freeze = _of_clock(MockClock.freeze)
    run = _of_clock(MockClock.run)

    async def now_ms(self) -> int:
        """Return the time that it shows, in epoch milliseconds."""
        return await asyncio.to_thread(lambda: self.blocking.now_ms)

    async def frozen(self) -> bool:
        """Tell whether it stands until a hand moves it."""
        return await asyncio.to_thread(lambda: self.blocking.frozen)


class AsyncMockWorkspace:
    """One workspace of a running server. `blocking` is the synchronous handle: its addresses need no awaiting."""

    def __init__(self, blocking: MockWorkspace) -> None:
        self.blocking = blocking

    @property
    def clock(self) -> AsyncMockClock:
        """Its clock, by hand."""
        return AsyncMockClock(self.blocking.clock)

    async def use(
        self, scenario: str | Path, /, *, seed: int | None = None, **parameters: str | int | float | bool
    ) -> Self:
        """Begin anew with a scenario, as `MockWorkspace.use` does. Returns the workspace."""
        await asyncio.to_thread(self.blocking.use, scenario, seed=seed, **parameters)
        return self

    async def open(self) -> Self:
        """Open the workspace on the server, where its first request hasn't yet. Returns the workspace."""
        await asyncio.to_thread(self.blocking.open)
        return self

    reset = _of_workspace(MockWorkspace.reset)
    delete = _of_workspace(MockWorkspace.delete)
    jobs = _of_workspace(MockWorkspace.jobs)
    job = _of_workspace(MockWorkspace.job)
    create_job = _of_workspace(MockWorkspace.create_job)
    move = _of_workspace(MockWorkspace.move)
    complete = _of_workspace(MockWorkspace.complete)
    fail = _of_workspace(MockWorkspace.fail)
    expire = _of_workspace(MockWorkspace.expire)
    delete_job = _of_workspace(MockWorkspace.delete_job)
    wait_for = _of_workspace(MockWorkspace.wait_for)
    requests = _of_workspace(MockWorkspace.requests)
    forget_requests = _of_workspace(MockWorkspace.forget_requests)
    forgotten_requests = _of_workspace(MockWorkspace.forgotten_requests)
    assert_called = _of_workspace(MockWorkspace.assert_called)
    assert_not_called = _of_workspace(MockWorkspace.assert_not_called)
    assert_all_expected = _of_workspace(MockWorkspace.assert_all_expected)
    manners = _of_workspace(MockWorkspace.manners)
    files = _of_workspace(MockWorkspace.files)
    file = _of_workspace(MockWorkspace.file)
    webhooks = _of_workspace(MockWorkspace.webhooks)
    redeliver = _of_workspace(MockWorkspace.redeliver)
    accounts = _of_workspace(MockWorkspace.accounts)
    change_account = _of_workspace(MockWorkspace.change_account)
    phase = _of_workspace(MockWorkspace.phase)
    set_phase = _of_workspace(MockWorkspace.set_phase)
    signal = _of_workspace(MockWorkspace.signal)
    holds = _of_workspace(MockWorkspace.holds)
    release = _of_workspace(MockWorkspace.release)
    control = _of_workspace(MockWorkspace.control)
