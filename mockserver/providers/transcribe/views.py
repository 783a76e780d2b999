"""Transcription jobs as the client sees them, in each operation (transcribe.md §3)."""

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

from mockserver.engine.jobs import Job
from mockserver.engine.lifecycle import Status
from mockserver.engine.randomness import Seed
from mockserver.providers.transcribe import languages
from mockserver.providers.transcribe.failures import reason
from mockserver.providers.transcribe.results import Form, Result, results

View = dict[str, Any]
LinkTo = Callable[[Result], str]

WORDS: Mapping[Status, str] = {
    Status.QUEUED: "QUEUED",
    Status.IN_PROGRESS: "IN_PROGRESS",
    Status.COMPLETED: "COMPLETED",
    Status.FAILED: "FAILED",
}

_ECHOED_IN_SUMMARIES = (
    "LanguageCode",
    "ContentRedaction",
    "ModelSettings",
    "IdentifyLanguage",
    "IdentifyMultipleLanguages",
    "ToxicityDetection",
)
_ECHOED = (
    *_ECHOED_IN_SUMMARIES,
    "Media",
    "MediaFormat",
    "MediaSampleRateHertz",
    "JobExecutionSettings",
    "LanguageOptions",
    "LanguageIdSettings",
    "Tags",
)
_DEFAULT_SETTINGS = {"ChannelIdentification": False, "ShowAlternatives": False}
_SUBTITLES = (Form.VTT, Form.SRT)

_FORMATS = frozenset({"mp3", "mp4", "wav", "flac", "ogg", "amr", "webm", "m4a"})
_DEFAULT_FORMAT = "wav"
_SAMPLE_RATES = (8_000, 16_000, 22_050, 44_100, 48_000)


def started(job: Job) -> View:
    """Return the job as StartTranscriptionJob answers: under way or queued, whatever has become of it since."""
    status = Status.QUEUED if job.status is Status.QUEUED else Status.IN_PROGRESS
    return _state(job, status) | _echo(job, (*_ECHOED, "Settings", "Subtitles"))


def shown(job: Job, seed: Seed, link: LinkTo) -> View:
    """Return the job as GetTranscriptionJob answers."""
    request = job.submission
    view = _state(job, job.status) | _echo(job, _ECHOED)
    view["Settings"] = _DEFAULT_SETTINGS | request.get("Settings", {})
    view["Transcript"] = {}
    if "Subtitles" in request:
        view["Subtitles"] = {"OutputStartIndex": 0, **request["Subtitles"]}
    if job.status is Status.COMPLETED:
        _add_findings(view, job, seed)
        _add_links(view, job, seed, link)
    return view


def summary(job: Job, seed: Seed) -> View:
    """Return the job as ListTranscriptionJobs has it."""
    view = _state(job, job.status) | _echo(job, _ECHOED_IN_SUMMARIES)
    view["OutputLocationType"] = "CUSTOMER_BUCKET" if "OutputBucketName" in job.submission else "SERVICE_BUCKET"
    if job.status is Status.COMPLETED:
        view |= _identified(job, seed)
    return view


def _state(job: Job, status: Status) -> View:
    view: View = {
        "TranscriptionJobName": job.id,
        "TranscriptionJobStatus": WORDS[status],
        "CreationTime": job.created_ms / 1000,
    }
    if job.started_ms is not None:
        view["StartTime"] = job.started_ms / 1000
    if status is Status.COMPLETED and job.ended_ms is not None:
        view["CompletionTime"] = job.ended_ms / 1000
    if status is Status.FAILED and job.failure is not None:
        view["FailureReason"] = reason(job.failure)
    return view


def _echo(job: Job, members: tuple[str, ...]) -> View:
    return {name: job.submission[name] for name in members if name in job.submission}


def _identified(job: Job, seed: Seed) -> View:
    """Return what the service found out about the language, where the client left that to it."""
    if job.submission.get("IdentifyMultipleLanguages"):
        spans = languages.spans(job)
        return {"LanguageCodes": [{"LanguageCode": span.code, "DurationInSeconds": span.seconds} for span in spans]}
    if job.submission.get("IdentifyLanguage"):
        return {
            "LanguageCode": languages.spoken(job, seed),
            "IdentifiedLanguageScore": languages.score(job, seed),
        }
    return {}


def _add_findings(view: View, job: Job, seed: Seed) -> None:
    view |= _identified(job, seed)
    view.setdefault("MediaFormat", _media_format(job.submission["Media"]["MediaFileUri"]))
    if "MediaSampleRateHertz" not in view:
        pick = seed.integer("transcribe", "job", job.number, "sample rate") % len(_SAMPLE_RATES)
        view["MediaSampleRateHertz"] = _SAMPLE_RATES[pick]


def _media_format(uri: str) -> str:
    suffix = PurePosixPath(uri.partition("?")[0]).suffix.lower().removeprefix(".")
    return suffix if suffix in _FORMATS else _DEFAULT_FORMAT


def _add_links(view: View, job: Job, seed: Seed, link: LinkTo) -> None:
    uris = {result.form: link(result) for result in results(job, seed)}
    if Form.TRANSCRIPT in uris:
        view["Transcript"]["TranscriptFileUri"] = uris[Form.TRANSCRIPT]
    if Form.REDACTED_TRANSCRIPT in uris:
        view["Transcript"]["RedactedTranscriptFileUri"] = uris[Form.REDACTED_TRANSCRIPT]
    if "Subtitles" in view:
        view["Subtitles"]["SubtitleFileUris"] = [uris[form] for form in _SUBTITLES if form in uris]
