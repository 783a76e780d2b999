"""Claudio as its pages tell a customer to call it, with plain HTTP, against a server that really runs."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from docx import Document

from mockserver import MockWorkspace
from mockserver.transcripts.media import tone_wav

CREDENTIALS = {"key": "k-1", "secret": "s-1"}
ACCOUNTS = "summary: test\nclock: {frozen: true}\naccounts: {claudio: [{key: k-1, secret: s-1}]}\n"
STORY = ACCOUNTS + "jobs: [{timeline: [{queued: 10s}, {in_progress: 600s}, completed]}]\n"
FAILING = ACCOUNTS + "jobs: [{timeline: [{in_progress: {polls: 1}}, {failed: invalid_media}]}]\n"


@contextmanager
def _claudio(mockserver: MockWorkspace, scenario: str) -> Iterator[httpx.Client]:
    mockserver.use(scenario)
    with httpx.Client(base_url=mockserver.claudio.base_url, trust_env=False) as http:
        yield http


def _upload(http: httpx.Client, to: str, name: str, content: bytes) -> dict[str, Any]:
    reply = http.post(f"/upload/{to}", data=CREDENTIALS, files={"file": (name, content)})
    assert reply.status_code == 200
    return dict(reply.json())


def _submit(http: httpx.Client, **submission: Any) -> dict[str, Any]:
    audio_files = [{"audio_filename": "memo.wav", "audio_location": "https://example.com/memo.wav"}]
    reply = http.post("/jobs/submit", json={**CREDENTIALS, "audio_files": audio_files, **submission})
    assert reply.status_code == 200
    return dict(reply.json())


def _details(http: httpx.Client, job_id: str) -> dict[str, Any]:
    reply = http.request("GET", f"/jobs/{job_id}/details", json=CREDENTIALS)
    assert reply.status_code == 200
    return dict(reply.json())


def test_from_upload_to_word_document(mockserver: MockWorkspace) -> None:
    with _claudio(mockserver, STORY) as http:
        audio = _upload(http, "audio", "Diktat Müller.wav", tone_wav(3000))
        assert audio["msg"] == "SUCCESS: Audio `Diktat Müller.wav` uploaded. "
        document = _upload(http, "document", "letter.pdf", b"%PDF-1.4")
        job = _submit(
            http,
            job_name="Müller, left knee",
            profile_name="IME",
            job_data=[{"key": "patient_name", "ui_label": "Patient", "input_value": "J. Müller"}],
            audio_files=[
                {
                    "audio_filename": "Diktat Müller.wav",
                    "audio_location": audio["audio_url"],
                    "audio_start": "00:00:01",
                    "audio_end": "00:00:00",
                }
            ],
            attachments=[{"filename": "letter.pdf", "doc_type": "loi", "location": document["file_url"]}],
        )
        job_id = job["job_reference_id"]

        for _ in range(2):
            polled = http.post(job["poll_endpoint"], json=CREDENTIALS)
            assert (polled.status_code, polled.json()["media_files"]) == (200, [])
            assert polled.json()["msg"].startswith("NOTICE: The job is in progress.")
            assert _details(http, job_id)["job_data"]["job_info"]["status"] == "in_progress"
            mockserver.clock.advance(305)

        done = http.post(job["poll_endpoint"], json=CREDENTIALS).json()
        assert done["msg"] == "SUCCESS: Job completed. "
        assert done["extracted_fields"] == [{"key": "patient_name", "ui_label": "Patient", "value": "J. Müller"}]
        text, extraction, letter = (http.get(link) for link in done["transcript_url"])
        assert text.text.startswith("[00:00:0")
        assert Document(io.BytesIO(extraction.content)).tables[0].rows[0].cells[1].text == "J. Müller"
        assert Document(io.BytesIO(letter.content)).paragraphs[0].text == "Müller, left knee"

        data = _details(http, job_id)["job_data"]
        assert data["job_info"]["total_audio_length"] == "2.00"
        files = [http.get(file["download_url"]) for file in data["job_files"]["input_files"]]
        assert [file.content for file in files] == [tone_wav(3000), b"%PDF-1.4"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_failure_is_told(mockserver: MockWorkspace, method: str) -> None:
    with _claudio(mockserver, FAILING) as http:
        job = _submit(http)

        first, second = (http.request(method, job["poll_endpoint"], json=CREDENTIALS) for _ in range(2))

        assert first.status_code == 200
        assert second.status_code == 400
        assert second.json()["msg"].startswith("ERROR: Job processing failed. ")
        details = _details(http, job["job_reference_id"])
        assert (details["success"], details["msg"]) == (False, "ERROR: Job processing failed.")


def test_strangers_and_unknown_jobs_are_refused(mockserver: MockWorkspace) -> None:
    with _claudio(mockserver, ACCOUNTS) as http:
        job = _submit(http)

        stranger = http.post(job["poll_endpoint"], json={"key": "k-1", "secret": "guessed"})
        nobody = http.post("/jobs/nobody/poll", json=CREDENTIALS)
        upload = http.post("/upload/audio", data={"key": "k-2", "secret": "s-1"}, files={"file": ("a.mp3", b"abc")})

        assert (stranger.status_code, nobody.status_code, upload.status_code) == (401, 400, 401)
        assert all(reply.json()["success"] is False for reply in (stranger, nobody, upload))


def test_a_link_is_refused_once_it_expired(mockserver: MockWorkspace) -> None:
    with _claudio(mockserver, STORY) as http:
        job = _submit(http)
        mockserver.clock.advance("1h")
        link = http.post(job["poll_endpoint"], json=CREDENTIALS).json()["transcript_url"][0]
        assert http.get(link).status_code == 200
        mockserver.clock.advance("1h")

        reply = http.get(link)

        assert (reply.status_code, reply.json()["success"]) == (403, False)


def test_large_upload_is_refused_before_it_is_whole(mockserver: MockWorkspace) -> None:
    def endless() -> Iterator[bytes]:
        for name, value in CREDENTIALS.items():
            yield f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n'
        for _ in range(251):
            yield bytes(1024**2)
        yield b"\r\n--b--\r\n"

    with _claudio(mockserver, ACCOUNTS) as http:
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        reply = http.post("/upload/audio", content=endless(), headers=headers, timeout=60)

        assert reply.status_code == 400
        assert reply.json()["msg"] == "ERROR: UploadAudio takes 262144000 bytes at most."
