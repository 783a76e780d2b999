"""Rev.ai's streams: what is told, and how they end (revai.md §2.16)."""

import asyncio
import json
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import ClientSession

from mockserver.app import Server, scenario_library
from mockserver.config import Settings, read_settings
from mockserver.providers.revai import RevAi
from mockserver.providers.revai.streaming.session import _MOST_STREAMS
from mockserver.scenario.mistakes import ScenarioError
from tests.conftest import Client, MakeClient, until, world
from tests.providers.revai_client import FROZEN, TOKEN, RevAiClient
from tests.providers.revai_stream import RAW, SECOND, STREAM, Stream, open_stream, refusal

END_OF_INPUT = (1000, "End of input. Closing")
IDLE = (1000, "No data has been transferred, closing connection")
MAX_LIFETIME = (1000, "Reached max session lifetime")


def account(**settings: Any) -> str:
    return f"{FROZEN}accounts: {{revai: [{json.dumps({'token': TOKEN, **settings})}]}}\n"


def failing(error: str) -> str:
    return f"{FROZEN}requests: [{{when: {{operation: StreamAudio}}, error: {error}}}]\n"


async def started(make_client: MakeClient, scenario: str = FROZEN) -> Client:
    return await make_client(RevAi(), scenario=scenario)


async def spoken(http: Client, *chunks: bytes, **query: Any) -> Stream:
    """Return a stream that has been told everything and has ended well."""
    stream = await open_stream(http, **query)
    assert await stream.say(*(chunks or [SECOND] * 12)) == END_OF_INPUT
    return stream


async def newest_job(http: Client) -> Any:
    return (await RevAiClient(http).jobs()).json[0]


async def balance(http: Client) -> int:
    return int((await RevAiClient(http).call("GET", "/account")).json["balance_seconds"])


def text(message: Any) -> str:
    return "".join(element["value"] for element in message["elements"])


# What is told


async def test_partials_grow_into_finals(make_client: MakeClient) -> None:
    stream = await spoken(await started(make_client))
    first, *others = stream.told
    assert first.keys() == {"type", "id"}
    assert first["type"] == "connected"
    assert [message["type"] for message in others[:2]] == ["partial", "partial"]
    for before, after in pairwise(others):
        assert (before["type"], after["type"]) != ("final", "final")
        if before["type"] == "partial" and after["type"] == "partial":
            assert after["elements"][:-1] == before["elements"], "a partial restates the whole segment"
            assert after["ts"] == before["ts"]
        if after["type"] == "final":
            said = [element["value"].lower() for element in after["elements"] if element["type"] == "text"]
            assert [element["value"] for element in before["elements"]] == said
    assert len(stream.of("final")) >= 2


async def test_the_shape_of_messages(make_client: MakeClient) -> None:
    http = await started(make_client)
    stream = await spoken(http)
    partial, final = stream.of("partial")[0], stream.of("final")[0]
    assert list(partial) == list(final) == ["type", "ts", "end_ts", "elements"]
    assert {element["type"] for element in partial["elements"]} == {"text"}
    assert partial["elements"][0].keys() == {"type", "value"}
    assert partial["elements"][0]["value"].islower()
    for final in stream.of("final"):
        assert final["ts"] < final["end_ts"]
        assert text(final) == text(final).strip() != ""
        for element in final["elements"]:
            if element["type"] == "text":
                assert element.keys() == {"type", "value", "ts", "end_ts", "confidence"}
                assert final["ts"] <= element["ts"] < element["end_ts"] <= final["end_ts"]
            else:
                assert (element.keys(), element["type"]) == ({"type", "value"}, "punct")
    detailed = await spoken(http, detailed_partials="True")
    for partial in detailed.of("partial"):
        assert all(element.keys() == {"type", "value", "ts", "end_ts", "confidence"} for element in partial["elements"])


async def test_a_final_comes_while_audio_does(make_client: MakeClient) -> None:
    """As a test of an SDK against the real service has it: 196608 bytes, and a final before the client says EOS."""
    stream = await open_stream(await started(make_client))
    for _ in range(12):
        await stream.socket.send_bytes(bytes(16_384))
    await stream.until_final()
    assert stream.of("partial")
    assert await stream.say() == END_OF_INPUT


