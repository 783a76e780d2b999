"""The same seed, scenario and calls give the same bytes in two processes (DESIGN §4)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from mockserver.gateway.call import REQUEST_ID

SCENARIO = """\
summary: A bit of all that is made up or drawn.
seed: 42
clock: {start: 2026-01-02T03:04:05Z, frozen: true}
jobs:
  - timeline:
      - queued: {uniform: [1s, 5s]}
      - in_progress: {polls: 1}
      - completed
requests:
  - when: {operation: [GetJob, PollJob], chance: 30%}
    error: service_unavailable
  - when: {provider: revai, operation: ListJobs}
    respond: {body: "{{ faker.pylist(5, value_types=['int', 'str']) }} {{ faker.address() }} {{ request.id }} {{ clock.now }}"}
"""

REVAI = {"Authorization": "Bearer token"}
CLAUDIO = {"key": "k", "secret": "s"}
AWS = (
    "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260102/us-east-1/transcribe/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64
)


@contextmanager
def server(scenario: Path, hash_seed: str) -> Iterator[str]:
    """Run `mockserver serve` in a process of its own; give its URL."""
    command = [sys.executable, "-m", "mockserver.cli", "serve", "--port", "0", "--scenario", str(scenario)]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = next(line for line in process.stdout if "http://" in line)
            yield next(word for word in line.split() if word.startswith("http://")).rstrip(".,")
        finally:
            process.terminate()


class Caller:
    """Makes calls, and keeps what it is told with the server's own address left out."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._url = str(client.base_url).rstrip("/")
        self.told: list[Any] = []

    def call(self, method: str, path: str, **options: Any) -> Any:
        answer = self._client.request(method, path, **options)
        headers = sorted((name, value) for name, value in answer.headers.items() if name != "date")
        text = answer.text.replace(self._url, "URL").replace(self._url.partition("//")[2], "HOST")
        self.told.append((method, path.replace(self._url, "URL"), answer.status_code, headers, text))
        try:
            return answer.json()
        except ValueError:
            return None

    def aws(self, operation: str, **body: Any) -> Any:
        headers = {
            "Authorization": AWS,
            "X-Amz-Date": "20260102T030405Z",
            "X-Amz-Target": f"Transcribe.{operation}",
            "Content-Type": "application/x-amz-json-1.1",
        }
        return self.call("POST", "/", headers=headers, content=json.dumps(body))


def talk(url: str) -> list[Any]:
    """Return all that a client is told who goes through all providers: submit, poll, let time pass, fetch."""
    with httpx.Client(base_url=url, trust_env=False) as client:
        return go_through_all(Caller(client))


def go_through_all(caller: Caller) -> list[Any]:
    revai = [
        caller.call(
            "POST", "/speechtotext/v1/jobs", headers=REVAI, json={"media_url": f"https://example.com/{name}.mp3"}
        )
        for name in "ab"
    ]
    media = {"audio_filename": "a.mp3", "audio_location": "https://example.com/a.mp3"}
    submission = {**CLAUDIO, "job_name": "First", "audio_files": [media]}
    polled = caller.call("POST", "/claudio/jobs/submit", json=submission)["poll_endpoint"]
    claudio: Any = None
    caller.call("PUT", "/s3/media")
    caller.call("PUT", "/s3/media/a.mp3", content=b"not really audio")
    caller.aws(
        "StartTranscriptionJob",
        TranscriptionJobName="one",
        LanguageCode="en-US",
        Media={"MediaFileUri": "s3://media/a.mp3"},
        Settings={"ShowSpeakerLabels": True, "MaxSpeakerLabels": 2},
        Subtitles={"Formats": ["srt"]},
    )
    for _ in range(6):
        caller.call("POST", "/_mock/clock/advance", json={"by": "3s"})
        for job in revai:
            caller.call("GET", f"/speechtotext/v1/jobs/{job['id']}", headers=REVAI)
        caller.aws("GetTranscriptionJob", TranscriptionJobName="one")
        answer = caller.call("POST", polled, json=CLAUDIO)
        claudio = answer if "transcript_url" in answer else claudio  # some polls are refused by chance
    for link in claudio["transcript_url"]:
        caller.call("GET", link)
    started = caller.aws("GetTranscriptionJob", TranscriptionJobName="one")
    for job in revai:
        path = f"/speechtotext/v1/jobs/{job['id']}/transcript"
        caller.call("GET", path, headers=REVAI | {"Accept": "application/vnd.rev.transcript.v1.0+json"})
        caller.call("GET", path, headers=REVAI | {"Accept": "text/plain"})
    caller.call("GET", started["TranscriptionJob"]["Transcript"]["TranscriptFileUri"])
    caller.call("GET", "/speechtotext/v1/account", headers=REVAI)
    caller.call("GET", "/speechtotext/v1/jobs", headers=REVAI)
    caller.aws("ListTranscriptionJobs")
    return caller.told


def test_two_processes_say_the_same(tmp_path: Path) -> None:
    scenario = tmp_path / "all.yaml"
    scenario.write_text(SCENARIO)
    with server(scenario, "1") as one, server(scenario, "2") as other:
        first, second = talk(one), talk(other)
    assert first == second
    statuses = [status for _, _, status, _, _ in first]
    assert (statuses.count(200) > len(first) / 2, 503 in statuses, 500 in statuses) == (True, True, False)
    assert first[-4][2] == 200, first[-4]
    assert REQUEST_ID.lower() in dict(first[0][3])
