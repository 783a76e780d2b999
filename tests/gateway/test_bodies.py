"""Request bodies, well-formed and not."""

import gzip
import io
import json
import tempfile
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import FormData
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.gateway.bodies import MalformedBody, parse_json
from tests.conftest import MakeClient
from tests.gateway.toy import Toy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"{", "at line 1, column 2"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b"[" * 100_000, "nested too deeply"),
        (b'"\\ud800"', "not Unicode text"),
        (b'"\xff"', "not Unicode text"),
        (b"1" * 5000, "digits"),
        (b"a=b&c=d", "at line 1, column 1"),
    ],
)
def test_what_is_no_json_is_told(text: bytes, said: str) -> None:
    with pytest.raises(MalformedBody, match=said):
        parse_json(text)


@given(st.binary())
def test_any_bytes_are_json_or_malformed(text: bytes) -> None:
    try:
        parsed = parse_json(text)
    except MalformedBody:
        return
    assert json.loads(json.dumps(parsed)) == parsed


async def test_a_form_gives_fields_and_files(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    form = FormData()
    form.add_field("options", '{"a": "ü"}')
    form.add_field("media", b"\x00" * 5000, filename="../a b.mp3", content_type="audio/mpeg")
    form.add_field("media", b"x" * 10, filename="b.mp3")
    form.add_field("unnamed", "y", content_type="audio/mpeg")
    said = await (await client.post("/echo", data=form)).json()
    assert said["fields"] == {"options": '{"a": "ü"}'}
    assert said["files"] == {"media": [5000, 10], "unnamed": [1]}


async def test_json_may_come_compressed(make_client: MakeClient) -> None:
    client = await make_client(Toy())
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    answer = await client.post("/echo", data=gzip.compress(b'{"a": 1}'), headers=headers)
    assert (await answer.json())["json"] == {"a": 1}
    bomb = await client.post("/echo", data=gzip.compress(b" " * 10_000_000), headers=headers)
    assert bomb.status == 413
    deflated = headers | {"Content-Encoding": "deflate"}
    assert (await (await client.post("/echo", data=zlib.compress(b"[1]"), headers=deflated)).json())["json"] == [1]


@pytest.mark.parametrize(
    ("encoding", "content_type", "body"),
    [
        ("gzip", "application/json", gzip.compress(b'{"a": 1}', mtime=0)[:-5]),
        ("gzip", "application/json", b"{}"),
        ("deflate", "application/json", b"{}"),
        ("snappy", "application/json", b"{}"),
        ("gzip", "multipart/form-data; boundary=b", gzip.compress(b"--b--\r\n", mtime=0)),
    ],
)
async def test_what_cannot_be_decompressed_is_refused(
    make_client: MakeClient, encoding: str, content_type: str, body: bytes
) -> None:
    client = await make_client(Toy())
    headers = {"Content-Encoding": encoding, "Content-Type": content_type}
    answer = await client.post("/echo", data=body, headers=headers)
    assert answer.status == 400
    assert (await answer.json())["toy_error"] == "malformed_body"


async def test_a_stream_comes_as_it_was_sent(
    make_client: MakeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    client = await make_client(Toy())
    body = gzip.compress(b"x" * 5_000)
    answer = await client.put("/stream", data=body, headers={"Content-Encoding": "gzip"})
    assert await answer.json() == {"size": len(body)}

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1_000

    for data in (io.BytesIO(b"x" * 50_000), endless()):
        refused = await client.put("/stream", data=data)
        assert refused.status == 413
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["/echo", "/form"])
async def test_what_is_too_large_is_told_and_leaves_nothing_behind(
    make_client: MakeClient, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    client = await make_client(Toy())
    answer = await client.post(path, data={"media": io.BytesIO(b"x" * 50_000)})
    assert answer.status == 413
    assert (await answer.json())["said"] == f"{path[1:].title()} takes 8192 bytes at most."
    assert list(tmp_path.iterdir()) == []


BOUNDARY = "multipart/form-data; boundary=b"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--b\r\n\r\nx\r\n--b--"),
        (BOUNDARY, b""),
        (BOUNDARY, b"no boundary at all"),
        (BOUNDARY, b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx'),
        (BOUNDARY, b"--b\r\n\r\nno name\r\n--b--\r\n"),
        (BOUNDARY, b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\xfe\r\n--b--\r\n'),
        (BOUNDARY, b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\n--c--\r\n--b--\r\n"),
        (
            BOUNDARY,
            b"".join(b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' for _ in range(70)) + b"--b--",
        ),
        ("multipart/form-data; boundary=" + "b" * 100, b"--" + b"b" * 100 + b"--\r\n"),
        ("application/json", b"{}"),
        ("text/plain; charset=nonsense", b"x"),
    ],
)
async def test_broken_forms_are_refused(make_client: MakeClient, content_type: str, body: bytes) -> None:
    client = await make_client(Toy())
    answer = await client.post("/form", data=body, headers={"Content-Type": content_type})
    assert answer.status in (200, 400)
    if answer.status == 400:
        assert (await answer.json())["toy_error"] == "malformed_body"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5, deadline=None)
@given(st.binary(max_size=200))
async def test_no_form_breaks_the_server(make_client: MakeClient, body: bytes) -> None:
    client = await make_client(Toy())
    answer = await client.post("/form", data=b"--b\r\n" + body, headers={"Content-Type": BOUNDARY})
    assert answer.status in (200, 400)