async def test_the_audio_sets_the_pace_however_it_is_cut(make_client: MakeClient) -> None:
    http = await started(make_client)
    audio = bytes(32_000 * 7 + 1_234)
    told = []
    for size in 997, 16_384, len(audio):
        await http.post("/_mock/reset")
        stream = await spoken(http, *(audio[at : at + size] for at in range(0, len(audio), size)))
        told.append(stream.told)
    assert told[0] == told[1] == told[2]


async def test_nothing_is_told_of_audio_that_did_not_come(make_client: MakeClient) -> None:
    http = await started(make_client)
    stream = await open_stream(http)
    assert await stream.say() == END_OF_INPUT
    assert [message["type"] for message in stream.told] == ["connected"]
    assert (await newest_job(http))["duration_seconds"] == 0
    stream = await open_stream(http)
    assert await stream.say(b"", b"\0") == END_OF_INPUT
    assert [message["type"] for message in stream.told] == ["connected"]


async def test_text_other_than_eos_is_ignored(make_client: MakeClient) -> None:
    stream = await open_stream(await started(make_client))
    for words in "eos", "EOS ", "", '{"type": "hello"}', "x" * 100_000:
        await stream.socket.send_str(words)
    assert await stream.say(SECOND * 2) == END_OF_INPUT


async def test_start_ts_moves_all_times(make_client: MakeClient) -> None:
    http = await started(make_client)
    plain = await spoken(http)
    await http.post("/_mock/reset")
    moved = await spoken(http, start_ts="100.5")
    assert [round(word["ts"] - 100.5, 3) for word in moved.words] == [word["ts"] for word in plain.words]
    assert moved.of("partial")[0]["ts"] == pytest.approx(plain.of("partial")[0]["ts"] + 100.5)


async def test_segments_are_as_long_as_is_asked_for(make_client: MakeClient) -> None:
    http = await started(make_client)
    counts = []
    for longest in 5, 30:
        await http.post("/_mock/reset")
        stream = await spoken(http, SECOND * 60, skip_postprocessing="true", max_segment_duration_seconds=longest)
        assert all(final["end_ts"] - final["ts"] <= longest for final in stream.of("final"))
        counts.append(len(stream.of("final")))
    assert counts[0] > counts[1]


async def test_without_postprocessing_there_are_plain_words(make_client: MakeClient) -> None:
    stream = await spoken(await started(make_client), skip_postprocessing="true")
    for final in stream.of("final"):
        assert text(final) == text(final).lower()
        assert {element["value"] for element in final["elements"] if element["type"] == "punct"} <= {" "}


async def test_speakers_are_told_apart_on_request(make_client: MakeClient) -> None:
    http = await started(make_client, f"{FROZEN}jobs: [{{transcript: interview}}]\n")
    plain = await spoken(http, SECOND * 40)
    assert all("speaker_id" not in final for final in plain.of("final"))
    switched = await spoken(http, SECOND * 40, enable_speaker_switch="true")
    assert {final["speaker_id"] for final in switched.of("final")} >= {0, 1}
    said = [[word["value"] for word in stream.words][:50] for stream in (switched, plain)]
    assert said[0] == said[1]


async def test_a_fixture_is_spoken_and_then_there_is_silence(make_client: MakeClient) -> None:
    http = await started(make_client, f"{FROZEN}jobs: [{{transcript: interview}}]\n")
    stream = await spoken(http, *[SECOND * 60] * 5)
    assert text(stream.of("final")[0]).startswith("Hello, and welcome.")
    assert stream.words[-1]["end_ts"] < 300
    assert (await newest_job(http))["duration_seconds"] == 300


async def test_what_is_not_meant_is_left_out_on_request(make_client: MakeClient) -> None:
    http = await started(make_client)
    said = []
    for options in {}, {"remove_disfluencies": "true"}, {"filter_profanity": "true"}:
        await http.post("/_mock/reset")
        stream = await spoken(http, SECOND * 60, **options)
        words = [word["value"] for word in stream.words]
        reply = await RevAiClient(http).transcript(stream.told[0]["id"])
        (monologue,) = reply.json["monologues"]
        assert [element["value"] for element in monologue["elements"] if element["type"] == "text"] == words
        said.append(set(words))
    assert said[0] >= {"um", "damn"}
    assert "um" not in said[1]
    assert "damn" in said[1]
    assert said[2] >= {"um", "d**n"}


