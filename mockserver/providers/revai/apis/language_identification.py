"""Language identification: which language is spoken in media (revai.md §2.12)."""

from typing import Any, Final

from mockserver.engine.job import Job
from mockserver.gateway.call import Call
from mockserver.providers.revai.apis.family_view import FamilyView, failing_as
from mockserver.providers.revai.apis.job_family import FamilyOptions, JobFamily, Result, job_names
from mockserver.providers.revai.failures import FailureWords
from mockserver.providers.revai.options import LANGUAGES, DeleteAfter, Flag, MediaOptions
from mockserver.providers.revai.timestamps import seconds

_DEFAULT_LANGUAGE: Final = "en"
_CODES: Final = {"zh": "cmn"}
_RUNNERS_UP: Final = 4
_TOP_PERMILLE: Final = (820, 970)
_KNOWN: Final = tuple(code for code in LANGUAGES.split() if code.isalpha() and code != "auto")


class LanguageIdOptions(MediaOptions, FamilyOptions):
    """The media, unless it is uploaded."""

    delete_after_seconds: DeleteAfter | None = None
    enable_multilingual: Flag | None = None


def _processed(job: Job) -> dict[str, Any]:
    return {"processed_duration_seconds": seconds(job.duration_ms)}


def _result(call: Call, job: Job) -> dict[str, Any]:
    """Return the languages by confidence, highest first. The confidences come to 1."""
    top = _spoken(call, job)
    rng = call.workspace.seed.random("revai", "language_id", job.number)
    permille = rng.randint(*_TOP_PERMILLE)
    rest = 1000 - permille
    shares = [rest >> step for step in range(1, _RUNNERS_UP)]
    shares.append(rest - sum(shares))
    others = rng.sample([code for code in _KNOWN if code != top], _RUNNERS_UP)
    confidences = [(top, permille), *zip(others, sorted(shares, reverse=True), strict=True)]
    return {
        "top_language": top,
        "language_confidences": [{"language": code, "confidence": share / 1000} for code, share in confidences],
    }


def _spoken(call: Call, job: Job) -> str:
    """Return the language of the fixture that the scenario names for the media, or else the default."""
    if job.transcript is None:
        return _DEFAULT_LANGUAGE
    transcript = call.transcripts.of_job(call.workspace.seed, job)
    code = transcript.language.lower().replace("_", "-").partition("-")[0]
    return _CODES.get(code, code)


LANGUAGE_IDENTIFICATION = JobFamily(
    kind="language_id",
    noun="language identification job",
    source="revai.md §2.12",
    paths=("/languageid/v1/jobs", "/languageid/v1beta/jobs"),
    names=job_names("LanguageIdentification"),
    options=LanguageIdOptions,
    needs="source_config",
    sample={"source_config": {"url": "https://example.com/audio.mp3"}},
    result=Result(
        "GetLanguageIdentificationResultById",
        "Get the languages of a job's media, with how sure the service is of each.",
        "result",
        "application/vnd.rev.languageid.v1.0+json",
        _result,
    ),
    view=FamilyView(
        own_keys=("processed_duration_seconds", "delete_after_seconds", "type"),
        measured=_processed,
        failures=failing_as(
            "download_failure",
            "invalid_media",
            "empty_media",
            "duration_too_short",
            "insufficient_balance",
            "invoicing_limit_exceeded",
            duration_exceeded=FailureWords("duration_exceeded", "Audio duration above maximum limit of 2 hours"),
        ),
    ),
    takes_media=True,
    longest_ms=2 * 3600 * 1000,
)
