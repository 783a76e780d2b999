"""Streams through both official SDKs of Rev.ai, against a running server (revai.md §2.16, §1.4)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from rev_ai import apiclient
from rev_ai.models import JobStatus, MediaConfig
from rev_ai.streamingclient import RevAiStreamingClient

from mockserver import MockWorkspace
from tests.sdk.conftest import RunNode

FROZEN = "summary: test\nclock: {start: 2018-05-05T23:23:22.29Z, frozen: true}\n"
RAW = MediaConfig("audio/x-raw", "interleaved", 16_000, "S16LE", 1)
# The SDK's thread sends EOS even after the server has closed, and nobody takes the error.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")

AUDIO = [65_536] * 3
"""6.1 seconds in bytes, as a test of an SDK against the real service sends it."""

CLOSES = {
    "unauthorized": (4001, "Unauthorized"),
    "bad_request": (4002, "Bad request: bad_request"),
    "out_of_credit": (4003, "Insufficient credits"),
    "shutting_down": (4010, "Server shutting down"),
    "service_unavailable": (4013, "No instance available"),
    "rate_limited": (4029, "Too many requests"),
}


ALL_FAILING = (
    FROZEN
    + "requests:\n"
    + "".join(f"  - {{when: {{operation: StreamAudio, credential: {error}}}, error: {error}}}\n" for error in CLOSES)
)


class PythonStream:
    """One stream by the Python SDK, with what it calls back."""

    def __init__(self, mock: MockWorkspace, token: str = "good-token", config: MediaConfig = RAW) -> None:
        self.ids: list[str] = []
        self.closed: list[tuple[int, str]] = []
        self.client = RevAiStreamingClient(
            token,
            config,
            on_connected=self.ids.append,
            on_close=lambda code, reason: self.closed.append((code, reason)),
            url=mock.revai.websocket_url,
        )

    def run(self, audio: list[int] = AUDIO, **options: Any) -> list[Any]:
        """Send audio and return all that is told."""

        def chunks() -> Iterator[bytes]:
            yield from map(bytes, audio)

        try:
            return [json.loads(told) for told in self.client.start(chunks(), **options)]
        finally:
            self.client.request_thread.join()
            self.client.client.shutdown()


def test_python_is_told_partials_and_finals(mockserver: MockWorkspace) -> None:
    stream = PythonStream(mockserver.use(FROZEN))
    told = stream.run(
        metadata="call 7",
        filter_profanity=True,
        remove_disfluencies=True,
        delete_after_seconds=0,
        detailed_partials=True,
        start_ts=3,
        transcriber="machine_v2",
        language="en",
    )
    assert stream.closed == [(1000, "End of input. Closing")]
    assert told[0]["type"] == "partial"
    assert told[-1]["type"] == "final"
    assert told[0]["elements"][0]["ts"] >= 3
    client = apiclient.RevAiAPIClient("good-token", url=mockserver.revai.url)
    (job,) = client.get_list_of_jobs()
    assert ([job.id], job.status, job.metadata) == (stream.ids, JobStatus.TRANSCRIBED, "call 7")
    assert (job.duration_seconds, job.transcriber) == (6.144, "machine_v2")
    said = "".join(element["value"] for element in told[-1]["elements"])
    assert client.get_transcript_text(job.id).rstrip().endswith(said)


@pytest.mark.parametrize("error", CLOSES)
def test_python_is_told_why_a_stream_is_closed(mockserver: MockWorkspace, error: str) -> None:
    stream = PythonStream(mockserver.use(ALL_FAILING), token=error)
    assert stream.run([]) == []
    assert stream.closed == [CLOSES[error]]
    assert stream.ids == []


def test_python_is_told_what_is_wrong_with_a_parameter(mockserver: MockWorkspace) -> None:
    stream = PythonStream(mockserver.use(FROZEN), config=MediaConfig("audio/x-raw", rate=16_000))
    stream.run([])
    ((code, reason),) = stream.closed
    assert code == 4002
    assert reason.startswith("Bad request: content_type: audio/x-raw needs a layout")


def test_python_takes_its_own_usual_content_type(mockserver: MockWorkspace) -> None:
    stream = PythonStream(mockserver.use(FROZEN), config=MediaConfig())
    assert stream.run()[-1]["type"] == "final"


def test_node_sees_it_all(mockserver: MockWorkspace, run_node: RunNode) -> None:
    raw = ["audio/x-raw", "interleaved", 16_000, "S16LE", 1]
    good = {"token": "good-token", "contentType": raw, "audio": AUDIO}
    cases = [
        {**good, "waitForFinal": True},
        {**good, "session": {"metadata": "m", "detailedPartials": True, "enableSpeakerSwitch": True, "startTs": 2}},
        *({"token": error, "contentType": raw} for error in CLOSES),
        {"token": "good-token", "contentType": ["audio/x-raw"]},
    ]
    mockserver.use(ALL_FAILING)
    results = run_node("revai_stream.mjs", MOCKSERVER_WS=mockserver.revai.websocket_url, CASES=json.dumps(cases))
    well, detailed, *refused = results

    end = ["close", 1000, "End of input. Closing"]
    assert well["events"] == [["connect", "string"], ["final before the end"], end]
    assert well["messages"][0]["type"] == "partial"
    for final in (message for message in well["messages"] if message["type"] == "final"):
        assert final["ts"] < final["end_ts"]

    assert detailed["events"] == [["connect", "string"], end]
    assert detailed["messages"][0]["elements"][0].keys() == {"type", "value", "ts", "end_ts", "confidence"}
    assert detailed["messages"][-1]["speaker_id"] == 0

    told = [tuple(event) for result in refused for event in result["events"]]
    assert told[:-1] == [("close", *close) for close in CLOSES.values()]
    assert told[-1][1] == 4002
    assert all(result["messages"] == [] for result in refused)


def test_node_sees_a_refused_handshake(mockserver: MockWorkspace, run_node: RunNode) -> None:
    rule = "requests: [{when: {operation: StreamAudio}, respond: {status: 401}}]\n"
    case = {"token": "good-token", "contentType": ["audio/x-flac"]}
    mockserver.use(FROZEN + rule)
    (result,) = run_node("revai_stream.mjs", MOCKSERVER_WS=mockserver.revai.websocket_url, CASES=json.dumps([case]))
    assert result["events"] == [["httpResponse", 401]]
