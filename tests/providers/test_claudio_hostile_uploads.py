"""100 uploads that mean no good: a clear answer to each, nothing outside of the store's folder, and memory flat."""

import io
import resource
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from yarl import URL

from mockserver.gateway.operations import MIB
from mockserver.providers.claudio import Claudio
from tests.conftest import Client, MakeClient, world
from tests.providers.claudio_client import CREDENTIALS, DONE, ClaudioClient, Reply

FORM = {"Content-Type": "multipart/form-data; boundary=b"}
FIELDS = b"".join(
    f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for name, value in CREDENTIALS.items()
)
END = b"\r\n--b--\r\n"
SIZES = (0, 1, 65_537)
NAMES = [
    "../../../../etc/passwd",
    "..\\..\\..\\windows\\win.ini",
    "/etc/passwd",
    "C:\\boot.ini",
    "....//....//x",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%c0%af..%c0%afx",
    "~/.ssh/authorized_keys",
    "file:///etc/passwd",
    "a\x00.mp3",
    "a\nb.mp3",
    ".",
    "..",
    "...",
    " ",
    "-rf",
    "$(touch x)",
    "`touch x`;.mp3",
    "| cat",
    "CON",
    "NUL.wav",
    "a" * 255 + ".mp3",
    "a" * 5_000,
    "日本語の録音.mp3",
    "תמלול.wav",
    "ไทย.mp3",
    "🎙️👩🏽‍⚕️.m4a",
    "\u202egpj.exe",
    "\ufeffbom.wav",
    "é" * 300,
]


def _part(name: str, content: bytes, field: str = "f") -> bytes:
    head = f'--b\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
    return head.encode() + content


def _broken() -> Iterator[tuple[str, bytes]]:
    whole = FIELDS + _part("a.mp3", b"abc" * 100) + END
    yield "no file", FIELDS + b"--b--\r\n"
    yield "no name", FIELDS + _part("", b"abc") + END
    yield "two files", FIELDS + _part("a", b"1") + b"\r\n" + _part("b", b"2", "g") + END
    yield "nothing", b""
    yield "no end", whole[: -len(END)]
    yield "no boundary", b"abc" * 1000
    yield "another boundary", whole.replace(b"--b", b"--c")
    yield (
        "nested",
        FIELDS + b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n--b--\r\n",
    )
    yield "a flood of parts", FIELDS + b"".join(_part(f"{i}", b"") + b"\r\n" for i in range(200)) + END
    yield "a flood of headers", FIELDS + b"--b\r\n" + b"X: y\r\n" * 20_000 + b"\r\nabc" + END
    yield "a header without end", FIELDS + b"--b\r\nContent-Disposition: " + b"x" * 100_000
    yield (
        "a field without end",
        FIELDS + b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n' + b"x" * 3_000_000 + END,
    )
    yield "wrong secret", whole.replace(CREDENTIALS["secret"].encode(), b"")
    yield "no key", whole.replace(b'name="key"', b'name="yek"')
    step = max(1, len(whole) // 22)
    for size in range(step, len(whole) - len(END), step):
        yield f"cut after {size} bytes", whole[:size]


BROKEN = dict(_broken())


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All that the server writes goes here."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
async def http(make_client: MakeClient, store: Path) -> Client:
    return await make_client(Claudio(), scenario=DONE)


async def _send(http: Client, body: Any, to: str = "audio") -> Reply:
    return await Reply.of(await http.post(f"/upload/{to}", data=body, headers=FORM))


def _assert_refused(reply: Reply) -> None:
    assert reply.status in (400, 401)
    assert list(reply.json) == ["success", "msg"]
    assert reply.json["msg"].startswith("ERROR: ")
    assert len(reply.json["msg"]) > 20


def _assert_only_kept(http: Client, store: Path) -> None:
    """What lies in the temporary folder is the workspace's own folder, with the files in it that it knows of."""
    kept = {stored.path.resolve() for stored in world(http).files}
    lying = {path.resolve() for path in store.rglob("*") if not path.is_dir()}
    assert lying == kept
    folders = {path.parent for path in kept}
    assert len(folders) <= 1
    assert all(folder.parent == store.resolve() and folder.name.startswith("mockserver-") for folder in folders)


def test_these_are_100_uploads_and_more() -> None:
    assert len(NAMES) * len(SIZES) + len(BROKEN) + 2 >= 100


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:24])
async def test_names_are_only_names(http: Client, store: Path, name: str, size: int) -> None:
    content = bytes(size)

    reply = await _send(http, io.BytesIO(FIELDS + _part(name, content) + END), "document" if size == 1 else "audio")

    if reply.status == 200:
        link = reply.json.get("audio_url") or reply.json["file_url"]
        assert URL(link, encoded=True).raw_path.count("/") == 4
        assert (await ClaudioClient(http).download(link)).body == content
    else:
        _assert_refused(reply)
        assert not list(world(http).files)
    _assert_only_kept(http, store)


@pytest.mark.filterwarnings("ignore:.*:RuntimeWarning")  # aiohttp warns of headers that it can't read
@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
async def test_broken_forms_leave_nothing_behind(http: Client, store: Path, body: bytes) -> None:
    _assert_refused(await _send(http, io.BytesIO(body)))

    assert not list(world(http).files)
    _assert_only_kept(http, store)


async def _sized(size: int) -> AsyncIterator[bytes]:
    yield FIELDS + _part("long.mp3", b"")
    for _ in range(size // MIB):
        yield bytes(MIB)
    yield bytes(size % MIB)
    yield END


async def test_250_mb_are_taken_and_251_are_not_with_memory_flat(http: Client, store: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    taken, refused = [await _send(http, _sized(size * MIB)) for size in (250, 251)]

    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kib < 64 * 1024
    assert taken.status == 200
    assert [stored.size for stored in world(http).files] == [250 * MIB]
    assert (refused.status, refused.json["msg"]) == (400, "ERROR: UploadAudio takes 262144000 bytes at most.")
    _assert_only_kept(http, store)