async def test_a_custom_vocabulary_spells_what_is_heard(make_client: MakeClient) -> None:
    http = await started(make_client, f"{FROZEN}jobs: [{{transcript: interview}}]\n")
    missing = (4002, "Bad request: could not find custom vocabulary")
    assert await refusal(http, custom_vocabulary_id="cvNone") == missing
    vocabulary = {"custom_vocabularies": [{"phrases": ["heLLo"]}]}
    vocabulary_id = (await RevAiClient(http).call("POST", "/vocabularies", json=vocabulary)).json["id"]
    assert await refusal(http, custom_vocabulary_id=vocabulary_id) == missing, "it is not complete yet"
    await http.post("/_mock/clock/advance", json={"by": "1d"})
    stream = await spoken(http, custom_vocabulary_id=vocabulary_id)
    assert stream.words[0]["value"] == "heLLo"
    assert (await newest_job(http))["custom_vocabulary_id"] == vocabulary_id


# The job afterwards


async def test_captions_afterwards(make_client: MakeClient) -> None:
    http = await started(make_client, f"{FROZEN}jobs: [{{transcript: interview}}]\n")
    stream = await spoken(http, SECOND * 20)
    reply = await RevAiClient(http).call("GET", f"/jobs/{stream.told[0]['id']}/captions")
    assert reply.text.startswith("1\n00:00:00,500 --> ")
    assert "Hello, and welcome." in reply.text


async def test_the_job_is_deleted_when_that_was_asked_for(make_client: MakeClient) -> None:
    http = await started(make_client)
    stream = await spoken(http, delete_after_seconds="60")
    await http.post("/_mock/clock/advance", json={"by": "1m"})
    assert (await RevAiClient(http).job(stream.told[0]["id"])).status == 200
    await http.post("/_mock/clock/advance", json={"by": "2m"})
    assert (await RevAiClient(http).job(stream.told[0]["id"])).status == 404


async def test_the_job_afterwards(make_client: MakeClient) -> None:
    http = await started(make_client)
    stream = await open_stream(http, metadata="call 7", delete_after_seconds="3600", transcriber="machine_v2")
    job_id = (await stream.next())["id"]
    during = (await RevAiClient(http).job(job_id)).json
    assert during["status"] == "in_progress"
    assert "duration_seconds" not in during
    await stream.say(SECOND * 12)
    await until(lambda: len(world(http).sessions) == 0)
    listed = await newest_job(http)
    assert listed == (await RevAiClient(http).job(job_id)).json
    assert listed == {
        "id": job_id,
        "created_on": "2018-05-05T23:23:22.290Z",
        "completed_on": "2018-05-05T23:23:22.290Z",
        "metadata": "call 7",
        "status": "transcribed",
        "duration_seconds": 12,
        "type": "stream",
        "stream_duration_seconds": 0,
        "delete_after_seconds": 3600,
        "transcriber": "machine_v2",
        "language": "en",
    }
    assert (await RevAiClient(http).delete(job_id)).status == 204


@pytest.mark.parametrize("query", [{}, {"start_ts": "7.25"}, {"skip_postprocessing": "true"}, {"language": "fr"}])
@pytest.mark.parametrize("transcript", ["", "jobs: [{transcript: interview}]\n"])
async def test_the_transcript_afterwards_is_what_was_told(
    make_client: MakeClient, transcript: str, query: dict[str, str]
) -> None:
    http = await started(make_client, FROZEN + transcript)
    stream = await spoken(http, *[SECOND] * 33, **query)
    reply = await RevAiClient(http).transcript(stream.told[0]["id"])
    (monologue,) = reply.json["monologues"]
    assert [element for element in monologue["elements"] if element["type"] == "text"] == stream.words
    told = " ".join(text(final) for final in stream.of("final"))
    assert text(monologue) == told


