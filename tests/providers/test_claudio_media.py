"""The media that come out: trimmed and merged to the sample, and known to be blank when they are (Poll Job, Details)."""

import io
import math
import wave
from typing import Any

import pytest
from docx import Document

from mockserver.providers.claudio import Claudio
from tests.conftest import MakeClient, world
from tests.providers.claudio_client import DONE, MEDIA, ClaudioClient

RATE = 8000
SILENT_NAMES = 'providers: {claudio: {blank_audio: "*silent*"}}\n'


def wav(seconds: float, *, level: int = 9_000, channels: int = 1, rate: int = RATE) -> bytes:
    file = io.BytesIO()
    frames = round(seconds * rate)
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        samples = (round(level * math.sin(frame / 7 + frame * frame / 1e6)) for frame in range(frames))
        writer.writeframes(b"".join(sample.to_bytes(2, "little", signed=True) * channels for sample in samples))
    return file.getvalue()


def _samples(content: bytes) -> bytes:
    with wave.open(io.BytesIO(content)) as reader:
        return bytes(reader.readframes(reader.getnframes()))


@pytest.fixture
async def client(make_client: MakeClient) -> ClaudioClient:
    return ClaudioClient(await make_client(Claudio(), scenario=DONE))


async def _uploaded(client: ClaudioClient, content: bytes, name: str = "memo.wav") -> dict[str, Any]:
    return {"audio_location": (await client.upload(content, name)).json["audio_url"]}


async def _info(client: ClaudioClient, *audio_files: dict[str, Any]) -> dict[str, Any]:
    details = await client.details(await client.job(audio_files=audio_files))
    info: dict[str, Any] = details.json["job_data"]["job_info"]
    return info


async def test_wav_files_are_trimmed_and_joined_to_the_sample(client: ClaudioClient) -> None:
    first, second = wav(3.25), wav(2.5, level=4_000)
    parts = [
        await _uploaded(client, first, "Diktat.wav") | {"audio_start": "00:00:01", "audio_end": "00:00:03"},
        await _uploaded(client, second),
        await _uploaded(client, first) | {"audio_start": "00:00:02"},
    ]

    job_id = await client.job(audio_files=parts)
    [link] = (await client.poll(job_id)).json["media_files"]
    download = await client.download(link)
    info = (await client.details(job_id)).json["job_data"]

    expected = _samples(first)[2 * RATE : 6 * RATE] + _samples(second) + _samples(first)[4 * RATE :]
    assert _samples(download.body) == expected
    assert download.headers["Content-Type"] == "audio/wav"
    assert info["job_info"]["total_audio_length"] == "5.75"
    assert info["job_files"]["output_files"]["processed_input_media"][0]["filename"] == "Diktat_merged.wav"


async def test_merged_media_are_made_once_and_can_be_read_in_ranges(client: ClaudioClient) -> None:
    job_id = await client.job(audio_files=[await _uploaded(client, wav(1)), await _uploaded(client, wav(2))])
    [link] = (await client.poll(job_id)).json["media_files"]
    assert len(world(client.http).files) == 2

    whole = await client.download(link)
    part = await client.download(link, headers={"Range": "bytes=44-1043"})

    assert len(world(client.http).files) == 3
    assert (part.status, part.body) == (206, whole.body[44:1044])
    guessed = link.replace(f"/{job_id}/processed/", f"/claudio-merged%2F{job_id}/").partition("?")[0]
    assert (await client.download(guessed)).status == 404


async def test_a_single_trimmed_wav_is_trimmed(client: ClaudioClient) -> None:
    job_id = await client.job(audio_files=[await _uploaded(client, wav(3)) | {"audio_end": "00:00:02"}])

    [link] = (await client.poll(job_id)).json["media_files"]

    assert _samples((await client.download(link)).body) == _samples(wav(3))[: 4 * RATE]


@pytest.mark.parametrize("other", [wav(1, channels=2), wav(1, rate=16_000), b"ID3 no wav", b""])
async def test_of_what_cannot_be_joined_the_first_file_is_given_as_it_is(client: ClaudioClient, other: bytes) -> None:
    first = wav(2)
    parts = [await _uploaded(client, first, "first.wav"), await _uploaded(client, other, "other.wav")]

    [link] = (await client.poll(await client.job(audio_files=parts))).json["media_files"]

    assert "/first.wav?" in link
    assert (await client.download(link)).body == first


async def test_merged_media_are_gone_with_an_upload_among_them(client: ClaudioClient) -> None:
    job_id = await client.job(audio_files=[await _uploaded(client, wav(1)), await _uploaded(client, wav(2))])
    [link] = (await client.poll(job_id)).json["media_files"]
    files = world(client.http).files
    stored = next(iter(files))
    stored.path.unlink()

    assert (await client.download(link)).status == 404
    files.remove(stored.id)
    assert (await client.download(link)).status == 404


async def test_silence_is_blank_audio(client: ClaudioClient) -> None:
    silent, loud = await _uploaded(client, wav(2, level=0)), await _uploaded(client, wav(2))
    both = await _uploaded(client, wav(1, level=0))

    assert (await _info(client, silent))["is_blank_audio"] is True
    assert (await _info(client, silent, both))["is_blank_audio"] is True
    assert (await _info(client, loud))["is_blank_audio"] is False
    assert (await _info(client, silent, loud))["is_blank_audio"] is False
    assert (await _info(client, MEDIA))["is_blank_audio"] is False


async def test_only_the_part_that_is_transcribed_counts(client: ClaudioClient) -> None:
    with_pause = _spliced(wav(2), wav(3, level=0))
    audio = await _uploaded(client, with_pause)

    assert (await _info(client, audio))["is_blank_audio"] is False
    assert (await _info(client, audio | {"audio_start": "00:00:02"}))["is_blank_audio"] is True
    assert (await _info(client, audio | {"audio_start": "00:00:01"}))["is_blank_audio"] is False


async def test_wav_without_samples_has_no_length_and_is_blank(client: ClaudioClient) -> None:
    info = await _info(client, await _uploaded(client, wav(0)))

    assert (info["total_audio_length"], info["is_blank_audio"]) == ("0.00", True)


async def test_scenario_names_media_without_speech(make_client: MakeClient) -> None:
    client = ClaudioClient(await make_client(Claudio(), scenario=DONE + SILENT_NAMES))
    silent = {"audio_filename": "silent room.mp3", "audio_location": "https://example.com/1"}
    other = {"audio_filename": "b.mp3", "audio_location": "https://example.com/silent/b.mp3"}

    assert (await _info(client, silent, other))["is_blank_audio"] is True
    assert (await _info(client, silent, MEDIA))["is_blank_audio"] is False


@pytest.mark.parametrize("raw", ["0", "1"])
async def test_transcripts_of_blank_audio_hold_no_words(client: ClaudioClient, raw: str) -> None:
    job_id = await client.job(audio_files=[await _uploaded(client, wav(60, level=0))], is_raw=raw)

    text, word = [await client.download(link) for link in (await client.poll(job_id)).json["transcript_url"]]

    assert (text.status, text.body) == (200, b"")
    paragraphs = [paragraph.text for paragraph in Document(io.BytesIO(word.body)).paragraphs]
    assert paragraphs == ["Knee", "No speech was found in the audio."]


def _spliced(*files: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(b"".join(map(_samples, files)))
    return file.getvalue()
