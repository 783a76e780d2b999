"""SubmitJob: what is taken in, shown and refused (revai.md §2.1, §2.9)."""

import io
import json
from typing import Any

import pytest
from aiohttp import FormData, MultipartWriter

from mockserver.transcripts.media import tone_wav
from tests.conftest import MakeClient, world
from tests.providers.revai_client import (
    DOCUMENTED,
    DONE,
    FROZEN,
    MEDIA_URL,
    START,
    V1,
    V1BETA,
    WAITING,
    RevAiClient,
    connect,
)


async def test_by_url_looks_like_the_capture(make_client: MakeClient) -> None:
    client = await connect(make_client)
    reply = await client.submit()
    assert (reply.status, reply.content_type) == (200, "application/json")
    job_id = reply.json["id"]
    assert len(job_id) == 12
    assert job_id.isalnum()
    sample = (
        f'{{"id":"{job_id}","created_on":"{START}","name":"FTC_Sample_1.mp3","status":"in_progress",'
        '"type":"async","language":"en"}'
    )
    assert reply.text == sample


async def test_v1beta_has_numeric_ids_and_neither_type_nor_language(make_client: MakeClient) -> None:
    client = await connect(make_client, root=V1BETA)
    first, second = (await client.submit()).json, (await client.submit()).json
    assert list(first) == ["id", "created_on", "name", "media_url", "status"]
    assert first["created_on"] == "2018-05-05T23:23:22.29Z"
    assert first["id"].isdecimal()
    assert int(second["id"]) == int(first["id"]) + 1


async def test_ids_come_from_the_seed(make_client: MakeClient) -> None:
    clients = [await connect(make_client, f"{FROZEN}seed: {seed}\n") for seed in (7, 7, 8)]
    first, again, other = [[await client.submitted() for _ in range(2)] for client in clients]
    assert first == again
    assert not set(first) & set(other)


async def test_a_job_done_at_once_is_in_progress_in_the_answer(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    submitted = (await client.submit()).json
    assert submitted["status"] == "in_progress"
    assert "completed_on" not in submitted
    assert (await client.job(submitted["id"])).json["status"] == "transcribed"


async def test_deprecated_urls_are_shown_and_configs_are_not(make_client: MakeClient) -> None:
    client = await connect(make_client)
    old = (await client.submit(media_url=MEDIA_URL, callback_url="https://example.com/hook")).json
    assert (old["media_url"], old["callback_url"]) == (MEDIA_URL, "https://example.com/hook")
    new = await client.submit(
        source_config={"url": MEDIA_URL, "auth_headers": {"Authorization": "Bearer t"}},
        notification_config={"url": "https://example.com/hook", "auth_headers": None},
    )
    assert new.status == 200
    assert "example.com" not in new.text


ALL_OPTIONS: dict[str, Any] = {
    "metadata": "of the client",
    "delete_after_seconds": 0,
    "skip_diarization": True,
    "skip_punctuation": False,
    "skip_postprocessing": True,
    "remove_disfluencies": True,
    "remove_atmospherics": True,
    "filter_profanity": True,
    "speaker_channels_count": 2,
    "speakers_count": 3,
    "diarization_type": "premium",
    "transcriber": "machine_v2",
    "verbatim": True,
    "rush": False,
    "segments_to_transcribe": [{"start": 0, "end": 60.5}],
    "language": "en-us",
}


async def test_options_are_shown_as_they_were_given(make_client: MakeClient) -> None:
    client = await connect(make_client)
    job = (
        await client.submit(
            **ALL_OPTIONS,
            test_mode=True,
            speaker_names=["Ann", {"display_name": "Bob"}],
            custom_vocabularies=[{"phrases": ["Noam Chomsky"]}],
            strict_custom_vocabulary=True,
            enable_multilingual=False,
            forced_alignment=True,
            something_unknown={"a": [1]},
        )
    ).json
    assert {key: job[key] for key in ALL_OPTIONS} == ALL_OPTIONS
    assert not {"test_mode", "speaker_names", "custom_vocabularies", "something_unknown"} & job.keys()


async def test_the_type_of_a_job_done_by_people(make_client: MakeClient) -> None:
    client = await connect(make_client)
    assert (await client.submit(transcriber="human")).json["type"] == "human_tc"


async def test_null_counts_as_absent(make_client: MakeClient) -> None:
    client = await connect(make_client)
    body = {"media_url": MEDIA_URL, "source_config": None, **dict.fromkeys(ALL_OPTIONS)}
    reply = await client.call("POST", "/jobs", json=body)
    assert reply.status == 200
    assert None not in reply.json.values()
    assert reply.json["language"] == "en"


@pytest.mark.parametrize("root", [V1, V1BETA])
@pytest.mark.parametrize(("flag", "expected"), [("false", False), ("True", True), (True, True)])
async def test_flags_may_be_strings(make_client: MakeClient, root: str, flag: object, expected: bool) -> None:
    client = await connect(make_client, root=root)
    job_id = await client.submitted(skip_diarization=flag)
    shown = await RevAiClient(client.http, V1).job(job_id)
    assert shown.json["skip_diarization"] is expected


async def test_v1beta_ignores_what_it_reserves(make_client: MakeClient) -> None:
    client = await connect(make_client, root=V1BETA)
    reply = await client.submit(locales=["x"], language_model=1, language="xx", speakers_count=-1)
    assert reply.status == 200


async def test_summary_and_translation_stand_as_the_job_does(make_client: MakeClient) -> None:
    client = await connect(make_client, WAITING)
    config = {"type": "bullets", "model": "premium", "prompt": "Be brief"}
    job_id = await client.submitted(
        summarization_config=config, translation_config={"target_languages": [{"language": "es"}]}
    )
    job = (await client.job(job_id)).json
    assert job["summarization"] == {**config, "status": "in_progress"}
    assert job["translation"] == {
        "target_languages": [{"language": "es", "model": "standard", "status": "in_progress"}]
    }
    await world(client.http).jobs.move(job_id)
    job = (await client.job(job_id)).json
    assert job["summarization"] == {**config, "status": "completed", "completed_on": START}
    assert job["translation"]["completed_on"] == START


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("/home/me/My audio.mp3", "My audio.mp3"),
        ("C:\\sound\\a.wav", "a.wav"),
        ("döner.mp3", "döner.mp3"),
        (None, "audio_file"),
    ],
)
async def test_name_of_an_upload(make_client: MakeClient, filename: str | None, name: str) -> None:
    client = await connect(make_client)
    assert (await client.upload(filename=filename)).json["name"] == name


