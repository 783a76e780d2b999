"""SubmitJob: a job by URL, or with its media uploaded (seed 002, revai.md §2.1)."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from mockserver.engine.files import Upload
from mockserver.engine.randomness import DIGITS, Seed
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.revai.apis import custom_vocabularies
from mockserver.providers.revai.billing import paid
from mockserver.providers.revai.errors import invalid_parameters
from mockserver.providers.revai.failures import doomed
from mockserver.providers.revai.media_checks import check_content_type, flaw
from mockserver.providers.revai.request_bodies import read_members, read_upload, upload_facts
from mockserver.providers.revai.retention import kept_ms
from mockserver.providers.revai.speech.job_view import ECHOED, render_job
from mockserver.providers.revai.speech.options import JobOptions, V1JobOptions
from mockserver.providers.revai.speech.pace import pace_of
from mockserver.providers.revai.speech.refusals import refusals
from mockserver.providers.revai.validation import InvalidParameters, by_field, read_options, required
from mockserver.providers.revai.versions import Version, version_of
from mockserver.transcripts.media import MediaFacts

_OPTIONS: Final[Mapping[Version, type[JobOptions]]] = {
    Version.V1: V1JobOptions,
    Version.EARLY_V1: V1JobOptions,
    Version.V1BETA: JobOptions,
}
_ID_LENGTH: Final = 12
_NUMERIC_ID_DIGITS: Final = 6
_FIRST_NUMERIC_ID: Final = 1_000_000
_DEFAULT_LANGUAGE: Final = "en"
_DEFAULT_FILE_NAME: Final = "audio_file"


async def submit_job(call: Call) -> Answer:
    """Take in a job, and answer with it in progress."""
    version = version_of(call)
    try:
        upload = read_upload(call)
        options = _read_options(call, version, upload)
    except InvalidParameters as error:
        raise invalid_parameters(call, error.parameters) from error
    if upload is not None and version is Version.V1BETA and call.documented("v1beta_media_type"):
        check_content_type(call, upload)
    name = _url_name(options.source_url or "") if upload is None else _file_name(upload.name, version)
    facts = MediaFacts() if upload is None else await upload_facts(upload)
    submission = _submission(options, version, name)
    if options.vocabulary_id is not None:
        vocabulary = await custom_vocabularies.required(call, options.vocabulary_id)
        submission["spellings"] = vocabulary.submission["spellings"]
    job = await call.draft(
        scope=call.account.scope,
        job_id=lambda number: job_id(version, call.workspace.seed, number),
        submission=submission,
        media=(options.source_url or name or "",),
        name=name,
        duration_ms=facts.duration_ms,
        notification=options.notification,
        pace=pace_of(submission),
        kept_ms=kept_ms(submission),
    )
    failure = flaw(job, upload, facts)
    job = paid(call, job) if failure is None else doomed(job, failure)
    if upload is not None:
        call.workspace.files.keep(job.file_id, upload)
    job = await call.submit(job)
    return Answer.json(render_job(job, version, call.workspace, just_submitted=True))


def job_id(version: Version, seed: Seed, number: int) -> str:
    """Return the id of the workspace's job of that number: digits under v1beta, letters and digits under v1."""
    if version is not Version.V1BETA:
        return seed.token(_ID_LENGTH, "revai", "job", number, "id")
    first = int(seed.token(_NUMERIC_ID_DIGITS, "revai", "first id", alphabet=DIGITS))
    return str(_FIRST_NUMERIC_ID + first + number)


def _read_options(call: Call, version: Version, upload: Upload | None) -> JobOptions:
    """Return the options, which must say where the media is unless it is uploaded. Raises ApiError or InvalidParameters."""
    options = read_options(_OPTIONS[version], read_members(call, upload), call.documented)
    if upload is None and options.source_url is None:
        raise required("media_url")
    refused = by_field(refusals(options, version, call.documented))
    if refused:
        raise InvalidParameters(refused)
    return options


def _submission(options: JobOptions, version: Version, name: str | None) -> dict[str, Any]:
    """Return what the job shows of its submission, under the keys that it shows it under, and what its results go by."""
    kept = options.model_dump(include=set(ECHOED), exclude_none=True)
    if name is not None:
        kept["name"] = name
    kept["type"] = "human_tc" if kept.get("transcriber") == "human" else "async"
    kept.setdefault("language", _DEFAULT_LANGUAGE)
    kept["version"] = version.value
    return {**kept, **options.unseen()}


def _file_name(sent: str, version: Version) -> str | None:
    """Return the name of an uploaded file without the folders that some clients send along (revai.md §2.0)."""
    name = _last(sent.replace("\\", "/"))
    return _DEFAULT_FILE_NAME if name is None and version is not Version.V1BETA else name


def _url_name(url: str) -> str | None:
    return _last(unquote(urlsplit(url).path))


def _last(path: str) -> str | None:
    """Return the last segment of a path as text that JSON can carry; None when it is empty."""
    return path.rpartition("/")[2].encode("utf-8", "replace").decode() or None
