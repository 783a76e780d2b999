"""All operations, in every state that their resources can reach; answers are checked against Amazon's model (§2.2, §2.6)."""

from typing import Any

import botocore.session
import pytest

from mockserver.providers.transcribe.operations import OPERATIONS
from mockserver.providers.transcribe.resources.families import FAMILIES, Family, Verb
from tests.conftest import MakeClient, world
from tests.providers.transcribe_samples import BEGINNINGS, SAMPLES, TAGS
from tests.providers.transcribe_support import FROZEN, Service, make_service


def _kind(family: Family) -> str:
    return family.kind


_SLOW = f"{FROZEN}\njobs: [{{timeline: [queued: 5s, in_progress: 10s, completed]}}]"
_FAILING = f"{FROZEN}\njobs: [{{timeline: [in_progress: 10s, {{failed: internal}}]}}]"
_STATEFUL = [family for family in FAMILIES if family.pace is not None]
_STATELESS = [family for family in FAMILIES if family.pace is None]
_UPDATABLE = [family for family in FAMILIES if family.updatable]


def test_the_table_is_that_of_amazons_model() -> None:
    model = botocore.session.get_session().get_service_model("transcribe")
    assert {operation.name for operation in OPERATIONS} == set(model.operation_names)
    assert len(OPERATIONS) == len(set(OPERATIONS))
    assert SAMPLES.keys() == set(model.operation_names)


async def _begin(service: Service, family: Family, **members: Any) -> Any:
    name = family.operations[Verb.BEGIN]
    return _unwrapped(family, await service.call(name, BEGINNINGS[name] | members))


async def _read(service: Service, family: Family) -> Any:
    name = family.operations[Verb.READ]
    return _unwrapped(family, await service.call(name, SAMPLES[name]))


async def _list(service: Service, family: Family, **request: Any) -> list[Any]:
    answer = await service.call(family.operations[Verb.LIST], request)
    (items,) = (value for value in answer.values() if isinstance(value, list))
    return items


def _unwrapped(family: Family, answer: Any) -> Any:
    """Return the resource in an answer; most come in a structure of their own."""
    return answer if family.name in answer else next(iter(answer.values()))


@pytest.mark.parametrize("family", _STATEFUL, ids=_kind)
async def test_a_resource_goes_through_its_states(make_client: MakeClient, family: Family) -> None:
    service = await make_service(make_client, _SLOW)
    states = [(await _begin(service, family))[family.status]]
    for pause_ms in (0, 5_000, 10_000):
        await world(service.client).agenda.advance(pause_ms)
        read = await _read(service, family)
        assert [item[family.status] for item in await _list(service, family)] == [read[family.status]]
        states.append(read[family.status])
        assert "FailureReason" not in read
    queued, unfinished, finished = {
        "READY": ("PENDING", "PENDING", "READY"),
        "COMPLETED": ("IN_PROGRESS" if family.kind == "language-model" else "QUEUED", "IN_PROGRESS", "COMPLETED"),
    }[family.finished]
    assert states == [queued, queued, unfinished, finished]


@pytest.mark.parametrize("family", _STATEFUL, ids=_kind)
async def test_a_failed_resource_tells_why(make_client: MakeClient, family: Family) -> None:
    service = await make_service(make_client, _FAILING)
    assert (await _begin(service, family))[family.status] == family.unfinished
    await world(service.client).agenda.advance(10_000)
    read = await _read(service, family)
    assert read[family.status] == "FAILED"
    assert read["FailureReason"] == "Internal Failure. Please try your request again."
    assert [item[family.status] for item in await _list(service, family)] == ["FAILED"]
    assert await service.call(family.operations[Verb.DELETE], SAMPLES[family.operations[Verb.DELETE]]) in (None, {})


@pytest.mark.parametrize("family", _STATEFUL, ids=_kind)
async def test_a_list_holds_those_of_a_state(make_client: MakeClient, family: Family) -> None:
    service = await make_service(make_client, _SLOW)
    await _begin(service, family)
    await world(service.client).agenda.advance(20_000)
    await _begin(service, family, **{family.name: "NEWER"})
    (member,) = {"Status", "StateEquals", "StatusEquals"} & SAMPLES[family.operations[Verb.LIST]].keys()
    old = SAMPLES[family.operations[Verb.READ]][family.name]
    assert [item[family.name] for item in await _list(service, family)] == ["NEWER", old]
    assert [item[family.name] for item in await _list(service, family, **{member: family.finished})] == [old]


