"""Claudio as its pages tell a customer to call it, with plain HTTP, against a server that really runs."""

import io
import shutil
import subprocess
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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


def _links(value: Any) -> Iterator[str]:
    """Yield every URL to download in an answer, but for the poll endpoint."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from () if key == "poll_endpoint" else _links(each)
    elif isinstance(value, list):
        for each in value:
            yield from _links(each)
    elif isinstance(value, str) and value.startswith("http"):
        yield value


def _wav_seconds(content: bytes) -> float:
    with wave.open(io.BytesIO(content)) as reader:
        return float(reader.getnframes() / reader.getframerate())


def _assert_libreoffice_opens(word: bytes, folder: Path) -> None:
    """Where LibreOffice is installed, it opens the document and finds its words."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return
    (folder / "letter.docx").write_bytes(word)
    home = f"-env:UserInstallation=file://{folder}/home"
    command = [office, home, "--headless", "--convert-to", "txt:Text", "--outdir", str(folder), "letter.docx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    assert "Müller, left knee" in (folder / "letter.txt").read_text("utf-8-sig")


def test_from_upload_to_word_document(mockserver: MockWorkspace, tmp_path: Path) -> None:
    with _claudio(mockserver, STORY) as http:
        first = _upload(http, "audio", "Diktat Müller.wav", tone_wav(3_250))
        assert first["msg"] == "SUCCESS: Audio `Diktat Müller.wav` uploaded. "
        second = _upload(http, "audio", "口述.wav", tone_wav(4_500))
        document = _upload(http, "document", "letter.pdf", b"%PDF-1.4")
        job = _submit(
            http,
            job_name="Müller, left knee",
            profile_name="IME",
            job_data=[{"key": "patient_name", "ui_label": "Patient", "input_value": "J. Müller"}],
            audio_files=[
                {
                    "audio_filename": "Diktat Müller.wav",
                    "audio_location": first["audio_url"],
                    "audio_start": "00:00:01",
                    "audio_end": "00:00:00",
                },
                {
                    "audio_filename": "口述.wav",
                    "audio_location": second["audio_url"],
                    "audio_start": "00:00:01",
                    "audio_end": "00:00:03",
                },
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
        for word in (extraction, letter):
            opened = Document(io.BytesIO(word.content))
            assert opened.paragraphs[0].text == "Müller, left knee"
            assert [cell.text for cell in opened.tables[0].rows[0].cells] == ["Patient", "J. Müller"]
        _assert_libreoffice_opens(letter.content, tmp_path)
        [merged] = done["media_files"]
        assert _wav_seconds(http.get(merged).content) == pytest.approx(2.25 + 2, abs=0.005)

        data = _details(http, job_id)["job_data"]
        assert data["job_info"]["total_audio_length"] == "4.25"
        assert data["job_info"]["is_blank_audio"] is False
        files = [http.get(file["download_url"]) for file in data["job_files"]["input_files"]]
        assert [file.content for file in files] == [tone_wav(3_250), tone_wav(4_500), b"%PDF-1.4"]
        links = [*_links(done), *_links(data)]
        assert len(links) == 4 + 3 + 3 + 1 + 1
        assert {http.get(link).status_code for link in links} == {200}

        mockserver.clock.advance("31d")
        renewed = http.post(job["poll_endpoint"], json=CREDENTIALS).json()["transcript_url"]
        for link in renewed:
            deleted = http.get(link)
            assert (deleted.status_code, deleted.headers["Content-Type"]) == (200, "application/pdf")
            assert b"was deleted on" in deleted.content
            _assert_pdftotext_reads(deleted.content, tmp_path)


def _assert_pdftotext_reads(pdf: bytes, folder: Path) -> None:
    """Where poppler is installed, its pdftotext finds the sentence."""
    if shutil.which("pdftotext") is None:
        return
    (folder / "deleted.pdf").write_bytes(pdf)
    read = subprocess.run(["pdftotext", str(folder / "deleted.pdf"), "-"], check=True, capture_output=True, timeout=60)
    assert "was deleted on" in read.stdout.decode()
    assert read.stderr == b""


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
