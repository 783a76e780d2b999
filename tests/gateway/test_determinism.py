"""The same seed, scenario and calls give the same bytes; what is drawn belongs to what it is drawn for."""

import asyncio
import json
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.app import as_application, assemble, scenario_library
from mockserver.config import Settings
from tests.gateway.toy import Toy

PATHS = ["/jobs/job-1", "/jobs/job-2", "/jobs/none", "/jobs/newest"]
TIMES = st.integers(1, 100).map(lambda ms: f"{ms}ms")

conditions = st.fixed_dictionaries(
    {},
    optional={
        "path": st.lists(st.sampled_from(PATHS), min_size=1, max_size=2),
        "not": st.sampled_from([{"path": PATHS[0]}, {"status": "completed"}, {"operation": "GetNewest"}]),
        "any": st.just([{"path": PATHS[1]}, {"status": ["queued", "in_progress"]}]),
        "chance": st.sampled_from(["20%", "50%", 0.9]),
        "call": st.sampled_from([2, "2..4", "3.."]),
        "phase": st.sampled_from(["up", "down"]),
    },
)
consequences = st.one_of(
    st.fixed_dictionaries({"delay": st.builds(lambda ms: {"median": ms, "p99": "3s"}, TIMES)}),
    st.fixed_dictionaries({"delay": st.builds(lambda ms: {"mean": ms, "deviation": "50ms", "before": "body"}, TIMES)}),
    st.fixed_dictionaries({"error": st.sampled_from(["teapot", {"name": "teapot", "status": 418, "said": 1}])}),
    st.fixed_dictionaries({"respond": st.just({"body": "{{ faker.name() }} {{ request.id }} {{ job | tojson }}"})}),
    st.fixed_dictionaries({"limit": st.sampled_from(["2/s", {"rate": "1/m", "burst": 3}])}),
    st.fixed_dictionaries({"then": st.sampled_from(["up", "down"]), "times": st.integers(1, 3)}),
    st.fixed_dictionaries({"fault": st.sampled_from(["cut_body", {"name": "drip", "bytes_per_second": 50}])}),
)
rules = st.lists(st.builds(lambda when, does: {"when": when, **does}, conditions, consequences), max_size=5)
calls = st.lists(st.sampled_from(PATHS), max_size=8)


async def talk(scenario: str, paths: list[str]) -> list[Any]:
    """Return all that a client gets to see, and every wait on the way."""
    seen: list[Any] = []

    async def pause(seconds: float) -> None:
        seen.append(seconds)

    library = scenario_library(Settings(), [Toy()])
    emulation = assemble(Settings(), [Toy()], library, library.parse(scenario, "s.yaml"), pause=pause)
    async with TestClient(TestServer(as_application(emulation))) as client:
        await client.post("/jobs")
        for path in paths:
            async with client.get(path) as answer:
                headers = {name: value for name, value in answer.headers.items() if name != "Date"}
                seen.append((answer.status, headers, await _body(answer)))
    return seen


async def _body(answer: Any) -> bytes:
    """Return what came of a body, though it be cut short."""
    received = bytearray()
    try:
        async for piece in answer.content.iter_any():
            received += piece
    except Exception as error:
        return bytes(received) + type(error).__name__.encode()
    return bytes(received)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 5), rules, calls)
def test_the_same_seed_and_calls_give_the_same_bytes(seed: int, rules: list[Any], paths: list[str]) -> None:
    written = {
        "summary": "s",
        "seed": seed,
        "clock": {"start": "2026-01-01T00:00:00Z", "frozen": True},
        "phases": ["up", "down"],
        "requests": rules,
    }
    scenario = json.dumps(written)
    assert asyncio.run(talk(scenario, paths)) == asyncio.run(talk(scenario, paths))