@pytest.mark.parametrize("family", FAMILIES, ids=_kind)
async def test_a_list_comes_in_pages(make_client: MakeClient, family: Family) -> None:
    service = await make_service(make_client)
    for number in range(7):
        await _begin(service, family, **{family.name: f"n-{number}"})
    operation = family.operations[Verb.LIST]
    page = await service.call(operation, {})
    rest = await service.call(operation, {"NextToken": page["NextToken"]})
    names = [
        item[family.name]
        for answer in (page, rest)
        for items in answer.values()
        if isinstance(items, list)
        for item in items
    ]
    assert names == [f"n-{number}" for number in range(6, -1, -1)]
    assert "NextToken" not in rest


@pytest.mark.parametrize("family", [family for family in FAMILIES if family.kind != "analytics-category"], ids=_kind)
async def test_a_list_holds_what_has_a_name(make_client: MakeClient, family: Family) -> None:
    service = await make_service(make_client)
    for name in ("Alpha", "beta"):
        await _begin(service, family, **{family.name: name})
    member = "JobNameContains" if family.is_job else "NameContains"
    assert [item[family.name] for item in await _list(service, family, **{member: "ALPHA"})] == ["Alpha"]


@pytest.mark.parametrize("family", FAMILIES, ids=_kind)
async def test_what_is_deleted_is_gone(make_client: MakeClient, family: Family) -> None:
    service = await make_service(make_client, _SLOW)
    await _begin(service, family)
    await world(service.client).agenda.advance(20_000)
    delete, read = family.operations[Verb.DELETE], family.operations[Verb.READ]
    await service.call(delete, SAMPLES[delete])
    for operation in (delete, read):
        assert await service.refused(operation, SAMPLES[operation]) == (
            "BadRequestException",
            f"The requested {family.noun} couldn't be found. Check the {family.noun} name and try your request again.",
        )
    assert await _list(service, family) == []


@pytest.mark.parametrize("family", _STATEFUL, ids=_kind)
async def test_what_goes_on_is_not_deleted(make_client: MakeClient, family: Family) -> None:
    service = await make_service(make_client, _SLOW)
    await _begin(service, family)
    delete = family.operations[Verb.DELETE]
    kind, text = await service.refused(delete, SAMPLES[delete])
    assert kind == "BadRequestException"
    assert text is not None
    assert text.startswith(f"The requested {family.noun} couldn't be deleted because it's in progress.")


@pytest.mark.parametrize("family", FAMILIES, ids=_kind)
async def test_a_name_is_taken_once_in_a_region(make_client: MakeClient, family: Family) -> None:
    service = await make_service(make_client)
    begin = family.operations[Verb.BEGIN]
    await _begin(service, family)
    assert await service.refused(begin, BEGINNINGS[begin]) == (
        "ConflictException",
        f"The requested {family.noun} name already exists. Use a different {family.noun} name.",
    )
    await service.call(begin, BEGINNINGS[begin], region="eu-west-1")


@pytest.mark.parametrize("family", _UPDATABLE, ids=_kind)
async def test_an_update_of_nothing_is_refused(make_client: MakeClient, family: Family) -> None:
    service = await make_service(make_client)
    update = family.operations[Verb.UPDATE]
    kind, text = await service.refused(update, SAMPLES[update])
    assert (kind, text) == (
        "BadRequestException",
        f"The requested {family.noun} couldn't be found. Check the {family.noun} name and try your request again.",
    )


