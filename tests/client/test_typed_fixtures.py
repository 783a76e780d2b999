"""The fixtures as a user annotates them: mypy --strict checks these tests as it does a user's."""

from typing import Any, assert_type

from mockserver import AsyncMockWorkspace, MockWorkspace
from mockserver.client import RecordedRequest, RevAiEndpoint
from mockserver.control.jobs import JobView


def test_the_handle_is_typed(mockserver: MockWorkspace) -> None:
    assert_type(mockserver.use("happy_path"), MockWorkspace)
    assert_type(mockserver.requests(operation="GetJob"), list[RecordedRequest])
    assert_type(mockserver.jobs(), list[JobView])
    assert mockserver.clock.frozen


async def test_the_awaited_handle_is_typed(mockserver_async: AsyncMockWorkspace) -> None:
    assert_type(await mockserver_async.use("happy_path"), AsyncMockWorkspace)
    assert_type(await mockserver_async.requests(operation="GetJob"), list[RecordedRequest])
    assert_type(await mockserver_async.revai(), RevAiEndpoint)
    assert_type(await mockserver_async.control("GET", "clock"), Any)
    assert await mockserver_async.clock.frozen()
