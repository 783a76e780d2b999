"""Quotas, queues, and how long jobs are kept (transcribe.md §2.5, §2.6, §1.7)."""

from typing import Any

import pytest

from tests.conftest import MakeClient, world
from tests.providers.transcribe_samples import BEGINNINGS, ROLE, SAMPLES
from tests.providers.transcribe_support import FROZEN, REQUEST, Service, make_service

_TEN_SECONDS = f"{FROZEN}\njobs: [{{timeline: [in_progress: 10s, completed]}}]\nproviders: {{transcribe: {{%s}}}}"
_DEFERRED = {"JobExecutionSettings": {"AllowDeferredExecution": True, "DataAccessRoleArn": ROLE}}
_TOO_MANY = ("LimitExceededException", "You have too many jobs running at the same time. Try your request again later.")


async def _states(service: Service) -> dict[str, str]:
    page = await service.call("ListTranscriptionJobs", {"MaxResults": 100})
    return {job["TranscriptionJobName"]: job["TranscriptionJobStatus"] for job in page["TranscriptionJobSummaries"]}


async def test_more_jobs_than_slots_are_refused(make_client: MakeClient) -> None:
    service = await make_service(make_client, _TEN_SECONDS % "concurrent_jobs: 1")
    await service.start()
    other = REQUEST | {"TranscriptionJobName": "other"}
    assert await service.refused("StartTranscriptionJob", other) == _TOO_MANY
    await service.call("StartTranscriptionJob", other, region="eu-west-1")
    await world(service.client).agenda.advance(10_000)
    await service.start(TranscriptionJobName="other")


async def test_jobs_that_may_be_deferred_wait_in_order(make_client: MakeClient) -> None:
    service = await make_service(make_client, _TEN_SECONDS % "concurrent_jobs: 1")
    started = [await service.start(TranscriptionJobName=name, **_DEFERRED) for name in "abc"]
    assert [job["TranscriptionJobStatus"] for job in started] == ["IN_PROGRESS", "QUEUED", "QUEUED"]
    assert [("StartTime" in job) for job in started] == [True, False, False]
    await world(service.client).agenda.advance(15_000)
    assert await _states(service) == {"a": "COMPLETED", "b": "IN_PROGRESS", "c": "QUEUED"}
    job = await service.get("b")
    assert job["StartTime"] - job["CreationTime"] == pytest.approx(10)
    await world(service.client).agenda.advance(10_000)
    assert (await service.get("c"))["TranscriptionJobStatus"] == "IN_PROGRESS"
    kind, _ = await service.refused("DeleteTranscriptionJob", {"TranscriptionJobName": "c"})
    assert kind == "BadRequestException"


async def test_the_queue_is_bounded(make_client: MakeClient) -> None:
    service = await make_service(make_client, _TEN_SECONDS % "concurrent_jobs: 1, queued_jobs: 1")
    for name in "ab":
        await service.start(TranscriptionJobName=name, **_DEFERRED)
    request = REQUEST | {"TranscriptionJobName": "c"} | _DEFERRED
    assert await service.refused("StartTranscriptionJob", request) == _TOO_MANY


async def test_calls_with_a_role_are_queued_of_themselves(make_client: MakeClient) -> None:
    service = await make_service(make_client, _TEN_SECONDS % "concurrent_jobs: 1")
    request = BEGINNINGS["StartCallAnalyticsJob"]
    for name, status in (("a", "IN_PROGRESS"), ("b", "QUEUED")):
        job = (await service.call("StartCallAnalyticsJob", request | {"CallAnalyticsJobName": name}))[
            "CallAnalyticsJob"
        ]
        assert job["CallAnalyticsJobStatus"] == status
    without = {name: value for name, value in request.items() if name != "DataAccessRoleArn"}
    assert await service.refused("StartCallAnalyticsJob", without) == _TOO_MANY
    # Each kind of job has slots of its own.
    await service.start()


async def test_a_refused_job_is_not_counted_as_submitted(make_client: MakeClient) -> None:
    scenario = f"""{FROZEN}
jobs: [{{when: {{call: 2}}, timeline: [{{failed: internal}}]}}, {{timeline: [in_progress: 10s, completed]}}]
providers: {{transcribe: {{concurrent_jobs: 1}}}}"""
    service = await make_service(make_client, scenario)
    await service.start()
    await service.refused("StartTranscriptionJob", REQUEST | {"TranscriptionJobName": "b"})
    await world(service.client).agenda.advance(10_000)
    await service.start(TranscriptionJobName="b")
    assert (await service.get("b"))["TranscriptionJobStatus"] == "FAILED"


