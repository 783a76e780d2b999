"""Topic extraction and sentiment analysis: results that point at real places of what was submitted (revai.md §2.13-2.14)."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.providers.revai.apis.job_family import JobFamily
from mockserver.providers.revai.apis.passages import SubmittedTranscript, TextOptions, of_text, of_transcript
from mockserver.providers.revai.apis.sentiment_analysis import SENTIMENT_ANALYSIS, sentiment_of, tone
from mockserver.providers.revai.apis.topic_extraction import TOPIC_EXTRACTION, topics
from mockserver.providers.revai.validation import InvalidParameters, read_options
from tests.conftest import MakeClient
from tests.providers.revai_client import DONE, START, RevAiClient
from tests.providers.revai_families import FamilyClient, connect_to

both = pytest.mark.parametrize("family", [TOPIC_EXTRACTION, SENTIMENT_ANALYSIS], ids=lambda family: family.kind)

TRANSCRIPT = {
    "monologues": [
        {
            "speaker": 0,
            "elements": [
                {"type": "text", "value": "Hello", "ts": 0.5, "end_ts": 0.9, "confidence": 0.9},
                {"type": "punct", "value": ","},
                {"type": "punct", "value": " "},
                {"type": "text", "value": "harbour", "ts": 1.0, "end_ts": 1.5, "confidence": 0.9},
                {"type": "punct", "value": "."},
                {"type": "punct", "value": " "},
                {"type": "text", "value": "Lovely", "ts": 2.0, "end_ts": 2.5, "confidence": 0.9},
                {"type": "unknown", "value": "<inaudible>"},
                {"type": "punct", "value": " "},
            ],
        },
        {
            "speaker": 1,
            "elements": [
                {"type": "text", "value": "Awful", "ts": 3.0, "end_ts": 3.5, "confidence": None},
                {"type": "text", "value": "harbour", "ts": 3.6, "end_ts": 4.0, "confidence": 0.9},
                {"type": "punct", "value": "?", "ts": None, "end_ts": None, "confidence": None},
            ],
        },
        {"speaker": 0, "elements": []},
    ]
}
SENTENCES = [
    {"content": "Hello, harbour.", "ts": 0.5, "end_ts": 1.5},
    {"content": "Lovely <inaudible>", "ts": 2.0, "end_ts": 2.5},
    {"content": "Awful harbour?", "ts": 3.0, "end_ts": 4.0},
]


async def transcript_of_a_job(client: FamilyClient) -> Any:
    """Return the transcript of a job of the same customer."""
    speech = RevAiClient(client.api.http)
    return (await speech.transcript(await speech.submitted())).json


@both
async def test_a_job(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family, DONE)
    job = (await client.submit(language=None)).json
    assert job == {
        "id": job["id"],
        "status": "in_progress",
        "created_on": START,
        "language": "en",
        "type": family.kind,
    }
    done = (await client.get(job["id"])).json
    assert done == {**job, "status": "completed", "completed_on": START, "word_count": 15}


@both
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": 5}, "text"),
        ({"text": "a", "json": {"monologues": []}}, "json"),
        ({"json": {"monologues": []}}, "json"),
        ({"json": {}}, "json.monologues"),
        ({"json": "text"}, "json"),
        ({"json": {"monologues": [{"elements": [{"type": "punct", "value": "."}]}]}}, "json"),
        ({"json": {"monologues": [{"elements": [{"type": "text"}]}]}}, "json.monologues[0].elements[0].value"),
        (
            {"json": {"monologues": [{"elements": [{"type": "text", "value": "a", "ts": -1}]}]}},
            "json.monologues[0].elements[0].ts",
        ),
        ({"text": "a", "language": "fr"}, "language"),
        ({"text": "word " * 14_001}, "text"),
        ({"text": "w" * 500_001}, "text"),
        ({"json": {"monologues": [{"elements": [{"type": "text", "value": "w" * 500_001}]}]}}, "json"),
        (
            {"json": {"monologues": [{"elements": [{"type": "text", "value": "a"}] * 14_001}]}},
            "json",
        ),
    ],
)
async def test_wrong_input(make_client: MakeClient, family: JobFamily, body: Any, field: str) -> None:
    client = await connect_to(make_client, family)
    reply = await client.post(body)
    assert (reply.status, list(reply.json["parameters"])) == (400, [field])


@both
async def test_as_many_words_as_are_allowed(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family, DONE)
    job_id = await client.submitted(text="word " * 14_000)
    assert (await client.get(job_id)).json["word_count"] == 14_000
    assert (await client.result(job_id)).status == 200


async def test_topics_of_a_text(make_client: MakeClient) -> None:
    client = await connect_to(make_client, TOPIC_EXTRACTION, DONE)
    found = (await client.result(await client.submitted())).json["topics"]
    harbour = found[0]
    assert harbour["topic_name"] == "harbour"
    assert harbour["informants"] == [
        {"content": "The harbour opens at dawn.", "offset": 0, "length": 26},
        {"content": "I love the harbour!", "offset": 27, "length": 19},
        {"content": "Parking near the harbour is terrible.", "offset": 47, "length": 37},
    ]
    scores = [topic["score"] for topic in found]
    assert scores == sorted(set(scores), reverse=True)
    assert all(0 <= score <= 1 for score in scores)


async def test_topics_of_a_transcript(make_client: MakeClient) -> None:
    client = await connect_to(make_client, TOPIC_EXTRACTION, DONE)
    reply = await client.post({"json": TRANSCRIPT})
    found = (await client.result(reply.json["id"])).json["topics"]
    assert (found[0]["topic_name"], found[0]["informants"]) == ("harbour", [SENTENCES[0], SENTENCES[2]])
    assert (await client.get(reply.json["id"])).json["word_count"] == 5


async def test_threshold(make_client: MakeClient) -> None:
    client = await connect_to(make_client, TOPIC_EXTRACTION, DONE)
    job_id = await client.submitted()
    everything = (await client.result(job_id)).json["topics"]
    for threshold in 0, 0.5, everything[0]["score"], 1:
        expected = [topic for topic in everything if topic["score"] >= threshold]
        assert (await client.result(job_id, threshold=threshold)).json["topics"] == expected
    assert (await client.result(job_id, threshold="")).json["topics"] == everything
    for wrong in "-0.1", "1.1", "nan", "inf", "high", "9" * 5000:
        reply = await client.result(job_id, threshold=wrong)
        assert (reply.status, list(reply.json["parameters"])) == (400, ["threshold"])


async def test_sentiments_of_a_text(make_client: MakeClient) -> None:
    client = await connect_to(make_client, SENTIMENT_ANALYSIS, DONE)
    messages = (await client.result(await client.submitted())).json["messages"]
    assert [(message["sentiment"], message["offset"], message["length"]) for message in messages] == [
        ("neutral", 0, 26),
        ("positive", 27, 19),
        ("negative", 47, 37),
    ]
    assert list(messages[0]) == ["content", "score", "sentiment", "offset", "length"]


async def test_sentiments_of_a_transcript(make_client: MakeClient) -> None:
    client = await connect_to(make_client, SENTIMENT_ANALYSIS, DONE)
    job_id = (await client.post({"json": TRANSCRIPT})).json["id"]
    messages = (await client.result(job_id)).json["messages"]
    assert [{key: message[key] for key in ("content", "ts", "end_ts")} for message in messages] == SENTENCES
    assert [message["sentiment"] for message in messages] == ["neutral", "positive", "negative"]


async def test_filter_for(make_client: MakeClient) -> None:
    client = await connect_to(make_client, SENTIMENT_ANALYSIS, DONE)
    job_id = await client.submitted()
    everything = (await client.result(job_id)).json["messages"]
    for sentiment in "positive", "neutral", "NEGATIVE":
        expected = [message for message in everything if message["sentiment"] == sentiment.lower()]
        assert (await client.result(job_id, filter_for=sentiment)).json["messages"] == expected
        assert len(expected) == 1
    assert (await client.result(job_id, filter_for="")).json["messages"] == everything
    reply = await client.result(job_id, filter_for="glad")
    assert (reply.status, list(reply.json["parameters"])) == (400, ["filter_for"])


@both
async def test_the_transcript_of_a_job_can_be_analysed(make_client: MakeClient, family: JobFamily) -> None:
    client = await connect_to(make_client, family, DONE)
    transcript = await transcript_of_a_job(client)
    words = [
        element
        for monologue in transcript["monologues"]
        for element in monologue["elements"]
        if element["type"] == "text"
    ]
    job_id = (await client.post({"json": transcript})).json["id"]
    assert (await client.get(job_id)).json["word_count"] == len(words)
    result = (await client.result(job_id)).json
    places = result.get("messages") or [place for topic in result["topics"] for place in topic["informants"]]
    assert places
    starts, ends = {word["ts"] for word in words}, {word["end_ts"] for word in words}
    assert all(place["ts"] in starts and place["end_ts"] in ends for place in places)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Nothing of note", 0),
        ("good", 0.5),
        ("Good, good and great!", 0.75),
        ("bad", -0.5),
        ("good but bad", 0),
        ("Not good", -0.5),
        ("Isn’t wrong", 0.5),
    ],
)
def test_tone(content: str, expected: float) -> None:
    assert tone(content) == expected


@pytest.mark.parametrize(
    ("score", "word"),
    [(0.301, "positive"), (0.3, "neutral"), (0, "neutral"), (-0.3, "neutral"), (-0.301, "negative")],
)
def test_the_word_for_a_score(score: float, word: str) -> None:
    assert sentiment_of(score) == word


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("!" * 200_000 + "a", 1),
        (" " * 200_000 + "a", 1),
        ("a\n" * 100_000, 100_000),
        ("a. " * 100_000, 100_000),
        ('".' * 100_000, 1),
    ],
    ids=["marks", "spaces", "lines", "sentences", "quotes"],
)
def test_long_odd_texts(text: str, sentences: int) -> None:
    assert len(list(of_text(text))) == sentences


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.sampled_from("aB é.?!…\n\r\t\u2028🙂'\"") | st.characters(codec="utf-8"), max_size=200))
def test_sentences_lie_where_they_say(text: str) -> None:
    passages = list(of_text(text))
    at = 0
    for passage in passages:
        offset, end = passage["offset"], passage["offset"] + passage["length"]
        assert text[offset:end] == passage["content"] == passage["content"].strip() != ""
        assert not text[at:offset].strip()
        at = end
    assert not text[at:].strip()


ELEMENTS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["text", "punct", "unknown"]),
        "value": st.sampled_from(["harbour", "Love", ". ", ".", " ", ",", "?", "", "<laugh>"]),
    },
    optional={
        "ts": st.none() | st.floats(0, 1e6, allow_nan=False),
        "end_ts": st.none() | st.floats(0, 1e6, allow_nan=False),
    },
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.fixed_dictionaries({"elements": st.lists(ELEMENTS, max_size=12)}), max_size=4))
def test_sentences_of_a_transcript_have_its_times(monologues: list[dict[str, Any]]) -> None:
    transcript = SubmittedTranscript.model_validate({"monologues": monologues})
    passages = list(of_transcript(transcript))
    words = [element for monologue in monologues for element in monologue["elements"] if element["type"] == "text"]
    spoken = "".join("".join(passage["content"].split()) for passage in passages)
    assert all(word["value"].strip() in spoken for word in words)
    for passage in passages:
        assert passage.get("ts") in {word.get("ts") for word in words}
        assert passage.get("end_ts") in {word.get("end_ts") for word in words}
        assert None not in passage.values()
    for topic in topics(passages):
        assert all(topic["topic_name"].lower() in place["content"].lower() for place in topic["informants"])
        assert all(place in passages for place in topic["informants"])


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["monologues", "elements", "type", "value", "ts"]), inner, max_size=4)
    ),
    max_leaves=10,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["text", "json", "language", "metadata"]), JSON_VALUES))
def test_options_are_right_or_wrong_and_nothing_else(data: dict[str, Any]) -> None:
    try:
        found: dict[str, Any] = read_options(TextOptions, data).submission()
    except InvalidParameters as error:
        found = error.parameters
    assert found
    json.dumps(found, allow_nan=False)
