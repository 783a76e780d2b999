"""SubmitJob: what it takes, what it refuses and in which words (seed 001, claudio.md "Submit Job")."""

from typing import Any

import pytest

from mockserver.providers.claudio import Claudio
from mockserver.transcripts.media import tone_wav
from tests.conftest import MakeClient, world
from tests.providers.claudio_client import CREDENTIALS, DONE, FROZEN, MEDIA, ClaudioClient, Reply

LOCATION: dict[str, Any] = {"audio_location": "https://example.com/a.mp3"}


@pytest.fixture
async def client(make_client: MakeClient) -> ClaudioClient:
    return ClaudioClient(await make_client(Claudio(), scenario=DONE))


async def _info(client: ClaudioClient, **submission: Any) -> dict[str, Any]:
    details = await client.details(await client.job(**submission))
    info: dict[str, Any] = details.json["job_data"]["job_info"]
    return info


async def _filenames(client: ClaudioClient, **submission: Any) -> list[str]:
    details = await client.details(await client.job(**submission))
    return [file["filename"] for file in details.json["job_data"]["job_files"]["input_files"]]


@pytest.mark.parametrize("path", ["/jobs/submit", "/jobs", "/claudio/jobs/submit", "/claudio/jobs"])
async def test_every_address_takes_submissions(client: ClaudioClient, path: str) -> None:
    reply = await client.call(path, job_name="Knee", audio_files=[LOCATION])

    assert reply.json["msg"] == (
        "SUCCESS: Job[Knee] submitted successfully. Please use the polling endpoint to check job status. "
    )
    assert list(reply.json) == [*reply.json["return"].split(", "), "return"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"audio_files": None}, "audio_files must be a list."),
        ({"audio_files": {}}, "audio_files must be a list."),
        ({"audio_files": "a.mp3"}, "audio_files must be a list."),
        ({"audio_files": []}, "audio_files must have 1 entry at least."),
        ({"audio_files": [LOCATION] * 101}, "audio_files must have 100 entries at most."),
        ({"audio_files": ["a.mp3"]}, "audio_files[0] must be an object."),
        ({"audio_files": [LOCATION, {}]}, "audio_files[1].audio_location is missing."),
        ({"audio_files": [{"audio_location": None}]}, "audio_files[0].audio_location must be a text."),
        ({"audio_files": [{"audio_location": "  "}]}, "audio_files[0].audio_location is empty."),
        (
            {"audio_files": [LOCATION | {"audio_start": "1:2"}]},
            "audio_files[0].audio_start must be a time as HH:MM:SS, such as 00:01:30.",
        ),
        (
            {"audio_files": [LOCATION | {"audio_end": "00:60:00"}]},
            "audio_files[0].audio_end must be a time as HH:MM:SS, such as 00:01:30.",
        ),
        (
            {"audio_files": [LOCATION | {"audio_end": 90}]},
            "audio_files[0].audio_end must be a time as HH:MM:SS, such as 00:01:30.",
        ),
        (
            {"audio_files": [LOCATION | {"audio_start": "00:00:05", "audio_end": "00:00:05"}]},
            "audio_files[0].audio_end must be later than audio_start, or 00:00:00 for the file's end.",
        ),
        (
            {"audio_files": [LOCATION | {"audio_end": "12:00:01"}] * 2},
            "audio_files must last 24 hours in all at most.",
        ),
        ({"is_raw": "2"}, 'is_raw must be "1" (raw transcript) or "0" (formatted transcript).'),
        ({"is_raw": []}, 'is_raw must be "1" (raw transcript) or "0" (formatted transcript).'),
        ({"is_raw": None}, 'is_raw must be "1" (raw transcript) or "0" (formatted transcript).'),
        ({"job_name": ["Knee"]}, "job_name must be a text."),
        ({"profile_name": {}}, "profile_name must be a text."),
        ({"job_data": {"key": "a"}}, "job_data must be a list."),
        ({"job_data": [{"ui_label": "Name"}]}, "job_data[0].key is missing."),
        ({"attachments": [{}]}, "attachments[0].location is missing."),
    ],
)
async def test_sentence_names_the_field_that_is_wrong(
    client: ClaudioClient, wrong: dict[str, Any], sentence: str
) -> None:
    reply = await client.submit(**wrong)

    assert (reply.status, reply.json) == (400, {"success": False, "msg": f"ERROR: {sentence}"})


