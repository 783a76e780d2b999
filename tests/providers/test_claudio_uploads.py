"""UploadAudio and UploadDocument (claudio.md "Upload Audio", "Upload Documents")."""

from dataclasses import replace
from typing import Any

import pytest
from aiohttp import FormData

from mockserver.gateway.operations import KIB, MIB
from mockserver.providers.claudio import Claudio, errors, uploads
from mockserver.providers.claudio.errors import FILE_LIMIT
from tests.conftest import MakeClient, world
from tests.providers.claudio_client import CREDENTIALS, DONE, ClaudioClient, Reply


@pytest.fixture
async def client(make_client: MakeClient) -> ClaudioClient:
    return ClaudioClient(await make_client(Claudio(), scenario=DONE))


@pytest.mark.parametrize(("to", "what", "key"), [("audio", "Audio", "audio_url"), ("document", "Document", "file_url")])
async def test_upload_is_answered_as_printed_and_downloads_again(
    client: ClaudioClient, to: str, what: str, key: str
) -> None:
    content = bytes(range(256)) * 1000

    reply = await client.upload(content, "a b.bin", "audio/x-own", to=to)

    assert reply.status == 200
    assert list(reply.json) == ["msg", key, "return"]
    assert reply.json["msg"] == f"SUCCESS: {what} `a b.bin` uploaded. "
    assert reply.json["return"] == f"msg,{key}"
    download = await client.download(reply.json[key])
    assert (download.status, download.body) == (200, content)
    assert download.headers["Content-Type"] == "audio/x-own"
    part = await client.download(reply.json[key], headers={"Range": "bytes=10-19"})
    assert (part.status, part.body) == (206, content[10:20])


@pytest.mark.parametrize("field", ["file", "audio", "audio_file", "0"])
async def test_field_of_the_file_may_have_any_name(client: ClaudioClient, field: str) -> None:
    assert (await client.upload(b"abc", "a.mp3", field=field)).status == 200


@pytest.mark.parametrize(
    ("name", "sent", "served"),
    [
        ("a.mp3", None, "audio/mpeg"),
        ("a.MP4", "application/octet-stream", "video/mp4"),
        ("a.pdf", "application/x-mine; v=1", "application/x-mine; v=1"),
        ("a.wav", "nonsense", "audio/wav"),
        ("a.wav", "audio/\udc80", "audio/wav"),
        ("a", None, "application/octet-stream"),
    ],
)
async def test_content_type_is_as_uploaded_or_else_by_name(
    client: ClaudioClient, name: str, sent: str | None, served: str
) -> None:
    head = f'--b\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n'
    kind = f"Content-Type: {sent}\r\n" if sent else ""
    fields = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in CREDENTIALS.items()
    )
    body = f"{fields}{head}{kind}\r\nabc\r\n--b--\r\n".encode("utf-8", "surrogateescape")
    headers = {"Content-Type": "multipart/form-data; boundary=b"}

    reply = await Reply.of(await client.http.post("/upload/audio", data=body, headers=headers))

    assert reply.status == 200
    assert (await client.download(reply.json["audio_url"])).headers["Content-Type"] == served


@pytest.mark.parametrize("files", [[], [("", b"")], [("a.mp3", b"1"), ("b.mp3", b"2")]])
async def test_form_must_have_one_file(client: ClaudioClient, files: list[tuple[str, bytes]]) -> None:
    form = FormData(CREDENTIALS, default_to_multipart=True)
    for name, content in files:
        form.add_field("file", content, filename=name)

    reply = await Reply.of(await client.http.post("/upload/audio", data=form))

    assert reply.status == 400
    assert reply.json["msg"].startswith("ERROR: The form must have one file, with a file name")
    assert len(world(client.http).files) == 0


def test_uploads_may_have_250_mb_beside_the_other_fields() -> None:
    limits = {operation.name: operation.body_limit for operation in Claudio.operations}

    assert FILE_LIMIT == 250 * MIB
    assert limits["UploadAudio"] == limits["UploadDocument"] == FILE_LIMIT + 64 * KIB


@pytest.mark.parametrize("to", ["audio", "document"])
@pytest.mark.parametrize("size", [1001, 5000])
async def test_upload_that_is_too_large_gets_a_clear_400(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch, to: str, size: int
) -> None:
    class Narrow(Claudio):
        operations = tuple(replace(operation, body_limit=2000) for operation in Claudio.operations)

    for module in (errors, uploads):
        monkeypatch.setattr(module, "FILE_LIMIT", 1000)
    http = await make_client(Narrow(), scenario=DONE)
    client = ClaudioClient(http)

    assert (await client.upload(bytes(1000), "fits.mp3", to=to)).status == 200
    reply = await client.upload(bytes(size), "long.mp3", to=to)

    assert reply.status == 400
    operation = f"Upload{to.title()}"
    assert reply.json == {"success": False, "msg": f"ERROR: {operation} takes 1000 bytes at most."}
    assert len(world(http).files) == 1


@pytest.mark.parametrize("body", [b'{"key": "k", "secret": "s"}', b"key=k&secret=s", b"\x00\xff" * 1000])
async def test_what_is_no_form_gets_a_clear_400(client: ClaudioClient, body: bytes) -> None:
    reply = await Reply.of(await client.http.post("/upload/audio", data=body))

    assert (reply.status, reply.json) == (400, {"success": False, "msg": "ERROR: It isn't a multipart form."})


async def test_full_workspace_is_503_in_claudios_shape(client: ClaudioClient, monkeypatch: pytest.MonkeyPatch) -> None:
    limits: Any = world(client.http).files._limits
    monkeypatch.setattr(world(client.http).files, "_limits", limits._replace(files=1))

    await client.upload(b"abc", "a.mp3")
    reply = await client.upload(b"abc", "b.mp3")

    assert (reply.status, reply.json) == (503, {"success": False, "msg": "ERROR: Service Unavailable."})
