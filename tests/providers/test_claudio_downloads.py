"""Every link that we hand out leads to what it says it does (seed 000; claudio.md "Get Job Details")."""

import io
import json
import wave
from typing import Any
from urllib.parse import quote, unquote

import pytest
from docx import Document

from mockserver.providers.claudio import Claudio
from mockserver.transcripts.media import tone_wav
from tests.conftest import MakeClient, world
from tests.providers.claudio_client import DOCUMENT, DONE, MEDIA, ClaudioClient, Reply

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FIELDS = [{"key": "name", "ui_label": "Patient", "input_value": "Zoë Ōta"}]
NAMES = [
    "plain.mp3",
    "two words & 100%.mp3",
    'quo"te;.mp3',
    "日本語の録音.mp3",
    "тест?#.mp3",
    "üé\u0301.mp3",
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "..",
    "/",
    "a\r\nX-Injected: 1.mp3",
    "nul\x00.mp3",
    "🎙" * 300 + ".mp3",
]


@pytest.fixture
async def client(make_client: MakeClient) -> ClaudioClient:
    return ClaudioClient(await make_client(Claudio(), scenario=DONE))


async def _files(client: ClaudioClient, **submission: Any) -> dict[str, Any]:
    details = await client.details(await client.job(**submission))
    files: dict[str, Any] = details.json["job_data"]["job_files"]
    return files


async def _output(client: ClaudioClient, ending: str, **submission: Any) -> Reply:
    files = await _files(client, **submission)
    [link] = [
        file["download_url"] for file in files["output_files"]["transcripts"] if file["filename"].endswith(ending)
    ]
    return await client.download(link)


def _saved_as(reply: Reply) -> str:
    """Return the name that a client of today saves a download under (RFC 6266: the extended form comes first)."""
    form, fallback, extended = reply.headers["Content-Disposition"].split("; ")
    assert form == "attachment"
    assert fallback.startswith('filename="')
    assert extended.startswith("filename*=UTF-8''")
    return unquote(extended.removeprefix("filename*=UTF-8''"), errors="strict")


def _paragraphs(reply: Reply) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(reply.body)).paragraphs]


def _seconds(content: bytes) -> float:
    with wave.open(io.BytesIO(content)) as reader:
        return float(reader.getnframes() / reader.getframerate())


async def test_uploads_come_back_byte_for_byte(client: ClaudioClient) -> None:
    audio = (await client.upload(tone_wav(2000), "memo.wav", "audio/x-wav")).json["audio_url"]
    document = (await client.upload(b"%PDF-1.4", "letter.pdf", "application/pdf", to="document")).json["file_url"]

    files = await _files(client, audio_files=[{"audio_location": audio}], attachments=[{"location": document}])

    assert [(file["filename"], file["file_type"], file["file_size"]) for file in files["input_files"]] == [
        ("memo.wav", "audio", len(tone_wav(2000))),
        ("letter.pdf", "attachment", 8),
    ]
    downloads = [await client.download(file["download_url"]) for file in files["input_files"]]
    assert [download.body for download in downloads] == [tone_wav(2000), b"%PDF-1.4"]
    assert [download.headers["Content-Type"] for download in downloads] == ["audio/x-wav", "application/pdf"]
    processed = files["output_files"]["processed_input_media"][0]
    assert processed["filename"] == "memo.wav"
    assert (await client.download(processed["download_url"])).body == tone_wav(2000)


@pytest.mark.parametrize(
    ("trim", "seconds"),
    [
        ({}, None),
        ({"audio_start": "00:00:10"}, None),
        ({"audio_end": "00:00:30"}, 30),
        ({"audio_start": "00:00:10", "audio_end": "01:00:00"}, 600),
    ],
)
async def test_media_elsewhere_is_playable_and_as_large_as_it_says(
    client: ClaudioClient, trim: dict[str, str], seconds: float | None
) -> None:
    job_id = await client.job(audio_files=[MEDIA | trim])
    data = (await client.details(job_id)).json["job_data"]
    [file] = data["job_files"]["input_files"]

    download = await client.download(file["download_url"])

    assert download.headers["Content-Type"] == "audio/wav"
    assert _saved_as(download) == "dictation.mp3"
    assert len(download.body) == file["file_size"]
    heard = float(data["job_info"]["total_audio_length"])
    start = 10 if "audio_start" in trim else 0
    assert _seconds(download.body) == pytest.approx(min(600, start + heard) if seconds is None else seconds, abs=0.01)


