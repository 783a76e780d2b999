"""Forced alignment (revai.md §2.15)."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine.randomness import Seed
from mockserver.providers.revai.apis.forced_alignment import FORCED_ALIGNMENT, aligned
from mockserver.transcripts.model import Word, written
from mockserver.transcripts.tokens import tokenize
from tests.conftest import MakeClient
from tests.providers.revai_client import DONE, FROZEN, MEDIA_URL, START, TRANSCRIPT_JSON
from tests.providers.revai_families import SMALLEST, TEXT, connect_to

MEDIA = FROZEN + "jobs: [{timeline: [completed], duration: %s}]\n"
SOURCE = {"source_config": {"url": MEDIA_URL}}


def words_of(transcript: Any) -> list[dict[str, Any]]:
    elements = [element for monologue in transcript["monologues"] for element in monologue["elements"]]
    return [element for element in elements if element["type"] == "text"]


def check_times(words: list[dict[str, Any]], duration_s: float) -> None:
    """Assert that words are heard one after the other, within the media, and that nothing is unsure."""
    assert all(word.keys() == {"type", "value", "ts", "end_ts"} for word in words)
    assert all(0 <= word["ts"] < word["end_ts"] <= duration_s for word in words)
    assert all(word["end_ts"] <= after["ts"] for word, after in pairwise(words))


async def test_a_job(make_client: MakeClient) -> None:
    client = await connect_to(make_client, FORCED_ALIGNMENT, MEDIA % 12.5)
    job = (await client.submit(language="en-us")).json
    assert job == {
        "id": job["id"],
        "status": "in_progress",
        "created_on": START,
        "language": "en-us",
        "type": "alignment",
    }
    done = (await client.get(job["id"])).json
    assert done == {**job, "status": "completed", "completed_on": START, "duration_seconds": 12.5}


@pytest.mark.parametrize("duration_s", [3, 12.5, 600])
async def test_the_transcript_is_the_text_with_times(make_client: MakeClient, duration_s: float) -> None:
    client = await connect_to(make_client, FORCED_ALIGNMENT, MEDIA % duration_s)
    reply = await client.result(await client.submitted())
    assert reply.content_type == TRANSCRIPT_JSON
    assert list(reply.json) == ["monologues"]
    (monologue,) = reply.json["monologues"]
    assert monologue["speaker"] == 0
    assert "".join(element["value"] for element in monologue["elements"]) == TEXT
    check_times(words_of(reply.json), duration_s)


async def test_a_transcript_at_a_url_is_made_up(make_client: MakeClient) -> None:
    client = await connect_to(make_client, FORCED_ALIGNMENT, MEDIA % 60)
    body = {**SOURCE, "source_transcript_config": {"url": "https://example.com/transcript.txt"}}
    job_id = (await client.post(body)).json["id"]
    words = words_of((await client.result(job_id)).json)
    assert len(words) > 50
    check_times(words, 60)


async def test_a_transcript_at_a_url_may_be_a_fixture(make_client: MakeClient) -> None:
    scenario = FROZEN + "jobs: [{timeline: [completed], transcript: dictation}]\n"
    client = await connect_to(make_client, FORCED_ALIGNMENT, scenario)
    body = {**SOURCE, "source_transcript_config": {"url": "https://example.com/transcript.txt"}}
    job = (await client.get((await client.post(body)).json["id"])).json
    check_times(words_of((await client.result(job["id"])).json), job["duration_seconds"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "source_config"),
        ({"transcript_text": TEXT}, "source_config"),
        ({"media_url": MEDIA_URL, "transcript_text": TEXT}, "source_config"),
        (SOURCE, "transcript_text"),
        ({**SOURCE, "transcript_text": ""}, "transcript_text"),
        ({**SOURCE, "transcript_text": " … "}, "transcript_text"),
        ({**SOURCE, "transcript_text": "x" * 500_001}, "transcript_text"),
        ({**SOURCE, "source_transcript_config": {}}, "source_transcript_config.url"),
        ({**SOURCE, "source_transcript_config": {"url": MEDIA_URL}, "transcript_text": "a"}, "transcript_text"),
        ({**SMALLEST["alignment"], "language": "ja"}, "language"),
    ],
)
async def test_wrong_input(make_client: MakeClient, body: Any, field: str) -> None:
    client = await connect_to(make_client, FORCED_ALIGNMENT)
    reply = await client.post(body)
    assert (reply.status, field in reply.json["parameters"]) == (400, True)


async def test_media_only_by_url(make_client: MakeClient) -> None:
    client = await connect_to(make_client, FORCED_ALIGNMENT, DONE)
    form = b'--b\r\nContent-Disposition: form-data; name="media"; filename="a.mp3"\r\n\r\nsound\r\n--b--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    reply = await client.api.call("POST", "/alignment/v1/jobs", data=form, headers=headers)
    assert reply.status == 415


@settings(deadline=None)
@given(
    text=st.text(st.sampled_from("abÉ .,?!'…\n-") | st.characters(codec="utf-8"), max_size=300),
    duration_ms=st.integers(0, 100_000),
)
def test_every_word_is_heard_in_order(text: str, duration_ms: int) -> None:
    tokens = tokenize(text)
    if not tokens:
        return
    turns = aligned(text, duration_ms, Seed(1), 1)
    elements = [element for turn in turns for element in turn.elements]
    assert written(elements) == written(
        [Word(token, 0, 1, 1.0) if isinstance(token, str) else token for token in tokens]
    )
    words = [element for element in elements if isinstance(element, Word)]
    assert all(word.start_ms < word.end_ms for word in words)
    assert all(word.end_ms <= after.start_ms for word, after in pairwise(words))
    assert words[-1].end_ms <= max(duration_ms, len(words))
