"""What all tests share: the server on a scenario written in the test, and a client for it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from mockserver.app import PROVIDERS, WORKSPACES, as_application, assemble, scenario_library
from mockserver.config import Settings
from mockserver.gateway.provider import Provider, World
from mockserver.gateway.wire import Pause
from mockserver.gateway.workspaces import Workspaces

pytest_plugins = ["pytester"]

Client = TestClient[Any, Any]
MakeClient = Callable[..., Awaitable[Client]]

FROZEN = "summary: test\nclock: {frozen: true}"


@pytest.fixture
def make_client(aiohttp_client: Callable[..., Awaitable[Client]]) -> MakeClient:
    """Return a function that starts the server on a scenario (YAML text) and returns a client for it.

    It emulates the providers that are given, or else all; `pause` waits in place of real time; other options are `Settings`.
    """

    async def make(
        *providers: Provider, scenario: str = FROZEN, pause: Pause = asyncio.sleep, **options: Any
    ) -> Client:
        settings = Settings(**options)
        emulated = providers or PROVIDERS
        library = scenario_library(settings, emulated)
        emulation = assemble(settings, emulated, library, library.parse(scenario, "test.yaml"), pause=pause)
        return await aiohttp_client(as_application(emulation))

    return make


def world(client: Client, name: str = "default") -> World:
    """Return a workspace of the server that a client talks to."""
    workspaces: Workspaces = client.app[WORKSPACES]
    return workspaces.open(name)


async def until(holds: Callable[[], object]) -> None:
    """Let the server, which runs in the same loop, go on until something holds. Fails when nothing more happens by itself."""
    for _ in range(100_000):
        if holds():
            return
        await asyncio.sleep(0)
    raise AssertionError("It did not come to hold.")
