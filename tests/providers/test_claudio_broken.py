"""However broken a request is, the answer is Claudio's own, below 500, and the server goes on (DESIGN §9)."""

import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from yarl import URL

from mockserver.providers.claudio import Claudio
from mockserver.providers.claudio.models import Submission, sentence
from tests.conftest import Client, MakeClient
from tests.providers.claudio_client import CREDENTIALS, DOCUMENT, DONE, MEDIA, ClaudioClient, Reply

JSON_CALLS = ["/jobs/submit", "/jobs", "/jobs/x/poll", "/jobs/x/details"]
UPLOADS = ["/upload/audio", "/upload/document"]
FORM = "multipart/form-data; boundary=b"

# Each for every call that reads JSON.
BODIES = [
    b"",
    b"null",
    b"[]",
    b"0",
    b'"key"',
    b"{",
    b"{]",
    b"{'key': 'k'}",
    b"\xff\xfe\x00",
    b"\x00" * 1000,
    b'{"key": "\xff"}',
    b'{"key": "\\ud800", "secret": "s"}',
    b'{"key": NaN, "secret": Infinity}',
    b'{"key": 1e999, "secret": 1}',
    b'{"key": ' + b"9" * 5000 + b"}",
    b"[" * 100_000,
    b'{"key": {"key": "k"}, "secret": ["s"]}',
    b'{"key": "k", "key": "l", "secret": "s", "secret": null}',
    b'\xef\xbb\xbf{"key": "k", "secret": "s"}',
    b'{"key": "k", "secret": "s"}{"key": "k"}',
    '{"key": "k", "secret": "s"}'.encode("utf-16"),
    b"key=k&secret=s",
    b"x" * (5 * 1024 * 1024),
]
ODD: list[Any] = [None, True, -1, 10**400, "", "\x00", "x" * 100_000, "\n", [], [[]], [None], {}, {"a": {}}, [{}] * 3]
ODD_FIELDS = ["is_raw", "form_id", "profile_id", "profile_name", "job_name", "job_data", "audio_files", "attachments"]
ODD_PARTS = ["audio_filename", "audio_location", "audio_start", "audio_end"]
FORMS = [
    (FORM, b""),
    (FORM, b"--b--\r\n"),
    (FORM, b"--b\r\n\r\nx\r\n--b--"),
    (FORM, b'--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nk'),
    (FORM, b'--b\r\nContent-Disposition: form-data; name="key"\r\n\r\n\xff\r\n--b--\r\n'),
    (
        FORM,
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\nContent-Type: \xff\r\n\r\nx\r\n--b--\r\n',
    ),
    (FORM, b"--b\r\nContent-Disposition: nonsense\r\n\r\nx\r\n--b--\r\n"),
    (FORM, b"--b\r\nNo header\r\n\r\nx\r\n--b--\r\n"),
    (FORM, b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\n--c--\r\n--b--\r\n"),
    (
        FORM,
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--b--\r\n",
    ),
    (FORM, b'--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nk\r\n' * 100 + b"--b--\r\n"),
    (FORM, b'--b\r\nContent-Disposition: form-data; name="key"\r\n\r\n' + b"k" * 3_000_000 + b"\r\n--b--\r\n"),
    ("multipart/form-data", b"--b\r\n\r\n--b--"),
    ("multipart/mixed; boundary=b", b"--b\r\n\r\nx\r\n--b--\r\n"),
    ("multipart/", b"x"),
    ("application/json", b'{"key": "k", "secret": "s"}'),
    ("nonsense", b"x"),
]
FILE_NAMES = ["\xff", "\\", '\\"', "a" * 7000, "..", "%00", "%", "\udcff", "a;b=c", "💿", "con.wav", "."]
PATHS = [
    *(
        f"/jobs/{name}/{call}"
        for call in ("poll", "details")
        for name in ("%00", "%ff", "..%2f..", "%", "a" * 4000, "%0d")
    ),
    *(f"/claudio/files/{name}/x" for name in ("%00", "%ff", "..%2f..", "%2e%2e", "%", "a" * 4000)),
    *(f"/claudio/files/x/{key}/y" for key in ("", "%00", "audio-0", "fields", "audio--1", "audio-" + "9" * 500)),
    "/claudio/files/x/audio-0/y?signature=1&signature=2",
    "/claudio/files/x/audio-0/y?signature=%ff%00",
    "/claudio/files/x/audio-0/y?signature=" + "9" * 4000,
]


def _assert_own(reply: Reply) -> None:
    """The answer is an error, in the shape that Claudio's errors have."""
    assert 400 <= reply.status < 500
    assert list(reply.json) == ["success", "msg"]
    assert reply.json["success"] is False
    assert reply.json["msg"].startswith("ERROR: ")


@pytest.fixture
async def http(make_client: MakeClient) -> Client:
    return await make_client(Claudio(), scenario=DONE)


@pytest.mark.parametrize("path", JSON_CALLS)
@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:24]))
async def test_broken_bodies(http: Client, path: str, body: bytes) -> None:
    _assert_own(await Reply.of(await http.post(path, data=io.BytesIO(body))))


