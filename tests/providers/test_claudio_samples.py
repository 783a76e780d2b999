"""The pages' own samples, key for key and in their order, as `quirks: documented` gives them (seeds 000 and 001)."""

import json
from typing import Any

import pytest

from mockserver.providers.claudio import Claudio
from tests.conftest import MakeClient
from tests.providers.claudio_client import DOCUMENT, DOCUMENTED, DONE, WAITING, ClaudioClient, failing

SUBMISSION = {
    "form_id": "70L34P7896Q97U81",
    "profile_id": "12M78H7656325X96R99",
    "is_raw": "0",
    "profile_name": "IME with Structura Doc Extraction",
    "job_name": "Smith, left knee",
    "job_data": [
        {
            "key": key,
            "ui_label": label,
            "type": "string",
            "ui_type": "string",
            "ui_desc": description,
            "input_value": "",
        }
        for key, label, description in [
            ("specialist_name", "Medical Specialist", "Approved Medical Specialist name"),
            (
                "specialist_credentials",
                "Specialist Shorthand Credentials",
                "Approved Medical Specialist shorthand credentials",
            ),
            ("specialist_bio", "Specialist Bio", "Medical specialist bio"),
        ]
    ],
    "audio_files": [
        {
            "audio_filename": "dictation.mp3",
            "audio_location": "https://example.com/dictation.mp3",
            "audio_start": "00:00:00",
            "audio_end": "00:00:00",
        }
    ],
    "attachments": [DOCUMENT],
}

# What a sample of seed 000 prints as it stands; "…" where it describes the value, by whose type it is then checked.
_TEXT = "…"
_AUDIO = {"filename": "dictation.mp3", "file_type": "audio", "file_size": 1, "download_url": _TEXT}
_ATTACHMENT = {"filename": "letter.pdf", "file_type": "attachment", "file_size": 1, "download_url": _TEXT}


def _transcript(filename: str) -> dict[str, Any]:
    return {
        "filename": filename,
        "file_subtype": "final_transcript",
        "download_url": _TEXT,
        "language_code": "en",
    }


_PROCESSED = [{"filename": _TEXT, "file_subtype": "merged_filename", "download_url": _TEXT}]
_WITH_DOCUMENT = {
    "transcripts": [
        _transcript("IME Doc Extraction.txt"),
        _transcript("IME Doc Extraction_LOI.docx"),
        _transcript("IME Doc Extraction_LTR.docx"),
    ],
    "processed_input_media": _PROCESSED,
    "extracted_fields_url": _TEXT,
}
_MEDIA_ONLY = {
    "transcripts": [_transcript("General Transcription.txt"), _transcript("General Transcription.docx")],
    "processed_input_media": _PROCESSED,
    "extracted_fields_url": None,
}
_COMPLETED = (True, "SUCCESS: Job completed successfully.")
_IN_PROGRESS = (True, "NOTICE: Job is currently being processed.")
_ERROR = (False, "ERROR: Job processing failed.")


def _details(status: tuple[bool, str], inputs: list[Any], outputs: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "success": status[0],
        "msg": status[1],
        "job_data": {
            "job_info": {
                "job_reference_id": _TEXT,
                "job_name": "Smith, left knee",
                "status": "completed",
                "profile_name": _TEXT,
                "submitted_at": _TEXT,
                "completed_at": _TEXT,
                "total_audio_length": _TEXT,
                "is_blank_audio": False,
                "error_message": None,
            },
            "job_files": {"input_files": inputs, "output_files": outputs},
        },
    }


def _assert_like(sample: Any, found: Any, where: str = "body") -> None:
    if isinstance(sample, dict):
        assert isinstance(found, dict), where
        assert list(found) == list(sample), where
        for key in sample:
            _assert_like(sample[key], found[key], f"{where}.{key}")
    elif isinstance(sample, list):
        assert isinstance(found, list), where
        assert len(found) == len(sample), where
        for i, item in enumerate(sample):
            _assert_like(item, found[i], f"{where}[{i}]")
    elif sample == _TEXT:
        assert isinstance(found, str), where
        assert found, where
    elif type(sample) is int:
        assert type(found) is int, where
        assert found > 0, where
    else:
        assert found == sample, where


@pytest.mark.parametrize(
    ("scenario", "submission", "sample"),
    [
        (DONE, SUBMISSION, _details(_COMPLETED, [_AUDIO, _ATTACHMENT], _WITH_DOCUMENT)),
        (WAITING, SUBMISSION, _details(_IN_PROGRESS, [_AUDIO, _ATTACHMENT], None)),
        (DONE, SUBMISSION | {"attachments": []}, _details(_COMPLETED, [_AUDIO], _MEDIA_ONLY)),
        (WAITING, SUBMISSION | {"attachments": []}, _details(_IN_PROGRESS, [_AUDIO], None)),
        (failing("internal"), SUBMISSION | {"attachments": []}, _details(_ERROR, [_AUDIO], None)),
    ],
    ids=["completed with document", "in progress with document", "completed", "in progress", "error"],
)
async def test_details_are_as_printed(
    make_client: MakeClient, scenario: str, submission: dict[str, Any], sample: dict[str, Any]
) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=scenario + DOCUMENTED))
    profile = "IME Doc Extraction" if submission["attachments"] else None
    job_id = await client.job(**submission | {"profile_name": profile})

    details = await client.details(job_id)

    assert details.status == 200
    _assert_like(sample, details.json)
    assert details.json["job_data"]["job_info"]["job_reference_id"] == job_id


async def test_submission_is_taken_and_answered_as_printed(make_client: MakeClient) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=DONE + DOCUMENTED))

    reply = await client.submit(**SUBMISSION)

    assert reply.status == 200
    job_id = reply.json["job_reference_id"]
    assert list(reply.json.items()) == [
        (
            "msg",
            "SUCCESS: Job[Smith, left knee] submitted successfully.\n"
            "Your webhook is configured successfully for the current job.\n"
            "We will send a notification to the webhook URL when the job is completed.",
        ),
        ("poll_endpoint", str(client.http.make_url(f"/claudio/jobs/{job_id}/poll"))),
        ("job_reference_id", job_id),
        ("return", "msg, poll_endpoint, job_reference_id"),
    ]


async def test_same_seed_and_calls_give_the_same_bytes(make_client: MakeClient) -> None:
    async def live() -> str:
        client = ClaudioClient(await make_client(Claudio(), scenario=DONE))
        job_id = await client.job(**SUBMISSION)
        told = [(await client.poll(job_id)).json, (await client.details(job_id)).json]
        links = [*told[0]["transcript_url"], *told[0]["media_files"]]
        contents = [(await client.download(link)).body.hex() for link in links]
        root = str(client.http.make_url("/"))
        return json.dumps([told, contents]).replace(root, "/")

    assert await live() == await live()