async def test_the_transcript_afterwards_has_the_speakers_that_were_told(make_client: MakeClient) -> None:
    http = await started(make_client, f"{FROZEN}jobs: [{{transcript: interview}}]\n")
    stream = await spoken(http, SECOND * 40, enable_speaker_switch="true")
    reply = await RevAiClient(http).transcript(stream.told[0]["id"])
    said = [
        (monologue["speaker"], element["value"])
        for monologue in reply.json["monologues"]
        for element in monologue["elements"]
        if element["type"] == "text"
    ]
    told = [
        (final["speaker_id"], element["value"])
        for final in stream.of("final")
        for element in final["elements"]
        if element["type"] == "text"
    ]
    assert said == told


async def test_a_scenario_can_let_the_job_fail(make_client: MakeClient) -> None:
    http = await started(make_client, f"{FROZEN}jobs: [{{timeline: [in_progress: 5s, failed: transcription]}}]\n")
    await spoken(http)
    await until(lambda: len(world(http).sessions) == 0)
    assert (await newest_job(http))["failure"] == "transcription"


async def test_a_client_that_vanishes_leaves_its_job(make_client: MakeClient) -> None:
    http = await started(make_client)
    stream = await open_stream(http)
    await stream.socket.send_bytes(SECOND * 8)
    await stream.until_final()
    transport = stream.socket._writer.transport
    transport.abort()
    await until(lambda: len(world(http).sessions) == 0)
    job = await newest_job(http)
    assert (job["status"], job["duration_seconds"]) == ("transcribed", 8)


# How it ends


@pytest.mark.parametrize(
    ("error", "close"),
    [
        ("unauthorized", (4001, "Unauthorized")),
        ("access_denied", (4001, "Unauthorized")),
        ("forbidden", (4001, "Unauthorized")),
        ("bad_request", (4002, "Bad request: bad_request")),
        ("not_found", (4002, "Bad request: not_found")),
        ("out_of_credit", (4003, "Insufficient credits")),
        ("shutting_down", (4010, "Server shutting down")),
        ("service_unavailable", (4013, "No instance available")),
        ("rate_limited", (4029, "Too many requests")),
        ("server_error", (1011, "Internal server error")),
        ("bad_gateway", (1011, "Internal server error")),
    ],
)
async def test_errors_by_name(make_client: MakeClient, error: str, close: tuple[int, str]) -> None:
    http = await started(make_client, failing(error))
    assert await refusal(http) == close
    assert (await RevAiClient(http).jobs()).json == []


async def test_every_error_has_a_close(make_client: MakeClient) -> None:
    for error in RevAi.errors:
        code, reason = await refusal(await started(make_client, failing(error)))
        assert code in {1011, 4001, 4002, 4003, 4010, 4013, 4029}
        assert 0 < len(reason.encode()) <= 123


async def test_who_may_come_in(make_client: MakeClient) -> None:
    http = await started(make_client, account())
    assert await refusal(http, token=None) == (4001, "Unauthorized")
    assert await refusal(http, token="") == (4001, "Unauthorized")
    assert await refusal(http, token="wrong") == (4001, "Unauthorized")
    assert (await spoken(http)).closed == END_OF_INPUT
    with_header = Stream(
        await http.ws_connect(STREAM, params={"content_type": RAW}, headers={"Authorization": f"Bearer {TOKEN}"})
    )
    assert await with_header.say() == END_OF_INPUT


