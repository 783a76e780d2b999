"""The catalogue of errors says what a client really gets."""

import json
import re
from typing import Any

import pytest

from mockserver.app import PROVIDERS
from mockserver.gateway.catalogue import NamedAnswer, catalogue
from mockserver.gateway.provider import Provider
from tests.conftest import FROZEN, MakeClient

ADDRESSES = {
    "claudio": ("POST", "/claudio/jobs/submit", {}),
    "revai": ("POST", "/speechtotext/v1/jobs", {"Accept": ""}),
    "transcribe": ("POST", "/transcribe", {"X-Amz-Target": "Transcribe.StartTranscriptionJob"}),
    "s3": ("GET", "/s3/bucket/key", {}),
}
_OF_THE_REQUEST = re.compile("<(RequestId|HostId|BucketName|Key)>[^<]*</[^>]*>")

each_provider = pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)


async def answers(make_client: MakeClient, provider: Provider, **changes: Any) -> list[tuple[NamedAnswer, int, str]]:
    """Return each error of a provider with the status and body that a scenario yields which names it."""
    errors = catalogue([provider])
    rules = [{"when": {"header": {"X-Error": one.name}}, "error": {"name": one.name, **changes}} for one in errors]
    client = await make_client(scenario=f"{FROZEN}\nrequests: {json.dumps(rules)}")
    method, path, headers = ADDRESSES[provider.name]
    given = [await client.request(method, path, headers={**headers, "X-Error": one.name}) for one in errors]
    return [
        (one, answer.status, " ".join((await answer.text()).split())) for one, answer in zip(errors, given, strict=True)
    ]


@each_provider
async def test_it_is_what_a_scenario_gets(provider: Provider, make_client: MakeClient) -> None:
    for error, status, body in await answers(make_client, provider):
        assert status == error.answer.status, error.name
        assert _OF_THE_REQUEST.sub("", body) == _OF_THE_REQUEST.sub("", error.body), error.name


@each_provider
async def test_every_error_may_be_changed(provider: Provider, make_client: MakeClient) -> None:
    for error, status, body in await answers(make_client, provider, status=499, members={"Further": "more"}):
        assert status == 499, error.name
        if body.startswith("{"):
            said = json.loads(body)
            assert (said["Further"], said.get("status", 499)) == ("more", 499), error.name
        else:
            assert "<Further>more</Further>" in body
