"""EventBridge's events of what has ended (transcribe.md §2.7)."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from mockserver.app import scenario_library
from mockserver.config import Settings
from mockserver.engine.job import Job, Notification
from mockserver.engine.lifecycle import Failure, Progress, Stage, Status
from mockserver.providers.transcribe.resources.events import EVENTS, state_changes
from mockserver.scenario.mistakes import ScenarioError
from tests.conftest import MakeClient, world
from tests.providers.transcribe_samples import BEGINNINGS, ROLE, SAMPLES
from tests.providers.transcribe_support import Service, make_service

_SCENARIO = (
    "summary: t\nclock: {{frozen: true, start: 2018-05-05T23:23:22.29Z}}\njobs: [{{timeline: [{{in_progress: 60s}}, {end}]}}]\n"
    "webhooks: {{attempts: 3, every: 10s}}\nproviders: {{transcribe: {{events: '{url}'}}}}\n"
)


class Bus:
    """A server that takes events. It answers with `statuses` first, then 200."""

    def __init__(self) -> None:
        self.url = ""
        self.statuses: list[int] = []
        self.taken: list[Any] = []

    async def take(self, request: web.Request) -> web.Response:
        assert request.content_type == "application/json"
        self.taken.append(await request.json())
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
async def bus(aiohttp_server: Callable[[web.Application], Awaitable[TestServer]]) -> Bus:
    taker = Bus()
    app = web.Application()
    app.router.add_post("/events", taker.take)
    taker.url = str((await aiohttp_server(app)).make_url("/events"))
    return taker


async def _service(make_client: MakeClient, bus: Bus, end: str = "completed") -> Service:
    return await make_service(make_client, _SCENARIO.format(end=end, url=bus.url))


async def test_an_ended_job_is_told_on_the_clock(make_client: MakeClient, bus: Bus) -> None:
    service = await _service(make_client, bus)
    await service.start()
    agenda = world(service.client).agenda
    await agenda.advance(59_999)
    assert bus.taken == []
    await agenda.advance(1)
    [event] = bus.taken
    assert list(event) == [
        "version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail",
    ]  # fmt: skip
    assert len(event.pop("id")) == 36
    assert event == {
        "version": "0",
        "detail-type": "Transcribe Job State Change",
        "source": "aws.transcribe",
        "account": "111122223333",
        "time": "2018-05-05T23:24:22Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {"TranscriptionJobName": "job", "TranscriptionJobStatus": "COMPLETED"},
    }


async def test_a_failure_is_told_with_its_reason(make_client: MakeClient, bus: Bus) -> None:
    service = await _service(make_client, bus, "{failed: invalid_media}")
    await service.start()
    await world(service.client).agenda.advance(60_000)
    assert [event["detail"] for event in bus.taken] == [
        {
            "TranscriptionJobName": "job",
            "TranscriptionJobStatus": "FAILED",
            "FailureReason": "Unsupported media format.",
        }
    ]


@pytest.mark.parametrize(
    ("member", "detail_type"),
    [
        ("IdentifyLanguage", "Language Identification State Change"),
        ("IdentifyMultipleLanguages", "Multiple Language Identification State Change"),
    ],
)
async def test_identified_languages_are_told_as_well(
    make_client: MakeClient, bus: Bus, member: str, detail_type: str
) -> None:
    service = await _service(make_client, bus)
    await service.start(LanguageCode=None, **{member: True})
    await world(service.client).agenda.advance(60_000)
    told = {event["detail-type"]: event["detail"] for event in bus.taken}
    assert told == {
        "Transcribe Job State Change": {"TranscriptionJobName": "job", "TranscriptionJobStatus": "COMPLETED"},
        detail_type: {"JobType": "TranscriptionJob", "JobName": "job", "LanguageIdentificationStatus": "COMPLETED"},
    }
    assert len({event["id"] for event in bus.taken}) == 2


async def test_an_event_is_sent_again_until_it_is_taken(make_client: MakeClient, bus: Bus) -> None:
    service = await _service(make_client, bus)
    bus.statuses = [503, 500]
    await service.start()
    agenda = world(service.client).agenda
    for seconds, tries in ((60, 1), (10, 2), (10, 3), (60, 3)):
        await agenda.advance(seconds * 1000)
        assert len(bus.taken) == tries
    assert bus.taken[0] == bus.taken[1] == bus.taken[2]


async def test_polls_end_a_job_as_well_and_tell_it_once(make_client: MakeClient, bus: Bus) -> None:
    scenario = _SCENARIO.format(end="completed", url=bus.url).replace("60s", "{polls: 1}")
    service = await make_service(make_client, scenario)
    await service.start()
    for _ in range(3):
        await service.get()
    await world(service.client).agenda.settle()
    assert len(bus.taken) == 1


async def test_nobody_is_told_where_the_scenario_names_no_url(make_client: MakeClient, bus: Bus) -> None:
    scenario = _SCENARIO.format(end="completed", url=bus.url).partition("providers:")[0]
    service = await make_service(make_client, scenario)
    await service.start()
    await world(service.client).agenda.advance(3_600_000)
    assert bus.taken == []
    assert len(world(service.client).agenda) == 0


@pytest.mark.parametrize(
    ("kind", "detail_type", "completed", "failed"),
    [
        (
            "analytics",
            "Call Analytics Job State Change",
            {"JobName": "n", "JobStatus": "COMPLETED"},
            {"JobName": "n", "JobStatus": "FAILED"},
        ),
        (
            "vocabulary",
            "Vocabulary State Change",
            {"VocabularyName": "n", "VocabularyState": "READY"},
            {"VocabularyName": "n", "VocabularyState": "FAILED"},
        ),
        (
            "language-model",
            "Transcribe Language Model State Change",
            {"ModelName": "n", "ModelStatus": "COMPLETED"},
            {"ModelName": "n", "ModelStatus": "FAILED"},
        ),
    ],
)
async def test_other_kinds_have_events_of_their_own(
    make_client: MakeClient,
    kind: str,
    detail_type: str,
    completed: Mapping[str, str],
    failed: Mapping[str, str],
) -> None:
    workspace = world((await make_service(make_client)).client)
    for status, failure, detail in (
        (Status.COMPLETED, None, completed),
        (Status.FAILED, Failure("unspecified", "Why."), {**failed, "FailureReason": "Why."}),
    ):
        job = _ended(kind, Stage(status, failure=failure))
        [webhook] = state_changes(job, workspace)
        event = json.loads(webhook.body)
        assert (event["detail-type"], event["region"], event["detail"]) == (detail_type, "eu-west-1", detail)


async def test_kinds_without_documented_events_tell_nothing(make_client: MakeClient) -> None:
    workspace = world((await make_service(make_client)).client)
    assert "medical-transcription-job" not in EVENTS
    assert list(state_changes(_ended("medical-transcription-job", Stage(Status.COMPLETED)), workspace)) == []


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "events: 127.0.0.1/events",
            "found the text `127.0.0.1/events`, expected a URL such as http://127.0.0.1:9000/",
        ),
        ("event: http://a/", "did you mean `events`?"),
        ("signed_by: clock", "found the text `clock`, expected one of: machine, workspace"),
    ],
)
def test_mistakes_in_settings_are_told_with_what_was_expected(written: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario_library(Settings()).parse(f"providers: {{transcribe: {{{written}}}}}\nsummary: test", "test.yaml")
    assert message in str(caught.value)
    assert len(caught.value.mistakes) == 1


def _ended(kind: str, stage: Stage) -> Job:
    return Job(
        scope=f"transcribe/eu-west-1/{kind}",
        id="n",
        provider="transcribe",
        number=1,
        timeline=(stage,),
        progress=Progress((1_525_562_602_290,)),
        submission={},
        duration_ms=0,
        notification=Notification("http://127.0.0.1/events"),
    )


async def test_every_kind_that_has_events_is_told(make_client: MakeClient, bus: Bus) -> None:
    service = await _service(make_client, bus)
    for operation in ("StartCallAnalyticsJob", "CreateVocabulary", "CreateLanguageModel", "CreateVocabularyFilter"):
        await service.call(operation, BEGINNINGS[operation])
    agenda = world(service.client).agenda
    await agenda.advance(60_000)
    assert [event["detail"] for event in bus.taken] == [
        {"JobName": "call", "JobStatus": "COMPLETED"},
        {"VocabularyName": "words", "VocabularyState": "READY"},
        {"ModelName": "model", "ModelStatus": "COMPLETED"},
    ]
    await service.call("UpdateVocabulary", SAMPLES["UpdateVocabulary"])
    await agenda.advance(60_000)
    assert [event["detail-type"] for event in bus.taken[3:]] == ["Vocabulary State Change"]


async def test_jobs_that_waited_for_others_are_told_in_time(make_client: MakeClient, bus: Bus) -> None:
    scenario = _SCENARIO.format(end="completed", url=bus.url).replace("{events:", "{concurrent_jobs: 1, events:")
    service = await make_service(make_client, scenario)
    deferred = {"AllowDeferredExecution": True, "DataAccessRoleArn": ROLE}
    for name in "abc":
        await service.start(TranscriptionJobName=name, JobExecutionSettings=deferred)
    await world(service.client).agenda.advance(200_000)
    assert [(event["detail"]["TranscriptionJobName"], event["time"]) for event in bus.taken] == [
        ("a", "2018-05-05T23:24:22Z"),
        ("b", "2018-05-05T23:25:22Z"),
        ("c", "2018-05-05T23:26:22Z"),
    ]
