"""The same handle for asynchronous programs: a thread waits for the server, and the program for the thread."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar

from mockserver.client.clock import MockClock
from mockserver.client.endpoints import ClaudioEndpoint, RevAiEndpoint, TranscribeEndpoint
from mockserver.client.workspace import MockWorkspace

_B = TypeVar("_B")
_B_co = TypeVar("_B_co", covariant=True)
_P = ParamSpec("_P")
_R = TypeVar("_R")


class _Awaiting(Generic[_B_co]):
    """A handle whose calls are made by `blocking`, each in a thread."""

    blocking: _B_co


def _awaited(
    method: Callable[Concatenate[_B, _P], _R],
) -> Callable[Concatenate[_Awaiting[_B], _P], Coroutine[Any, Any, _R]]:
    """Return a method of the synchronous handle as one to await."""

    @wraps(method)
    async def awaited(self: _Awaiting[_B], /, *args: _P.args, **options: _P.kwargs) -> _R:
        return await asyncio.to_thread(method, self.blocking, *args, **options)

    return awaited


class AsyncMockClock(_Awaiting[MockClock]):
    """A workspace's clock, by hand."""

    def __init__(self, blocking: MockClock) -> None:
        self.blocking = blocking

    advance = _awaited(MockClock.advance)
    advance_to_next = _awaited(MockClock.advance_to_next)
    advance_until = _awaited(MockClock.advance_until)
    sleep = _awaited(MockClock.sleep)
    freeze = _awaited(MockClock.freeze)
    run = _awaited(MockClock.run)

    async def now_ms(self) -> int:
        """Return the time that it shows, in epoch milliseconds."""
        return await asyncio.to_thread(lambda: self.blocking.now_ms)

    async def frozen(self) -> bool:
        """Tell whether it stands until a hand moves it."""
        return await asyncio.to_thread(lambda: self.blocking.frozen)


class AsyncMockWorkspace(_Awaiting[MockWorkspace]):
    """One workspace of a running server: `MockWorkspace` for programs that await.

    What asks the server there is awaited here, properties too (`await mock.revai()`); what asks nobody stays as it is.
    `blocking` is the synchronous handle of the same workspace.
    """

    def __init__(self, blocking: MockWorkspace) -> None:
        """`AsyncMockWorkspace(MockWorkspace("http://localhost:8080"))` is how to get one outside of pytest."""
        self.blocking = blocking

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} at {self.url or 'no address yet'}>"

    @property
    def name(self) -> str:
        """What the workspace is called."""
        return self.blocking.name

    @property
    def url(self) -> str:
        """The base URL of the workspace: what a client takes in place of the real service's."""
        return self.blocking.url

    @property
    def clock(self) -> AsyncMockClock:
        """Its clock, by hand."""
        return AsyncMockClock(self.blocking.clock)

    async def claudio(self) -> ClaudioEndpoint:
        """Return where Claudio is for this workspace, with a credential that leads to it."""
        return await asyncio.to_thread(lambda: self.blocking.claudio)

    async def revai(self) -> RevAiEndpoint:
        """Return where Rev.ai is for this workspace, with a token that leads to it."""
        return await asyncio.to_thread(lambda: self.blocking.revai)

    async def transcribe(self) -> TranscribeEndpoint:
        """Return where Amazon Transcribe is for this workspace, with credentials that lead to it."""
        return await asyncio.to_thread(lambda: self.blocking.transcribe)

    def workspace(self, name: str, *, freeze: bool = False) -> "AsyncMockWorkspace":
        """Return the handle of another workspace of the same server. It opens on first use."""
        return AsyncMockWorkspace(self.blocking.workspace(name, freeze=freeze))

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

    reset = _awaited(MockWorkspace.reset)
    delete = _awaited(MockWorkspace.delete)
    jobs = _awaited(MockWorkspace.jobs)
    job = _awaited(MockWorkspace.job)
    create_job = _awaited(MockWorkspace.create_job)
    move = _awaited(MockWorkspace.move)
    complete = _awaited(MockWorkspace.complete)
    fail = _awaited(MockWorkspace.fail)
    expire = _awaited(MockWorkspace.expire)
    delete_job = _awaited(MockWorkspace.delete_job)
    wait_for = _awaited(MockWorkspace.wait_for)
    requests = _awaited(MockWorkspace.requests)
    forget_requests = _awaited(MockWorkspace.forget_requests)
    forgotten_requests = _awaited(MockWorkspace.forgotten_requests)
    assert_called = _awaited(MockWorkspace.assert_called)
    assert_not_called = _awaited(MockWorkspace.assert_not_called)
    assert_all_expected = _awaited(MockWorkspace.assert_all_expected)
    manners = _awaited(MockWorkspace.manners)
    files = _awaited(MockWorkspace.files)
    file = _awaited(MockWorkspace.file)
    webhooks = _awaited(MockWorkspace.webhooks)
    redeliver = _awaited(MockWorkspace.redeliver)
    accounts = _awaited(MockWorkspace.accounts)
    change_account = _awaited(MockWorkspace.change_account)
    phase = _awaited(MockWorkspace.phase)
    set_phase = _awaited(MockWorkspace.set_phase)
    signal = _awaited(MockWorkspace.signal)
    holds = _awaited(MockWorkspace.holds)
    release = _awaited(MockWorkspace.release)
    explain = _awaited(MockWorkspace.explain)
    scenario = _awaited(MockWorkspace.scenario)
    health = _awaited(MockWorkspace.health)
    ready = _awaited(MockWorkspace.ready)
    control = _awaited(MockWorkspace.control)
