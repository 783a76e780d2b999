"""The documents that resources leave when they have completed, and where they lie (transcribe.md §2.6, §3.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mockserver.engine.jobs import Job
from mockserver.engine.randomness import Seed
from mockserver.providers.transcribe.authentication import ACCOUNT_ID

TRANSCRIPTION_JOB: Final = "transcription-job"
MEDICAL_TRANSCRIPTION_JOB: Final = "medical-transcription-job"
CALL_ANALYTICS_JOB: Final = "analytics"
MEDICAL_SCRIBE_JOB: Final = "medical-scribe-job"
VOCABULARY: Final = "vocabulary"
MEDICAL_VOCABULARY: Final = "medical-vocabulary"
VOCABULARY_FILTER: Final = "vocabulary-filter"

_JOBS = frozenset({TRANSCRIPTION_JOB, MEDICAL_TRANSCRIPTION_JOB, CALL_ANALYTICS_JOB, MEDICAL_SCRIBE_JOB})
_WORD_LISTS: Mapping[str, str] = {
    VOCABULARY: "dictionary-model",
    MEDICAL_VOCABULARY: "medical-dictionary-model",
    VOCABULARY_FILTER: "vocabulary-filter",
}
"""What the names of the service's buckets have in them that hold lists of words."""

_SERVICE_KEY_PARTS = 4


class Form(StrEnum):
    """What a document is."""

    TRANSCRIPT = "transcript"
    REDACTED_TRANSCRIPT = "redacted transcript"
    REDACTED_MEDIA = "redacted media"
    CLINICAL_DOCUMENT = "clinical document"
    VTT = "vtt"
    SRT = "srt"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Result:
    """One document: its form, its bucket and key, and whether the bucket is the client's own."""

    form: Form
    bucket: str
    key: str
    own_bucket: bool


def scope(region: str, kind: str) -> str:
    """Return the namespace of names of one resource type, which are unique in a region (transcribe.md §2.5)."""
    return f"transcribe/{region}/{kind}"


def results(job: Job, seed: Seed) -> tuple[Result, ...]:
    """Return the documents that a job, or another resource, leaves once it has completed."""
    family = job.scope.split("/")[2]
    if family in _WORD_LISTS:
        bucket = f"aws-transcribe-{_WORD_LISTS[family]}-{_region(job)}-prod"
        return (Result(Form.WORDS, bucket, f"{_folder(job, seed)}/input.txt", own_bucket=False),)
    return _results_of_job(job, seed) if family in _JOBS else ()


def _results_of_job(job: Job, seed: Seed) -> tuple[Result, ...]:
    request = job.submission
    own_bucket = "OutputBucketName" in request
    bucket = request["OutputBucketName"] if own_bucket else f"aws-transcribe-{_region(job)}-prod"
    if own_bucket:
        folder, name = _own_key(request.get("OutputKey", ""), job.id)
        redacted = f"redacted-{name}"
    else:
        folder = f"{_folder(job, seed)}/"
        name, redacted = "asrOutput.json", "redactedTranscript.json"
    redaction = request.get("ContentRedaction", {}).get("RedactionOutput")
    names = {}
    if redaction != "redacted":
        names[Form.TRANSCRIPT] = name
    if redaction is not None:
        names[Form.REDACTED_TRANSCRIPT] = redacted
    for subtitles in request.get("Subtitles", {}).get("Formats", ()):
        names[Form(subtitles)] = f"{name.removesuffix('.json')}.{subtitles}"
    return tuple(Result(form, bucket, folder + name, own_bucket) for form, name in names.items())


def job_of_service_key(bucket: str, key: str) -> tuple[str, str] | None:
    """Return the scope and the name of what left a document under a key in the service's own buckets; None if nothing did."""
    parts = key.split("/")
    if not is_service_bucket(bucket) or len(parts) != _SERVICE_KEY_PARTS or parts[0] != ACCOUNT_ID:
        return None
    region = bucket.removeprefix("aws-transcribe-").removesuffix("-prod")
    for family, infix in _WORD_LISTS.items():
        if region.startswith(f"{infix}-"):
            return scope(region.removeprefix(f"{infix}-"), family), parts[1]
    return scope(region, TRANSCRIPTION_JOB), parts[1]


def is_service_bucket(bucket: str) -> bool:
    """Tell whether a bucket is the service's own, in which it keeps results for clients that name none."""
    return bucket.startswith("aws-transcribe-") and bucket.endswith("-prod")


def _folder(job: Job, seed: Seed) -> str:
    return f"{ACCOUNT_ID}/{job.id}/{seed.uuid('transcribe', 'job', job.number, 'folder')}"


def _region(job: Job) -> str:
    return job.scope.split("/")[1]


def _own_key(output_key: str, job_name: str) -> tuple[str, str]:
    """Return folder and name in the client's bucket. A key that doesn't end in `.json` is a folder."""
    *folders, name = [part for part in output_key.split("/") if part] or [""]
    if not name.endswith(".json") or output_key.endswith("/"):
        folders, name = [*folders, name], f"{job_name}.json"
    return "".join(f"{folder}/" for folder in folders if folder), name
