"""Every option of a submission shows in what the job yields (revai.md §2.1)."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.engine.randomness import Seed
from mockserver.providers.revai.speech.editing import as_asked
from mockserver.providers.revai.speech.grouping import Grouping
from mockserver.providers.revai.transcript_view import render_json, render_text
from mockserver.providers.revai.versions import Version
from mockserver.transcripts.model import Punctuation, Turn, Word
from mockserver.transcripts.synthesis import synthesize
from mockserver.transcripts.verbatim import interjected
from tests.conftest import MakeClient, world
from tests.providers.revai_client import DONE, FROZEN, RevAiClient, connect, wav

TALK = """
language: en
speakers: [Ann, Bob]
duration: 240
turns:
  - {speaker: Ann, start: 1, text: "Um, damn, that is 14 dollars <laugh>."}
  - {speaker: Bob, start: 70, text: "Uh, <inaudible> github is free. Yes."}
  - {speaker: Ann, start: 130, text: "Fine, um."}
"""
FIXTURE = "summary: test\nclock: {frozen: true}\njobs: [{timeline: [completed], transcript: talk}]\n"


@pytest.fixture
async def client(make_client: MakeClient, tmp_path: Path) -> RevAiClient:
    """Return a client of a server on which every job is the talk above."""
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "transcripts" / "talk.yaml").write_text(TALK)
    return RevAiClient(await make_client(scenario=FIXTURE, scenarios=tmp_path))


async def lines(client: RevAiClient, **options: Any) -> list[str]:
    """Return what each monologue of a job with these options says."""
    job_id = await client.submitted(**options)
    text = (await client.transcript(job_id, "text/plain")).text
    return [line.split("    ", 2)[2] for line in text.splitlines()]


FIRST, SECOND, THIRD = (
    "Um, damn, that is 14 dollars <laugh>.",
    "Uh, <inaudible> github is free. Yes.",
    "Fine, um.",
)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [FIRST, SECOND, THIRD]),
        (
            {"remove_disfluencies": True},
            ["Damn, that is 14 dollars <laugh>.", "<inaudible> github is free. Yes.", "Fine."],
        ),
        ({"remove_atmospherics": True}, ["Um, damn, that is 14 dollars.", SECOND, THIRD]),
        (
            {"verbatim": False},
            ["Damn, that is 14 dollars.", "<inaudible> github is free. Yes.", "Fine."],
        ),
        (
            {"transcriber": "human"},
            ["Damn, that is 14 dollars.", "<inaudible> github is free. Yes.", "Fine."],
        ),
        ({"transcriber": "human", "verbatim": True}, [FIRST, SECOND, THIRD]),
        ({"filter_profanity": True}, ["Um, d**n, that is 14 dollars <laugh>.", SECOND, THIRD]),
        (
            {"skip_punctuation": True},
            ["Um damn that is 14 dollars <laugh>", "Uh <inaudible> github is free Yes", "Fine um"],
        ),
        (
            {"skip_postprocessing": True},
            ["um damn that is fourteen dollars <laugh>", "uh <inaudible> github is free yes", "fine um"],
        ),
        ({"skip_diarization": True}, [f"{FIRST} {SECOND} {THIRD}"]),
        ({"skip_diarization": False, "skip_punctuation": False, "filter_profanity": False}, [FIRST, SECOND, THIRD]),
        (
            {"custom_vocabularies": [{"phrases": ["GitHub", "two words"]}]},
            [FIRST, "Uh, <inaudible> GitHub is free. Yes.", THIRD],
        ),
        (
            {"custom_vocabularies": [{"phrases": ["4tune", "GitHub"]}], "strict_custom_vocabulary": False},
            [
                FIRST,
                "Uh, <inaudible> GitHub is free. Yes.",
                THIRD,
            ],
        ),
        (
            {
                "transcriber": "human",
                "verbatim": True,
                "segments_to_transcribe": [{"start": 60, "end": 125}, {"start": 130, "end": 190}],
            },
            [SECOND, THIRD],
        ),
        ({"segments_to_transcribe": [{"start": 60, "end": 125}]}, [FIRST, SECOND, THIRD]),
        ({"speaker_channels_count": 2, "skip_diarization": True}, [FIRST, SECOND, THIRD]),
    ],
)
async def test_options_change_what_is_written(
    client: RevAiClient, options: dict[str, Any], expected: list[str]
) -> None:
    assert await lines(client, **options) == expected


async def test_a_custom_vocabulary_spells_as_one_given_with_the_job(client: RevAiClient) -> None:
    vocabulary = {"custom_vocabularies": [{"phrases": ["GitHub"]}]}
    vocabulary_id = (await client.call("POST", "/vocabularies", json=vocabulary)).json["id"]
    assert "GitHub is free" in (await lines(client, custom_vocabulary_id=vocabulary_id))[1]
    reply = await client.submit(custom_vocabulary_id="nobody")
    assert (reply.status, reply.json["title"]) == (404, "could not find custom vocabulary")


async def test_people_know_the_speakers_names(client: RevAiClient) -> None:
    names = [{"display_name": "Ann Lee"}, "Bob"]
    job_id = await client.submitted(transcriber="human", speaker_names=names)
    found = (await client.transcript(job_id)).json["monologues"]
    assert [monologue["speaker_info"] for monologue in found] == [
        {"id": 0, "display_name": "Ann Lee"},
        {"id": 1, "display_name": "Bob"},
        {"id": 0, "display_name": "Ann Lee"},
    ]
    text = (await client.transcript(job_id, "text/plain")).text
    assert text.startswith("Ann Lee    00:00:01    Damn,")
    by_machine = await client.submitted(speaker_names=names)
    assert "speaker_info" not in (await client.transcript(by_machine)).text


async def test_what_nobody_understood_is_unknown(client: RevAiClient) -> None:
    found = (await client.transcript(await client.submitted(transcriber="human"))).json["monologues"][1]["elements"]
    assert found[0] == {"type": "unknown", "value": "<inaudible>"}


async def test_a_channel_is_a_speaker(client: RevAiClient) -> None:
    job_id = await client.submitted(speaker_channels_count=1)
    assert {monologue["speaker"] for monologue in (await client.transcript(job_id)).json["monologues"]} == {0}
    job_id = await client.submitted(speaker_channels_count=2)
    assert [monologue["speaker"] for monologue in (await client.transcript(job_id)).json["monologues"]] == [0, 1, 0]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [FIRST, SECOND, THIRD]),
        ({"group_channels_by": "speaker"}, [FIRST, SECOND, THIRD]),
        (
            {"group_channels_by": "GroupChannelsType.SENTENCE"},
            [FIRST, "Uh, <inaudible> github is free.", "Yes.", THIRD],
        ),
        ({"group_channels_by": " Sentence ", "group_channels_threshold_ms": "60000"}, [FIRST, SECOND, THIRD]),
        (
            {"group_channels_by": "word"},
            f"{FIRST} {SECOND} {THIRD}".split(),
        ),
        ({"group_channels_by": "word", "group_channels_threshold_ms": "60000"}, [FIRST, SECOND, THIRD]),
        ({"group_channels_by": "", "group_channels_threshold_ms": ""}, [FIRST, SECOND, THIRD]),
    ],
)
async def test_channels_are_grouped(client: RevAiClient, query: dict[str, str], expected: list[str]) -> None:
    job_id = await client.submitted(speaker_channels_count=2)
    text = (await client.transcript(job_id, "text/plain", **query)).text
    assert [line.split("    ", 2)[2] for line in text.splitlines()] == expected


@pytest.mark.parametrize("by", ["speaker", "sentence", "word"])
def test_a_long_monologue_is_put_together_in_one_go(by: str) -> None:
    words = [Word(f"w{number}", 100 * number, 100 * number + 90, 1.0) for number in range(30_000)]
    turn = Turn(0, tuple(element for word in words for element in (word, Punctuation("."))))
    assert Grouping(by, 1_000).apply([turn]) == [turn]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"group_channels_by": "mood"}, "group_channels_by"),
        ({"group_channels_threshold_ms": "-1"}, "group_channels_threshold_ms"),
        ({"group_channels_threshold_ms": "1.5"}, "group_channels_threshold_ms"),
        ({"group_channels_threshold_ms": "9" * 400}, "group_channels_threshold_ms"),
    ],
)
async def test_wrong_groupings(client: RevAiClient, query: dict[str, str], field: str) -> None:
    job_id = await client.submitted(speaker_channels_count=2)
    reply = await client.transcript(job_id, **query)
    assert (reply.status, list(reply.json["parameters"])) == (400, [field])
    without_channels = await client.submitted()
    assert (await client.transcript(without_channels, **query)).status == 200


@pytest.mark.parametrize(
    ("media", "options", "failure", "detail"),
    [
        (wav(3), {"speaker_channels_count": 2}, "invalid_media", None),
        (wav(1.9), {}, "duration_too_short", "Audio duration below minimum limit of 2 seconds"),
        (b"", {}, "empty_media", None),
    ],
)
async def test_media_that_will_not_do(
    make_client: MakeClient, media: bytes, options: dict[str, Any], failure: str, detail: str | None
) -> None:
    client = await connect(make_client, DONE + "accounts: {revai: [{token: good-token, balance_seconds: 60}]}\n")
    reply = await client.upload(media, filename="a.wav", **options)
    assert (reply.status, reply.json["status"]) == (200, "in_progress")
    job = (await client.job(reply.json["id"])).json
    assert (job["status"], job["failure"]) == ("failed", failure)
    assert detail is None or job["failure_detail"] == detail
    assert (await client.call("GET", "/account")).json["balance_seconds"] == 60


async def test_media_that_are_too_long(make_client: MakeClient) -> None:
    client = await connect(make_client, FROZEN + "jobs: [{timeline: [completed], duration: 17.1h}]\n")
    assert (await client.job(await client.submitted())).json["failure"] == "duration_exceeded"


async def test_media_with_as_many_channels_are_fine(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    reply = await client.upload(wav(3, channels=2), filename="a.wav", speaker_channels_count=2)
    assert (await client.job(reply.json["id"])).json["status"] == "transcribed"


@pytest.mark.parametrize(
    ("options", "shortest_s", "longest_s"),
    [
        ({"transcriber": "human"}, 2 * 3600, 6 * 3600),
        ({"transcriber": "human", "rush": True}, 3600, 2 * 3600),
        ({"transcriber": "human", "test_mode": True}, 180, 300),
        ({"transcriber": "machine", "test_mode": True}, 0, 5),
    ],
)
async def test_people_take_their_time(
    make_client: MakeClient, options: dict[str, Any], shortest_s: int, longest_s: int
) -> None:
    client = await connect(make_client, FROZEN)
    job_id = await client.submitted(**options)
    if shortest_s:
        await world(client.http).agenda.advance(shortest_s * 1000 - 1)
        assert [(await client.job(job_id)).json["status"] for _ in range(3)] == ["in_progress"] * 3
    await world(client.http).agenda.advance((longest_s - shortest_s) * 1000 + 1)
    assert (await client.job(job_id)).json["status"] == "transcribed"


async def test_a_scenario_can_hurry_people(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    assert (await client.job(await client.submitted(transcriber="human"))).json["status"] == "transcribed"


SPACE = {"type": "punct", "value": " "}
HIDDEN = {
    "remove_disfluencies": {"um", "uh", "euh"},
    "remove_atmospherics": {"<laugh>", "<cough>"},
    "filter_profanity": {"damn"},
}
FLAGS = [
    "skip_diarization",
    "skip_punctuation",
    "skip_postprocessing",
    "remove_disfluencies",
    "remove_atmospherics",
    "filter_profanity",
    "verbatim",
]
OPTIONS = st.fixed_dictionaries(
    {"type": st.sampled_from(["async", "human_tc"])},
    optional={flag: st.booleans() for flag in FLAGS}
    | {
        "speaker_channels_count": st.integers(1, 8),
        "segments_to_transcribe": st.just([{"start": 0, "end": 60}]),
    },
)


@given(
    options=OPTIONS,
    number=st.integers(0, 10_000),
    duration_ms=st.integers(0, 90_000),
    speakers=st.integers(1, 4),
    language=st.sampled_from(["en", "fr", "ja"]),
    version=st.sampled_from(Version),
    with_spaces=st.booleans(),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_transcript_is_sound(
    options: dict[str, Any],
    number: int,
    duration_ms: int,
    speakers: int,
    language: str,
    version: Version,
    with_spaces: bool,
) -> None:
    heard = interjected(synthesize(Seed(1), (number,), duration_ms, speakers=speakers, language=language))
    turns = as_asked(heard, options).turns
    with_marks = not options.get("skip_punctuation")
    data = render_json(turns, with_marks=with_marks, with_spaces=with_spaces)
    assert list(data) == ["monologues"]
    monologues = data["monologues"]
    elements = [element for monologue in monologues for element in monologue["elements"]]
    assert_sound(elements, duration_ms)
    assert_spaced(monologues, elements, with_marks, with_spaces)
    assert_as_asked(monologues, options)
    lines = render_text(turns, version).splitlines()
    assert len(lines) == len(monologues)
    if with_marks and with_spaces:
        assert " ".join(line.split("    ", 2)[2].lstrip() for line in lines) == "".join(
            element["value"] for element in elements
        )


def assert_sound(elements: list[dict[str, Any]], duration_ms: int) -> None:
    """Check each element by itself, and that times run on."""
    times = []
    for element in elements:
        if element["type"] == "text":
            assert list(element) == ["type", "value", "ts", "end_ts", "confidence"]
            assert 0 <= element["ts"] < element["end_ts"] <= duration_ms / 1000
            assert 0 <= element["confidence"] == round(element["confidence"], 2) <= 1
            times += [element["ts"], element["end_ts"]]
        else:
            assert (element["type"], list(element)) == ("punct", ["type", "value"])
    assert times == sorted(times)


def assert_spaced(
    monologues: list[dict[str, Any]], elements: list[dict[str, Any]], with_marks: bool, with_spaces: bool
) -> None:
    """Check that a monologue begins with a word, and ends in a space where another follows."""
    assert all(monologue["elements"][0]["type"] == "text" for monologue in monologues)
    if not with_marks:
        assert all(element["type"] == "text" for element in elements)
    elif with_spaces and monologues:
        assert all(monologue["elements"][-1] == SPACE for monologue in monologues[:-1])
        assert monologues[-1]["elements"][-1] != SPACE
        assert not any(first == second == SPACE for first, second in pairwise(elements))


def assert_as_asked(monologues: list[dict[str, Any]], options: dict[str, Any]) -> None:
    """Check what the options say of speakers and words."""
    speakers = [monologue["speaker"] for monologue in monologues]
    if "speaker_channels_count" in options:
        assert all(speaker < options["speaker_channels_count"] for speaker in speakers)
    elif options.get("skip_diarization"):
        assert speakers in ([], [0])
    words = {element["value"].lower() for monologue in monologues for element in monologue["elements"]}
    for option, hidden in HIDDEN.items():
        assert not options.get(option) or words.isdisjoint(hidden)
