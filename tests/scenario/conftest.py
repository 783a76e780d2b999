"""A vocabulary like the one that the providers declare, and the shipped scenarios under it."""

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import Field

from mockserver.engine.lifecycle import Status
from mockserver.scenario.library import ScenarioLibrary
from mockserver.scenario.times import Time
from mockserver.scenario.vocabulary import ProviderWords, Vocabulary
from mockserver.yamlfile.parts import Part

SHIPPED = Path(__file__).parents[2] / "scenarios"

_COMMON = {"bad_request", "unauthorized", "not_found", "rate_limited", "server_error", "service_unavailable"}
_FAILURES = frozenset({"download_failure", "invalid_media", "out_of_credit", "internal", "unspecified"})


class ProviderSettings(Part):
    """What a provider may declare to be set of it."""

    link_life: Time = Field(1000.0, description="How long links open.")
    paths: dict[str, str] = Field({}, min_length=1, description="Where operations are found.")


def _members(error: str) -> frozenset[str]:
    return frozenset({"title", "detail"} | ({"current_balance"} if error == "out_of_credit" else set()))


def _words(
    operations: str,
    errors: str = "",
    failures: frozenset[str] = _FAILURES,
    quirks: str = "",
    queued: str = "in_progress",
) -> ProviderWords:
    names = frozenset(operations.split())
    return ProviderWords(
        names,
        frozenset(_COMMON | set(errors.split())),
        failures,
        frozenset(quirks.split()),
        websockets=names & {"StreamAudio"},
        with_body=frozenset(name for name in names if name.startswith(("Submit", "Upload", "Start", "Create", "Put"))),
        members=_members,
        statuses={status: status.value for status in Status} | {Status.QUEUED: queued} if failures else {},
    )


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary(
        {
            "claudio": replace(
                _words("SubmitJob PollJob GetJobDetails UploadAudio UploadDocument DownloadFile"),
                settings=ProviderSettings,
            ),
            "revai": _words(
                "SubmitJob GetJob ListJobs DeleteJob GetTranscript GetAccount StreamAudio",
                "out_of_credit invalid_state",
                quirks="error_status job_type",
            ),
            "transcribe": _words(
                "StartTranscriptionJob GetTranscriptionJob ListTranscriptionJobs DeleteTranscriptionJob CreateLanguageModel",
                "limit_exceeded conflict",
                quirks="not_found_type",
                queued="queued",
            ),
            "s3": _words("GetObject", "forbidden", frozenset()),
        },
    )


@pytest.fixture(scope="session")
def shipped(vocabulary: Vocabulary) -> ScenarioLibrary:
    return ScenarioLibrary([SHIPPED], vocabulary)