async def test_of_media_that_cannot_be_joined_the_first_is_given(client: ClaudioClient) -> None:
    upload = (await client.upload(tone_wav(5000), "memo.wav")).json["audio_url"]
    parts = [
        {"audio_location": upload, "audio_end": "00:00:02"},
        MEDIA | {"audio_start": "00:00:01", "audio_end": "00:00:04"},
        MEDIA,
    ]

    job_id = await client.job(audio_files=parts)
    data = (await client.details(job_id)).json["job_data"]

    total = float(data["job_info"]["total_audio_length"])
    sizes = [file["file_size"] for file in data["job_files"]["input_files"]]
    bodies = [(await client.download(file["download_url"])).body for file in data["job_files"]["input_files"]]
    assert [len(body) for body in bodies] == sizes
    assert [_seconds(body) for body in bodies] == pytest.approx([5, 4, total - 5], abs=0.01)
    [processed] = data["job_files"]["output_files"]["processed_input_media"]
    assert processed["filename"] == "memo.wav"
    assert (await client.download(processed["download_url"])).body == tone_wav(5000)


async def test_media_elsewhere_are_merged_into_as_much_as_is_said(client: ClaudioClient) -> None:
    job_id = await client.job(audio_files=[MEDIA | {"audio_end": "00:00:03"}, MEDIA | {"audio_end": "00:00:04"}])

    [link] = (await client.poll(job_id)).json["media_files"]

    assert "dictation_merged.wav" in link
    assert _seconds((await client.download(link)).body) == 7


async def test_document_elsewhere_is_a_text_as_large_as_it_says(client: ClaudioClient) -> None:
    files = await _files(client, attachments=[DOCUMENT | {"filename": "{location} ü.pdf"}])

    download = await client.download(files["input_files"][1]["download_url"])

    assert download.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert len(download.body) == files["input_files"][1]["file_size"]
    assert DOCUMENT["location"] in download.body.decode()


async def test_text_is_raw_or_tells_speakers(client: ClaudioClient) -> None:
    raw = await _output(client, ".txt", is_raw="1")
    formatted = await _output(client, ".txt", is_raw="0")

    assert raw.headers["Content-Type"] == formatted.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert len(raw.body.split()) > 20
    assert not raw.body.startswith(b"[")
    assert formatted.body.startswith(b"[00:00:0")


async def test_word_document_opens_and_holds_the_words(client: ClaudioClient) -> None:
    job_id = await client.job(is_raw="1", job_name="Smith, \x00left knee")
    text, word = [await client.download(link) for link in (await client.poll(job_id)).json["transcript_url"]]

    title, *paragraphs = _paragraphs(word)
    assert word.headers["Content-Type"] == WORD
    assert title == "Smith, \N{REPLACEMENT CHARACTER}left knee"
    assert " ".join(paragraphs) == text.body.decode()


async def test_document_makes_extraction_and_letter(client: ClaudioClient) -> None:
    job = {"attachments": [DOCUMENT], "job_data": FIELDS, "profile_name": "IME"}

    extraction = await _output(client, "IME_LOI.docx", **job)
    letter = await _output(client, "IME_LTR.docx", **job)

    [table] = Document(io.BytesIO(extraction.body)).tables
    assert [cell.text for cell in table.rows[0].cells] == ["Patient", "Zoë Ōta"]
    assert "Extracted from letter.pdf (loi)." in _paragraphs(extraction)
    assert len(_paragraphs(letter)) > 1
    [table] = Document(io.BytesIO(letter.body)).tables
    assert [cell.text for cell in table.rows[0].cells] == ["Patient", "Zoë Ōta"]


async def test_form_fields_stand_in_the_word_document_as_they_were_given(client: ClaudioClient) -> None:
    given = [*FIELDS, {"key": "age", "input_value": 41}, {"key": "side", "ui_label": "Side", "input_value": ""}]

    word = await _output(client, ".docx", job_data=given)

    [table] = Document(io.BytesIO(word.body)).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [["Patient", "Zoë Ōta"], ["age", "41"], ["Side", ""]]


async def test_formatted_word_document_tells_who_speaks(client: ClaudioClient) -> None:
    job_id = await client.job(is_raw="0")
    text, word = [await client.download(link) for link in (await client.poll(job_id)).json["transcript_url"]]

    [speaker] = {line.split("] ")[1] for line in text.body.decode().splitlines() if line.startswith("[")}
    _, *paragraphs = _paragraphs(word)
    assert all(paragraph.startswith(f"{speaker.removesuffix(':')}: ") for paragraph in paragraphs)


async def test_extracted_fields_are_those_of_the_poll(client: ClaudioClient) -> None:
    job_id = await client.job(attachments=[DOCUMENT], job_data=FIELDS)
    files = (await client.details(job_id)).json["job_data"]["job_files"]

    download = await client.download(files["output_files"]["extracted_fields_url"])

    assert download.headers["Content-Type"] == "application/json"
    assert download.json == (await client.poll(job_id)).json["extracted_fields"]
    assert download.json == [{"key": "name", "ui_label": "Patient", "value": "Zoë Ōta"}]
    assert json.loads(download.body) == download.json


