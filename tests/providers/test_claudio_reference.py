"""Every row of what is known of Claudio (claudio.md), one test each, in its order. The quotes are the rows' first words."""

import io
import json
import wave
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import pytest
from docx import Document

from mockserver.providers.claudio import Claudio
from mockserver.transcripts.media import tone_wav
from tests.conftest import MakeClient, world
from tests.providers.claudio_client import (
    CREDENTIALS,
    DOCUMENT,
    DOCUMENTED,
    DONE,
    MEDIA,
    WAITING,
    ClaudioClient,
    Reply,
    failing,
)

WITH_DOCUMENT = {
    "attachments": [DOCUMENT],
    "profile_name": "IME Doc Extraction",
    "job_data": [{"key": "specialist_name", "ui_label": "Medical Specialist", "input_value": "Dr. Ng"}],
}
HOUR_MS, DAY_MS = 3_600_000, 86_400_000


class Start(Protocol):
    """Starts the server on a scenario, and returns a client for it."""

    def __call__(self, scenario: str = DONE) -> Awaitable[ClaudioClient]: ...


Check = Callable[[Start], Awaitable[None]]
ROWS: dict[str, Check] = {}


def row(quote: str) -> Callable[[Check], Check]:
    """Say which row of the reference a check is about."""

    def add(check: Check) -> Check:
        assert quote not in ROWS
        ROWS[quote] = check
        return check

    return add


async def _details(client: ClaudioClient, **submission: Any) -> Any:
    return (await client.details(await client.job(**submission))).json


async def _poll(client: ClaudioClient, **submission: Any) -> Any:
    return (await client.poll(await client.job(**submission))).json


@row("Requests: `base_url` is per team; everything hangs off it")
async def _(start: Start) -> None:
    client = await start()
    for base in ("", "/claudio", "/w/team/claudio"):
        assert (await client.call(f"{base}/jobs/submit", audio_files=[MEDIA])).status == 200


@row("Requests: accept POST, and GET with a body, for both")
async def _(start: Start) -> None:
    client = await start()
    job_id = await client.job()
    for method in ("GET", "POST"):
        for call in ("poll", "details"):
            assert (await client.call(f"/jobs/{job_id}/{call}", method)).status == 200


@row("Requests: `key` and `secret`, top-level in the JSON body; in multipart uploads, as form fields")
async def _(start: Start) -> None:
    client = await start(DONE + "accounts: {claudio: [{key: k, secret: s}]}")
    client.credentials = {"key": "k", "secret": "s"}
    assert (await client.submit()).status == 200
    assert (await client.upload(b"a", "a.mp3")).status == 200
    client.credentials = {"key": "k", "secret": "other"}
    assert (await client.submit()).status == 401
    assert (await client.upload(b"a", "a.mp3")).status == 401


@row("Requests: 200 OK, 400 Bad Request, 401 Unauthorized, 500 Internal Server Error")
async def _(start: Start) -> None:
    statuses = {"bad_request": 400, "not_found": 400, "unauthorized": 401, "server_error": 500}
    for name, status in statuses.items():
        client = await start(f"{DONE}requests: [{{error: {name}}}]")
        assert (await client.poll("any")).status == status


@row("Requests: the body of a 400/401/500")
async def _(start: Start) -> None:
    texts = {"bad_request": "Unexpected error occurred.", "unauthorized": "User not authorized."}
    for name, text in (texts | {"server_error": "Internal Server Error."}).items():
        client = await start(f"{DONE}requests: [{{error: {name}}}]")
        assert (await client.poll("any")).json == {"success": False, "msg": f"ERROR: {text}"}


@row("Requests: unknown job id: 400; offer 404 as a switch")
async def _(start: Start) -> None:
    assert (await (await start()).poll("nobody")).status == 400
    switched = await start(DONE + "quirks: {claudio: {unknown_job: observed}}")
    assert (await switched.poll("nobody")).status == 404


@row("Requests: most answers carry `return`, a list of the answer's own other keys")
async def _(start: Start) -> None:
    client = await start()
    answers = [(await client.submit()).json, await _poll(client), (await client.upload(b"a", "a.mp3")).json]
    for answer in answers:
        assert [key.strip() for key in answer["return"].split(",")] == [key for key in answer if key != "return"]


@row("Upload Audio: `SUCCESS: Audio `NAME` uploaded. `, `audio_url`, `return`")
async def _(start: Start) -> None:
    client = await start()
    reply = await client.upload(b"abc", "a.mp3", field="whatever")
    url = reply.json["audio_url"]
    expected = {"msg": "SUCCESS: Audio `a.mp3` uploaded. ", "audio_url": url, "return": "msg,audio_url"}
    assert list(reply.json.items()) == list(expected.items())
    assert (await client.download(url)).body == b"abc"


