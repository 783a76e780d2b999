"""Broken requests: none is answered with 500, and every error has Rev.ai's shape (DESIGN §9)."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yarl import URL

from mockserver.providers.revai.speech.options import JobOptions, V1JobOptions
from mockserver.providers.revai.validation import InvalidParameters, read_options
from tests.conftest import MakeClient, world
from tests.providers.revai_client import DONE, MEDIA_URL, V1, V1BETA, Reply, RevAiClient, connect

ROOTS = [V1, V1BETA]
JSON = {"Content-Type": "application/json"}

ODD_VALUES: list[object] = [
    0,
    -1,
    10**40,
    1.5,
    True,
    "",
    "x",
    "\x00",
    "a\r\nb: c",
    "\U0001f600" * 300,
    "9" * 5000,
    [],
    [None],
    [[]],
    [{}],
    {},
    {"": None},
    {"url": 1},
    {"url": "http://[", "auth_headers": []},
]
NAMES = [
    "media_url",
    "source_config",
    "callback_url",
    "notification_config",
    "metadata",
    "delete_after_seconds",
    "transcriber",
    "skip_diarization",
    "segments_to_transcribe",
    "speaker_names",
    "speakers_count",
    "custom_vocabularies",
    "custom_vocabulary_id",
    "summarization_config",
    "translation_config",
    "language",
]

BROKEN_JSON = [
    b"{",
    b"}",
    b"nothing",
    b"\xff\xfe",
    b"\x00",
    b'"\\ud800"',
    b'{"media_url": "\\udfff"}',
    b'{"delete_after_seconds": 1e999}',
    b'{"delete_after_seconds": NaN}',
    b'{"delete_after_seconds": ' + b"9" * 6000 + b"}",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    '{"media_url": "http://ä"}'.encode("latin-1"),
    b"[]",
    b"3",
    b'"text"',
    b"null",
    b"true",
    b"",
    b"   ",
]

BOUNDARY = "multipart/form-data; boundary=b"
MEDIA_PART = b'--b\r\nContent-Disposition: form-data; name="media"; filename="a.mp3"\r\n\r\nsound\r\n'
OPTIONS_PART = b'--b\r\nContent-Disposition: form-data; name="options"\r\n\r\n%s\r\n'
BROKEN_FORMS = [
    (b"", BOUNDARY),
    (b"no form", BOUNDARY),
    (MEDIA_PART, "multipart/form-data"),
    (MEDIA_PART, "multipart/form-data; boundary="),
    (MEDIA_PART, "multipart/form-data; boundary=" + "b" * 100),
    (MEDIA_PART, "multipart/form-data; boundary=other"),
    (MEDIA_PART, BOUNDARY),
    (b"--b--\r\n", BOUNDARY),
    (b"--b\r\n\r\nnameless\r\n--b--\r\n", BOUNDARY),
    (b'--b\r\nContent-Disposition: form-data; name="media"\r\n\r\ntext\r\n--b--\r\n', BOUNDARY),
    (b'--b\r\nContent-Disposition: form-data; name=""\r\n\r\ntext\r\n--b--\r\n', BOUNDARY),
    (b"--b\r\nbroken header\r\n\r\ntext\r\n--b--\r\n", BOUNDARY),
    (b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c--\r\n--b--\r\n", BOUNDARY),
    (MEDIA_PART + OPTIONS_PART % b"{" + b"--b--\r\n", BOUNDARY),
    (MEDIA_PART + OPTIONS_PART % b"[1]" + b"--b--\r\n", BOUNDARY),
    (MEDIA_PART + OPTIONS_PART % b"\xff\xfe" + b"--b--\r\n", BOUNDARY),
    (MEDIA_PART + OPTIONS_PART % b'{"metadata": 1}' + b"--b--\r\n", BOUNDARY),
    (OPTIONS_PART % b"{}" * 70 + b"--b--\r\n", BOUNDARY),
    (MEDIA_PART.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: odd\r\n\r\n") + b"--b--\r\n", BOUNDARY),
]


def check(reply: Reply, root: str = V1) -> None:
    """Assert that an answer is no 500, and that an error is one in Rev.ai's words."""
    assert reply.status < 500, reply.text
    if reply.status >= 400:
        assert reply.content_type == "application/problem+json"
        assert isinstance(reply.json, dict)
        assert reply.json["title"]
        assert reply.json.get("status") == (reply.status if root == V1 else None)


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("name", NAMES)
async def test_odd_values(make_client: MakeClient, root: str, name: str) -> None:
    client = await connect(make_client, DONE, root)
    for value in ODD_VALUES:
        check(await client.call("POST", "/jobs", json={"media_url": MEDIA_URL, name: value}), root)
        if name != "media_url":
            options: Any = {name: value}
            check(await client.upload(**options), root)
    jobs = await client.jobs()
    check(jobs, root)
    for job in jobs.json:
        check(await client.transcript(job["id"], "text/plain"), root)


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("body", BROKEN_JSON, ids=range(len(BROKEN_JSON)))
async def test_broken_json(make_client: MakeClient, root: str, body: bytes) -> None:
    client = await connect(make_client, root=root)
    reply = await client.call("POST", "/jobs", data=body, headers=JSON)
    check(reply, root)
    assert reply.status == 400


