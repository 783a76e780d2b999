"""RevAiApiClient of the official package `revai-node-sdk` against a running server (revai.md §1.4, §4)."""

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver import MockWorkspace
from mockserver.transcripts.media import tone_wav
from tests.sdk.conftest import RunNode

SCENARIO = """
summary: test
clock: {frozen: true}
accounts:
  revai:
    - {token: good-token, email: dev@example.com, balance_seconds: 6000}
    - {token: "*-token"}
jobs:
  - when: {credential: "slow*"}
    timeline: [{in_progress: manual}, completed]
  - timeline: [completed]
requests:
  - when: {credential: "wrong*"}
    error: unauthorized
  - when: {provider: revai, credential: "forbidden*"}
    error: forbidden
  - when: {credential: "hasty*"}
    error: rate_limited
"""


@pytest.fixture
def outcomes(mockserver: MockWorkspace, run_node: RunNode, tmp_path: Path) -> dict[str, Any]:
    """Return what came of every step of the script."""
    media = tmp_path / "My audio.wav"
    media.write_bytes(tone_wav(3_000))
    url = mockserver.use(SCENARIO).url
    told: dict[str, Any] = run_node("revai_speech_to_text.mjs", MOCKSERVER_URL=url, MEDIA_FILE=str(media))
    return told


def test_every_method(outcomes: dict[str, Any]) -> None:
    def value(step: str) -> Any:
        assert "value" in outcomes[step], outcomes[step]
        return outcomes[step]["value"]

    assert value("account")["email"] == "dev@example.com"
    assert value("account")["balance_seconds"] == 6000
    submitted, job = value("submit"), value("details")
    assert (submitted["status"], job["status"]) == ("in_progress", "transcribed")
    assert (job["metadata"], job["delete_after_seconds"]) == ("m", 600)
    assert "callback_url" not in job
    assert submitted["summarization"]["status"] == "in_progress"
    assert job["summarization"] | {"completed_on": ""} == {
        "prompt": "Be brief",
        "model": "premium",
        "type": "bullets",
        "status": "completed",
        "completed_on": "",
    }
    assert [target["status"] for target in job["translation"]["target_languages"]] == ["completed"] * 2

    for kind in ("transcript", "translated", "summary"):
        assert json.loads(value(f"{kind}_object_stream")) == value(f"{kind}_object")
        assert value(f"{kind}_text_stream") == value(f"{kind}_text")
    assert value("transcript_text") != value("translated_text")
    assert value("summary_object")["bullet_points"]
    assert value("srt").startswith("1\n00:00:0")
    assert value("vtt").startswith("WEBVTT\n")
    assert value("translated_srt").startswith("1\n00:00:0")
    assert value("translated_vtt").startswith("WEBVTT\n")
    assert value("channel").startswith("1\n00:00:0")

    assert value("local_file")["name"] == "My audio.wav"
    assert value("audio_data")["name"] == "a.wav"
    assert value("audio_without_a_name")["name"] == "audio_file"
    listed = [listed["id"] for listed in value("list")]
    assert listed == [value(step)["id"] for step in REVERSED]
    assert [listed["id"] for listed in value("page")] == [submitted["id"]]
    assert not value("delete")


REVERSED = ("audio_without_a_name", "audio_data", "local_file", "submit_url", "submit")
"""The steps that submitted a job, the latest first."""


def test_every_class_of_error(outcomes: dict[str, Any]) -> None:
    found = {step: (told["error"], told["statusCode"]) for step, told in outcomes.items() if "error" in told}
    assert found == {
        "captions_of_a_channel": ("RevAiApiError", 405),
        "delete_again": ("ResourceNotFoundOrUnsupportedApiError", 404),
        "invalid_parameters": ("InvalidParameterError", 400),
        "wrong_limit": ("InvalidParameterError", 400),
        "unauthorized": ("RevAiApiError", 401),
        "forbidden": ("ForbiddenAccessError", 403),
        "rate_limited": ("RevAiApiError", 429),
        "not_found": ("ResourceNotFoundOrUnsupportedApiError", 404),
        "invalid_state": ("InvalidStateError", 409),
        "invalid_state_of_a_stream": ("InvalidStateError", 409),
    }
    assert outcomes["invalid_parameters"]["parameters"]["language"]
    assert outcomes["wrong_limit"]["details"]["parameters"] == {"limit": ["The max value for limit is 1000"]}
    for step in ("invalid_state", "invalid_state_of_a_stream"):
        assert outcomes[step]["currentValue"] == "in_progress"
        assert outcomes[step]["allowedValues"] == ["transcribed"]
    assert outcomes["unauthorized"]["details"]["title"].endswith("request.")