@pytest.mark.parametrize(
    ("url", "name"),
    [("https://a.b/x/My%20audio.mp3?sig=1", "My audio.mp3"), ("https://a.b/", None), ("ftp://a.b/c", "c")],
)
async def test_name_of_media_by_url(make_client: MakeClient, url: str, name: str | None) -> None:
    client = await connect(make_client)
    assert (await client.submit(media_url=url)).json.get("name") == name


async def test_an_upload_is_kept_byte_for_byte_and_tells_its_duration(make_client: MakeClient) -> None:
    client = await connect(make_client, DONE)
    media = tone_wav(2_510)
    reply = await client.upload(media, filename="tone.wav", metadata="m", media_url="not a url", source_config=3)
    assert reply.json["metadata"] == "m"
    assert "media_url" not in reply.json
    assert (await client.job(reply.json["id"])).json["duration_seconds"] == 2.51
    [stored] = world(client.http).files
    assert (stored.name, stored.path.read_bytes()) == ("tone.wav", media)


async def test_a_form_may_have_no_options_and_parts_that_nobody_knows(make_client: MakeClient) -> None:
    client = await connect(make_client)
    form = MultipartWriter("form-data")
    form.append(b"sound").set_content_disposition("form-data", name="media", filename="a.mp3")
    form.append('{"metadata": "lost"}').set_content_disposition("form-data", name="config")
    reply = await client.call("POST", "/jobs/", data=form)
    assert reply.status == 200
    assert "metadata" not in reply.json


def wrong(**options: object) -> dict[str, object]:
    return {"media_url": MEDIA_URL, **options}


NOT_A_URL = "field is not a valid fully-qualified http, https, or ftp URL."
FOREIGN = "This option is not allowed for foreign languages."

