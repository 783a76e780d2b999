"""What is shown of credentials."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.masking import masked, masked_body, masked_header, masked_target, masked_text, masked_unreadable
from tests.conftest import MakeClient
from tests.control.conftest import TOKEN, Control, submit

SECRET = "s3cret-Value"


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        ("Bearer good-token", "Bearer good***"),
        ("Bearer abcd", "Bearer ***"),
        ("abcdefghi", "***"),
        ("abcdefghij", "abcd***"),
        ("", "***"),
    ],
)
def test_as_much_is_shown_as_tells_it_from_others(secret: str, shown: str) -> None:
    assert masked(secret) == shown


def test_headers() -> None:
    assert masked_header("authorization", "Basic dXNlcjpwYXNzd29yZA==") == "Basic dXNl***"
    assert masked_header("Referer", "https://me:pass@a.example/") == "https://***@a.example/"
    assert masked_header("Content-Type", "audio/wav") == "audio/wav"


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("/a?x=1&access_token=ab", "/a?x=1&access_token=***"),
        ("/a?key=k&secret=abcdefghijkl", "/a?key=***&secret=abcd***"),
        ("/a?media=https%3A%2F%2Fme%3Apass%40a.example%2F", "/a?media=https%3A%2F%2F***%40a.example%2F"),
        ("http://me:pass@a.example/a", "http://***@a.example/a"),
        ("/a?x=%7E+b&list-type", "/a?x=%7E+b&list-type"),
    ],
)
def test_addresses(target: str, shown: str) -> None:
    assert masked_target(target) == shown


@pytest.mark.parametrize(
    "url", ["https://me:{}@a.example/a.mp3", "https://me:p@{}@a.example", "ftp://{}@a.example", "https://me:{}@[::1]/"]
)
def test_users_in_urls(url: str) -> None:
    assert SECRET not in masked_text(f"The URL {url.format(SECRET)} is refused.")


@pytest.mark.parametrize("plain", ["s3://bucket/a@b", "a@b.example", "https://a.example/@me", "x: //", ""])
def test_what_is_no_user_stays(plain: str) -> None:
    assert masked_text(plain) == plain


@pytest.mark.parametrize(
    "data",
    [
        {"key": SECRET, "secret": SECRET, "job_name": "a"},
        {"source_config": {"url": f"https://me:{SECRET}@a.example/", "auth_headers": {"Authorization": SECRET}}},
        {"notification_config": {"auth_headers": {"X-Mine": [SECRET]}}},
        {"list": [{"access_token": SECRET}]},
        [{"Authorization": SECRET}],
        {"key": {"within": SECRET}, "secret": [SECRET]},
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-le"])
def test_bodies_of_json(data: Any, encoding: str) -> None:
    assert SECRET not in masked_body(json.dumps(data).encode(encoding)).decode()


def test_the_keys_of_form_fields_are_no_secrets_and_bodies_without_secrets_stay_as_they_were_sent() -> None:
    body = b'{"job_data" : [{"key":"patient_name", "value": 1}], "media_url": "https://a.example/"}'
    assert masked_body(body) == body
    assert masked_body(b"\xff\xfe\x00") == b"\xff\xfe\x00"


@pytest.mark.parametrize(
    "body",
    [
        '{"key": "S", "secret": "S", "job_name": ',
        '{"key":"S","secret":"S"}}',
        "{'key': 'S', 'secret': 'S'}",
        "key=S&secret=S&job_name=a",
        "job_name=a&secret=S",
        '--b\r\nContent-Disposition: form-data; name="secret"\r\n\r\nS\r\n--b--',
        "--b\nContent-Disposition: form-data; name=key\nContent-Type: text/plain\n\nS\n--b--",
        '{"source_config": {"auth_headers": {"Authorization": "Bearer S"}, "url": "https://me:S@a.example"',
        r'{"url": "https:\/\/me:S@a.example", ',
        '"{\\"key\\": \\"S\\"}" and more',
        "<job><key>S</key><secret>S</secret></job>",
        "Authorization: Bearer S",
        "key: S\nsecret: S\n",
    ],
)
def test_bodies_that_cannot_be_read(body: str) -> None:
    assert SECRET not in masked_body(body.replace("S", SECRET).encode()).decode()
    assert SECRET not in masked_unreadable(body.replace("S", SECRET))


@given(st.binary(max_size=200))
def test_any_bytes_have_something_to_be_shown(body: bytes) -> None:
    assert masked_body(masked_body(body)) == masked_body(body)


async def test_no_way_of_looking_at_requests_shows_credentials(
    make_client: MakeClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    client = await make_client(
        scenario="summary: t\nclock: {frozen: true}\njobs: [{when: {media: nothing}, timeline: [completed]}]\n"
        "requests: [{when: {query: {secret: nothing}}, error: server_error}]"
    )
    control = Control(client)
    body = {
        "source_config": {
            "url": f"https://me:{SECRET}@a.example/a.mp3",
            "auth_headers": {"Authorization": f"Bearer {SECRET}"},
        },
        "notification_config": {
            "url": f"http://me:{SECRET}@127.0.0.1:1/",
            "auth_headers": {"Authorization": f"Bearer {SECRET}"},
        },
    }
    answer = await client.post(f"/speechtotext/v1/jobs?secret={SECRET}", json=body, headers=TOKEN)
    assert answer.status == 200, await answer.text()
    request_id = answer.headers["X-Mockserver-Request-Id"]
    events = await client.get("/_mock/events")
    await events.content.readline()
    advanced = await control("POST", "clock/advance", {"by": "1m"})
    assert [each["kind"] for each in advanced["happened"]].count("webhook") == 1
    told = await events.content.readuntil(b"event: clock")
    events.close()
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("mockserver.")]
    shown = [advanced, told, logged]
    for path in ("journal", "webhooks", "jobs", f"requests/{request_id}", f"requests/{request_id}/explain"):
        shown.append(await control("GET", path))
    assert SECRET not in str(shown)
    assert "me:" not in str(shown)


async def test_a_claudio_call_that_went_wrong(make_client: MakeClient) -> None:
    client = await make_client()
    await client.post("/claudio/jobs/submit", data=f'{{"key": "{SECRET}", "secret": "{SECRET}"', headers={})
    await client.post("/claudio/jobs/submit", data={"key": SECRET, "secret": SECRET})
    await client.post(f"/claudio/jobs/submit?key={SECRET}&secret={SECRET}", json={})
    await client.post("/claudio/no/such/call", json={"key": SECRET, "secret": SECRET})
    await submit(client, f"https://me:{SECRET}@a.example/a.mp3")
    entries = await Control(client)("GET", "journal")
    assert len(entries) == 5
    assert SECRET not in str(entries)
