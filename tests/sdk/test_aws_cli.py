"""The AWS CLI against a running server: a whole story, from the upload of the media to the download of the transcript."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mockserver import MockWorkspace
from mockserver.transcripts.media import tone_wav

_ENDS_AT_ONCE = "summary: t\njobs: [{timeline: [completed]}]\nproviders: {transcribe: {media_must_exist: true}}"
_HANGS_S = 120

Aws = Callable[..., str]


@pytest.fixture
def aws(mockserver: MockWorkspace) -> Aws:
    """Return a function that runs the CLI and returns what it printed."""
    environment = {
        "AWS_ENDPOINT_URL": mockserver.use(_ENDS_AT_ONCE).url,
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "awscli", *arguments],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=_HANGS_S,
            check=False,
        )
        assert done.returncode == 0, f"aws {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    return run


def test_media_go_up_and_the_transcript_comes_back(aws: Aws, tmp_path: Path) -> None:
    media, transcript = tmp_path / "talk.wav", tmp_path / "talk.json"
    media.write_bytes(tone_wav(30_000))
    aws("s3", "mb", "s3://media")
    aws("s3", "cp", str(media), "s3://media/in/talk.wav")
    assert "in/talk.wav" in aws("s3", "ls", "s3://media", "--recursive")
    aws(
        *("transcribe", "start-transcription-job", "--transcription-job-name", "talk", "--language-code", "en-US"),
        *("--media", "MediaFileUri=s3://media/in/talk.wav"),
        *("--output-bucket-name", "media", "--output-key", "out/talk.json"),
    )
    aws("transcribe", "wait", "transcription-job-completed", "--transcription-job-name", "talk")
    aws("s3", "cp", "s3://media/out/talk.json", str(transcript))
    document = json.loads(transcript.read_text("utf-8"))
    assert document["jobName"] == "talk"
    assert float(document["results"]["audio_segments"][-1]["end_time"]) <= 30
    aws("s3", "rm", "s3://media", "--recursive")
    assert aws("s3", "ls", "s3://media") == ""
    aws("s3", "rb", "s3://media")
    assert aws("s3", "ls") == ""
