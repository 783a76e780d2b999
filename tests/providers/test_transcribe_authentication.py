"""Who gets in, and how requests find their operation (transcribe.md §1.1, §1.5)."""

import pytest

from tests.conftest import MakeClient, world
from tests.providers.transcribe_support import FROZEN, REQUEST, make_service, refusal, signed, target

_LIST = target("ListTranscriptionJobs")
_KNOWN = f"{FROZEN}\naccounts: {{transcribe: [{{access_key_id: AKIAKNOWN}}]}}"


async def test_an_unsigned_request_is_refused(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    response = await service.client.post("/", json={}, headers=_LIST)
    assert await refusal(response, 400) == ("MissingAuthenticationTokenException", "Missing Authentication Token")


async def test_documentation_has_an_unsigned_request_forbidden(make_client: MakeClient) -> None:
    service = await make_service(make_client, f"{FROZEN}\nquirks: {{transcribe: documented}}")
    response = await service.client.post("/", json={}, headers=_LIST)
    assert await refusal(response, 403) == ("MissingAuthenticationToken", "Missing Authentication Token")


async def test_an_account_may_let_unsigned_requests_in(make_client: MakeClient) -> None:
    service = await make_service(
        make_client, f"{FROZEN}\naccounts: {{transcribe: [{{access_key_id: AKIA, signatures: 'off'}}]}}"
    )
    for headers in (_LIST, _LIST | {"Authorization": "Bearer token"}):
        response = await service.client.post("/", json={}, headers=headers)
        assert response.status == 200


_COMPLETE = signed()["Authorization"]


@pytest.mark.parametrize(
    ("authorization", "said"),
    [
        ("Bearer token", "requires 'Credential' parameter."),
        ("AWS4-HMAC-SHA256", "requires 'Credential' parameter."),
        ("", "requires 'Credential' parameter."),
        (_COMPLETE.replace("Signature=", "Signed="), "requires 'Signature' parameter."),
        (_COMPLETE.replace("SignedHeaders=", "Headers="), "requires 'SignedHeaders' parameter."),
        (_COMPLETE.replace("Signature=", "Signature"), f"'Signature{'0' * 64}' not a valid key=value pair"),
        (_COMPLETE.replace("/aws4_request", ""), "exactly 5 slash-delimited elements"),
        (_COMPLETE.replace("AKIAEXAMPLE", ""), "exactly 5 slash-delimited elements"),
        (_COMPLETE.replace("20180505/", "today/"), "exactly 5 slash-delimited elements"),
    ],
)
async def test_a_malformed_signature_is_incomplete(make_client: MakeClient, authorization: str, said: str) -> None:
    service = await make_service(make_client)
    headers = _LIST | {"X-Amz-Date": "20180505T232322Z", "Authorization": authorization}
    response = await service.client.post("/", json={}, headers=headers)
    kind, text = await refusal(response, 400)
    assert kind == "IncompleteSignatureException"
    assert text is not None
    assert said in text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("us-east-1", "US EAST"), "Credential should be scoped to a valid region, not 'US EAST'."),
        (("aws4_request", "aws5_request"), "Credential should be scoped with a valid terminator: 'aws4_request', not "),
    ],
)
async def test_a_credential_has_a_region_and_an_end(make_client: MakeClient, wrong: tuple[str, str], said: str) -> None:
    service = await make_service(make_client)
    headers = _LIST | {"X-Amz-Date": "20180505T232322Z", "Authorization": _COMPLETE.replace(*wrong)}
    kind, text = await refusal(await service.client.post("/", json={}, headers=headers), 400)
    assert kind == "InvalidSignatureException"
    assert text is not None
    assert text.startswith(said)