REFUSED: list[tuple[dict[str, object], str, str]] = [
    ({}, "media_url", "The media_url field is required"),
    (wrong(media_url=""), "media_url", "The media_url field is required"),
    (wrong(media_url="audio.mp3"), "media_url", f"The media_url {NOT_A_URL}"),
    (wrong(media_url="file:///etc/passwd"), "media_url", f"The media_url {NOT_A_URL}"),
    (wrong(media_url="http://[::1"), "media_url", f"The media_url {NOT_A_URL}"),
    (wrong(media_url="https://a.b/c d"), "media_url", f"The media_url {NOT_A_URL}"),
    (wrong(media_url="https://a.b/" + "c" * 2048), "media_url", "The max length for media_url is 2048"),
    ({"source_config": {}}, "source_config.url", "The url field is required."),
    ({"source_config": {"url": "x"}}, "source_config.url", f"The url {NOT_A_URL}"),
    ({"source_config": "x"}, "source_config", "The source_config field must be an object."),
    (wrong(source_config={"url": MEDIA_URL}), "source_config", "Only one of media_url and source_config can be given."),
    (wrong(metadata="m" * 513), "metadata", "The max length for metadata is 512"),
    (wrong(metadata=7), "metadata", "The metadata field must be a string."),
    (wrong(callback_url="https://a.b/" + "c" * 1024), "callback_url", "The max length for callback_url is 1024"),
    (wrong(notification_config={}), "notification_config.url", "The url field is required."),
    (
        wrong(notification_config={"url": MEDIA_URL, "auth_headers": {"Authorization": "x: y\r\nEvil: 1"}}),
        "notification_config.auth_headers.Authorization",
        "The Authorization field must hold a scheme and a token.",
    ),
    (
        wrong(callback_url=MEDIA_URL, notification_config={"url": MEDIA_URL}),
        "notification_config",
        "Only one of callback_url and notification_config can be given.",
    ),
    (wrong(delete_after_seconds=-1), "delete_after_seconds", "The min value for delete_after_seconds is 0"),
    (wrong(delete_after_seconds=2592001), "delete_after_seconds", "The max value for delete_after_seconds is 2592000"),
    (wrong(delete_after_seconds=1.5), "delete_after_seconds", "The delete_after_seconds field must be an integer."),
    (wrong(delete_after_seconds=True), "delete_after_seconds", "The delete_after_seconds field must be an integer."),
    (wrong(skip_diarization="perhaps"), "skip_diarization", "The skip_diarization field must be a boolean."),
    (wrong(speaker_channels_count=9), "speaker_channels_count", "The max value for speaker_channels_count is 8"),
    (wrong(speaker_channels_count=2, language="ja"), "speaker_channels_count", FOREIGN),
    (wrong(speakers_count=0), "speakers_count", "The min value for speakers_count is 1"),
    (wrong(language="klingon"), "language", "The language field holds a value that is not supported."),
    (wrong(language="fr", filter_profanity=True), "filter_profanity", FOREIGN),
    (
        wrong(diarization_type="cheap"),
        "diarization_type",
        "The diarization_type field must be 'standard' or 'premium'.",
    ),
    (
        wrong(speaker_names=[{"display_name": "n" * 51}]),
        "speaker_names[0].display_name",
        "The max length for display_name is 50",
    ),
    (wrong(speaker_names=["n"] * 101), "speaker_names", "The max number of values for speaker_names is 100"),
    (
        wrong(segments_to_transcribe=[{"start": 0, "end": 59}]),
        "segments_to_transcribe",
        "Each segment must last at least 60 seconds.",
    ),
    (
        wrong(segments_to_transcribe=[{"start": 50, "end": 120}, {"start": 0, "end": 60}]),
        "segments_to_transcribe",
        "Segments must not overlap.",
    ),
    (wrong(custom_vocabularies=[]), "custom_vocabularies", "The min number of values for custom_vocabularies is 1"),
    (
        wrong(custom_vocabularies=[{"phrases": ["fine", "catch 22"]}]),
        "custom_vocabularies[0].phrases",
        "The phrase 'catch 22' is not valid.",
    ),
    (
        wrong(custom_vocabularies=[{"phrases": ["ja"] * 1001}], language="de"),
        "custom_vocabularies[0].phrases",
        "At most 1000 phrases are allowed for foreign languages.",
    ),
    (
        wrong(custom_vocabularies=[{"phrases": ["fine"]}], custom_vocabulary_id="cv1"),
        "custom_vocabularies",
        "Only one of custom_vocabulary_id and custom_vocabularies can be given.",
    ),
    (
        wrong(summarization_config={"type": "poem"}),
        "summarization_config.type",
        "The type field must be 'paragraph' or 'bullets'.",
    ),
    (
        wrong(translation_config={"target_languages": [{"language": "xx"}]}),
        "translation_config.target_languages[0].language",
        "The language field holds a value that is not supported.",
    ),
    (
        wrong(translation_config={"target_languages": [{"language": "es"}] * 6}),
        "translation_config.target_languages",
        "The max number of values for target_languages is 5",
    ),
]


