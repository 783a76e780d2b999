"""The documents that a completed transcription job leaves, and where they lie (transcribe.md §3.1)."""

from dataclasses import dataclass
from enum import StrEnum

from mockserver.engine.jobs import Job
from mockserver.engine.randomness import Seed
from mockserver.providers.transcribe.authentication import ACCOUNT_ID

_SERVICE_KEY_PARTS = 4


class Form(StrEnum):
    """What a document is."""

    TRANSCRIPT = "transcript"
    REDACTED_TRANSCRIPT = "redacted transcript"
    VTT = "vtt"
    SRT = "srt"


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
    """Return the documents that the job leaves once it has completed."""
    request = job.submission
    own_bucket = "OutputBucketName" in request
    bucket = request["OutputBucketName"] if own_bucket else f"aws-transcribe-{_region(job)}-prod"
    if own_bucket:
        folder, name = _own_key(request.get("OutputKey", ""), job.id)
        redacted = f"redacted-{name}"
    else:
        folder = f"{ACCOUNT_ID}/{job.id}/{seed.uuid('transcribe', 'job', job.number, 'folder')}/"
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
    """Return the region and the name of the job whose result a key in the service's own bucket is; None if it is none."""
    parts = key.split("/")
    if not is_service_bucket(bucket) or len(parts) != _SERVICE_KEY_PARTS or parts[0] != ACCOUNT_ID:
        return None
    return bucket.removeprefix("aws-transcribe-").removesuffix("-prod"), parts[1]


def is_service_bucket(bucket: str) -> bool:
    """Tell whether a bucket is the service's own, in which it keeps results for clients that name none."""
    return bucket.startswith("aws-transcribe-") and bucket.endswith("-prod")


def _region(job: Job) -> str:
    return job.scope.split("/")[1]


def _own_key(output_key: str, job_name: str) -> tuple[str, str]:
    """Return folder and name in the client's bucket. A key that doesn't end in `.json` is a folder."""
    *folders, name = [part for part in output_key.split("/") if part] or [""]
    if not name.endswith(".json") or output_key.endswith("/"):
        folders, name = [*folders, name], f"{job_name}.json"
    return "".join(f"{folder}/" for folder in folders if folder), name
