"""What may be told of a resource, in whichever state it is (transcribe.md §2.4, §3). The model says which answer tells what."""

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, Final

from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Status
from mockserver.engine.randomness import Seed
from mockserver.providers.transcribe.resources.failures import reason
from mockserver.providers.transcribe.resources.families import Family
from mockserver.providers.transcribe.results import languages
from mockserver.providers.transcribe.results.places import Form, Result, results

View = dict[str, Any]
LinkTo = Callable[[Result], str]

_SUBTITLES: Final = (Form.VTT, Form.SRT)
_FORMATS: Final = frozenset({"mp3", "mp4", "wav", "flac", "ogg", "amr", "webm", "m4a"})
_DEFAULT_FORMAT: Final = "wav"
_SAMPLE_RATES: Final = (8_000, 16_000, 22_050, 44_100, 48_000)


def begun(family: Family, job: Job) -> View:
    """Return what is told of a resource that was just begun or changed: it goes on, whatever has become of it since."""
    status = job.status if job.status is Status.QUEUED or family.pace is None else Status.IN_PROGRESS
    return _state(family, job, status)


def seen(family: Family, job: Job, seed: Seed, link: LinkTo) -> View:
    """Return what is told of a resource to who asks for it."""
    view = _state(family, job, job.status)
    if family.shown_settings:
        view["Settings"] = {**family.shown_settings, **view.get("Settings", {})}
    uris = {result.form: link(result) for result in results(job, seed)} if job.status is Status.COMPLETED else {}
    view |= _links(view, uris)
    if family.is_job and job.status is Status.COMPLETED:
        view = _findings(job, seed) | view | _identified(family, job, seed)
    return view


def _state(family: Family, job: Job, status: Status) -> View:
    """Return what was asked for, and how far it has come. Families call the same times by different names."""
    request = job.submission
    view: View = {
        **family.defaults,
        **request,
        family.name: job.id,
        "CreationTime": job.created_ms / 1000,
        "CreateTime": job.created_ms / 1000,
        "LastModifiedTime": job.progress.entered_ms[-1] / 1000,
        "LastUpdateTime": job.progress.entered_ms[-1] / 1000,
        "MedicalScribeContextProvided": "MedicalScribeContext" in request,
        "OutputLocationType": "CUSTOMER_BUCKET" if "OutputBucketName" in request else "SERVICE_BUCKET",
    }
    if family.status:
        view[family.status] = family.words[status]
    if job.started_ms is not None:
        view["StartTime"] = job.started_ms / 1000
    if status is Status.COMPLETED and job.ended_ms is not None:
        view["CompletionTime"] = job.ended_ms / 1000
    if status is Status.FAILED and job.failure is not None:
        view["FailureReason"] = reason(job.failure)
    return view


def _links(view: View, uris: dict[Form, str]) -> View:
    """Return the links to the results that there are, where each kind of job has them."""
    links: View = {"Transcript": {}}
    if Form.TRANSCRIPT in uris:
        links["Transcript"]["TranscriptFileUri"] = uris[Form.TRANSCRIPT]
    if Form.REDACTED_TRANSCRIPT in uris:
        links["Transcript"]["RedactedTranscriptFileUri"] = uris[Form.REDACTED_TRANSCRIPT]
    if Form.REDACTED_MEDIA in uris:
        links["Media"] = {**view["Media"], "RedactedMediaFileUri": uris[Form.REDACTED_MEDIA]}
    if Form.CLINICAL_DOCUMENT in uris:
        links["MedicalScribeOutput"] = {
            "TranscriptFileUri": uris[Form.TRANSCRIPT],
            "ClinicalDocumentUri": uris[Form.CLINICAL_DOCUMENT],
        }
    if Form.WORDS in uris:
        links["DownloadUri"] = uris[Form.WORDS]
    if "Subtitles" in view:
        files = {"SubtitleFileUris": [uris[form] for form in _SUBTITLES if form in uris]} if uris else {}
        links["Subtitles"] = {"OutputStartIndex": 0, **view["Subtitles"], **files}
    return links


def _findings(job: Job, seed: Seed) -> View:
    """Return what the service found out about the media, unless the client said so."""
    pick = seed.integer("transcribe", "job", job.number, "sample rate") % len(_SAMPLE_RATES)
    return {
        "MediaFormat": _media_format(job.submission["Media"]["MediaFileUri"]),
        "MediaSampleRateHertz": _SAMPLE_RATES[pick],
    }


def _media_format(uri: str) -> str:
    suffix = PurePosixPath(uri.partition("?")[0]).suffix.lower().removeprefix(".")
    return suffix if suffix in _FORMATS else _DEFAULT_FORMAT


def _identified(family: Family, job: Job, seed: Seed) -> View:
    """Return what the service found out about the language, where the client left that to it."""
    if job.submission.get("IdentifyMultipleLanguages"):
        spans = languages.spans(job)
        return {"LanguageCodes": [{"LanguageCode": span.code, "DurationInSeconds": span.seconds} for span in spans]}
    if "LanguageCode" in job.submission or "LanguageCode" in family.defaults:
        return {}
    return {"LanguageCode": languages.spoken(job, seed), "IdentifiedLanguageScore": languages.score(job, seed)}