@pytest.mark.parametrize("name", NAMES)
async def test_file_names_of_any_kind_download_and_play_no_tricks(client: ClaudioClient, name: str) -> None:
    job = {"audio_files": [MEDIA | {"audio_filename": name}], "profile_name": name, "attachments": [DOCUMENT]}
    files = await _files(client, **job)
    outputs = files["output_files"]

    assert files["input_files"][0]["filename"] == name
    for file in [*files["input_files"], *outputs["transcripts"], *outputs["processed_input_media"]]:
        download = await client.download(file["download_url"])
        assert download.status == 200
        assert "X-Injected" not in download.headers
        saved = _saved_as(download)
        assert saved not in ("", ".", "..")
        assert not set(saved) & set("/\\")
    for file in outputs["transcripts"]:
        assert not set(file["filename"]) & set('/\\\r\n\x00:*?"<>|')


@pytest.mark.parametrize("name", ["日本語.mp3", "two words.mp3"])
async def test_link_ends_in_the_quoted_name_and_download_is_saved_under_it(client: ClaudioClient, name: str) -> None:
    link = (await client.upload(b"abc", name)).json["audio_url"]

    assert link.startswith(str(client.http.make_url("/claudio/files/")))
    assert link.endswith(f"/{quote(name)}")
    assert _saved_as(await client.download(link)) == name


async def test_same_link_gives_the_same_bytes_and_head_its_size(client: ClaudioClient) -> None:
    [_, word] = (await client.poll(await client.job())).json["transcript_url"]

    first, second, head = await client.download(word), await client.download(word), await client.download(word, "HEAD")

    assert first.body == second.body
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(first.body))


async def test_links_expire_and_polling_mints_fresh_ones(client: ClaudioClient) -> None:
    job_id = await client.job()
    [old, _] = (await client.poll(job_id)).json["transcript_url"]
    before = await client.download(old)
    await world(client.http).agenda.advance(3_600_000)

    expired = await client.download(old)
    [fresh, _] = (await client.poll(job_id)).json["transcript_url"]

    assert expired.status == 403
    assert expired.json["success"] is False
    *_, entry, _ = world(client.http).journal
    assert "expired 0 seconds ago" in (entry.explanation or "")
    assert (await client.download(fresh)).body == before.body


async def test_link_of_an_upload_does_not_expire(client: ClaudioClient) -> None:
    link = (await client.upload(b"abc", "a.mp3")).json["audio_url"]
    await world(client.http).agenda.advance(365 * 86_400_000)

    assert (await client.download(link)).body == b"abc"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda link: link.partition("?")[0],
        lambda link: link + "0",
        lambda link: link.replace("?signature=", "?signature=1"),
        lambda link: link.replace("transcript-0", "transcript-1"),
        lambda link: link.replace("transcript-0", "audio-0"),
        lambda link: link.partition("=")[0] + "=" + "9" * 15 + "-" + "0" * 32,
    ],
)
async def test_changed_link_is_refused(client: ClaudioClient, spoil: Any) -> None:
    [link, _] = (await client.poll(await client.job())).json["transcript_url"]

    refused = await client.download(spoil(link))

    assert refused.status == 403
    assert refused.json == {"success": False, "msg": "ERROR: The link's signature is missing, wrong or expired."}


async def test_links_from_before_a_reset_lead_nowhere(client: ClaudioClient) -> None:
    upload = (await client.upload(b"abc", "a.mp3")).json["audio_url"]
    document = (await _files(client, attachments=[DOCUMENT]))["input_files"][1]["download_url"]
    await world(client.http).reset()

    gone = [await client.download(upload), await client.download(document)]
    assert [reply.status for reply in gone] == [404, 404]
    # The same seed gives the next job the same id, but this one has no document.
    await client.job()
    assert (await client.download(document)).status == 404


async def test_upload_that_was_removed_is_gone_from_its_jobs(client: ClaudioClient) -> None:
    upload = (await client.upload(b"abc", "a.mp3")).json["audio_url"]
    [file] = (await _files(client, audio_files=[{"audio_location": upload}]))["input_files"]
    [stored] = world(client.http).files
    world(client.http).files.remove(stored.id)

    assert (await client.download(file["download_url"])).status == 404


async def test_files_of_others_are_not_ours_to_give(client: ClaudioClient) -> None:
    await client.upload(b"abc", "a.mp3")
    [stored] = world(client.http).files

    assert (await Reply.of(await client.http.get(f"/claudio/files/{quote(stored.id, safe='')}/a.mp3"))).status == 404


async def test_without_the_prefix_files_are_left_to_others(client: ClaudioClient) -> None:
    link = (await client.upload(b"abc", "a.mp3")).json["audio_url"]

    reply = await client.download(link.replace("/claudio/files/", "/files/"))

    assert reply.status == 404
    assert reply.headers["Content-Type"] == "application/problem+json"
