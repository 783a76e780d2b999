"""A server that really runs, for clients that know nothing of our event loop."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import pytest
from aiohttp import web

from mockserver.app import WORKSPACES, build_app
from mockserver.gateway.provider import Provider, World
from mockserver.scenario.matching import Scenario
from tests.conftest import _scenario


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server at `url`, in a thread with a loop of its own."""

    url: str
    loop: asyncio.AbstractEventLoop
    app: web.Application

    def advance(self, ms: int, workspace: str = "default") -> None:
        """Advance a workspace's clock; what is due by then has happened when this returns."""
        world: World = self.app[WORKSPACES].open(workspace)
        asyncio.run_coroutine_threadsafe(world.agenda.advance(ms), self.loop).result()


RunServer = Callable[..., AbstractContextManager[RunningServer]]


@pytest.fixture
def running_server() -> RunServer:
    """Return a function that runs a server on a scenario (its YAML text, or a Scenario) for as long as a `with` block."""

    @contextmanager
    def run(*providers: Provider, scenario: str | Scenario = "summary: test") -> Iterator[RunningServer]:
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()

        async def start() -> tuple[web.AppRunner, web.Application, int]:
            app = build_app(providers, scenario if isinstance(scenario, Scenario) else _scenario(scenario))
            runner = web.AppRunner(app)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            return runner, app, runner.addresses[0][1]

        runner, app, port = asyncio.run_coroutine_threadsafe(start(), loop).result()
        try:
            yield RunningServer(f"http://127.0.0.1:{port}", loop, app)
        finally:
            asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    return run
