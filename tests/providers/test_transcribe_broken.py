"""Broken requests: whatever comes, the answer is the service's own and no server error."""

import gzip
import io
import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from aiohttp import ClientResponse
from hypothesis import given, settings
from hypothesis import strategies as st
from yarl import URL

from mockserver.providers.transcribe.requests.model import Shape, input_shape
from mockserver.providers.transcribe.requests.requirements import what_is_unmet
from mockserver.providers.transcribe.requests.rules import RULES
from mockserver.providers.transcribe.requests.validation import BrokenConstraints, WrongType, validate
from tests.conftest import Client, MakeClient
from tests.providers.transcribe_samples import BEGINNINGS, SAMPLES
from tests.providers.transcribe_support import COMPLETED, make_service, signed, target

_OPERATIONS = tuple(SAMPLES)
_ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**300,
    1e308,
    1.5,
    "",
    " ",
    "x" * 10_000,
    "\x00",
    "a\r\nX-Injected: 1",
    "\N{GRINNING FACE}",
    "\u202e../..",
    [],
    [None],
    [[[]]],
    ["a"] * 500,
    {},
    {"": ""},
    {"a": {"b": {"c": []}}},
    [{}],
)
_ODD_BODIES = (
    b"",
    b" ",
    b"null",
    b"[]",
    b"1",
    b'"text"',
    b"true",
    b"{",
    b"}{",
    b"{]",
    b"{'a': 1}",
    b'{"a": NaN}',
    b'{"a": 1e999}',
    b'{"TranscriptionJobName": "\\ud800"}',
    b'{"TranscriptionJobName": "\xff\xfe"}',
    '{"TranscriptionJobName": "é"}'.encode("utf-16"),
    "{}".encode("utf-32"),
    b"\x00" * 100,
    b"[" * 100_000,
    b'{"a":' * 5_000,
    b'{"MaxResults": ' + b"9" * 5_000 + b"}",
    gzip.compress(b"{}"),
    b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
    b"a=1&b=2",
    json.dumps({"Tags": [{"Key": "a", "Value": "b", "x": [[[[[]]]]]}] * 300}).encode(),
    b'{"Tags": [{"Key": "a", "x": ' + b"[" * 900 + b"]" * 900 + b"}]}",
)
_ODD_HEADERS: tuple[dict[str, str], ...] = (
    {"Content-Type": "multipart/form-data; boundary=x"},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": "text/xml; charset=nonsense"},
    {"Content-Type": ";;;"},
    {"X-Amz-Target": ""},
    {"X-Amz-Target": "."},
    {"X-Amz-Target": "Transcribe.."},
    {"X-Amz-Target": "é" * 100},
    {"X-Amz-Target": "x" * 5_000},
    {"Authorization": "AWS4-HMAC-SHA256 ,,,===,"},
    {"Authorization": "AWS4-HMAC-SHA256 Credential=////, SignedHeaders=, Signature="},
    {"Authorization": "AWS4-HMAC-SHA256 Credential=é/20180505/us-east-1/x/aws4_request, SignedHeaders=a, Signature=b"},
    {
        "Authorization": "AWS4-HMAC-SHA256 Credential=ws-/20180505/us-east-1/x/aws4_request, SignedHeaders=a, Signature=b"
    },
    {"Authorization": "Basic " + "x" * 4_000},
    {"X-Amz-Date": "yesterday"},
    {"X-Amz-Security-Token": "é"},
)
_ODD_KEYS = (
    "",
    "/",
    "//",
    "..",
    "../../etc/passwd",
    "%2e%2e/%2e%2e/x",
    "%00",
    "%ff%fe",
    "%zz",
    "a%2Fb",
    "a" * 3_000,
    "111122223333/job/x/asrOutput.json",
    "111122223333/job/x/asrOutput.json/more",
    "%C3%A9",
    "%ED%A0%80",
    "<&>\"'",
    "a?X-Amz-Signature=%00",
    "a?X-Amz-Signature=%ED%A0%80&X-Amz-Date=%ff",
    "a?X-Amz-Expires=-1&X-Amz-Signature=&X-Amz-Date=x",
    "a?X-Amz-Signature=a&X-Amz-Signature=b&X-Amz-Credential=%ff/1/2",
    "a?X-Amz-Credential=ws-%ff/20180505/us-east-1/s3/aws4_request",
)


async def _assert_own_answer(response: ClientResponse) -> None:
    text = await response.text()
    assert response.status < 500, text
    if response.content_type == "application/problem+json":  # the credential names a workspace that there can't be
        assert "can't be a workspace's name" in text
        return
    assert response.headers["x-amzn-RequestId"]
    assert response.headers["Content-Type"] == "application/x-amz-json-1.1"
    if response.status >= 400:
        body = json.loads(text)
        assert response.headers["x-amzn-ErrorType"] == body["__type"]
        assert set(body) <= {"__type", "Message", "message"}


