"""Lists of jobs, page by page (transcribe.md §5)."""

from typing import Any

import pytest

from tests.conftest import MakeClient, world
from tests.providers.transcribe_support import COMPLETED, FROZEN, Service, make_service


async def _list(service: Service, **request: Any) -> Any:
    return await service.call("ListTranscriptionJobs", request)


def _names(page: Any) -> list[str]:
    return [job["TranscriptionJobName"] for job in page["TranscriptionJobSummaries"]]


async def _start(service: Service, *names: str) -> None:
    for name in names:
        await service.start(TranscriptionJobName=name)


async def test_nothing_is_a_list_too(make_client: MakeClient) -> None:
    assert await _list(await make_service(make_client)) == {"TranscriptionJobSummaries": []}


async def test_five_jobs_a_page_newest_first(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    await _start(service, *"abcdefg")
    page = await _list(service)
    assert _names(page) == list("gfedc")
    rest = await _list(service, NextToken=page["NextToken"])
    assert _names(rest) == list("ba")
    assert "NextToken" not in rest


async def test_a_page_that_ends_with_the_last_job_has_no_token(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    await _start(service, *"abcde")
    assert "NextToken" not in await _list(service)
    assert "NextToken" in await _list(service, MaxResults=4)


async def test_jobs_of_other_regions_are_not_listed(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    await _start(service, "here")
    page = await service.call("ListTranscriptionJobs", {}, region="eu-west-1")
    assert _names(page) == []


async def test_a_token_outlives_the_jobs_of_its_page(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    await _start(service, *"abcd")
    page = await _list(service, MaxResults=2)
    for name in _names(page):
        await service.call("DeleteTranscriptionJob", {"TranscriptionJobName": name})
    assert _names(await _list(service, NextToken=page["NextToken"])) == ["b", "a"]


async def test_filters_apply_after_the_page_is_cut(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    await _start(service, "Wanted-1", *"abcdef")
    page = await _list(service, JobNameContains="wanted")
    assert _names(page) == []
    assert _names(await _list(service, JobNameContains="wanted", NextToken=page["NextToken"])) == ["Wanted-1"]


async def test_a_status_is_filtered_by_and_repeated(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    await _start(service, "old")
    await world(service.client).agenda.advance(5_000)
    await _start(service, "new")
    page = await _list(service, Status="COMPLETED")
    assert page["Status"] == "COMPLETED"
    assert _names(page) == ["old"]
    assert _names(await _list(service, Status="IN_PROGRESS")) == ["new"]


async def test_a_list_is_no_poll(make_client: MakeClient) -> None:
    service = await make_service(make_client, f"{FROZEN}\njobs: [{{timeline: [in_progress: {{polls: 1}}, completed]}}]")
    await _start(service, "a")
    for _ in range(3):
        (job,) = (await _list(service))["TranscriptionJobSummaries"]
        assert job["TranscriptionJobStatus"] == "IN_PROGRESS"


async def test_summaries_say_less(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    await service.start(OutputBucketName="bucket", LanguageCode=None, IdentifyLanguage=True)
    (job,) = (await _list(service))["TranscriptionJobSummaries"]
    assert job.keys() == {
        "TranscriptionJobName",
        "TranscriptionJobStatus",
        "CreationTime",
        "StartTime",
        "CompletionTime",
        "LanguageCode",
        "IdentifyLanguage",
        "IdentifiedLanguageScore",
        "OutputLocationType",
    }
    assert job["OutputLocationType"] == "CUSTOMER_BUCKET"


async def test_a_failed_job_tells_why_in_a_list(make_client: MakeClient) -> None:
    service = await make_service(make_client, f"{FROZEN}\njobs: [{{timeline: [{{failed: invalid_media}}]}}]")
    await service.start()
    (job,) = (await _list(service))["TranscriptionJobSummaries"]
    assert job["FailureReason"] == "Unsupported media format."
    assert job["OutputLocationType"] == "SERVICE_BUCKET"


@pytest.mark.parametrize("token", ["x", "nonsense", "MS54", "ä", "=", "OTk5OTk5", "Lg==", "\N{GRINNING FACE}"])
async def test_a_token_that_was_not_given_out_is_refused(make_client: MakeClient, token: str) -> None:
    service = await make_service(make_client)
    kind, text = await service.refused("ListTranscriptionJobs", {"NextToken": token})
    assert kind == "BadRequestException"
    assert text is not None
    assert text.startswith("The NextToken isn't valid.")


async def test_a_token_is_of_one_list(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    await _start(service, *"abc")
    token = (await _list(service, MaxResults=1))["NextToken"]
    kind, _ = await service.refused("ListTranscriptionJobs", {"NextToken": token}, region="eu-west-1")
    assert kind == "BadRequestException"
