"""GetTranscript, and how transcripts are written (revai.md §2.5, §5.1-5.2)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.job import Job
from mockserver.providers.revai.transcript_view import render_json, render_text
from mockserver.providers.revai.versions import Version
from mockserver.transcripts.model import Punctuation, Turn, Word
from tests.conftest import MakeClient, world
from tests.providers.revai_client import (
    DOCUMENTED,
    DONE,
    FROZEN,
    TRANSCRIPT_JSON,
    V1,
    V1BETA,
    WAITING,
    RevAiClient,
    connect,
    failing,
)

HOUR_MS = 3_600_000
TURNS = (
    Turn(0, (Word("Hi", 100, 590, 0.984), Punctuation(","), Word("Ann", 600, 1234, 0.9), Punctuation("."))),
    Turn(1, (Word("Good", HOUR_MS + 1000, HOUR_MS + 1500, 1.0), Word("day", HOUR_MS + 1500, HOUR_MS + 2000, 1.0))),
)


def text(value: str, ts: float, end_ts: float, confidence: float) -> dict[str, Any]:
    return {"type": "text", "value": value, "ts": ts, "end_ts": end_ts, "confidence": confidence}


def punct(value: str) -> dict[str, Any]:
    return {"type": "punct", "value": value}


HI, ANN = text("Hi", 0.1, 0.59, 0.98), text("Ann", 0.6, 1.234, 0.9)
GOOD, DAY = text("Good", 3601.0, 3601.5, 1.0), text("day", 3601.5, 3602.0, 1.0)


def elements(rendered: dict[str, Any]) -> list[tuple[int, list[dict[str, Any]]]]:
    assert list(rendered) == ["monologues"]
    assert all(list(monologue) == ["speaker", "elements"] for monologue in rendered["monologues"])
    return [(monologue["speaker"], monologue["elements"]) for monologue in rendered["monologues"]]


def spoken(transcript: dict[str, Any]) -> str:
    return "".join(item["value"] for monologue in transcript["monologues"] for item in monologue["elements"])


def test_json_has_a_space_as_an_element_and_one_between_monologues() -> None:
    assert elements(render_json(TURNS)) == [
        (0, [HI, punct(","), punct(" "), ANN, punct("."), punct(" ")]),
        (1, [GOOD, punct(" "), DAY]),
    ]


def test_json_without_marks_is_words_alone() -> None:
    assert elements(render_json(TURNS, with_marks=False)) == [(0, [HI, ANN]), (1, [GOOD, DAY])]


def test_json_names_the_speakers_that_have_a_name() -> None:
    first, second = render_json(TURNS, names=["Ann"])["monologues"]
    assert list(first) == ["speaker", "speaker_info", "elements"]
    assert first["speaker_info"] == {"id": 0, "display_name": "Ann"}
    assert list(second) == ["speaker", "elements"]
    assert render_text(TURNS, Version.V1, names=["Ann"]).startswith("Ann    00:00:00    Hi, Ann.\nSpeaker 1 ")


def test_json_of_what_nobody_understood() -> None:
    [(_, found)] = elements(render_json((Turn(0, (Word("<inaudible>", 0, 5, 1.0),)),)))
    assert found == [{"type": "unknown", "value": "<inaudible>"}]


def test_json_without_spaces_lets_marks_hold_them() -> None:
    assert elements(render_json(TURNS, with_spaces=False)) == [
        (0, [HI, punct(", "), ANN, punct(".")]),
        (1, [GOOD, DAY]),
    ]


def test_nothing_said() -> None:
    assert render_json(()) == {"monologues": []}
    assert render_text((), Version.V1) == render_text((), Version.V1BETA) == ""


def test_text() -> None:
    assert render_text(TURNS, Version.V1) == "Speaker 0    00:00:00    Hi, Ann.\nSpeaker 1    01:00:01    Good day\n"
    assert render_text(TURNS, Version.V1BETA) == "Speaker 0    00:00     Hi, Ann.\nSpeaker 1    60:01     Good day\n"


async def test_both_forms_say_the_same_each_time(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    job_id = await client.submitted()
    as_json, as_text = await client.transcript(job_id), await client.transcript(job_id, "text/plain")
    assert (as_json.status, as_json.content_type) == (200, TRANSCRIPT_JSON)
    assert (as_text.status, as_text.content_type) == (200, "text/plain; charset=utf-8")
    lines = as_text.text.splitlines()
    assert as_text.text.endswith("\n")
    assert " ".join(line.split("    ", 2)[2] for line in lines) == spoken(as_json.json)
    assert (await client.transcript(job_id)).text == as_json.text
    assert (await client.transcript(job_id, "text/plain")).text == as_text.text


async def test_times_lie_within_the_media_and_in_order(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    job_id = await client.submitted()
    duration = (await client.job(job_id)).json["duration_seconds"]
    words = [
        item
        for monologue in (await client.transcript(job_id)).json["monologues"]
        for item in monologue["elements"]
        if item["type"] == "text"
    ]
    times = [time for word in words for time in (word["ts"], word["end_ts"])]
    assert times == sorted(times)
    assert all(word["ts"] < word["end_ts"] for word in words)
    assert times[-1] <= duration
    assert all(word["confidence"] == round(word["confidence"], 2) <= 1 for word in words)


async def test_jobs_differ_in_what_was_said(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    ids = [await client.submitted() for _ in range(2)]
    first, second = [(await client.transcript(job_id, "text/plain")).text for job_id in ids]
    assert first != second


async def test_options_are_honoured(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    alone = (await client.transcript(await client.submitted(skip_diarization=True, skip_punctuation=True))).json
    assert [monologue["speaker"] for monologue in alone["monologues"]] == [0]
    assert {item["type"] for item in alone["monologues"][0]["elements"]} == {"text"}
    one = (await client.transcript(await client.submitted(speakers_count=1))).json
    assert {monologue["speaker"] for monologue in one["monologues"]} == {0}
    crowd = await client.transcript(await client.submitted(speakers_count=10**30))
    assert crowd.status == 200
    russian = await client.transcript(await client.submitted(language="ru"))
    assert any("а" <= character <= "я" for character in spoken(russian.json))


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (TRANSCRIPT_JSON, TRANSCRIPT_JSON),
        (f"application/json, {TRANSCRIPT_JSON}", TRANSCRIPT_JSON),
        ("*/*", TRANSCRIPT_JSON),
        ("application/*", TRANSCRIPT_JSON),
        ("TEXT/plain;q=0.9", "text/plain; charset=utf-8"),
        ("text/html, text/*", "text/plain; charset=utf-8"),
        ("", TRANSCRIPT_JSON),
    ],
)
@pytest.mark.parametrize("root", [V1, V1BETA])
async def test_accept(make_client: MakeClient, root: str, accept: str, content_type: str) -> None:
    client = await connect(make_client, DONE, root)
    reply = await client.transcript(await client.submitted(), accept)
    assert (reply.status, reply.content_type) == (200, content_type)


async def test_several_accept_headers_count_together(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    job_id = await client.submitted()
    headers = [*client.headers.items(), ("Accept", "application/json"), ("Accept", "text/plain")]
    answer = await client.http.get(f"{V1}/jobs/{job_id}/transcript", headers=headers)
    assert answer.content_type == "text/plain"


@pytest.mark.parametrize("accept", ["application/json", "application/x-subrip", "x"])
async def test_other_accept_headers(make_client: MakeClient, accept: str) -> None:
    client = await connect(make_client, DONE)
    job_id = await client.submitted()
    reply = await client.transcript(job_id, accept)
    assert (reply.status, reply.content_type) == (406, "application/problem+json")
    assert reply.json == {
        "allowed_values": ["text/plain", TRANSCRIPT_JSON],
        "current_value": accept,
        "type": "https://www.rev.ai/api/v1/errors/unsupported-output-format",
        "title": "Output format is not supported",
        "detail": f"Unsupported value {accept}",
        "status": 406,
    }
    beta = await RevAiClient(client.http, V1BETA).transcript(job_id, accept)
    assert beta.status == 406
    assert beta.json == {
        "allowed_values": ["text/plain", TRANSCRIPT_JSON],
        "type": "https://www.rev.ai/api/speech/v1/errors/unsupported-transcript-format",
        "title": "Transcript format is not supported",
        "detail": f"Unsupported value {accept}",
    }


@pytest.mark.parametrize("accept", ["*/*", "text/*", ""])
async def test_v1beta_wants_the_header_where_documented(make_client: MakeClient, accept: str) -> None:
    client = await connect(make_client, DONE + DOCUMENTED, V1BETA)
    job_id = await client.submitted()
    assert (await client.transcript(job_id, accept)).status == 406
    assert (await client.transcript(job_id, "text/plain")).status == 200
    assert (await RevAiClient(client.http, V1).transcript(job_id, accept)).status == 200


async def test_spaces_of_v1beta(make_client: MakeClient) -> None:
    observed = await connect(make_client, DONE, V1BETA)
    assert punct(" ") in (await observed.transcript(await observed.submitted())).json["monologues"][0]["elements"]
    documented = await connect(make_client, DONE + DOCUMENTED, V1BETA)
    found = (await documented.transcript(await documented.submitted())).json["monologues"][0]["elements"]
    assert punct(" ") not in found
    assert punct(". ") in found or punct(", ") in found or punct("? ") in found


@pytest.mark.parametrize(("scenario", "status"), [(WAITING, "in_progress"), (failing("internal"), "failed")])
async def test_no_transcript_yet_or_ever(make_client: MakeClient, scenario: str, status: str) -> None:
    client = await connect(make_client, scenario)
    job_id = await client.submitted()
    reply = await client.transcript(job_id, "text/plain")
    assert (reply.status, reply.content_type) == (409, "application/problem+json")
    assert list(reply.json.items()) == [
        ("allowed_values", ["transcribed"]),
        ("current_value", status),
        ("type", "https://www.rev.ai/api/v1/errors/invalid-job-state"),
        ("title", "Job is in invalid state"),
        ("status", 409),
        ("detail", "Job is in invalid state to obtain the output"),
        ("extensions", {}),
    ]


async def test_no_transcript_yet_as_documented(make_client: MakeClient) -> None:
    client = await connect(make_client, WAITING + DOCUMENTED)
    job_id = await client.submitted()
    documented = {
        "allowed_values": ["transcribed"],
        "current_value": "in_progress",
        "type": "https://rev.ai/api/v1/errors/invalid-job-state",
        "title": "Job is in invalid state",
        "detail": "Job is in invalid state to obtain the transcript",
    }
    assert (await client.transcript(job_id)).json == {**documented, "status": 409}
    beta = await RevAiClient(client.http, V1BETA).transcript(job_id)
    assert beta.json == {**documented, "type": "https://www.rev.ai/api/speech/v1/errors/invalid-job-state"}


async def test_an_unknown_fixture_is_told_of(make_client: MakeClient) -> None:
    client = await connect(make_client, FROZEN)
    job_id = await client.submitted()

    def rescript(job: Job) -> Job:
        return replace(job, transcript="nobody-wrote-it", timeline=job.timeline[-1:])

    await world(client.http).store.update("revai/*", job_id, rescript)
    reply = await client.transcript(job_id)
    assert (reply.status, reply.json) == (500, {"title": "Internal Server Error", "status": 500})
    assert "nobody-wrote-it" in (list(world(client.http).journal)[-1].explanation or "")


@pytest.mark.parametrize(("duration", "seconds"), [("", 12.5), ("\n    duration: 60", 60)])
async def test_a_job_lasts_as_long_as_its_fixture_unless_the_scenario_says(
    make_client: MakeClient, tmp_path: Path, duration: str, seconds: float
) -> None:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "transcripts" / "talk.yaml").write_text(
        "speakers: [Ann]\nduration: 12.5\nturns: [{speaker: Ann, start: 3, text: Here I am.}]"
    )
    scenario = f"summary: test\njobs:\n  - timeline: [completed]\n    transcript: talk{duration}"
    client = RevAiClient(await make_client(scenario=scenario, scenarios=tmp_path))
    job_id = await client.submitted()
    assert (await client.job(job_id)).json["duration_seconds"] == seconds
    first, *_ = (await client.transcript(job_id)).json["monologues"][0]["elements"]
    assert first["ts"] == pytest.approx(3 * seconds / 12.5, abs=0.001)