@pytest.mark.parametrize(("body", "content_type"), BROKEN_FORMS, ids=range(len(BROKEN_FORMS)))
async def test_broken_forms(make_client: MakeClient, body: bytes, content_type: str) -> None:
    client = await connect(make_client)
    reply = await client.call("POST", "/jobs", data=body, headers={"Content-Type": content_type})
    check(reply)
    assert reply.status in (200, 400, 413)
    assert len(world(client.http).files) == (1 if reply.status == 200 else 0)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "odd", "identity"])
async def test_odd_encodings(make_client: MakeClient, encoding: str) -> None:
    client = await connect(make_client)
    # aiohttp's client would compress by itself, so the request is written by hand.
    body = json.dumps({"media_url": MEDIA_URL}).encode()
    head = f"POST {V1}/jobs HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\n"
    head += f"Content-Encoding: {encoding}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", client.http.port)
    writer.write(head.encode() + body)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    status = int(answer.split(b" ", 2)[1])
    assert status in (200, 400, 415)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "HEAD", "DELETE", "POST", "GET"])
@pytest.mark.parametrize("path", ["/jobs", "/jobs/x", "/jobs/x/transcript", "/account"])
async def test_odd_methods(make_client: MakeClient, method: str, path: str) -> None:
    client = await connect(make_client)
    reply = await client.call(method, path)
    if method == "HEAD":
        assert reply.status < 500
        assert reply.text == ""
    else:
        check(reply)


@pytest.mark.parametrize(
    "job_id",
    ["%00", "%ff", "%F0%9F%98%80", "..%2f..%2fetc", "%0b%09", "a" * 4000, "%25", "%zz", "1;2", "*", "%ed%a0%80"],
)
async def test_odd_ids(make_client: MakeClient, job_id: str) -> None:
    client = await connect(make_client)
    for method, path in ("GET", ""), ("DELETE", ""), ("GET", "/transcript"):
        answer = await raw(client, method, f"{V1}/jobs/{job_id}{path}")
        assert answer.status == 404
        assert (await answer.json(content_type=None))["title"] == "could not find job"


async def raw(client: RevAiClient, method: str, target: str) -> Any:
    """Send a request to a target as it is written, without having it tidied."""
    url = URL(f"http://127.0.0.1:{client.http.port}{target}", encoded=True)
    return await client.http.session.request(method, url, headers=client.headers)


@pytest.mark.parametrize(
    "query",
    [
        "limit=abc",
        "limit=1e3",
        "limit=" + "9" * 4000,
        "limit=%00",
        "limit=%ff",
        "limit=1&limit=x",
        "limit[]=1",
        "limit=-0",
        "limit=+1",
        "starting_after=%ff",
        "starting_after=%ed%a0%80",
        "starting_after=" + "a" * 4000,
        "starting_after=a&starting_after=b",
        "&&&=&",
        "limit",
        "%",
    ],
)
@pytest.mark.parametrize("path", ["/jobs", "/account", "/jobs/x", "/jobs/x/transcript"])
async def test_odd_queries(make_client: MakeClient, path: str, query: str) -> None:
    client = await connect(make_client)
    answer = await raw(client, "GET", f"{V1}{path}?{query}")
    assert answer.status in (200, 400, 404)


