"""boto3 for every operation of Amazon Transcribe, in every state that it can meet, and for every waiter.

boto3 reads each answer by the model and drops what that doesn't have; what is asserted here is what programs see.
"""

from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError, WaiterError

from mockserver import MockWorkspace
from mockserver.providers.transcribe.resources.families import FAMILIES, Family, Verb
from tests.providers.transcribe_samples import BEGINNINGS, SAMPLES

_SLOW = "summary: t\nclock: {frozen: true}\njobs: [{timeline: [queued: 5s, in_progress: 10s, completed]}]"
_POLLED = "summary: t\nclock: {frozen: true}\njobs: [{timeline: [{queued: {polls: 1}}, {in_progress: {polls: 2}}, %s]}]"
_NO_PAUSE = {"Delay": 0, "MaxAttempts": 10}
_WAITERS = {
    "transcription_job_completed": "StartTranscriptionJob",
    "medical_transcription_job_completed": "StartMedicalTranscriptionJob",
    "medical_scribe_job_completed": "StartMedicalScribeJob",
    "call_analytics_job_completed": "StartCallAnalyticsJob",
    "language_model_completed": "CreateLanguageModel",
    "vocabulary_ready": "CreateVocabulary",
    "medical_vocabulary_ready": "CreateMedicalVocabulary",
}


class Caller:
    """Calls operations by the names that the service's documentation gives them."""

    def __init__(self, server: MockWorkspace) -> None:
        self.server = server
        self.client = boto3.client(
            "transcribe",
            endpoint_url=server.url,
            region_name="us-east-1",
            aws_access_key_id="AKIAEXAMPLE",
            aws_secret_access_key="secret",
        )
        self.called: set[str] = set()

    def __call__(self, operation: str, **members: Any) -> dict[str, Any]:
        """Return what an operation answers, without what boto3 adds, to a sample with other members."""
        self.called.add(operation)
        answer = getattr(self.client, xform_name(operation))(**(SAMPLES[operation] | members))
        assert answer.pop("ResponseMetadata")["HTTPStatusCode"] == 200
        return dict(answer)

    def refused(self, operation: str, **members: Any) -> tuple[str, str]:
        with pytest.raises(ClientError) as error:
            self(operation, **members)
        assert error.value.response["Error"]["Message"] == error.value.response["Message"]
        return error.value.response["Error"]["Code"], error.value.response["Message"]

    def state(self, family: Family) -> str | None:
        return self.resource(family, Verb.READ).get(family.status)

    def resource(self, family: Family, verb: Verb) -> dict[str, Any]:
        answer = self(family.operations[verb])
        return answer if family.name in answer else next(iter(answer.values()))

    def listed(self, family: Family) -> list[dict[str, Any]]:
        """Return all of a family, as its list has them without a filter."""
        operation = family.operations[Verb.LIST]
        self.called.add(operation)
        answer = getattr(self.client, xform_name(operation))()
        del answer["ResponseMetadata"]
        (items,) = answer.values()
        return list(items)


def test_every_operation_in_every_state(mockserver: MockWorkspace) -> None:
    call = Caller(mockserver.use(_SLOW))
    for family in FAMILIES:
        _live_through(call, family)
    call("CreateVocabulary")
    call("TagResource")
    assert call("ListTagsForResource")["Tags"] == SAMPLES["TagResource"]["Tags"]
    call("UntagResource")
    assert call("ListTagsForResource")["Tags"] == []
    assert call.called == set(call.client.meta.service_model.operation_names)


def _live_through(call: Caller, family: Family) -> None:
    """Take a resource from its beginning to its deletion."""
    verbs, words = family.operations, family.words
    assert call.refused(verbs[Verb.READ])[0] == "BadRequestException"
    begun = call.resource(family, Verb.BEGIN)
    assert begun[family.name] == BEGINNINGS[verbs[Verb.BEGIN]][family.name]
    assert call.refused(verbs[Verb.BEGIN])[0] == "ConflictException"
    if family.pace is not None:
        queued, unfinished, finished, _ = words.values()
        assert begun[family.status] == call.state(family) == queued
        assert call.refused(verbs[Verb.DELETE])[0] == "BadRequestException"
        call.server.clock.advance("5s")
        assert call.state(family) == unfinished
        call.server.clock.advance("10s")
        assert call.state(family) == finished
        assert [item[family.status] for item in call.listed(family)] == [finished]
    answer = call(verbs[Verb.LIST])
    assert [item[family.name] for items in answer.values() if isinstance(items, list) for item in items] == [
        begun[family.name]
    ]
    if family.updatable:
        updated = call.resource(family, Verb.UPDATE)
        assert updated[family.name] == begun[family.name]
        if family.pace is not None:
            assert call.refused(verbs[Verb.UPDATE])[0] == "ConflictException"
            call.server.clock.advance("15s")
    assert call(verbs[Verb.DELETE]) == {}
    assert call.listed(family) == []


def test_no_waiter_is_forgotten() -> None:
    client = boto3.client("transcribe", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    assert set(client.waiter_names) == _WAITERS.keys()


def _wait(call: Caller, waiter: str) -> Family:
    """Begin what a waiter is for, wait for it, and return its kind."""
    family = next(family for family in FAMILIES if family.operations[Verb.BEGIN] == _WAITERS[waiter])
    name = call.resource(family, Verb.BEGIN)[family.name]
    call.client.get_waiter(waiter).wait(**{family.name: name}, WaiterConfig=_NO_PAUSE)
    return family


@pytest.mark.parametrize("waiter", _WAITERS)
def test_a_waiter_waits_for_the_end(mockserver: MockWorkspace, waiter: str) -> None:
    call = Caller(mockserver.use(_POLLED % "completed"))
    family = _wait(call, waiter)
    assert [item[family.status] for item in call.listed(family)] == [family.finished]


@pytest.mark.parametrize("waiter", _WAITERS)
def test_a_waiter_tells_a_failure(mockserver: MockWorkspace, waiter: str) -> None:
    with pytest.raises(WaiterError, match="Waiter encountered a terminal failure state"):
        _wait(Caller(mockserver.use(_POLLED % "{failed: internal}")), waiter)
