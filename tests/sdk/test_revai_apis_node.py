"""The package `revai-node-sdk` for the APIs beside speech-to-text: every public method, success and each typed error."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mockserver import MockWorkspace
from mockserver.transcripts.media import tone_wav
from tests.sdk.conftest import RunNode

FROZEN = "summary: test\nclock: {start: 2018-05-05T23:23:22.29Z, frozen: true}\n"
TEXT = "The harbour opens at dawn. I love the harbour! Parking near the harbour is terrible."
TRANSCRIPT = {"monologues": [{"speaker": 0, "elements": [{"type": "text", "value": "Hi", "ts": 0.5, "end_ts": 1.0}]}]}
JOBS = ("language_id", "topic_extraction", "sentiment_analysis")

Outcomes = dict[str, dict[str, Any]]
GoThrough = Callable[[str], Outcomes]


@pytest.fixture
def go_through(mockserver: MockWorkspace, run_node: RunNode, tmp_path: Path) -> GoThrough:
    """Return a function that calls every method where a scenario holds, and returns what came of each call."""

    def go(scenario: str) -> Outcomes:
        media = tmp_path / "My audio.wav"
        media.write_bytes(tone_wav(2_510))
        outcomes: Outcomes = run_node(
            "revai_apis.mjs",
            MOCKSERVER_URL=mockserver.use(FROZEN + scenario).url,
            MEDIA_FILE=str(media),
            TEXT=TEXT,
            TRANSCRIPT=json.dumps(TRANSCRIPT),
        )
        return outcomes

    return go


def test_success(go_through: GoThrough) -> None:
    outcomes = go_through("jobs: [{timeline: [completed]}]\n")
    for name in JOBS:
        job = outcomes[f"{name}.details"]["value"]
        assert outcomes[f"{name}.submit"]["value"] == {
            **{key: value for key, value in job.items() if key in ("id", "created_on", "language", "metadata")},
            **({"delete_after_seconds": 60} if name == "topic_extraction" else {}),
            "status": "in_progress",
            "type": name,
        }
        assert job["status"] == "completed"
        assert outcomes[f"{name}.list"]["value"] == [job]
        assert outcomes[f"{name}.page"]["value"] == []
        assert not outcomes[f"{name}.delete"]["value"]
        assert outcomes[f"{name}.after_deletion"]["error"] == "ResourceNotFoundOrUnsupportedApiError"
    assert outcomes["language_id.result"]["value"]["top_language"] == "en"
    assert outcomes["language_id.local_file"]["value"]["metadata"] == "file"
    assert outcomes["language_id.audio_data"]["value"]["metadata"] == "data"
    for informant in outcomes["topic_extraction.result"]["value"]["topics"][0]["informants"]:
        assert TEXT[informant["offset"] :][: informant["length"]] == informant["content"]
    assert outcomes["topic_extraction.result_with_options"]["value"] == {"topics": []}
    assert len(outcomes["sentiment_analysis.result"]["value"]["messages"]) == 3
    assert len(outcomes["sentiment_analysis.result_with_options"]["value"]["messages"]) == 1
    for name in JOBS[1:]:
        assert outcomes[f"{name}.json"]["value"]["status"] == "in_progress"


def test_vocabularies(go_through: GoThrough) -> None:
    outcomes = go_through("jobs: [{timeline: [completed]}]\n")
    vocabulary = outcomes["vocabulary.details"]["value"]
    assert (vocabulary["status"], vocabulary["metadata"]) == ("complete", "m")
    assert outcomes["vocabulary.submit"]["value"]["status"] == "in_progress"
    assert outcomes["vocabulary.list"]["value"] == outcomes["vocabulary.page"]["value"] == [vocabulary]
    assert not outcomes["vocabulary.delete"]["value"]
    gone = outcomes["vocabulary.after_deletion"]
    assert (gone["error"], gone["statusCode"]) == ("ResourceNotFoundOrUnsupportedApiError", 404)
    assert gone["details"]["title"] == "could not find custom vocabulary"


def test_wrong_parameters(go_through: GoThrough) -> None:
    outcomes = go_through("jobs: [{timeline: [completed]}]\n")
    wrong = {
        "language_id.nothing": "source_config",
        "topic_extraction.nothing": "text",
        "sentiment_analysis.nothing": "text",
        "vocabulary.nothing": "custom_vocabularies[0].phrases",
        **{f"{name}.wrong_page": "limit" for name in JOBS},
    }
    for step, field in wrong.items():
        outcome = outcomes[step]
        assert (outcome["error"], outcome["statusCode"]) == ("InvalidParameterError", 400)
        assert list(outcome["parameters"]) == [field]


def test_while_in_progress(go_through: GoThrough) -> None:
    outcomes = go_through("jobs: [{timeline: [{in_progress: manual}, completed]}]\n")
    allowed = {
        **{f"{name}.result": ["completed"] for name in JOBS},
        **{f"{name}.delete": ["completed", "failed"] for name in JOBS},
        "vocabulary.delete": ["complete", "failed"],
    }
    for step, values in allowed.items():
        outcome = outcomes[step]
        assert (outcome["error"], outcome["statusCode"]) == ("InvalidStateError", 409)
        assert (outcome["currentValue"], outcome["allowedValues"]) == ("in_progress", values)


@pytest.mark.parametrize(
    ("name", "status", "error"),
    [
        ("unauthorized", 401, "RevAiApiError"),
        ("access_denied", 403, "ForbiddenAccessError"),
        ("unsupported_api", 404, "ResourceNotFoundOrUnsupportedApiError"),
        ("rate_limited", 429, "RevAiApiError"),
        ("server_error", 500, "RevAiApiError"),
    ],
)
def test_errors_by_name(go_through: GoThrough, name: str, status: int, error: str) -> None:
    outcomes = go_through(f"requests: [{{error: {name}}}]\n")
    for outcome in outcomes.values():
        assert (outcome["error"], outcome["statusCode"]) == (error, status)
        assert outcome["details"]["status"] == status