@pytest.mark.parametrize("headers", [{"Content-Type": kind} for kind in ("x", "text/html; charset=none", FORM)])
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "none"])
async def test_odd_encodings(http: Client, headers: dict[str, str], encoding: str) -> None:
    headers = {**headers, "Content-Encoding": encoding}

    _assert_own(await Reply.of(await http.post("/jobs/x/poll", data=b"\x1f\x8b broken", headers=headers)))


@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:24])
@pytest.mark.parametrize("field", ODD_FIELDS)
async def test_odd_values_at_the_top(http: Client, field: str, value: Any) -> None:
    await _submit_and_look(http, {"audio_files": [MEDIA], field: value})


@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:24])
@pytest.mark.parametrize("field", ODD_PARTS)
async def test_odd_values_of_audio_files(http: Client, field: str, value: Any) -> None:
    await _submit_and_look(http, {"audio_files": [{**MEDIA, field: value}]})


@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:24])
@pytest.mark.parametrize("field", ["key", "ui_label", "input_value"])
async def test_odd_values_of_form_fields(http: Client, field: str, value: Any) -> None:
    job_data = [{"key": "name", "input_value": "", field: value}]

    await _submit_and_look(http, {"audio_files": [MEDIA], "attachments": [DOCUMENT], "job_data": job_data})


@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:24])
@pytest.mark.parametrize("field", ["filename", "location", "doc_type"])
async def test_odd_values_of_attachments(http: Client, field: str, value: Any) -> None:
    await _submit_and_look(http, {"audio_files": [MEDIA], "attachments": [{**DOCUMENT, field: value}]})


@pytest.mark.parametrize("path", UPLOADS)
@pytest.mark.parametrize(("content_type", "body"), FORMS)
async def test_broken_forms(http: Client, path: str, content_type: str, body: bytes) -> None:
    _assert_own(await Reply.of(await http.post(path, data=io.BytesIO(body), headers={"Content-Type": content_type})))


@pytest.mark.parametrize("name", FILE_NAMES, ids=lambda name: ascii(name)[:24])
async def test_odd_names_of_uploads(http: Client, name: str) -> None:
    fields = "".join(f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\nv\r\n' for k in CREDENTIALS)
    head = f'--b\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\nabc\r\n--b--\r\n'
    body = (fields + head).encode("utf-8", "surrogateescape")

    reply = await Reply.of(await http.post("/upload/audio", data=body, headers={"Content-Type": FORM}))

    if reply.status != 200:
        _assert_own(reply)
        return
    client = ClaudioClient(http, {"key": "v", "secret": "v"})
    assert (await client.download(reply.json["audio_url"])).body == b"abc"
    await _submit_and_look(http, {"audio_files": [{"audio_location": reply.json["audio_url"]}]})


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:48])
async def test_odd_paths(http: Client, path: str) -> None:
    url = URL(str(http.make_url("/")).rstrip("/") + path, encoded=True)
    method = "GET" if "files" in path else "POST"
    reply = await Reply.of(await http.session.request(method, url, json=CREDENTIALS))

    if reply.headers["Content-Type"] != "application/problem+json":
        _assert_own(reply)
    assert 400 <= reply.status < 500


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", [*JSON_CALLS, *UPLOADS, "/claudio/files/a/b", "/claudio/files/a/b/c"])
async def test_odd_methods(http: Client, method: str, path: str) -> None:
    reply = await Reply.of(await http.request(method, path, json=CREDENTIALS))

    _assert_own(reply)
    assert reply.status in (400, 405)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
_SUBMISSIONS = st.fixed_dictionaries(
    {"audio_files": st.just([MEDIA]) | st.lists(st.dictionaries(st.sampled_from(ODD_PARTS), _JSON))},
    optional={field: _JSON for field in ODD_FIELDS if field != "audio_files"},
)


@settings(
    max_examples=150,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(_SUBMISSIONS, min_size=1, max_size=3))
def test_submissions_of_any_kind_are_refused_or_seen_through(submissions: list[dict[str, Any]]) -> None:
    for submission in submissions:
        try:
            Submission.model_validate(json.loads(json.dumps(submission)))
        except ValidationError as error:
            said = sentence(error)
            assert said.split("[")[0].split(".")[0].split(" ")[0] in ODD_FIELDS
            assert said.endswith(".")


async def _submit_and_look(http: Client, submission: dict[str, Any]) -> None:
    """Submit; what is taken must then be readable to its last file."""
    client = ClaudioClient(http)
    reply = await client.call("/jobs/submit", **submission)
    if reply.status != 200:
        _assert_own(reply)
        return
    job_id = reply.json["job_reference_id"]
    assert (await client.poll(job_id)).status == 200
    files = (await client.details(job_id)).json["job_data"]["job_files"]
    for file in [*files["input_files"], *files["output_files"]["transcripts"]]:
        assert (await client.download(file["download_url"])).status == 200
