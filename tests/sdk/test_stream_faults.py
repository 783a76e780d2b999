"""What breaks into a stream, as the clients that Rev.ai's users have meet it: websocket-client and both official SDKs."""

import gc
import json
import socket
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import websocket

from mockserver import MockWorkspace
from tests.sdk.conftest import RunNode
from tests.sdk.test_revai_streams import AUDIO, FROZEN, PythonStream

# The SDK's thread goes on sending when the connection is gone, and nobody takes the error.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


@pytest.fixture(autouse=True)
def left_behind() -> Iterator[None]:
    """The SDK leaves its socket open when something goes wrong on it: nobody else is to be told."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


_PATIENCE_S = 1.0
LATER = "after: {audio: 3s}"
"""Between the second and the third chunk of AUDIO."""


def troubled(mock: MockWorkspace, does: str) -> MockWorkspace:
    return mock.use(f"{FROZEN}requests:\n  - {{when: {{operation: StreamAudio}}, {does}}}\n")


@pytest.mark.parametrize(
    ("does", "raised"),
    [
        (f"fault: {{name: socket_drop, {LATER}}}", websocket.WebSocketConnectionClosedException),
        (f"fault: {{name: socket_reset, {LATER}}}", ConnectionError),
        (f"fault: {{name: cut_frame, {LATER}}}", websocket.WebSocketConnectionClosedException),
        (f"fault: {{name: bad_frame, {LATER}}}", websocket.WebSocketProtocolException),
        (f"fault: {{name: bad_frame, frame: reserved_bits, {LATER}}}", websocket.WebSocketProtocolException),
        (f"fault: {{name: bad_frame, frame: invalid_utf8, {LATER}}}", websocket.WebSocketPayloadException),
        (f"fault: {{name: socket_stall, {LATER}}}", websocket.WebSocketTimeoutException),
        # It takes the younger codes (1012, 1013) for a mistake.
        (f"fault: {{name: socket_close, code: 1012, {LATER}}}", websocket.WebSocketProtocolException),
        ("fault: connection_reset", ConnectionError),
        ("fault: empty_reply", websocket.WebSocketException),
        ("respond: {status: 503}", websocket.WebSocketBadStatusException),
    ],
)
def test_websocket_client(mockserver: MockWorkspace, does: str, raised: type[Exception]) -> None:
    url = f"{troubled(mockserver, does).revai.websocket_url}/speechtotext/v1/stream"
    content_type = "audio/x-raw;layout=interleaved;rate=16000;format=S16LE;channels=1"
    connection = socket.create_connection((urlsplit(url).hostname, urlsplit(url).port))
    client = websocket.WebSocket()

    def talk() -> None:
        client.connect(f"{url}?access_token=t&content_type={content_type}", socket=connection)
        client.settimeout(_PATIENCE_S)
        for size in AUDIO[:2]:
            client.send_binary(bytes(size))
        while True:
            client.recv()

    with connection, pytest.raises(raised):
        talk()


def run_python(mock: MockWorkspace) -> tuple[PythonStream, Any]:
    """Stream audio; return the stream, and what was told or raised."""
    stream = PythonStream(mock)
    try:
        return stream, stream.run()
    except Exception as error:
        return stream, error


@pytest.mark.parametrize("name", ["socket_drop", "socket_reset", "cut_frame", "bad_frame"])
def test_the_python_sdk_raises_what_its_socket_raises(mockserver: MockWorkspace, name: str) -> None:
    stream, raised = run_python(troubled(mockserver, f"fault: {{name: {name}, {LATER}}}"))
    assert isinstance(raised, websocket.WebSocketException | ConnectionError)
    assert (len(stream.ids), stream.closed) == (1, [])


def test_the_python_sdk_hands_on_what_is_no_json(mockserver: MockWorkspace) -> None:
    _, raised = run_python(troubled(mockserver, f"fault: {{name: bad_frame, frame: not_json, {LATER}}}"))
    assert isinstance(raised, json.JSONDecodeError)


def test_the_python_sdk_is_told_of_an_error_in_the_middle(mockserver: MockWorkspace) -> None:
    stream, told = run_python(troubled(mockserver, f"error: {{name: shutting_down, {LATER}}}"))
    assert told[0]["type"] == "partial"
    assert stream.closed == [(4010, "Server shutting down")]
    assert mockserver.jobs()[0]["status"] == "completed"


def test_the_python_sdk_is_told_any_code(mockserver: MockWorkspace) -> None:
    stream, told = run_python(
        troubled(mockserver, f"fault: {{name: socket_close, code: 3008, reason: Back soon, {LATER}}}")
    )
    assert (told[0]["type"], stream.closed) == ("partial", [(3008, "Back soon")])


def test_the_node_sdk_sees_it_all(mockserver: MockWorkspace, run_node: RunNode) -> None:
    raw = ["audio/x-raw", "interleaved", 16_000, "S16LE", 1]
    case = {"token": "good-token", "contentType": raw, "audio": AUDIO}
    ended = {}
    for name in ("socket_drop", "socket_reset", "cut_frame", "bad_frame"):
        troubled(mockserver, f"fault: {{name: {name}, {LATER}}}")
        (result,) = run_node("revai_stream.mjs", MOCKSERVER_WS=mockserver.revai.websocket_url, CASES=json.dumps([case]))
        ended[name] = result["events"][-1][:2]
    troubled(mockserver, f"fault: {{name: bad_frame, frame: not_json, {LATER}}}")
    (result,) = run_node("revai_stream.mjs", MOCKSERVER_WS=mockserver.revai.websocket_url, CASES=json.dumps([case]))
    assert result["events"][-1] == ["uncaught", "SyntaxError"]
    troubled(mockserver, f"error: {{name: shutting_down, {LATER}}}")
    (result,) = run_node("revai_stream.mjs", MOCKSERVER_WS=mockserver.revai.websocket_url, CASES=json.dumps([case]))
    assert result["events"][-1] == ["close", 4010, "Server shutting down"]
    troubled(mockserver, f"fault: {{name: socket_close, code: 3008, reason: Back soon, {LATER}}}")
    (result,) = run_node("revai_stream.mjs", MOCKSERVER_WS=mockserver.revai.websocket_url, CASES=json.dumps([case]))
    assert result["events"][-1] == ["close", 3008, "Back soon"]
    gone = ["close", 1006]
    # Node tells of a reset, or only of the end, as it happens to be reading or not.
    assert ended.pop("socket_reset") in (gone, ["error", "Error: read ECONNRESET"])
    assert ended == {"socket_drop": gone, "cut_frame": gone, "bad_frame": ["close", 1002]}