@pytest.mark.parametrize(
    ("operation", "name", "setting", "text"),
    [
        (
            "CreateVocabulary",
            "VocabularyName",
            "vocabularies: 1",
            "You have too many vocabularies. Delete a vocabulary and try your request again",
        ),
        (
            "CreateMedicalVocabulary",
            "VocabularyName",
            "vocabularies: 1",
            "You have too many vocabularies. Delete a vocabulary and try your request again",
        ),
        (
            "CreateVocabularyFilter",
            "VocabularyFilterName",
            "vocabulary_filters: 1",
            "You have too many vocabulary filters. Delete a vocabulary filter and try your request again",
        ),
    ],
)
async def test_more_than_the_quota_are_refused(
    make_client: MakeClient, operation: str, name: str, setting: str, text: str
) -> None:
    service = await make_service(make_client, _TEN_SECONDS % setting)
    request: dict[str, Any] = BEGINNINGS[operation]
    await service.call(operation, request)
    assert await service.refused(operation, request | {name: "other"}) == ("LimitExceededException", text)
    await service.call(operation, request | {name: "other"}, region="eu-west-1")


async def test_a_quota_of_none(make_client: MakeClient) -> None:
    service = await make_service(make_client, _TEN_SECONDS % "vocabularies: 0")
    kind, _ = await service.refused("CreateVocabulary", BEGINNINGS["CreateVocabulary"])
    assert kind == "LimitExceededException"


async def test_the_usual_quota_is_a_hundred(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    for number in range(100):
        await service.call(
            "CreateVocabularyFilter", BEGINNINGS["CreateVocabularyFilter"] | {"VocabularyFilterName": f"n{number}"}
        )
    kind, _ = await service.refused("CreateVocabularyFilter", BEGINNINGS["CreateVocabularyFilter"])
    assert kind == "LimitExceededException"


async def test_jobs_are_kept_for_a_while(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    await service.call("CreateVocabularyFilter", BEGINNINGS["CreateVocabularyFilter"])
    await service.start(TranscriptionJobName="old", OutputBucketName="bucket")
    await world(service.client).agenda.advance(89 * 86_400_000)
    assert await _states(service) == {"old": "COMPLETED"}
    await service.start(TranscriptionJobName="new")
    assert await _states(service) == {"old": "COMPLETED", "new": "IN_PROGRESS"}
    await world(service.client).agenda.advance(86_400_000 + 60_000)
    assert list(await _states(service)) == ["new"]
    page = await service.call("ListTranscriptionJobs", {"MaxResults": 1})
    assert "NextToken" not in page
    kind, text = await service.refused("GetTranscriptionJob", {"TranscriptionJobName": "old"})
    assert kind == "BadRequestException"
    assert text is not None
    assert text.startswith("The requested job couldn't be found.")
    assert (await service.client.get("/bucket/old.json")).status == 200
    await service.call("GetVocabularyFilter", SAMPLES["GetVocabularyFilter"])


async def test_a_name_is_free_again_when_its_job_is_no_longer_kept(make_client: MakeClient) -> None:
    service = await make_service(make_client, _TEN_SECONDS % "retention: 1m")
    await service.start()
    await world(service.client).agenda.advance(10_000 + 59_999)
    assert (await service.refused("StartTranscriptionJob", REQUEST))[0] == "ConflictException"
    await world(service.client).agenda.advance(1)
    again = await service.start()
    assert again["TranscriptionJobStatus"] == "IN_PROGRESS"
    assert (await service.get())["CreationTime"] == again["CreationTime"]


async def test_a_job_that_goes_on_is_kept(make_client: MakeClient) -> None:
    scenario = f"{FROZEN}\njobs: [{{timeline: [in_progress]}}]\nproviders: {{transcribe: {{retention: 1s}}}}"
    service = await make_service(make_client, scenario)
    await service.start()
    await world(service.client).agenda.advance(60_000)
    assert (await service.get())["TranscriptionJobStatus"] == "IN_PROGRESS"