async def test_refused_submission_makes_no_job(client: ClaudioClient) -> None:
    await client.submit(audio_files=[])

    assert await world(client.http).store.count("jobs") == 1


@pytest.mark.parametrize(
    "lenient",
    [
        {},
        {"unknown": {"key": 1}, "form_id": 7, "profile_id": 8.5},
        {"job_data": None, "attachments": None, "profile_name": None, "job_name": None},
        {"job_data": [{"key": "age", "input_value": 41}, {"key": "seen", "input_value": ["a", None]}]},
        {"audio_files": [LOCATION | {"audio_start": "", "audio_end": None}]},
        {"audio_files": [LOCATION | {"audio_start": "1:00:00", "audio_end": "02:00:00"}]},
        {"audio_files": [{"audio_location": "no-url.mp3"}]},
        {"audio_files": [{"audio_location": "http://[broken/claudio/files/a/b"}]},
        *({"is_raw": value} for value in ("0", "1", 0, 1)),
    ],
)
async def test_what_the_pages_do_not_require_may_be_anything_sensible(
    client: ClaudioClient, lenient: dict[str, Any]
) -> None:
    assert (await client.submit(**lenient)).status == 200


async def test_job_without_a_name_is_called_after_its_audio(client: ClaudioClient) -> None:
    reply = await client.submit(job_name=None)

    assert reply.json["msg"].startswith("SUCCESS: Job[dictation.mp3] ")


@pytest.mark.parametrize(
    ("location", "filename"),
    [
        ("https://example.com/a/voice%20note.mp3?token=1#t", "voice note.mp3"),
        ("https://example.com/a/", "a"),
        ("https://example.com", "example.com"),
        ("https://example.com/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "passwd"),
        ("..", "file"),
    ],
)
async def test_file_without_a_name_is_called_after_its_location(
    client: ClaudioClient, location: str, filename: str
) -> None:
    assert await _filenames(client, audio_files=[{"audio_location": location}]) == [filename]


async def test_upload_may_come_by_any_host_and_without_a_name(client: ClaudioClient) -> None:
    link = (await client.upload(tone_wav(1500), "memo.wav")).json["audio_url"]
    elsewhere = link.replace(str(client.http.make_url("")).rstrip("/"), "http://mock.internal:9000/base")

    assert await _filenames(client, audio_files=[{"audio_location": elsewhere}]) == ["memo.wav"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (
            {"audio_files": [{"audio_location": "http://mock/claudio/files/none/a.mp3"}]},
            "audio_files[0].audio_location",
        ),
        ({"attachments": [{"location": "http://mock/claudio/files/none/a.pdf"}]}, "attachments[0].location"),
    ],
)
async def test_link_to_no_upload_is_refused(client: ClaudioClient, wrong: dict[str, Any], field: str) -> None:
    reply = await client.submit(**wrong)

    assert reply.status == 400
    assert reply.json["msg"].startswith(f"ERROR: {field} leads to no upload of this workspace")