async def test_a_token_or_the_path_names_the_workspace(make_client: MakeClient) -> None:
    http = await started(make_client)
    await spoken(http, token="ws-one.token")
    await spoken(http, path=f"/w/two{STREAM}")
    await spoken(http, path=f"/revai{STREAM}/")
    jobs = [(await RevAiClient(http, f"{root}/speechtotext/v1").jobs()).json for root in ("/w/one", "/w/two", "")]
    assert [len(found) for found in jobs] == [1, 1, 1]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("content_type", None, "The content_type field is required"),
        ("content_type", "", "The content_type field is required"),
        ("content_type", "video/mp4", "The content type 'video/mp4' is not supported."),
        ("content_type", "audio/x-raw", "audio/x-raw needs a layout: interleaved or non-interleaved."),
        ("content_type", RAW.replace("16000", "7999"), "audio/x-raw needs rate from 8000 to 48000."),
        ("content_type", RAW.replace("S16LE", "s16le"), "audio/x-raw needs a format such as S16LE."),
        ("content_type", RAW.replace("channels=1", "channels=11"), "audio/x-raw needs channels from 1 to 10."),
        ("language", "xx", "The language field holds a value that is not supported."),
        ("metadata", "m" * 513, "The max length for metadata is 512"),
        ("filter_profanity", "maybe", "The filter_profanity field must be a boolean."),
        ("delete_after_seconds", "soon", "The delete_after_seconds field must be an integer."),
        ("delete_after_seconds", "-1", "The min value for delete_after_seconds is 0"),
        ("start_ts", "x", "The start_ts field must be a number."),
        ("start_ts", "nan", "The start_ts field must be a number."),
        ("start_ts", "1e300", "The max value for start_ts is 31536000.0"),
        ("max_segment_duration_seconds", "4", "The min value for max_segment_duration_seconds is 5"),
        ("max_segment_duration_seconds", "31", "The max value for max_segment_duration_seconds is 30"),
        ("transcriber", "human", "The transcriber field must be 'machine' or 'machine_v2'."),
        ("priority", "cost", "The priority field must be 'speed' or 'accuracy'."),
        ("max_connection_wait_seconds", "9" * 5000, "The max_connection_wait_seconds field"),
    ],
)
async def test_wrong_options(make_client: MakeClient, name: str, value: str | None, said: str) -> None:
    http = await started(make_client)
    code, reason = await refusal(http, **{name: value})
    assert code == 4002
    assert reason.startswith(f"Bad request: {name}: {said}"[:123])
    assert (await RevAiClient(http).jobs()).json == []


async def test_options_as_clients_send_them(make_client: MakeClient) -> None:
    http = await started(make_client)
    stream = await open_stream(
        http,
        custom_vocabulary_id="",
        filter_profanity="True",
        remove_disfluencies="false",
        priority="accuracy",
        max_connection_wait_seconds="5",
        language="EN",
        user_agent="RevAi-NodeSDK/3.8.5",
    )
    assert await stream.say() == END_OF_INPUT
    job = await newest_job(http)
    assert (job["filter_profanity"], job["remove_disfluencies"]) == (True, False)
    assert "custom_vocabulary_id" not in job


async def test_a_details_text_is_cut_to_what_a_frame_takes(make_client: MakeClient) -> None:
    _, reason = await refusal(await started(make_client), content_type="é" * 500, language="x", transcriber="x")
    assert len(reason.encode()) in (122, 123)


async def test_credit_is_held_and_then_charged(make_client: MakeClient) -> None:
    http = await started(make_client, account(balance_seconds=900))
    stream = await open_stream(http)
    await stream.next()
    assert await balance(http) == 300
    assert await refusal(http) == (4003, "Insufficient credits")
    await stream.say(SECOND * 20)
    await until(lambda: len(world(http).sessions) == 0)
    assert await balance(http) == 880
    await spoken(http, SECOND)
    await until(lambda: len(world(http).sessions) == 0)
    assert await balance(http) == 865, "fifteen seconds are charged at least"


async def test_credit_that_runs_out_ends_the_stream(make_client: MakeClient) -> None:
    http = await started(make_client, account(balance_seconds=900))
    stream = await open_stream(http)
    assert await stream.say(*[SECOND * 100] * 10, end=False) == (4003, "Insufficient credits")
    await until(lambda: len(world(http).sessions) == 0)
    assert await balance(http) == 0
    assert (await newest_job(http))["status"] == "transcribed"


async def test_the_time_that_a_stream_is_open_is_charged_where_it_is_longer(make_client: MakeClient) -> None:
    http = await started(make_client, account(balance_seconds=900))
    stream = await open_stream(http)
    await stream.next()
    await http.post("/_mock/clock/advance", json={"by": "9s"})
    await stream.socket.send_bytes(SECOND)
    await stream.next()
    await http.post("/_mock/clock/advance", json={"by": "9.5s"})
    await stream.say()
    await until(lambda: len(world(http).sessions) == 0)
    assert await balance(http) == 900 - 19
    assert (await newest_job(http))["stream_duration_seconds"] == 18.5


