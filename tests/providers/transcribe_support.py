"""What the tests of Amazon Transcribe share: calls as SDKs send them, and answers checked against Amazon's own model."""

from datetime import datetime
from functools import cache
from typing import Any

import botocore.session
from aiohttp import ClientResponse

from tests.conftest import Client, MakeClient

REQUEST: dict[str, Any] = {
    "TranscriptionJobName": "job",
    "LanguageCode": "en-US",
    "Media": {"MediaFileUri": "s3://bucket/talk.mp3"},
}
FROZEN = "summary: t\nclock: {frozen: true, start: 2018-05-05T23:23:22.29Z}"
COMPLETED = f"{FROZEN}\njobs: [{{timeline: [completed]}}]"
UNCHECKED = f"{COMPLETED}\nproviders: {{transcribe: {{named_must_exist: false}}}}"


def signed(key: str = "AKIAEXAMPLE", region: str = "us-east-1", service: str = "transcribe") -> dict[str, str]:
    """Return the headers of a signed request."""
    scope = f"{key}/20180505/{region}/{service}/aws4_request"
    return {
        "X-Amz-Date": "20180505T232322Z",
        "Authorization": (
            f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
            f"Signature={'0' * 64}"
        ),
    }


def target(operation: str) -> dict[str, str]:
    return {"X-Amz-Target": f"Transcribe.{operation}", "Content-Type": "application/x-amz-json-1.1"}


class Service:
    """Calls operations, and fails when an answer isn't as Amazon's model has it."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def send(self, operation: str, request: Any, **signature: str) -> ClientResponse:
        headers = target(operation) | signed(**signature)
        return await self.client.post("/", json=request, headers=headers)

    async def call(self, operation: str, request: Any, **signature: str) -> Any:
        """Return what an operation answers to a request that it takes."""
        response = await self.send(operation, request, **signature)
        assert response.status == 200, await response.text()
        assert response.headers["Content-Type"] == "application/x-amz-json-1.1"
        assert response.headers["x-amzn-RequestId"]
        answer = await response.json(content_type=None)
        shape = _model().operation_model(operation).output_shape
        if shape is None:
            assert answer is None
        else:
            assert_fits(shape, answer)
        return answer

    async def refused(self, operation: str, request: Any, **signature: str) -> tuple[str, str | None]:
        """Return the type and the text of the error that an operation answers with, which is a 400."""
        response = await self.send(operation, request, **signature)
        return await refusal(response, 400)

    async def start(self, **members: Any) -> Any:
        request = {name: value for name, value in (REQUEST | members).items() if value is not None}
        return (await self.call("StartTranscriptionJob", request))["TranscriptionJob"]

    async def get(self, name: str = "job") -> Any:
        return (await self.call("GetTranscriptionJob", {"TranscriptionJobName": name}))["TranscriptionJob"]


async def refusal(response: ClientResponse, status: int) -> tuple[str, str | None]:
    """Return the type and the text of an error, whose form is checked (transcribe.md §1.3)."""
    body = await response.json(content_type=None)
    assert response.status == status, body
    assert response.headers["Content-Type"] == "application/x-amz-json-1.1"
    assert response.headers["x-amzn-ErrorType"] == body["__type"]
    assert response.headers["x-amzn-RequestId"]
    assert set(body) <= {"__type", "Message", "message"}
    return body["__type"], body.get("Message", body.get("message"))


async def make_service(make_client: MakeClient, scenario: str = FROZEN) -> Service:
    return Service(await make_client(scenario=scenario))


def assert_fits(shape: Any, value: Any, at: str = "answer") -> None:
    """Fail unless a value is as a shape of Amazon's model says: no unknown member, no wrong type, none missing."""
    kinds: dict[str, Any] = {
        "string": str,
        "boolean": bool,
        "integer": int,
        "long": int,
        "float": float,
        "timestamp": float,
        "list": list,
        "map": dict,
        "structure": dict,
    }
    assert type(value) is kinds[shape.type_name], f"{at}: {value!r}"
    if shape.type_name == "structure":
        unknown, missing = set(value) - set(shape.members), set(shape.required_members) - set(value)
        assert not unknown, f"{at}: {unknown}"
        assert not missing, f"{at}: {missing}"
        for name, member in value.items():
            assert_fits(shape.members[name], member, f"{at}.{name}")
    elif shape.type_name == "list":
        for member in value:
            assert_fits(shape.member, member, at)
    elif shape.type_name == "map":
        for name, member in value.items():
            assert_fits(shape.key, name, at)
            assert_fits(shape.value, member, f"{at}.{name}")
    elif shape.type_name == "string" and shape.enum:
        assert value in shape.enum, at


def epoch(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@cache
def _model() -> Any:
    return botocore.session.get_session().get_service_model("transcribe")
