"""Errors that boto3 tries again, and how often (transcribe.md §1.6)."""

from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from mockserver import MockWorkspace

_LEGACY, _STANDARD = 5, 3
"""Requests in all where each of them fails."""


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let boto3 try again at once."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))


def _client(server: MockWorkspace, mode: str) -> Any:
    return boto3.client(
        "transcribe",
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id="AKIAEXAMPLE",
        aws_secret_access_key="secret",
        config=Config(retries={"mode": mode}),
    )


def _requests(server: MockWorkspace, mode: str) -> tuple[str, int, int]:
    """Return the code and the status of the error that boto3 raises in the end, and how many requests it took."""
    client = _client(server, mode)
    sent = []
    client.meta.events.register("before-send.transcribe", lambda **_: sent.append(1))
    with pytest.raises(ClientError) as error:
        client.list_transcription_jobs()
    response = error.value.response
    assert response["ResponseMetadata"]["RetryAttempts"] == len(sent) - 1
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"], len(sent)


@pytest.mark.parametrize(
    ("error", "code", "status", "legacy", "standard"),
    [
        ("rate_limited", "ThrottlingException", 400, _LEGACY, _STANDARD),
        ("limit_exceeded", "LimitExceededException", 400, 1, _STANDARD),
        ("server_error", "InternalFailureException", 500, _LEGACY, _STANDARD),
        ("service_unavailable", "ServiceUnavailableException", 503, _LEGACY, _STANDARD),
        ("bad_request", "BadRequestException", 400, 1, 1),
        ("invalid_signature", "InvalidSignatureException", 400, 1, 1),
    ],
)
def test_errors_by_name(
    mockserver: MockWorkspace, error: str, code: str, status: int, legacy: int, standard: int
) -> None:
    server = mockserver.use(f"summary: t\nrequests: [{{when: {{provider: transcribe}}, error: {error}}}]")
    assert _requests(server, "legacy") == (code, status, legacy)
    assert _requests(server, "standard") == (code, status, standard)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_statuses_of_what_stands_before_the_service(mockserver: MockWorkspace, status: int) -> None:
    server = mockserver.use(
        f"summary: t\nrequests: [{{when: {{provider: transcribe}}, respond: {{status: {status}, body: '{{}}'}}}}]"
    )
    assert _requests(server, "legacy") == (str(status), status, _LEGACY)
    assert _requests(server, "standard") == (str(status), status, _STANDARD)


@pytest.mark.parametrize("mode", ["legacy", "standard"])
def test_a_rate_that_was_exceeded_twice_is_forgotten(mockserver: MockWorkspace, mode: str) -> None:
    server = mockserver.use(
        "summary: t\nrequests:\n- {when: {operation: ListTranscriptionJobs, call: 1}, error: rate_limited}\n"
        "- {when: {operation: ListTranscriptionJobs, call: 2}, error: service_unavailable}"
    )
    answer = _client(server, mode).list_transcription_jobs()
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2