async def test_ten_streams_at_once(make_client: MakeClient) -> None:
    http = await started(make_client)
    streams = [await open_stream(http) for _ in range(_MOST_STREAMS)]
    for stream in streams:
        await stream.next()
    assert await refusal(http) == (4029, "Too many requests")
    await streams.pop().say()
    await until(lambda: len(world(http).sessions) < _MOST_STREAMS)
    await spoken(http)
    for stream in streams:
        await stream.say()


async def test_without_audio_it_is_closed_on_the_workspaces_clock(make_client: MakeClient) -> None:
    http = await started(make_client)
    stream = await open_stream(http)
    await stream.next()
    await http.post("/_mock/clock/advance", json={"by": "9s"})
    await stream.socket.send_bytes(SECOND)
    await stream.next()
    await http.post("/_mock/clock/advance", json={"by": "9s"})
    assert (await newest_job(http))["status"] == "in_progress"
    await http.post("/_mock/clock/advance", json={"by": "1s"})
    assert (await newest_job(http))["status"] == "transcribed", "it is there when advance returns"
    assert await stream.rest() == IDLE


async def test_a_scenario_says_what_idle_is(make_client: MakeClient) -> None:
    http = await started(make_client, f"{FROZEN}providers: {{revai: {{stream_idle: 1m}}}}\n")
    stream = await open_stream(http)
    await stream.next()
    await http.post("/_mock/clock/advance", json={"by": "59s"})
    assert (await newest_job(http))["status"] == "in_progress"
    await http.post("/_mock/clock/advance", json={"by": "1s"})
    assert await stream.rest() == IDLE


async def test_nobody_is_idle_while_the_server_stalls(make_client: MakeClient) -> None:
    goes_on = asyncio.Event()
    stall = "requests: [{when: {operation: StreamAudio}, fault: {name: socket_stall, for: 0.1}}]\n"
    http = await make_client(scenario=f"{FROZEN}{stall}", pause=lambda _: goes_on.wait())
    stream = await open_stream(http)
    await stream.next()
    await http.post("/_mock/clock/advance", json={"by": "1m"})
    assert (await newest_job(http))["status"] == "in_progress"
    goes_on.set()
    assert await stream.say(SECOND) == END_OF_INPUT


async def test_it_lasts_three_hours_at_most(make_client: MakeClient) -> None:
    http = await started(make_client, f"{FROZEN}providers: {{revai: {{stream_idle: 2h}}}}\n")
    stream = await open_stream(http)
    await stream.socket.send_bytes(SECOND)
    await stream.next()
    await http.post("/_mock/clock/advance", json={"by": "1h"})
    await stream.socket.send_bytes(SECOND)
    while (await stream.next())["ts"] > 1:
        pass
    await http.post("/_mock/clock/advance", json={"by": "1h"})
    await stream.socket.send_bytes(SECOND)
    await until(lambda: len(world(http).agenda) == 1)
    await http.post("/_mock/clock/advance", json={"by": "1h"})
    assert await stream.rest() == MAX_LIFETIME


async def test_three_hours_of_audio_are_enough_as_well(make_client: MakeClient) -> None:
    http = await started(make_client, f"{FROZEN}jobs: [{{transcript: interview}}]\n")
    hour = bytes(3_600_000)
    content_type = RAW.replace("16000", "8000").replace("S16LE", "U8")
    stream = await open_stream(http, content_type=content_type)
    assert await stream.say(*[hour] * 30, end=False) == MAX_LIFETIME
    await until(lambda: len(world(http).sessions) == 0)
    assert (await newest_job(http))["duration_seconds"] == 10_800


async def test_a_server_that_shuts_down_says_so(make_client: MakeClient) -> None:
    http = await started(make_client)
    stream = await open_stream(http)
    await stream.next()
    await world(http).sessions.close()
    assert await stream.rest() == (4010, "Server shutting down")


