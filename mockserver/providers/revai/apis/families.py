"""Rev.ai's APIs beside speech-to-text: which of them a job is of, and what a scenario's errors look like there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from mockserver.engine.job import Job
from mockserver.gateway.call import Call
from mockserver.gateway.errors import ErrorTable, Worder, Wording
from mockserver.providers.revai.apis.custom_vocabularies import CUSTOM_VOCABULARIES
from mockserver.providers.revai.apis.forced_alignment import FORCED_ALIGNMENT
from mockserver.providers.revai.apis.job_family import JobFamily
from mockserver.providers.revai.apis.language_identification import LANGUAGE_IDENTIFICATION
from mockserver.providers.revai.apis.sentiment_analysis import SENTIMENT_ANALYSIS
from mockserver.providers.revai.apis.topic_extraction import TOPIC_EXTRACTION
from mockserver.providers.revai.errors import ERRORS
from mockserver.providers.revai.validation import required

FAMILIES: Final = (
    CUSTOM_VOCABULARIES,
    LANGUAGE_IDENTIFICATION,
    TOPIC_EXTRACTION,
    SENTIMENT_ANALYSIS,
    FORCED_ALIGNMENT,
)

_BY_KIND: Final = {family.kind: family for family in FAMILIES}
_BY_OPERATION: Final = {operation.name: family for family in FAMILIES for operation in family.operations}


def family_of(job: Job) -> JobFamily | None:
    """Return the API that a job is of; None for speech-to-text."""
    return _BY_KIND.get(job.submission["type"])


def _of_the_api(name: str) -> Worder:
    """Return the error of that name, which speaks of the called API's own members and statuses."""

    def word(call: Call, sentence: str | None) -> Wording:
        family = _BY_OPERATION.get(call.operation.name)
        entry = ERRORS[name if family is None or name != "not_found" else family.missing]
        wording = entry if isinstance(entry, Wording) else entry(call, sentence)
        if family is None:
            return wording
        own: Mapping[str, Any] = {"allowed_values": [family.view.completed]}
        if name == "bad_request":
            parameters = required(family.needs).parameters if sentence is None else {family.needs: [sentence]}
            own = dict.fromkeys(("parameters", "parameter"), parameters)
        return replace(wording, members={key: own.get(key, value) for key, value in wording.members.items()})

    return word


ERRORS_OF_ALL_APIS: Final[ErrorTable] = {
    **ERRORS,
    **{name: _of_the_api(name) for name in ("bad_request", "not_found", "invalid_job_state")},
}
"""The errors by name, where they differ in the words of the API that is called."""