async def test_a_signed_request_has_a_date(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    headers = _LIST | {"Authorization": _COMPLETE}
    kind, text = await refusal(await service.client.post("/", json={}, headers=headers), 400)
    assert kind == "IncompleteSignatureException"
    assert text is not None
    assert "'X-Amz-Date' or a 'Date' header" in text
    for wrong in ("yesterday", "20181305T232322Z", "Sat, 05 May 10000 23:23:22 GMT", "Fri, 31 Dec 9999 23:59:59 -1200"):
        kind, text = await refusal(await service.client.post("/", json={}, headers=headers | {"Date": wrong}), 400)
        assert kind == "IncompleteSignatureException"
        assert text is not None
        assert f"'basic format'. Got '{wrong}'" in text
    dated = headers | {"Date": "Sat, 05 May 2018 23:23:22 GMT"}
    assert (await service.client.post("/", json={}, headers=dated)).status == 200


async def test_only_declared_keys_are_known(make_client: MakeClient) -> None:
    service = await make_service(make_client, _KNOWN)
    await service.call("ListTranscriptionJobs", {}, key="AKIAKNOWN")
    assert await service.refused("ListTranscriptionJobs", {}, key="AKIAOTHER") == (
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    )
    entry = list(world(service.client).journal)[-1]
    assert entry.explanation is not None
    assert "AKIA" not in entry.explanation


@pytest.mark.parametrize("path", ["/", "/transcribe", "/transcribe/", "/w/default/transcribe"])
@pytest.mark.parametrize("name", ["Transcribe", "com.amazonaws.transcribe.Transcribe"])
async def test_the_target_names_the_operation_wherever_it_is_sent(
    make_client: MakeClient, path: str, name: str
) -> None:
    service = await make_service(make_client)
    headers = {"X-Amz-Target": f"{name}.ListTranscriptionJobs"} | signed()
    response = await service.client.post(path, json={}, headers=headers)
    assert response.status == 200
    assert await response.json(content_type=None) == {"TranscriptionJobSummaries": []}


@pytest.mark.parametrize("operation", ["NoSuchOperation", "", "getTranscriptionJob", "UnknownOperation", "\u00e9"])
async def test_an_unknown_operation(make_client: MakeClient, operation: str) -> None:
    service = await make_service(make_client)
    response = await service.client.post("/", json={}, headers={"X-Amz-Target": f"Transcribe.{operation}"} | signed())
    assert await refusal(response, 400) == ("UnknownOperationException", None)


async def test_an_unknown_operation_is_explained(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    await service.refused("GetTranscriptionJobs", REQUEST)
    entry = list(world(service.client).journal)[-1]
    assert entry.explanation is not None
    assert "GetTranscriptionJob" in entry.explanation


async def test_the_prefix_without_a_target_is_an_unknown_operation(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    response = await service.client.post("/transcribe", json={}, headers=signed())
    assert await refusal(response, 400) == ("UnknownOperationException", None)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_mean_nothing(make_client: MakeClient, method: str) -> None:
    service = await make_service(make_client)
    response = await service.client.request(method, "/", headers=_LIST | signed())
    assert await refusal(response, 405) == ("UnknownOperationException", None)
    assert response.headers["Allow"] == "POST"


async def test_without_target_and_prefix_it_is_somebody_elses(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    response = await service.client.post("/", json={}, headers=signed())
    assert response.status == 404
    assert response.headers["Content-Type"] == "application/problem+json"


async def test_jobs_are_of_the_region_in_the_credential(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    await service.call("StartTranscriptionJob", REQUEST, region="ap-south-1")
    name = {"TranscriptionJobName": "job"}
    assert (await service.refused("GetTranscriptionJob", name))[0] == "BadRequestException"
    await service.call("GetTranscriptionJob", name, region="ap-south-1")


async def test_a_key_may_name_a_workspace(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    await service.call("StartTranscriptionJob", REQUEST, key="ws-apart.AKIA")
    await service.call("GetTranscriptionJob", {"TranscriptionJobName": "job"}, key="ws-apart")
    assert len(list(world(service.client, "apart").journal)) == 2