OUTPUTS = [
    "transcript",
    "captions",
    "transcript/summary",
    "transcript/translation/es",
    "captions/translation/es",
    "transcript/translation/%ff",
    "captions/translation/" + "a" * 4000,
]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "speaker_channel=%ff",
        "speaker_channel=1&speaker_channel=x",
        "speaker_channel=" + "9" * 4000,
        "speaker_channel=%D9%A1",
        "group_channels_by=%ff",
        "group_channels_by=.",
        "group_channels_by=" + "word" * 1000,
        "group_channels_threshold_ms=%D9%A1",
        "group_channels_threshold_ms=" + "9" * 18 + "&group_channels_by=word",
    ],
)
@pytest.mark.parametrize("channels", [None, 2])
async def test_odd_requests_for_outputs(make_client: MakeClient, channels: int | None, query: str) -> None:
    client = await connect(make_client, DONE)
    job_id = await client.submitted(
        speaker_channels_count=channels,
        summarization_config={},
        translation_config={"target_languages": [{"language": "es"}]},
        transcriber="human",
        speaker_names=["\x0b\u202e"],
        segments_to_transcribe=[{"start": 0, "end": 1e308}],
        custom_vocabularies=[{"phrases": ["\x0ba", "<a>"]}],
    )
    for output in OUTPUTS:
        answer = await raw(client, "GET", f"{V1}/jobs/{job_id}/{output}?{query}")
        check(await Reply.of(answer))


@pytest.mark.parametrize(
    "header",
    [
        b"Authorization: Bearer \xff\xfe",
        b"Authorization: Bearer t\xc3\xa4st",
        b"Authorization: \xff",
        b"Authorization: Bearer " + b"t" * 4000,
        b"Authorization: Bearer [!]*",
        b"Authorization: Bearer t\r\nAccept: \xff\xfe",
        b"Authorization: Bearer t\r\nAccept: ,,;q=;,",
        b"Authorization: Bearer t\r\nAccept: " + b"a/b," * 1000,
        b"Authorization: Bearer t\r\nAuthorization: Bearer u",
    ],
)
async def test_odd_headers(make_client: MakeClient, header: bytes) -> None:
    client = await connect(make_client, DONE)
    job_id = await client.submitted()
    reader, writer = await asyncio.open_connection("127.0.0.1", client.http.port)
    target = f"GET {V1}/jobs/{job_id}/transcript HTTP/1.1\r\nHost: h\r\nConnection: close\r\n".encode()
    writer.write(target + header + b"\r\n\r\n")
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    status = int(answer.split(b" ", 2)[1])
    assert status in (200, 400, 401, 406)
    assert status == 200 or b"application/problem+json" in answer


@pytest.mark.parametrize(
    "filename", [b"", b"\xff\xfe", b"../../etc/passwd", b"a" * 3000, b"..", b"/", b"\\", b'%22;"', b"a\x00b", b"CON"]
)
async def test_odd_file_names(make_client: MakeClient, filename: bytes) -> None:
    client = await connect(make_client)
    body = MEDIA_PART.replace(b"a.mp3", filename) + b"--b--\r\n"
    reply = await client.call("POST", "/jobs", data=body, headers={"Content-Type": BOUNDARY})
    check(reply)
    check(await client.jobs())


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*NAMES, "url", "phrases"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("model", [JobOptions, V1JobOptions])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.dictionaries(st.sampled_from([*V1JobOptions.model_fields]), JSON_VALUES, max_size=6))
def test_options_are_right_or_wrong_and_nothing_else(model: type[JobOptions], data: dict[str, object]) -> None:
    try:
        found: dict[str, Any] = read_options(model, data).model_dump()
    except InvalidParameters as error:
        found = error.parameters
    assert found
    json.dumps(found, allow_nan=False)
