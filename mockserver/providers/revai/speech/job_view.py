"""How a job looks to the client: in answers, in lists and in webhooks (revai.md §3, seed 003). What is null is left out."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from mockserver.engine.clock import iso
from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Status
from mockserver.gateway.provider import Documented, World
from mockserver.providers.revai.failures import failure_words
from mockserver.providers.revai.speech.outputs import Output, summary_of, translations_of
from mockserver.providers.revai.timestamps import seconds, trimmed
from mockserver.providers.revai.versions import Version

# The observed order of keys: captures for v1, the quick start for v1beta (revai.md §3).
_V1_KEYS: Final = (
    "id",
    "created_on",
    "completed_on",
    "name",
    "metadata",
    "media_url",
    "callback_url",
    "status",
    "failure",
    "failure_detail",
    "duration_seconds",
    "type",
    "stream_duration_seconds",
    "delete_after_seconds",
    "skip_diarization",
    "skip_punctuation",
    "skip_postprocessing",
    "remove_disfluencies",
    "remove_atmospherics",
    "filter_profanity",
    "custom_vocabulary_id",
    "speaker_channels_count",
    "speakers_count",
    "diarization_type",
    "transcriber",
    "verbatim",
    "rush",
    "segments_to_transcribe",
    "language",
    "summarization",
    "translation",
)
_V1BETA_KEYS: Final = _V1_KEYS[: _V1_KEYS.index("type")]
# The order of the table of properties and of the samples on the page (seed 003) ...
_PAGE_KEYS: Final = (
    "id",
    "status",
    "created_on",
    "completed_on",
    "metadata",
    "name",
    "callback_url",
    "duration_seconds",
    "media_url",
    "failure",
    "failure_detail",
)
# ... and of a finished job in the sample of a list, which lacks `completed_on` (seed 002).
_PAGE_LISTED_KEYS: Final = tuple(key for key in _V1BETA_KEYS if key != "completed_on")

ECHOED: Final = frozenset(_V1_KEYS)
"""What a job can show: the options among it under the names by which they were submitted."""

WORDS: Final[Mapping[Status, str]] = {
    Status.QUEUED: "in_progress",
    Status.IN_PROGRESS: "in_progress",
    Status.COMPLETED: "transcribed",
    Status.FAILED: "failed",
}


def status_word(job: Job) -> str:
    """Return a job's status in Rev.ai's words."""
    return WORDS[job.status]


def render_job(
    job: Job, version: Version, workspace: World, *, just_submitted: bool = False, listed: bool = False
) -> dict[str, Any]:
    """Return a job as that version of the API shows it.

    The answer to a submission shows every job in progress, even one that has nothing to go through (revai.md §0.6).
    """
    documented = partial(workspace.scenario.documented, job.provider)
    write_time = trimmed if version is not Version.V1 or documented("timestamp_digits") else iso
    ended_ms = None if just_submitted else job.ended_ms
    status = Status.IN_PROGRESS if just_submitted else job.status
    values = dict(job.submission)
    values["id"] = job.id
    values["created_on"] = write_time(job.created_ms)
    values["status"] = WORDS[status]
    media_read = status is Status.COMPLETED
    if ended_ms is not None:
        values["completed_on"] = write_time(ended_ms)
        if job.failure is not None:
            words = failure_words(job.failure, version)
            values["failure"], values["failure_detail"] = words.failure, words.detail
            media_read = words.media_read
    if media_read:
        values["duration_seconds"] = seconds(job.duration_ms)
    values.update(_outputs(job, workspace, write_time, just_submitted=just_submitted))
    keys = _keys(values, version, documented, listed and ended_ms is not None)
    return {key: values[key] for key in keys if key in values}


def _keys(values: Mapping[str, Any], version: Version, documented: Documented, listed_at_end: bool) -> tuple[str, ...]:
    if version is not Version.V1BETA:
        return _V1_KEYS
    if not documented("v1beta_job_keys"):
        return _V1BETA_KEYS
    keys = _PAGE_LISTED_KEYS if listed_at_end else _PAGE_KEYS
    # On the page, only an uploaded file has a name.
    return tuple(key for key in keys if key != "name") if "media_url" in values else keys


def _outputs(job: Job, workspace: World, write_time: Callable[[int], str], *, just_submitted: bool) -> dict[str, Any]:
    """Return how the summary and the translations that were asked for stand (revai.md §3.2)."""
    if "outputs" not in job.submission:
        return {}
    shown: dict[str, Any] = {}
    summary = summary_of(job, workspace)
    translations = list(translations_of(job, workspace))
    if just_submitted:
        summary = summary and summary.begun()
        translations = [translation.begun() for translation in translations]
    if summary is not None:
        shown["summarization"] = {**summary.shown, **_completed_on(summary, write_time)}
    if translations:
        languages = [translation.shown for translation in translations]
        shown["translation"] = {"target_languages": languages, **_completed_on(translations[0], write_time)}
    return shown


def _completed_on(output: Output, write_time: Callable[[int], str]) -> dict[str, str]:
    return {} if output.ended_ms is None else {"completed_on": write_time(output.ended_ms)}
