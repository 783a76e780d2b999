"""The pytest fixtures. Nothing of the server is imported until a test asks for one of them."""

import os
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from mockserver.client import AsyncMockWorkspace, MockServer, MockWorkspace
    from mockserver.control.workspaces import TallyView

_numbers = count(1)
_WORKSPACE: Final = pytest.StashKey["MockWorkspace"]()
_SEEN: Final = pytest.StashKey[str]()
_BEFORE: Final = pytest.StashKey["TallyView"]()
"""What had come to a workspace of that name before the test."""
_BROKE: Final = pytest.StashKey[bool]()
"""Whether the test, or a fixture of it, failed."""
_STRICT: Final = "mockserver_strict"
_NAME_CHARACTERS: Final = 40
_SHOWN_REQUESTS: Final = 20


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("mockserver", "the mock server of speech-to-text services")
    group.addoption("--mockserver-url", metavar="URL", help="use a server that runs already, as in a container")
    group.addoption("--mockserver-token", metavar="TOKEN", help="what the control API of that server asks for")
    group.addoption(
        "--mockserver-strict", action="store_true", help="fail tests whose client calls what no service knows"
    )
    parser.addini(_STRICT, "fail tests whose client calls what no service knows", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "scenario(scenario, *, seed=None, **parameters): the scenario of the fixture `mockserver`: a name, a file or YAML "
        "text, with values of its parameters.",
    )


@pytest.fixture(scope="session")
def mockserver_settings() -> dict[str, Any]:
    """Return the arguments for `MockServer`. Override it in conftest.py: `return {"scenarios": "tests/scenarios"}`."""
    return {}


@pytest.fixture(scope="session")
def mockserver_server(
    pytestconfig: pytest.Config, mockserver_settings: dict[str, Any]
) -> "Iterator[MockServer | MockWorkspace]":
    """Give the server of the run: one of its own (under xdist one for each worker), or that of `--mockserver-url`."""
    from mockserver.client import MockServer, MockWorkspace

    url = pytestconfig.getoption("mockserver_url")
    if url is not None:
        running = MockWorkspace(url, token=pytestconfig.getoption("mockserver_token"))
        with _told_in_a_sentence():
            running.control("GET", "scenario")
        yield running
        return
    with _started(MockServer(**mockserver_settings)) as server:
        yield server


@pytest.fixture
def mockserver(
    request: pytest.FixtureRequest,
    mockserver_server: "MockServer | MockWorkspace",
    monkeypatch: pytest.MonkeyPatch,
) -> "Iterator[MockWorkspace]":
    """Give the test a workspace of its own, whose clock stands unless its scenario says how it runs.

    It begins with the scenario of `@pytest.mark.scenario(…)`, or else with the server's. For the time of the test the
    environment leads the AWS SDKs there.
    """
    node = request.node
    with _told_in_a_sentence():
        workspace = mockserver_server.workspace(_name(node.name), freeze=True).open()
    try:
        with _told_in_a_sentence(OSError, TypeError):
            _begin(workspace, node.get_closest_marker("scenario"))
            environment = workspace.transcribe.environment()
            node.stash[_BEFORE] = _tally(workspace)
        monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)  # one of the developer's own would be sent along
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        node.stash[_WORKSPACE], node.stash[_SEEN] = workspace, ""
        node.stash[_BROKE] = False  # what a run of this test before left there
        yield workspace
        if not node.stash[_BROKE]:
            _check_strictly(node)  # what came since the test's own end, from fixtures that use this one
    finally:
        with _told_in_a_sentence():
            if _WORKSPACE in node.stash:
                node.stash[_SEEN] = _seen(node)
            if _tally(workspace)["open"]:
                workspace.delete()