@pytest.mark.parametrize("family", [family for family in _UPDATABLE if family in _STATEFUL], ids=_kind)
async def test_an_update_begins_the_states_anew(make_client: MakeClient, family: Family) -> None:
    service = await make_service(make_client, f"{FROZEN}\njobs: [{{timeline: [in_progress: 10s, completed]}}]")
    update = family.operations[Verb.UPDATE]
    begun = await _begin(service, family)
    kind, text = await service.refused(update, SAMPLES[update])
    assert kind == "ConflictException"
    assert text is not None
    assert text.startswith(f"The requested {family.noun} couldn't be updated because it's in progress.")
    await world(service.client).agenda.advance(10_000)
    before = await _read(service, family)
    await world(service.client).agenda.advance(5_000)
    updated = await service.call(update, SAMPLES[update])
    assert updated[family.status] == family.unfinished
    assert (await _read(service, family))[family.status] == family.unfinished
    await world(service.client).agenda.advance(10_000)
    after = await _read(service, family)
    assert after[family.status] == family.finished
    assert before["LastModifiedTime"] < updated["LastModifiedTime"] < after["LastModifiedTime"]
    assert after.get("CreateTime") == before.get("CreateTime")
    assert begun[family.name] == after[family.name]


@pytest.mark.parametrize("family", _STATELESS, ids=_kind)
async def test_what_has_no_states_is_there_at_once(make_client: MakeClient, family: Family) -> None:
    service = await make_service(
        make_client, f"{FROZEN}\njobs: [{{when: {{call: 1}}, timeline: [{{failed: internal}}]}}]"
    )
    await _begin(service, family)
    await world(service.client).agenda.advance(1_000)
    update = family.operations[Verb.UPDATE]
    updated = _unwrapped(family, await service.call(update, SAMPLES[update]))
    read = await _read(service, family)
    time = "LastUpdateTime" if "LastUpdateTime" in read else "LastModifiedTime"
    assert read[time] == updated[time]
    # No rule for jobs was asked: the first job still is the first.
    await service.start()
    assert (await service.get())["TranscriptionJobStatus"] == "FAILED"


async def test_a_category_keeps_its_birth_and_its_type(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    created = await service.call(
        "CreateCallAnalyticsCategory", BEGINNINGS["CreateCallAnalyticsCategory"] | {"Tags": TAGS}
    )
    before = created["CategoryProperties"]
    assert before["InputType"] == "POST_CALL"
    for _ in range(3):
        await world(service.client).agenda.advance(1_000)
        await service.call("UpdateCallAnalyticsCategory", SAMPLES["UpdateCallAnalyticsCategory"])
    after = (await service.call("GetCallAnalyticsCategory", {"CategoryName": "thanks"}))["CategoryProperties"]
    assert after == before | {
        "Rules": SAMPLES["UpdateCallAnalyticsCategory"]["Rules"],
        "LastUpdateTime": before["CreateTime"] + 3,
    }
    kind, text = await service.refused(
        "UpdateCallAnalyticsCategory", SAMPLES["UpdateCallAnalyticsCategory"] | {"InputType": "REAL_TIME"}
    )
    assert (kind, text) == (
        "BadRequestException",
        "The InputType of a category can't be changed. Use POST_CALL and try your request again.",
    )


async def test_an_update_replaces_all_of_the_content(make_client: MakeClient) -> None:
    service = await make_service(make_client, f"{FROZEN}\njobs: [{{timeline: [completed]}}]")
    await service.call(
        "CreateVocabulary",
        BEGINNINGS["CreateVocabulary"] | {"Tags": TAGS, "DataAccessRoleArn": "arn:aws:iam::1:role/a"},
    )
    file = {"VocabularyName": "words", "LanguageCode": "en-US", "VocabularyFileUri": "s3://bucket/words.txt"}
    await service.call("UpdateVocabulary", file)
    job = await world(service.client).jobs.look("transcribe/us-east-1/vocabulary", "words")
    assert job is not None
    assert job.submission == file | {"Tags": TAGS, "DataAccessRoleArn": "arn:aws:iam::1:role/a"}


async def test_a_missing_resource_as_documented(make_client: MakeClient) -> None:
    service = await make_service(make_client, f"{FROZEN}\nquirks: {{transcribe: documented}}")
    model = botocore.session.get_session().get_service_model("transcribe")
    for family in FAMILIES:
        for verb in (Verb.READ, Verb.DELETE):
            operation = family.operations[verb]
            listed = {shape.name for shape in model.operation_model(operation).error_shapes}
            kind, _ = await service.refused(operation, SAMPLES[operation])
            assert kind == ("NotFoundException" if "NotFoundException" in listed else "BadRequestException"), operation
