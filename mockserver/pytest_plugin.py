"""The pytest fixtures. Nothing of the server is imported until a test asks for one of them."""

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mockserver.client import MockServer, MockWorkspace

_numbers = count(1)


@pytest.fixture(scope="session")
def mockserver_settings() -> dict[str, Any]:
    """Return the arguments for `MockServer`. Override it in conftest.py: `return {"scenarios": "tests/scenarios"}`."""
    return {}


@pytest.fixture(scope="session")
def mockserver_server(mockserver_settings: dict[str, Any]) -> "Iterator[MockServer]":
    """Run one server for the whole run (under xdist: one for each worker)."""
    import logging

    from mockserver.client import MockServer

    # So that the report of a failing test shows what the server did in it, and why.
    logging.getLogger("mockserver").setLevel(logging.INFO)
    with MockServer(**mockserver_settings) as server:
        yield server


@pytest.fixture
def mockserver(mockserver_server: "MockServer") -> "Iterator[MockWorkspace]":
    """Give the test a workspace of its own, on the server of the run."""
    workspace = mockserver_server.workspace(f"test-{next(_numbers)}").open()
    yield workspace
    workspace.delete()