@pytest.fixture
def mockserver_async(mockserver: "MockWorkspace") -> "AsyncMockWorkspace":
    """Give an asynchronous test the handle of its workspace, with methods to await."""
    from mockserver.client import AsyncMockWorkspace

    return AsyncMockWorkspace(mockserver)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    result = yield
    if _WORKSPACE in item.stash:
        _check_strictly(item)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note in the report of a failing test which requests came."""
    report = yield
    if call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception):
        item.stash[_BROKE] = True
    if _WORKSPACE in item.stash and report.failed:
        seen = item.stash.get(_SEEN, None) or _seen(item)  # the workspace may be gone by now
        report.sections.append(("mockserver: requests of this test", seen))
    return report


@contextmanager
def _started(server: "MockServer") -> "Iterator[MockServer]":
    """Give the server while it runs. What keeps it from starting is told in its own words."""
    from mockserver.app import CannotListen
    from mockserver.config import SettingsError
    from mockserver.gateway.certificates import NoCertificates
    from mockserver.scenario.mistakes import ScenarioError

    with _told_in_a_sentence(CannotListen, SettingsError, NoCertificates, ScenarioError):
        server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _told_in_a_sentence(*errors: type[Exception]) -> Iterator[None]:
    """Let the server's own sentence end the test, without the way by which it came: where it refuses, and for `errors`."""
    from mockserver.client import MockServerError

    told: tuple[type[Exception], ...] = (MockServerError, *errors)
    try:
        yield
    except told as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


def _check_strictly(node: pytest.Item) -> None:
    """Fail, where the run is strict, for requests that no service knows, be they in the journal still or not."""
    if not (node.config.getoption(_STRICT) or node.config.getini(_STRICT)):
        return
    from mockserver.client import RecordedRequest
    from mockserver.client.assertions import unknown_called
    from mockserver.client.requests import PAGE

    workspace = node.stash[_WORKSPACE]
    with _told_in_a_sentence():
        tally = _tally(workspace)
        unknown = tally["unknown"] - node.stash[_BEFORE]["unknown"]
        if not unknown:
            return
        entries = workspace.control("GET", "journal", {"limit": PAGE}) if tally["open"] else []
    held = [RecordedRequest(entry) for entry in entries if entry["provider"] is None]
    gone = unknown - len(held)
    said = [unknown_called(held)] if held else []
    if gone > 0:
        said.append(f"{_requests(gone)} that no emulated service knows came, which the journal doesn't hold any more.")
    pytest.fail("\n".join(said), pytrace=False)


def _seen(node: pytest.Item) -> str:
    """Return the last requests of a test, a line each; why that can't be told, where the server is gone."""
    from mockserver.client import MockServerError, RecordedRequest

    workspace = node.stash[_WORKSPACE]
    try:
        tally = _tally(workspace)
        entries = workspace.control("GET", "journal", {"limit": _SHOWN_REQUESTS}) if tally["open"] else []
    except MockServerError as error:
        return str(error)
    earlier = tally["came"] - node.stash[_BEFORE]["came"] - len(entries)
    shown = [RecordedRequest(entry).in_full() for entry in entries]
    if not tally["open"]:
        shown.append("The workspace was deleted.")
    if earlier > 0:
        shown.insert(0, f"{_requests(earlier)} came before, not shown.")
    return "\n".join(shown) or "None came."


def _requests(count: int) -> str:
    return "1 request" if count == 1 else f"{count} requests"


def _tally(workspace: "MockWorkspace") -> "TallyView":
    """Return what came to a workspace at all. Another one is asked, as asking itself would open it anew when it is deleted."""
    tally: TallyView = workspace.workspace("default").control("GET", f"workspaces/{workspace.name}/tally")
    return tally


def _begin(workspace: "MockWorkspace", marker: pytest.Mark | None) -> None:
    """Begin with the scenario of a marker. Raises TypeError with a sentence for a marker that names none, or several."""
    if marker is None:
        workspace.reset()
        return
    if len(marker.args) != 1:
        found = ", ".join(map(repr, marker.args)) or "nothing"
        raise TypeError(
            f"@pytest.mark.scenario takes one scenario (a name, a file or YAML text) before its parameters, found {found}; "
            'write @pytest.mark.scenario("slow_queue").'
        )
    workspace.use(marker.args[0], **marker.kwargs)


def _name(test: str) -> str:
    """Return a name for a test's workspace, which no other test of any run has on the same server."""
    readable = re.sub(r"[^A-Za-z0-9]+", "-", test).strip("-")[:_NAME_CHARACTERS]
    return f"{readable or 'test'}-{os.getpid()}-{next(_numbers)}"
