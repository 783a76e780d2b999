"""Rev.ai's APIs beside speech-to-text, and which of them a job is of."""

from typing import Final

from mockserver.engine.jobs import Job
from mockserver.providers.revai.custom_vocabularies import CUSTOM_VOCABULARIES
from mockserver.providers.revai.forced_alignment import FORCED_ALIGNMENT
from mockserver.providers.revai.job_family import JobFamily
from mockserver.providers.revai.language_identification import LANGUAGE_IDENTIFICATION
from mockserver.providers.revai.sentiment_analysis import SENTIMENT_ANALYSIS
from mockserver.providers.revai.topic_extraction import TOPIC_EXTRACTION

FAMILIES: Final = (
    CUSTOM_VOCABULARIES,
    LANGUAGE_IDENTIFICATION,
    TOPIC_EXTRACTION,
    SENTIMENT_ANALYSIS,
    FORCED_ALIGNMENT,
)

_BY_KIND: Final = {family.kind: family for family in FAMILIES}


def family_of(job: Job) -> JobFamily | None:
    """Return the API that a job is of; None for speech-to-text."""
    return _BY_KIND.get(job.submission["type"])
