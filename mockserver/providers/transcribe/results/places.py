"""The documents that resources leave when they have completed, and where they lie (transcribe.md §2.6, §3.1)."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from mockserver.engine.job import Job
from mockserver.engine.randomness import Seed
from mockserver.providers.transcribe.authentication import ACCOUNT_ID
from mockserver.providers.transcribe.requests.submission import redaction

TRANSCRIPTION_JOB: Final = "transcription-job"
MEDICAL_TRANSCRIPTION_JOB: Final = "medical-transcription-job"
CALL_ANALYTICS_JOB: Final = "analytics"
MEDICAL_SCRIBE_JOB: Final = "medical-scribe-job"
VOCABULARY: Final = "vocabulary"
MEDICAL_VOCABULARY: Final = "medical-vocabulary"
VOCABULARY_FILTER: Final = "vocabulary-filter"
LANGUAGE_MODEL: Final = "language-model"
CATEGORY: Final = "analytics-category"

# Only these two kinds of jobs may leave results to the service's own bucket; how deep they lie there tells which it is.
_FAMILY_BY_DEPTH = {4: TRANSCRIPTION_JOB, 5: CALL_ANALYTICS_JOB}

_WORD_LISTS: Final[Mapping[str, str]] = {
    VOCABULARY: "dictionary-model",
    MEDICAL_VOCABULARY: "medical-dictionary-model",
    VOCABULARY_FILTER: "vocabulary-filter",
}
"""What the names of the service's buckets have in them that hold lists of words."""


class Form(StrEnum):
    """What a document is."""

    TRANSCRIPT = "transcript"
    REDACTED_TRANSCRIPT = "redacted transcript"
    REDACTED_MEDIA = "redacted media"
    CLINICAL_DOCUMENT = "clinical document"
    VTT = "vtt"
    SRT = "srt"
    WORDS = "words"


class Result(NamedTuple):
    """One document: its form, its bucket and key, and whether the bucket is the client's own."""

    form: Form
    bucket: str
    key: str
    own_bucket: bool


class _Places(NamedTuple):
    """Where a family has its documents: in which bucket (None for the service's own), and under which keys there."""

    bucket: str | None
    keys: Mapping[Form, str]


def scope(region: str, family: str) -> str:
    """Return the namespace of names of one resource type, which are unique in a region (transcribe.md §2.5)."""
    return f"transcribe/{region}/{family}"


def region_of(job: Job) -> str:
    """Return the region that a job was submitted in."""
    return job.scope.split("/")[1]


def family_of(job: Job) -> str:
    """Return the family of a job: one of the resource types above."""
    return job.scope.split("/")[2]


def results(job: Job, seed: Seed) -> tuple[Result, ...]:
    """Return the documents that a job, or another resource, leaves once it has completed."""
    family = family_of(job)
    if family in _WORD_LISTS:
        bucket = f"aws-transcribe-{_WORD_LISTS[family]}-{region_of(job)}-prod"
        return (Result(Form.WORDS, bucket, f"{_folder(job, seed)}/input.txt", own_bucket=False),)
    if family not in _FAMILIES:
        return ()
    places = _FAMILIES[family](job)
    if places.bucket is not None:
        return tuple(Result(form, places.bucket, key, True) for form, key in places.keys.items())
    bucket = f"aws-transcribe-{region_of(job)}-prod"
    folder = _folder(job, seed)
    return tuple(Result(form, bucket, f"{folder}/{key}", False) for form, key in places.keys.items())


def job_of_service_key(bucket: str, key: str) -> tuple[str, str] | None:
    """Return the scope and the name of what left a document under a key in the service's own buckets; None if nothing did."""
    parts = key.split("/")
    family = _FAMILY_BY_DEPTH.get(len(parts))
    if not is_service_bucket(bucket) or family is None or parts[0] != ACCOUNT_ID:
        return None
    region = bucket.removeprefix("aws-transcribe-").removesuffix("-prod")
    for words, infix in _WORD_LISTS.items():
        if region.startswith(f"{infix}-"):
            return scope(region.removeprefix(f"{infix}-"), words), parts[1]
    return scope(region, family), parts[1]


def is_service_bucket(bucket: str) -> bool:
    """Tell whether a bucket is the service's own, in which it keeps results for clients that name none."""
    return bucket.startswith("aws-transcribe-") and bucket.endswith("-prod")


def _of_transcription(job: Job) -> _Places:
    bucket = job.submission.get("OutputBucketName")
    if bucket is None:
        folder, name, redacted = "", "asrOutput.json", "redactedTranscript.json"
    else:
        folder, name = _own_key(job.submission.get("OutputKey", ""), job.id)
        redacted = f"redacted-{name}"
    keys = _transcripts(job, folder + name, folder + redacted)
    for subtitles in job.submission.get("Subtitles", {}).get("Formats", ()):
        keys[Form(subtitles)] = f"{folder}{name.removesuffix('.json')}.{subtitles}"
    return _Places(bucket, keys)


def _of_medical_transcription(job: Job) -> _Places:
    folder, name = _own_key(job.submission.get("OutputKey", "medical/"), job.id)
    return _Places(job.submission["OutputBucketName"], {Form.TRANSCRIPT: folder + name})


def _of_call_analytics(job: Job) -> _Places:
    location: str = job.submission.get("OutputLocation", "")
    bucket, _, key = location.partition("://")[2].partition("/")
    folder, name = _own_key(key, job.id)
    keys = _transcripts(job, f"{folder}analytics/{name}", f"{folder}redacted-analytics/{name}")
    if Form.REDACTED_TRANSCRIPT in keys:
        keys[Form.REDACTED_MEDIA] = f"{folder}redacted-analytics/{name.removesuffix('.json')}.wav"
    return _Places(bucket or None, keys)


def _of_medical_scribe(job: Job) -> _Places:
    keys = {Form.TRANSCRIPT: f"{job.id}/transcript.json", Form.CLINICAL_DOCUMENT: f"{job.id}/summary.json"}
    return _Places(job.submission["OutputBucketName"], keys)


_FAMILIES: Mapping[str, Callable[[Job], _Places]] = {
    TRANSCRIPTION_JOB: _of_transcription,
    MEDICAL_TRANSCRIPTION_JOB: _of_medical_transcription,
    CALL_ANALYTICS_JOB: _of_call_analytics,
    MEDICAL_SCRIBE_JOB: _of_medical_scribe,
}


def _transcripts(job: Job, plain: str, redacted: str) -> dict[Form, str]:
    """Return the keys of the transcripts that the job leaves: the plain one, the redacted one, or both."""
    wanted = redaction(job)
    if wanted is None:
        return {Form.TRANSCRIPT: plain}
    if wanted.get("RedactionOutput") == "redacted":
        return {Form.REDACTED_TRANSCRIPT: redacted}
    return {Form.TRANSCRIPT: plain, Form.REDACTED_TRANSCRIPT: redacted}


def _folder(job: Job, seed: Seed) -> str:
    return f"{ACCOUNT_ID}/{job.id}/{seed.uuid('transcribe', 'job', job.number, 'folder')}"


def _own_key(output_key: str, job_name: str) -> tuple[str, str]:
    """Return folder and name in the client's bucket. A key that doesn't end in `.json` is a folder."""
    *folders, name = [part for part in output_key.split("/") if part] or [""]
    if not name.endswith(".json") or output_key.endswith("/"):
        folders, name = [*folders, name], f"{job_name}.json"
    return "".join(f"{folder}/" for folder in folders if folder), name
