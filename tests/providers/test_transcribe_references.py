"""Vocabularies, filters and models that a job names (transcribe.md §1.7, §2.5), and how long these take."""

from typing import Any

import pytest

from tests.conftest import MakeClient, world
from tests.providers.transcribe_samples import BEGINNINGS, SAMPLES
from tests.providers.transcribe_support import FROZEN, Service, make_service

_CREATED = ("CreateVocabulary", "CreateMedicalVocabulary", "CreateVocabularyFilter", "CreateLanguageModel")
_OPTIONS = {"LanguageCode": None, "IdentifyLanguage": True, "LanguageOptions": ["en-US", "de-DE"]}
_SCRIBE = SAMPLES["StartMedicalScribeJob"]["Settings"]

NAMING: list[tuple[str, dict[str, Any], str]] = [
    ("StartTranscriptionJob", {"Settings": {"VocabularyName": "words"}}, "vocabulary"),
    (
        "StartTranscriptionJob",
        {"Settings": {"VocabularyFilterName": "filter", "VocabularyFilterMethod": "mask"}},
        "vocabulary filter",
    ),
    ("StartTranscriptionJob", {"ModelSettings": {"LanguageModelName": "model"}}, "model"),
    ("StartTranscriptionJob", _OPTIONS | {"LanguageIdSettings": {"de-DE": {"VocabularyName": "words"}}}, "vocabulary"),
    ("StartTranscriptionJob", _OPTIONS | {"LanguageIdSettings": {"en-US": {"LanguageModelName": "model"}}}, "model"),
    ("StartMedicalTranscriptionJob", {"Settings": {"VocabularyName": "medical-words"}}, "vocabulary"),
    ("StartMedicalScribeJob", {"Settings": _SCRIBE | {"VocabularyName": "words"}}, "vocabulary"),
    (
        "StartMedicalScribeJob",
        {"Settings": _SCRIBE | {"VocabularyFilterName": "filter", "VocabularyFilterMethod": "tag"}},
        "vocabulary filter",
    ),
    ("StartCallAnalyticsJob", {"Settings": {"VocabularyName": "words"}}, "vocabulary"),
    ("StartCallAnalyticsJob", {"Settings": {"LanguageModelName": "model"}}, "model"),
    (
        "StartCallAnalyticsJob",
        {"Settings": {"LanguageIdSettings": {"en-US": {"VocabularyFilterName": "filter"}}}},
        "vocabulary filter",
    ),
]


def _naming(operation: str, members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (SAMPLES[operation] | members).items() if value is not None}


async def _create_all(service: Service, **signature: str) -> None:
    for operation in _CREATED:
        await service.call(operation, BEGINNINGS[operation], **signature)


@pytest.mark.parametrize(("operation", "members", "noun"), NAMING)
async def test_what_a_job_names_must_be_there(
    make_client: MakeClient, operation: str, members: dict[str, Any], noun: str
) -> None:
    service = await make_service(make_client, f"{FROZEN}\njobs: [{{timeline: [completed]}}]")
    request = _naming(operation, members)
    await _create_all(service, region="eu-west-1")
    assert await service.refused(operation, request) == (
        "BadRequestException",
        f"The requested {noun} couldn't be found. Check the {noun} name and try your request again.",
    )
    await _create_all(service)
    await service.call(operation, request)


@pytest.mark.parametrize(("operation", "members", "noun"), NAMING)
async def test_what_a_job_names_must_be_ready(
    make_client: MakeClient, operation: str, members: dict[str, Any], noun: str
) -> None:
    service = await make_service(make_client, f"{FROZEN}\njobs: [{{timeline: [in_progress: 10s, completed]}}]")
    await _create_all(service)
    request = _naming(operation, members)
    if noun != "vocabulary filter":
        kind, text = await service.refused(operation, request)
        assert kind == "BadRequestException"
        ready = "COMPLETED" if noun == "model" else "READY"
        assert text == f"The requested {noun} can't be used yet. Wait until it is {ready} and try your request again."
        await world(service.client).agenda.advance(10_000)
    await service.call(operation, request)


async def test_what_failed_is_of_no_use(make_client: MakeClient) -> None:
    service = await make_service(make_client, f"{FROZEN}\njobs: [{{timeline: [{{failed: invalid_vocabulary}}]}}]")
    await service.call("CreateVocabulary", BEGINNINGS["CreateVocabulary"])
    vocabulary = await service.call("GetVocabulary", SAMPLES["GetVocabulary"])
    assert vocabulary["FailureReason"].startswith("The vocabulary contains characters that aren't supported")
    assert "DownloadUri" not in vocabulary
    kind, text = await service.refused("StartTranscriptionJob", _naming("StartTranscriptionJob", NAMING[0][1]))
    assert kind == "BadRequestException"
    assert text is not None
    assert text.startswith("The requested vocabulary can't be used yet.")


async def test_what_was_ready_stays_in_use_while_it_is_updated(make_client: MakeClient) -> None:
    rules = "[{when: {operation: CreateVocabulary}, timeline: [completed]}, {timeline: [in_progress]}]"
    scenario = f"{FROZEN}\njobs: {rules}"
    service = await make_service(make_client, scenario)
    await service.call("CreateVocabulary", BEGINNINGS["CreateVocabulary"])
    assert (await service.call("UpdateVocabulary", SAMPLES["UpdateVocabulary"]))["VocabularyState"] == "PENDING"
    await service.start(Settings={"VocabularyName": "words"})


async def test_a_scenario_may_do_without(make_client: MakeClient) -> None:
    service = await make_service(make_client, f"{FROZEN}\nproviders: {{transcribe: {{named_must_exist: false}}}}")
    await service.start(Settings={"VocabularyName": "nobody"})


@pytest.mark.parametrize(
    ("create", "read", "state", "ready", "minutes"),
    [
        ("CreateVocabulary", "GetVocabulary", "VocabularyState", "READY", 1),
        ("CreateMedicalVocabulary", "GetMedicalVocabulary", "VocabularyState", "READY", 1),
        ("CreateLanguageModel", "DescribeLanguageModel", "ModelStatus", "COMPLETED", 360),
    ],
)
async def test_how_long_it_takes_where_no_rule_says(
    make_client: MakeClient, create: str, read: str, state: str, ready: str, minutes: int
) -> None:
    service = await make_service(make_client)
    await service.call(create, BEGINNINGS[create])

    async def seen() -> str:
        answer = await service.call(read, SAMPLES[read])
        return str(answer.get("LanguageModel", answer)[state])

    await world(service.client).agenda.advance(minutes * 60_000 - 1)
    assert await seen() != ready
    await world(service.client).agenda.advance(1)
    assert await seen() == ready