@pytest.mark.parametrize(
    ("body", "field", "sentence"), REFUSED, ids=[f"{field}-{n}" for n, (_, field, _) in enumerate(REFUSED)]
)
async def test_wrong_options(make_client: MakeClient, body: dict[str, object], field: str, sentence: str) -> None:
    client = await connect(make_client)
    reply = await client.call("POST", "/jobs", json=body)
    assert (reply.status, reply.content_type) == (400, "application/problem+json")
    assert reply.json["parameters"] == reply.json["parameter"] == {field: [sentence]}
    assert (await client.jobs()).json == []


async def test_all_wrong_fields_are_named_at_once(make_client: MakeClient) -> None:
    client = await connect(make_client)
    reply = await client.submit(metadata=1, language=2, speakers_count="many")
    assert reply.json["parameters"].keys() == {"metadata", "language", "speakers_count"}


async def test_wrong_phrases_may_be_left_out(make_client: MakeClient) -> None:
    client = await connect(make_client)
    reply = await client.submit(custom_vocabularies=[{"phrases": ["catch 22"]}], strict_custom_vocabulary=False)
    assert reply.status == 200


async def test_metadata_of_v1beta_is_shorter(make_client: MakeClient) -> None:
    client = await connect(make_client, root=V1BETA)
    assert (await client.submit(metadata="m" * 256)).status == 200
    reply = await client.submit(metadata="m" * 257)
    assert reply.status == 400
    assert reply.json["parameters"] == {"metadata": ["The max length for metadata is 256"]}


@pytest.mark.parametrize("root", [V1, V1BETA])
async def test_documented_errors_have_one_key(make_client: MakeClient, root: str) -> None:
    client = await connect(make_client, FROZEN + DOCUMENTED, root)
    reply = await client.call("POST", "/jobs", json={})
    assert "parameters" not in reply.json
    assert reply.json["parameter"] == {"media_url": ["The media_url field is required"]}
    assert reply.json.get("status") == (400 if root == V1 else None)


async def test_a_form_without_media(make_client: MakeClient) -> None:
    client = await connect(make_client)
    form = FormData({"options": "{}"}, default_to_multipart=True)
    reply = await client.call("POST", "/jobs", data=form)
    assert reply.status == 400
    assert reply.json["parameters"] == {"media": ["The media field is required"]}


@pytest.mark.parametrize("options", ["{", "[]", "3", '"{}"', "NaN"])
async def test_options_that_are_no_json_object(make_client: MakeClient, options: str) -> None:
    client = await connect(make_client)
    form = FormData({"options": options}, default_to_multipart=True)
    form.add_field("media", b"sound", filename="a.mp3")
    reply = await client.call("POST", "/jobs", data=form)
    assert reply.status == 400
    assert list(reply.json["parameters"]) == ["options"]
    assert len(world(client.http).files) == 0


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "text/plain", "application/xml", "application/octet-stream"]
)
async def test_other_content_types(make_client: MakeClient, content_type: str) -> None:
    client = await connect(make_client)
    body = json.dumps({"media_url": MEDIA_URL})
    reply = await client.call("POST", "/jobs", data=body, headers={"Content-Type": content_type})
    assert reply.status == 415
    assert reply.json["title"] == "Unsupported Media Type"


async def test_a_body_that_is_too_large(make_client: MakeClient) -> None:
    client = await connect(make_client)
    body = io.BytesIO(b'{"metadata": "' + b"m" * (17 * 1024**2))
    reply = await client.call("POST", "/jobs", data=body, headers={"Content-Type": "application/json"})
    assert reply.status == 413
    assert reply.json == {
        "title": "Payload Too Large",
        "detail": "Submitted payload exceeds maximum allowed file size",
        "status": 413,
    }