@row("Upload Audio: one file a call")
async def _(start: Start) -> None:
    client = await start()
    assert (await Reply.of(await client.http.post("/upload/audio", json=CREDENTIALS))).status == 400


@row("Upload Documents: `SUCCESS: Document `NAME` uploaded. `, `file_url`, `return`")
async def _(start: Start) -> None:
    client = await start()
    reply = await client.upload(b"abc", "a.pdf", to="document")
    url = reply.json["file_url"]
    expected = {"msg": "SUCCESS: Document `a.pdf` uploaded. ", "file_url": url, "return": "msg,file_url"}
    assert list(reply.json.items()) == list(expected.items())
    submitted = await client.submit(attachments=[{"filename": "a.pdf", "doc_type": "loi", "location": url}])
    assert submitted.status == 200


@row('Submit Job: `is_raw` ("1" raw | "0" formatted; accept numbers too)')
async def _(start: Start) -> None:
    client = await start()
    for value, raw in (("1", True), (1, True), ("0", False), (0, False)):
        assert ("finished_transcript" in await _poll(client, is_raw=value)) is raw
    assert (await client.submit(is_raw="yes")).status == 400


@row("Submit Job: `job_data[]` (form fields)")
async def _(start: Start) -> None:
    client = await start()
    field = {"key": "k", "ui_label": "Label", "type": "string", "ui_type": "string", "ui_desc": "d", "input_value": "Ω"}
    [_, word] = (await _poll(client, job_data=[field]))["transcript_url"]
    [table] = Document(io.BytesIO((await client.download(word)).body)).tables
    assert [cell.text for cell in table.rows[0].cells] == ["Label", "Ω"]


@row("Submit Job: `audio_start`, `audio_end` as `HH:MM:SS`; `00:00:00` both = the whole file")
async def _(start: Start) -> None:
    client = await start()
    url = (await client.upload(tone_wav(5000), "a.wav")).json["audio_url"]
    for trim, length in (("00:00:00", "00:00:00"), "5.00"), (("00:00:01", "00:00:03"), "2.00"):
        audio = {"audio_location": url, "audio_start": trim[0], "audio_end": trim[1]}
        info = (await _details(client, audio_files=[audio]))["job_data"]["job_info"]
        assert info["total_audio_length"] == length
    wrong = {"audio_location": url, "audio_start": "00:00:03", "audio_end": "00:00:02"}
    assert (await client.submit(audio_files=[wrong])).status == 400


@row("Submit Job: several audio files in one job are cropped and merged into one processed file")
async def _(start: Start) -> None:
    client = await start()
    url = (await client.upload(tone_wav(5000), "a.wav")).json["audio_url"]
    parts = [{"audio_location": url, "audio_start": "00:00:04"}, {"audio_location": url, "audio_end": "00:00:02"}]
    [merged] = (await _poll(client, audio_files=parts))["media_files"]
    with wave.open(io.BytesIO((await client.download(merged)).body)) as reader:
        assert reader.getnframes() / reader.getframerate() == 3


@row("Submit Job: `attachments[]` (`filename`, `doc_type` e.g. `loi`, `location`)")
async def _(start: Start) -> None:
    client = await start()
    attachments = [DOCUMENT | {"filename": f"{kind}.pdf", "doc_type": kind} for kind in ("loi", "medical", "other")]
    data = await _details(client, attachments=attachments)
    names = [file["filename"] for file in data["job_data"]["job_files"]["input_files"][1:]]
    assert names == ["loi.pdf", "medical.pdf", "other.pdf"]


@row("Submit Job: default `POST {base}/jobs/submit`, alias `POST {base}/jobs` (configurable)")
async def _(start: Start) -> None:
    client = await start()
    for path in ("/jobs/submit", "/jobs"):
        assert (await client.call(path, audio_files=[MEDIA])).status == 200
    moved = await start(DONE + "providers: {claudio: {paths: {SubmitJob: /own}}}")
    assert (await moved.call("/own", audio_files=[MEDIA])).status == 200


@row("Submit Job: 200 → `msg`, `poll_endpoint`, `job_reference_id`, `return`")
async def _(start: Start) -> None:
    client = await start()
    body = (await client.submit()).json
    assert list(body) == ["msg", "poll_endpoint", "job_reference_id", "return"]
    assert body["return"] == "msg, poll_endpoint, job_reference_id"
    assert body["poll_endpoint"].endswith(f"/jobs/{body['job_reference_id']}/poll")
    assert (await client.download(body["poll_endpoint"], "POST")).status == 401


@row("Submit Job: `msg` with a webhook configured, and without")
async def _(start: Start) -> None:
    without = (await (await start()).submit()).json["msg"]
    configured = await start(DONE + "providers: {claudio: {webhook: 'http://127.0.0.1:9/x'}}")
    begin = "SUCCESS: Job[Knee] submitted successfully."
    assert without == f"{begin} Please use the polling endpoint to check job status. "
    assert (await configured.submit()).json["msg"] == (
        f"{begin}\nYour webhook is configured successfully for the current job."
        "\nWe will send a notification to the webhook URL when the job is completed."
    )


