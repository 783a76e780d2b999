"""Where the documents of each kind of job lie (transcribe.md §3.1)."""

from typing import Any

import pytest

from mockserver.providers.transcribe.results.places import (
    CALL_ANALYTICS_JOB,
    MEDICAL_SCRIBE_JOB,
    MEDICAL_TRANSCRIPTION_JOB,
    TRANSCRIPTION_JOB,
    Form,
    Result,
    job_of_service_key,
    results,
    scope,
)
from tests.providers.transcribe_rendering import SEED, job_of

_BOTH = {"ContentRedaction": {"RedactionType": "PII", "RedactionOutput": "redacted_and_unredacted"}}
_ONLY = {"ContentRedaction": {"RedactionType": "PII", "RedactionOutput": "redacted"}}
_T, _R, _A = Form.TRANSCRIPT, Form.REDACTED_TRANSCRIPT, Form.REDACTED_MEDIA


def _call(location: str, settings: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"OutputLocation": location, **({} if settings is None else {"Settings": settings})}


@pytest.mark.parametrize(
    ("family", "members", "keys"),
    [
        (
            TRANSCRIPTION_JOB,
            {"OutputBucketName": "b", "OutputKey": "a/x.json", "Subtitles": {"Formats": ["srt"]}, **_BOTH},
            {_T: "a/x.json", _R: "a/redacted-x.json", Form.SRT: "a/x.srt"},
        ),
        (MEDICAL_TRANSCRIPTION_JOB, {"OutputBucketName": "b"}, {_T: "medical/j.json"}),
        (MEDICAL_TRANSCRIPTION_JOB, {"OutputBucketName": "b", "OutputKey": "f"}, {_T: "f/j.json"}),
        (MEDICAL_TRANSCRIPTION_JOB, {"OutputBucketName": "b", "OutputKey": "f/x.json"}, {_T: "f/x.json"}),
        (
            MEDICAL_SCRIBE_JOB,
            {"OutputBucketName": "b"},
            {_T: "j/transcript.json", Form.CLINICAL_DOCUMENT: "j/summary.json"},
        ),
        (CALL_ANALYTICS_JOB, _call("s3://b"), {_T: "analytics/j.json"}),
        (CALL_ANALYTICS_JOB, _call("s3://b/"), {_T: "analytics/j.json"}),
        (CALL_ANALYTICS_JOB, _call("s3://b/f"), {_T: "f/analytics/j.json"}),
        (CALL_ANALYTICS_JOB, _call("s3://b/f/"), {_T: "f/analytics/j.json"}),
        (CALL_ANALYTICS_JOB, _call("s3://b/f/x.json"), {_T: "f/analytics/x.json"}),
        (
            CALL_ANALYTICS_JOB,
            _call("s3://b/f/", _BOTH),
            {
                _T: "f/analytics/j.json",
                _R: "f/redacted-analytics/j.json",
                _A: "f/redacted-analytics/j.wav",
            },
        ),
        (
            CALL_ANALYTICS_JOB,
            _call("s3://b/x.json", _ONLY),
            {_R: "redacted-analytics/x.json", _A: "redacted-analytics/x.wav"},
        ),
    ],
)
def test_keys_in_the_clients_own_bucket(family: str, members: dict[str, Any], keys: dict[Form, str]) -> None:
    found = results(job_of(family, **members), SEED)
    assert found == tuple(Result(form, "b", key, True) for form, key in keys.items())


@pytest.mark.parametrize(
    ("family", "members", "names"),
    [
        (TRANSCRIPTION_JOB, {}, ["asrOutput.json"]),
        (TRANSCRIPTION_JOB, _BOTH, ["asrOutput.json", "redactedTranscript.json"]),
        (TRANSCRIPTION_JOB, {"Subtitles": {"Formats": ["vtt"]}}, ["asrOutput.json", "asrOutput.vtt"]),
        (CALL_ANALYTICS_JOB, {}, ["analytics/j.json"]),
        (
            CALL_ANALYTICS_JOB,
            {"Settings": _BOTH},
            ["analytics/j.json", "redacted-analytics/j.json", "redacted-analytics/j.wav"],
        ),
    ],
)
def test_keys_in_the_services_bucket(family: str, members: dict[str, Any], names: list[str]) -> None:
    found = results(job_of(family, **members), SEED)
    assert [result.key.split("/", 3)[3] for result in found] == names
    for result in found:
        assert not result.own_bucket
        assert result.bucket == "aws-transcribe-us-east-1-prod"
        assert job_of_service_key(result.bucket, result.key) == (scope("us-east-1", family), "j")


@pytest.mark.parametrize(
    ("bucket", "key"),
    [
        ("mine", "111122223333/j/0/asrOutput.json"),
        ("aws-transcribe-us-east-1-prod", "999999999999/j/0/asrOutput.json"),
        ("aws-transcribe-us-east-1-prod", "111122223333/j/asrOutput.json"),
        ("aws-transcribe-us-east-1-prod", ""),
    ],
)
def test_keys_that_are_no_results(bucket: str, key: str) -> None:
    assert job_of_service_key(bucket, key) is None
