"""What all tests share: an app on a scenario written in the test, and a client for it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import yaml
from aiohttp.test_utils import TestClient

from mockserver.app import WORKSPACES, build_app
from mockserver.engine.accounts import AccountSettings, Signatures
from mockserver.engine.clock import ClockSettings
from mockserver.engine.lifecycle import Failure, Stage, Status
from mockserver.gateway.provider import Provider, World
from mockserver.gateway.workspaces import Workspaces
from mockserver.scenario.matching import DEFAULT_TIMELINE, Scenario

Client = TestClient[Any, Any]
MakeClient = Callable[..., Awaitable[Client]]


def _ms(text: Any) -> int:
    return int(float(str(text).rstrip("s")) * 1000)


def _scenario(text: str) -> Scenario:
    # Stands in for the reader until that is there: the first job rule, accounts, clock, seed and quirks.
    data = yaml.safe_load(text)
    timeline = DEFAULT_TIMELINE
    if data.get("jobs"):
        stages = []
        for item in data["jobs"][0]["timeline"]:
            word, spec = (item, {}) if isinstance(item, str) else next(iter(item.items()))
            status = Status(word)
            if status is Status.FAILED:
                spec = {"failure": spec} if isinstance(spec, str) else spec
                stages.append(Stage(status, failure=Failure(spec["failure"], spec.get("detail"))))
            else:
                spec = {} if spec == "manual" else spec if isinstance(spec, dict) else {"for": spec}
                stages.append(Stage(status, _ms(spec["for"]) if "for" in spec else None, spec.get("polls")))
        timeline = tuple(stages)
    clock = data.get("clock", {})
    accounts = []
    for provider, declared in data.get("accounts", {}).items():
        for item in declared:
            key = item.get("token") or item.get("key") or item.get("access_key_id")
            accounts.append(
                AccountSettings(
                    provider,
                    key,
                    item.get("secret") or item.get("secret_access_key"),
                    item.get("email", "dev@example.com"),
                    item.get("balance_seconds"),
                    Signatures(item.get("signatures", "well_formed")),
                )
            )
    start = clock.get("start")
    return Scenario(
        summary=data["summary"],
        seed=data.get("seed", 1),
        clock=ClockSettings(
            int(start.timestamp() * 1000 + 0.5) if start else None, clock.get("speed", 1.0), clock.get("frozen", False)
        ),
        accounts=tuple(accounts),
        quirks=data.get("quirks", {}),
        timeline=timeline,
    )


@pytest.fixture
def make_client(aiohttp_client: Callable[..., Awaitable[Client]]) -> MakeClient:
    """Return a function that starts the server on a scenario (its YAML text) and returns a client for it."""

    async def make(*providers: Provider, scenario: str = "summary: test\nclock: {frozen: true}") -> Client:
        return await aiohttp_client(build_app(providers, _scenario(scenario)))

    return make


def world(client: Client, name: str = "default") -> World:
    """Return a workspace of the server that a client talks to."""
    workspaces: Workspaces = client.app[WORKSPACES]
    return workspaces.open(name)