@row("Submit Job: the older generation calls the key `message` instead of `msg`, in the body and in `return`")
async def _(start: Start) -> None:
    client = await start(DONE + "quirks: {claudio: {submit_message_key: documented}}")
    body = (await client.submit()).json
    assert list(body) == ["message", "poll_endpoint", "job_reference_id", "return"]
    assert body["return"] == "message, poll_endpoint, job_reference_id"


@row("Poll Job: Completed, current page")
async def _(start: Start) -> None:
    body = await _poll(await start())
    assert list(body) == ["msg", "transcript_url", "media_files", "extracted_fields", "return"]
    assert body["msg"] == "SUCCESS: Job completed. "
    assert body["return"] == "msg, transcript_url, media_files, extracted_fields"


@row("Poll Job: Completed, older page")
async def _(start: Start) -> None:
    body = await _poll(await start(DONE + "providers: {claudio: {pages: older}}"))
    assert list(body) == ["msg", "transcript_location", "return"]
    assert body["return"] == "msg, transcript_location"


@row("Poll Job: In Progress, current page")
async def _(start: Start) -> None:
    msg = "NOTICE: The job is in progress.\nPlease try again after sometime. "
    assert await _poll(await start(WAITING)) == {"msg": msg, "media_files": []}


@row("Poll Job: In Progress, older page")
async def _(start: Start) -> None:
    body = await _poll(await start(WAITING + "providers: {claudio: {pages: older}}"))
    assert body == {"msg": "NOTICE: The job is in progress.\nPlease try again after some time. "}


@row("Poll Job: Error, status 400 or 500")
async def _(start: Start) -> None:
    for failure, status in (("invalid_media", 400), ("internal", 500)):
        client = await start(failing(failure))
        assert (await client.poll(await client.job())).status == status


@row("Poll Job: links are signed and expire; polling again mints fresh ones")
async def _(start: Start) -> None:
    client = await start()
    job_id = await client.job()
    old = (await client.poll(job_id)).json
    await world(client.http).agenda.advance(HOUR_MS)
    new = (await client.poll(job_id)).json
    for link in (*old["transcript_url"], *old["media_files"]):
        assert (await client.download(link)).status == 403
    for link in (*new["transcript_url"], *new["media_files"]):
        assert (await client.download(link)).status == 200


@row("Poll Job: after the retention period the document's link yields a PDF that says that it was deleted")
async def _(start: Start) -> None:
    client = await start()
    job_id = await client.job()
    await world(client.http).agenda.advance(30 * DAY_MS)
    for link in (await client.poll(job_id)).json["transcript_url"]:
        download = await client.download(link)
        assert download.headers["Content-Type"] == "application/pdf"
        assert b"was deleted" in download.body


@row("Poll Job: with `is_raw` = 1, `finished_transcript` is an array of URLs of the Word document")
async def _(start: Start) -> None:
    client = await start()
    [link] = (await _poll(client, is_raw="1"))["finished_transcript"]
    assert Document(io.BytesIO((await client.download(link)).body)).paragraphs[0].text == "Knee"


@row("Details: all have `success`, `msg`, `job_info`, `input_files`; `output_files` is null unless completed")
async def _(start: Start) -> None:
    for scenario, done in ((DONE, True), (WAITING, False), (failing("internal"), False)):
        body = await _details(await start(scenario), **WITH_DOCUMENT)
        assert list(body) == ["success", "msg", "job_data"]
        assert list(body["job_data"]) == ["job_info", "job_files"]
        assert list(body["job_data"]["job_files"]) == ["input_files", "output_files"]
        assert (body["job_data"]["job_files"]["output_files"] is not None) is done


@row("Details: `success`, `msg`")
async def _(start: Start) -> None:
    expected = {
        DONE: (True, "SUCCESS: Job completed successfully."),
        WAITING: (True, "NOTICE: Job is currently being processed."),
        failing("internal"): (False, "ERROR: Job processing failed."),
    }
    for scenario, (success, msg) in expected.items():
        body = await _details(await start(scenario))
        assert (body["success"], body["msg"]) == (success, msg)


async def _info(start: Start, scenario: str) -> Any:
    return (await _details(await start(scenario)))["job_data"]["job_info"]


@row("Details: `job_info.status`")
async def _(start: Start) -> None:
    statuses = {DONE: "completed", WAITING: "in_progress", failing("internal"): "error"}
    for scenario, status in statuses.items():
        assert (await _info(start, scenario))["status"] == status
        assert (await _info(start, scenario + DOCUMENTED))["status"] == "completed"


