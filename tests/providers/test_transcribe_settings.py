"""What a scenario may set of Amazon Transcribe, and the mistakes in that; how its jobs are told from each other."""

import pytest

from mockserver.app import scenario_library
from mockserver.config import Settings
from mockserver.providers.transcribe.requests import protocol
from mockserver.providers.transcribe.requests.model import NotInModel, input_shape
from mockserver.scenario.mistakes import ScenarioError
from tests.conftest import MakeClient, world
from tests.providers.transcribe_samples import BEGINNINGS, SAMPLES
from tests.providers.transcribe_support import FROZEN, make_service

_BY_OPERATION = f"""{FROZEN}
jobs:
  - when: {{operation: StartMedicalTranscriptionJob}}
    timeline: [{{failed: media_too_long}}]
  - when: {{operation: CreateVocabulary, media: "*bad*"}}
    timeline: [{{failed: invalid_vocabulary}}]
  - when: {{operation: UpdateVocabulary}}
    timeline: [in_progress]
  - timeline: [completed]
"""


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("concurrent_jobs: 0", "found the number 0, expected at least 1"),
        ("concurrent_jobs: many", "found the text `many`, expected a whole number"),
        ("queued_jobs: -1", "found the number -1, expected at least 0"),
        ("vocabularies: 1.5", "found the number 1.5, expected a whole number"),
        ("retention: 0", "found the number 0, expected a number above 0"),
        ("retention: 90 days", "found the text `90 days`, expected a time"),
        ("named_must_exist: maybe", "found the text `maybe`, expected `true` or `false`"),
        ("concurent_jobs: 1", "did you mean `concurrent_jobs`?"),
    ],
)
def test_mistakes_are_told_with_what_was_expected(written: str, message: str) -> None:
    library = scenario_library(Settings())
    with pytest.raises(ScenarioError) as caught:
        library.parse(f"summary: test\nproviders: {{transcribe: {{{written}}}}}", "test.yaml")
    assert message in str(caught.value)
    assert len(caught.value.mistakes) == 1


async def test_rules_tell_kinds_of_jobs_by_their_operation(make_client: MakeClient) -> None:
    service = await make_service(make_client, _BY_OPERATION)
    await service.call("StartMedicalTranscriptionJob", BEGINNINGS["StartMedicalTranscriptionJob"])
    job = (await service.call("GetMedicalTranscriptionJob", SAMPLES["GetMedicalTranscriptionJob"]))[
        "MedicalTranscriptionJob"
    ]
    assert job["FailureReason"].startswith(
        "Invalid file size: file size too large. Maximum audio duration is 4.000000 hours."
    )
    await service.start()
    assert (await service.get())["TranscriptionJobStatus"] == "COMPLETED"
    bad = {"VocabularyName": "words", "LanguageCode": "en-US", "VocabularyFileUri": "s3://bucket/bad.txt"}
    await service.call("CreateVocabulary", bad)
    assert (await service.call("GetVocabulary", {"VocabularyName": "words"}))["VocabularyState"] == "FAILED"
    await service.call("UpdateVocabulary", SAMPLES["UpdateVocabulary"])
    assert (await service.call("GetVocabulary", {"VocabularyName": "words"}))["VocabularyState"] == "PENDING"
    rules = [rule for entry in world(service.client).journal for rule in entry.rules]
    assert rules == ["test.yaml:4 jobs", "test.yaml:10 jobs", "test.yaml:6 jobs", "test.yaml:8 jobs"]


async def test_an_operation_that_the_installed_model_is_too_old_for(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotInModel, match="knows no UpdateNothing"):
        input_shape("UpdateNothing")

    def shape_of_another(_: str) -> object:
        return input_shape("UpdateNothing")

    monkeypatch.setattr(protocol, "input_shape", shape_of_another)
    service = await make_service(make_client)
    assert await service.refused("UpdateLanguageModel", SAMPLES["UpdateLanguageModel"]) == (
        "UnknownOperationException",
        None,
    )
