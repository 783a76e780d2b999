"""Tags, by the ARNs of resources of every kind (transcribe.md §2.5)."""

from typing import Any

import pytest

from mockserver.providers.transcribe.resources.families import FAMILIES, Family, Verb
from tests.conftest import MakeClient
from tests.providers.transcribe_samples import BEGINNINGS, SAMPLES
from tests.providers.transcribe_support import COMPLETED, Service, make_service


def _arn(kind: str, name: str, region: str = "us-east-1", account: str = "111122223333") -> str:
    return f"arn:aws:transcribe:{region}:{account}:{kind}/{name}"


def _tags(**tags: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


async def _tags_of(service: Service, arn: str) -> Any:
    answer = await service.call("ListTagsForResource", {"ResourceArn": arn})
    assert answer["ResourceArn"] == arn
    return answer["Tags"]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.kind)
async def test_tags_of_every_kind_of_resource(make_client: MakeClient, family: Family) -> None:
    service = await make_service(make_client, COMPLETED)
    begin, read = family.operations[Verb.BEGIN], family.operations[Verb.READ]
    await service.call(begin, BEGINNINGS[begin] | {"Tags": _tags(team="a", stage="test")})
    arn = _arn(family.kind, BEGINNINGS[begin][family.name])
    assert await _tags_of(service, arn) == _tags(team="a", stage="test")
    await service.call("TagResource", {"ResourceArn": arn, "Tags": _tags(stage="live", cost="7")})
    assert await _tags_of(service, arn) == _tags(team="a", stage="live", cost="7")
    await service.call("UntagResource", {"ResourceArn": arn, "TagKeys": ["team", "nobody"]})
    assert await _tags_of(service, arn) == _tags(stage="live", cost="7")
    shown = await service.call(read, SAMPLES[read])
    if family.is_job:
        assert shown[family.entity]["Tags"] == _tags(stage="live", cost="7")
    await service.call("UntagResource", {"ResourceArn": arn, "TagKeys": ["stage", "cost"]})
    assert await _tags_of(service, arn) == []
    assert "Tags" not in (await service.call(read, SAMPLES[read])).get(family.entity, {})


async def test_a_resource_has_fifty_tags_at_most(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    await service.start(Tags=_tags(**{f"k{number}": "" for number in range(50)}))
    arn = _arn("transcription-job", "job")
    await service.call("TagResource", {"ResourceArn": arn, "Tags": _tags(k7="again")})
    kind, text = await service.refused("TagResource", {"ResourceArn": arn, "Tags": _tags(more="")})
    assert (kind, text) == (
        "BadRequestException",
        "A resource can have 50 tags at most. Use fewer tags and try your request again.",
    )
    assert len(await _tags_of(service, arn)) == 50


@pytest.mark.parametrize(
    "arn",
    [
        _arn("transcription-job", "other"),
        _arn("transcription-job", "job", region="eu-west-1"),
        _arn("transcription-job", "job", account="999999999999"),
        _arn("medical-transcription-job", "job"),
        _arn("stream", "job"),
    ],
)
@pytest.mark.parametrize("operation", ["TagResource", "UntagResource", "ListTagsForResource"])
async def test_an_arn_that_leads_nowhere(make_client: MakeClient, operation: str, arn: str) -> None:
    service = await make_service(make_client, COMPLETED)
    await service.start()
    kind, _ = await service.refused(operation, SAMPLES[operation] | {"ResourceArn": arn})
    assert kind == "NotFoundException"


async def test_a_text_that_is_no_arn(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    kind, text = await service.refused("ListTagsForResource", {"ResourceArn": "job"})
    assert kind == "BadRequestException"
    assert text is not None
    assert text.startswith("1 validation error detected: Value 'job' at 'resourceArn' failed to satisfy constraint: ")


async def test_tagging_is_no_poll(make_client: MakeClient) -> None:
    service = await make_service(make_client, "summary: t\njobs: [{timeline: [in_progress: {polls: 1}, completed]}]")
    await service.start()
    arn = _arn("transcription-job", "job")
    for _ in range(3):
        await service.call("TagResource", {"ResourceArn": arn, "Tags": _tags(a="b")})
        await _tags_of(service, arn)
    assert (await service.get())["TranscriptionJobStatus"] == "IN_PROGRESS"
