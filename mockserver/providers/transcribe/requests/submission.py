"""What a job's request asks for, wherever its family has the member (transcribe.md §2.4)."""

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.engine.job import Job

# The most that the model allows, and the least: for requests that leave them out, which the service refuses.
_SPEAKERS, _ALTERNATIVES = 30, 2


def settings(job: Job) -> Mapping[str, Any]:
    """Return the request's Settings; empty when it has none."""
    found: Mapping[str, Any] = job.submission.get("Settings", {})
    return found


def redaction(job: Job) -> Mapping[str, Any] | None:
    """Return the ContentRedaction, which call analytics has in its Settings; None when nothing is to be redacted."""
    found: Mapping[str, Any] | None = _member(job, "ContentRedaction")
    return found


def language_options(job: Job) -> Sequence[str]:
    """Return the LanguageOptions, each once, which call analytics has in its Settings; empty when there are none."""
    return tuple(dict.fromkeys(_member(job, "LanguageOptions") or ()))


def most_speakers(job: Job) -> int | None:
    """Return how many speakers are told apart at most; None when they are not asked for."""
    asked = settings(job)
    return int(asked.get("MaxSpeakerLabels", _SPEAKERS)) if asked.get("ShowSpeakerLabels") else None


def most_alternatives(job: Job) -> int | None:
    """Return how many readings of each segment there are at most; None when they are not asked for."""
    asked = settings(job)
    return int(asked.get("MaxAlternatives", _ALTERNATIVES)) if asked.get("ShowAlternatives") else None


def filter_name(job: Job, language: str) -> str | None:
    """Return the vocabulary filter that applies to media in a language; None for none (LanguageIdSettings, §2.4)."""
    of_language = (_member(job, "LanguageIdSettings") or {}).get(language, {})
    name: str | None = of_language.get("VocabularyFilterName", settings(job).get("VocabularyFilterName"))
    return name


def channel_roles(job: Job, otherwise: tuple[str, str]) -> tuple[str, str]:
    """Return who speaks on each of the two channels: as ChannelDefinitions says of both, else as `otherwise` has it."""
    given = {
        entry.get("ChannelId"): entry.get("ParticipantRole") for entry in job.submission.get("ChannelDefinitions", ())
    }
    first, second = given.get(0), given.get(1)
    return otherwise if first is None or second is None else (first, second)


def _member(job: Job, name: str) -> Any:
    return job.submission.get(name, settings(job).get(name))