@row("Details: `job_info.completed_at`")
async def _(start: Start) -> None:
    assert (await _info(start, WAITING))["completed_at"] is None
    assert (await _info(start, WAITING + DOCUMENTED))["completed_at"] == "2024-05-05 23:23:22"


@row("Details: `submitted_at`, `completed_at`")
async def _(start: Start) -> None:
    info = await _info(start, DONE)
    assert (info["submitted_at"], info["completed_at"]) == ("2024-05-05 23:23:22", "2024-05-05 23:23:22")


@row("Details: `total_audio_length` a string of seconds; `file_size` a number of bytes")
async def _(start: Start) -> None:
    data = (await _details(await start()))["job_data"]
    assert float(data["job_info"]["total_audio_length"]) > 0
    assert isinstance(data["job_info"]["total_audio_length"], str)
    assert isinstance(data["job_files"]["input_files"][0]["file_size"], int)


@row("Details: `is_blank_audio`")
async def _(start: Start) -> None:
    client = await start()
    silence = tone_wav(2000)[:44] + b"\x80" * 16_000
    for content, blank in ((silence, True), (tone_wav(2000), False)):
        url = (await client.upload(content, "a.wav")).json["audio_url"]
        info = (await _details(client, audio_files=[{"audio_location": url}]))["job_data"]["job_info"]
        assert info["is_blank_audio"] is blank


@row("Details: `error_message`")
async def _(start: Start) -> None:
    assert (await _info(start, failing("invalid_media")))["error_message"].startswith("The audio file is not")
    assert (await _info(start, failing("invalid_media") + DOCUMENTED))["error_message"] is None
    assert (await _info(start, DONE))["error_message"] is None


@row("Details: `input_files[]`")
async def _(start: Start) -> None:
    files = (await _details(await start(), **WITH_DOCUMENT))["job_data"]["job_files"]["input_files"]
    assert [file["file_type"] for file in files] == ["audio", "attachment"]
    assert all(list(file) == ["filename", "file_type", "file_size", "download_url"] for file in files)


@row("Details: `output_files.transcripts[]`")
async def _(start: Start) -> None:
    outputs = (await _details(await start()))["job_data"]["job_files"]["output_files"]
    for file in outputs["transcripts"]:
        assert list(file) == ["filename", "file_subtype", "download_url", "language_code"]
        assert (file["file_subtype"], file["language_code"]) == ("final_transcript", "en")


@row("Details: names of the transcripts")
async def _(start: Start) -> None:
    client = await start()
    for submission, names in (
        ({}, ["General Transcription.txt", "General Transcription.docx"]),
        (
            WITH_DOCUMENT,
            ["IME Doc Extraction.txt", "IME Doc Extraction_LOI.docx", "IME Doc Extraction_LTR.docx"],
        ),
    ):
        outputs = (await _details(client, **submission))["job_data"]["job_files"]["output_files"]
        assert [file["filename"] for file in outputs["transcripts"]] == names


@row("Details: `output_files.processed_input_media[]`")
async def _(start: Start) -> None:
    [file] = (await _details(await start()))["job_data"]["job_files"]["output_files"]["processed_input_media"]
    assert list(file) == ["filename", "file_subtype", "download_url"]
    assert file["file_subtype"] == "merged_filename"


@row("Details: `output_files.extracted_fields_url`")
async def _(start: Start) -> None:
    client = await start()
    assert (await _details(client))["job_data"]["job_files"]["output_files"]["extracted_fields_url"] is None
    job_id = await client.job(**WITH_DOCUMENT)
    outputs = (await client.details(job_id)).json["job_data"]["job_files"]["output_files"]
    fields = json.loads((await client.download(outputs["extracted_fields_url"])).body)
    assert fields == (await client.poll(job_id)).json["extracted_fields"]
    for file in outputs["transcripts"][1:]:
        [table] = Document(io.BytesIO((await client.download(file["download_url"])).body)).tables
        shown = [[cell.text for cell in row.cells] for row in table.rows]
        assert shown == [[field["ui_label"], field["value"]] for field in fields]


@row("Details: all `*_url` values must really download")
async def _(start: Start) -> None:
    client = await start()
    found: list[str] = []

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            found.extend(each for key, each in value.items() if key.endswith("_url") and each)
            for each in value.values():
                collect(each)
        elif isinstance(value, list):
            for each in value:
                collect(each)

    collect(await _details(client, **WITH_DOCUMENT))
    assert len(found) == 7
    for link in found:
        download = await client.download(link)
        assert (download.status, bool(download.body)) == (200, True)


@pytest.mark.parametrize("quote", ROWS)
async def test_row_holds(make_client: MakeClient, quote: str) -> None:
    async def start(scenario: str = DONE) -> ClaudioClient:
        return ClaudioClient(await make_client(Claudio(), scenario=scenario))

    await ROWS[quote](start)