async def test_a_reset_ends_it_and_leaves_no_job(make_client: MakeClient) -> None:
    http = await started(make_client)
    stream = await open_stream(http)
    await stream.next()
    await http.post("/_mock/reset")
    assert await stream.rest() == (4010, "Server shutting down")
    assert (await RevAiClient(http).jobs()).json == []


async def test_without_an_upgrade_there_is_an_error_over_http(make_client: MakeClient) -> None:
    client = RevAiClient(await started(make_client))
    reply = await client.call("GET", "/stream", params={"content_type": RAW})
    assert (reply.status, reply.headers["Upgrade"]) == (426, "websocket")
    assert reply.json == {"title": "Upgrade Required", "status": 426}
    client.headers = {}
    assert (await client.call("GET", "/stream")).status == 401
    assert (await client.call("POST", "/stream")).status == 401


async def test_a_rule_may_refuse_the_handshake(make_client: MakeClient) -> None:
    rule = "requests: [{when: {operation: StreamAudio}, respond: {status: 401, body: {title: no}}}]\n"
    http = await started(make_client, FROZEN + rule)
    answer = await http.get(
        STREAM,
        params={"access_token": TOKEN, "content_type": RAW},
        headers={
            "Upgrade": "websocket",
            "Connection": "upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        },
    )
    assert (answer.status, await answer.json()) == (401, {"title": "no"})


async def test_a_fixture_that_is_gone_is_an_error_on_our_side(make_client: MakeClient, tmp_path: Any) -> None:
    fixture = tmp_path / "transcripts" / "short.yaml"
    fixture.parent.mkdir()
    fixture.write_text("speakers: [A]\nturns: [{speaker: A, text: Hello.}]\n")
    scenario = (
        f"{FROZEN}accounts: {{revai: [{{token: {TOKEN}, balance_seconds: 600}}]}}\njobs: [{{transcript: short}}]\n"
    )
    http = await make_client(RevAi(), scenario=scenario, scenarios=tmp_path)
    fixture.unlink()
    assert await refusal(http) == (1011, "Internal server error")
    assert await balance(http) == 600


async def test_a_running_server_shuts_down_without_waiting_for_its_clients() -> None:
    async with ClientSession() as session:
        async with Server(read_settings(port=0, log_level="error")) as server:
            url = f"{server.url}{STREAM}"
            params = {"access_token": TOKEN, "content_type": RAW}
            reading = Stream(await session.ws_connect(url, params=params))
            await reading.next()
            deaf = await session.ws_connect(url, params=params)
            transport = deaf._writer.transport
            transport.pause_reading()
            for _ in range(100):
                transport.write(b"\x89\x80\0\0\0\0")  # pings, to which nobody reads the answers
            told = asyncio.create_task(reading.rest())
        assert await told == (4010, "Server shutting down")
        transport.abort()


async def test_a_client_that_does_not_read_holds_its_stream_up(make_client: MakeClient) -> None:
    http = await started(make_client, f"{FROZEN}providers: {{revai: {{stream_idle: 1h}}}}\n")
    stream = await open_stream(http, detailed_partials="true")
    job_id = (await stream.next())["id"]
    transport = stream.socket._writer.transport
    transport.pause_reading()
    (session,) = world(http).sessions._open
    server_transport = session._call.arrival.request.transport  # type: ignore[attr-defined]
    sending = asyncio.create_task(stream.say(*[SECOND * 100] * 36))
    await until(lambda: server_transport.get_write_buffer_size() > 64 * 1024)
    for _ in range(1000):
        await asyncio.sleep(0)
        assert server_transport.get_write_buffer_size() < 256 * 1024
    assert (await RevAiClient(http).job(job_id)).json["status"] == "in_progress"
    transport.resume_reading()
    assert await sending == END_OF_INPUT
    assert stream.words[-1]["end_ts"] > 3_590


def test_a_wrong_setting_is_told() -> None:
    with pytest.raises(ScenarioError) as told:
        scenario_library(Settings()).parse("summary: test\nproviders: {revai: {stream_idle: soon}}\n", "mine.yaml")
    assert "mine.yaml:2:34: error: found the text `soon`, expected a time" in str(told.value)