async def _post(client: Client, operation: str, body: bytes, headers: dict[str, str] | None = None) -> None:
    merged = target(operation) | signed() | (headers or {})
    await _assert_own_answer(await client.post("/", data=body, headers=merged))


def _paths(shape: Shape, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the ways to all values of a request: names of members, and 0 for what a list holds."""
    for name, member in shape.members.items():
        yield (*path, name)
        yield from _paths(member, (*path, name))
    if shape.element is not None:
        step: Any = "en-US" if shape.type == "map" else 0
        yield (*path, step)
        yield from _paths(shape.element, (*path, step))


def _with_value(request: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    step, *rest = path
    if step == 0:
        return [_with_value({}, tuple(rest), value)]
    inner = request.get(step, {}) if isinstance(request, dict) else {}
    return {**(request if isinstance(request, dict) else {}), step: _with_value(inner, tuple(rest), value)}


@pytest.mark.parametrize("operation", _OPERATIONS)
async def test_odd_values_in_every_place(make_client: MakeClient, operation: str) -> None:
    service = await make_service(make_client, COMPLETED)
    name = next((member for member in SAMPLES[operation] if member.endswith("Name")), "NextToken")
    paths = list(_paths(input_shape(operation)))
    # Every place sees some of the values, and every value comes to some places.
    for number, path in enumerate(paths):
        for value in _ODD_VALUES[number % 3 :: 3] if len(paths) > 10 else _ODD_VALUES:
            request = _with_value(SAMPLES[operation] | {name: f"name-{number}"}, path, value)
            await _post(service.client, operation, json.dumps(request).encode())


@pytest.mark.parametrize("operation", _OPERATIONS)
@pytest.mark.parametrize("encoding", [None, "gzip", "nonsense"])
async def test_odd_bodies(make_client: MakeClient, operation: str, encoding: str | None) -> None:
    service = await make_service(make_client, COMPLETED)
    headers = {} if encoding is None else {"Content-Encoding": encoding}
    for body in _ODD_BODIES:
        await _post(service.client, operation, body, headers)


async def test_odd_headers(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    for headers in _ODD_HEADERS:
        await _post(service.client, "GetTranscriptionJob", b'{"TranscriptionJobName": "a"}', headers)


async def test_a_body_that_is_too_large(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    body = io.BytesIO(b'{"a": "' + b"x" * (5 * 1024**2) + b'"}')
    response = await service.client.post("/", data=body, headers=target("GetTranscriptionJob") | signed())
    assert response.status == 413
    await _assert_own_answer(response)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "MKCOL"])
async def test_odd_methods(make_client: MakeClient, method: str) -> None:
    service = await make_service(make_client, COMPLETED)
    for path in ("/", "/transcribe", "/transcribe/a/b"):
        response = await service.client.request(method, path, headers=target("GetTranscriptionJob") | signed())
        assert response.status == 405
        await _assert_own_answer(response)


@pytest.mark.parametrize(
    "bucket", ["s3/bucket", "s3/aws-transcribe--prod", "aws-transcribe-us-east-1-prod", "my-bucket"]
)
async def test_odd_keys(make_client: MakeClient, bucket: str) -> None:
    service = await make_service(make_client, COMPLETED)
    await service.start(OutputBucketName="my-bucket")
    base = str(service.client.make_url("/"))
    for key in _ODD_KEYS:
        response = await service.client.session.get(URL(f"{base}{bucket}/{key}", encoded=True))
        if response.status == 200:  # A bucket without a key is a list of its objects.
            assert not key.strip("/")
            continue
        assert 400 <= response.status < 500, key
        if response.headers["Content-Type"] == "application/xml":
            assert ElementTree.fromstring(await response.text()).findtext("Code")
        else:  # A bucket without a key is no address that is known, and `ws-%ff` no workspace that there can be.
            assert not key.strip("/") or "can't be a workspace's name" in await response.text()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=10,
)


@pytest.mark.parametrize("operation", BEGINNINGS)
async def test_anything_is_read_or_refused(operation: str) -> None:
    shape = input_shape(operation)
    members = st.dictionaries(st.sampled_from(sorted(shape.members)), _JSON, max_size=4)

    @settings(max_examples=100, deadline=None, derandomize=True, database=None)
    @given(members)
    def check(request: dict[str, Any]) -> None:
        try:
            read = validate(shape, BEGINNINGS[operation] | request)
        except (WrongType, BrokenConstraints):
            return
        message = what_is_unmet(RULES[operation], read)
        assert message is None or message.endswith(".")

    check()