@pytest.mark.parametrize(
    ("trims", "seconds"),
    [
        ([("00:00:00", "00:00:00")], "10.00"),
        ([("00:00:04", "00:00:00")], "6.00"),
        ([("00:00:00", "00:00:04")], "4.00"),
        ([("00:00:02", "00:00:05")], "3.00"),
        ([("00:00:02", "00:00:10")], "8.00"),
        ([("00:00:02", "00:00:05"), ("00:00:00", "00:00:00"), ("00:00:09", "00:00:10")], "14.00"),
    ],
)
async def test_length_is_what_trimming_leaves_of_the_uploads(
    client: ClaudioClient, trims: list[tuple[str, str]], seconds: str
) -> None:
    link = (await client.upload(tone_wav(10_000), "ten.wav")).json["audio_url"]
    audio_files = [{"audio_location": link, "audio_start": start, "audio_end": end} for start, end in trims]

    info = await _info(client, audio_files=audio_files)

    assert info["total_audio_length"] == seconds
    assert info["is_blank_audio"] is False


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (
            "00:00:10",
            "00:00:00",
            "audio_files[0].audio_start lies beyond the end of the file: the file lasts 9.50 seconds.",
        ),
        (
            "00:00:30",
            "00:00:40",
            "audio_files[0].audio_start lies beyond the end of the file: the file lasts 9.50 seconds.",
        ),
        (
            "00:00:00",
            "00:00:11",
            "audio_files[0].audio_end lies beyond the end of the file: the file lasts 9.50 seconds.",
        ),
        (
            "00:00:02",
            "01:00:00",
            "audio_files[0].audio_end lies beyond the end of the file: the file lasts 9.50 seconds.",
        ),
    ],
)
async def test_trimming_lies_within_a_file_whose_length_is_known(
    client: ClaudioClient, start: str, end: str, sentence: str
) -> None:
    link = (await client.upload(tone_wav(9_500), "nine.wav")).json["audio_url"]

    reply = await client.submit(audio_files=[{"audio_location": link, "audio_start": start, "audio_end": end}])

    assert (reply.status, reply.json) == (400, {"success": False, "msg": f"ERROR: {sentence}"})


async def test_an_end_may_be_the_next_whole_second(client: ClaudioClient) -> None:
    link = (await client.upload(tone_wav(9_500), "nine.wav")).json["audio_url"]

    info = await _info(client, audio_files=[{"audio_location": link, "audio_end": "00:00:10"}])

    assert info["total_audio_length"] == "9.50"


async def test_trimming_of_what_has_no_known_length_is_taken_as_it_is(client: ClaudioClient) -> None:
    link = (await client.upload(b"no media", "memo.mp3")).json["audio_url"]

    info = await _info(
        client, audio_files=[{"audio_location": link, "audio_start": "00:01:00", "audio_end": "00:02:00"}]
    )

    assert info["total_audio_length"] == "60.00"


async def test_length_of_a_part_is_known_of_media_elsewhere_too(client: ClaudioClient) -> None:
    info = await _info(client, audio_files=[MEDIA | {"audio_start": "00:01:00", "audio_end": "00:01:30"}])

    assert info["total_audio_length"] == "30.00"


async def test_length_of_media_elsewhere_is_made_up_from_the_seed(make_client: MakeClient) -> None:
    lengths = set()
    for seed in (1, 1, 2):
        client = ClaudioClient(await make_client(Claudio(), scenario=f"{DONE}seed: {seed}"))
        lengths.add((await _info(client))["total_audio_length"])

    assert len(lengths) == 2
    assert all(float(length) >= 20 for length in lengths)


async def test_ids_differ_and_are_of_letters_and_digits(client: ClaudioClient) -> None:
    ids = {await client.job() for _ in range(20)}

    assert len(ids) == 20
    assert all(len(job_id) == 20 and job_id.isascii() and job_id.isalnum() for job_id in ids)


async def test_get_is_refused_with_the_methods_that_would_do(make_client: MakeClient) -> None:
    http = await make_client(Claudio(), scenario=FROZEN)

    reply = await Reply.of(await http.get("/jobs/submit", json=CREDENTIALS))

    assert reply.status == 405
    assert reply.headers["Allow"] == "POST"
    assert reply.json == {"success": False, "msg": "ERROR: This address takes POST."}
