"""From bytes of streamed audio to milliseconds (revai.md §2.16)."""

import io
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.providers.revai.streaming.audio import AudioMeter
from mockserver.providers.revai.streaming.content_types import WrongContentType, read_content_type
from mockserver.transcripts.media import tone_wav

RAW = "audio/x-raw;layout=interleaved;rate=16000;format=S16LE;channels=1"
MP3_HEAD = b"\xff\xfb\x90\x00"


def heard_ms(content_type: str, audio: bytes, *, pieces: int = 1) -> int:
    meter = AudioMeter(read_content_type(content_type))
    size = max(1, len(audio) // pieces)
    for at in range(0, len(audio), size):
        meter.feed(audio[at : at + size])
    return meter.heard_ms


def wav(seconds: int, rate: int = 44_100, channels: int = 2) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(bytes(seconds * rate * channels * 2))
    return file.getvalue()


def flac(rate: int, channels: int, bits: int) -> bytes:
    packed = rate << 44 | (channels - 1) << 41 | (bits - 1) << 36
    return b"fLaC\x80\x00\x00\x22" + bytes(10) + struct.pack(">Q", packed) + bytes(16)


@pytest.mark.parametrize(
    ("parameters", "second"),
    [
        ("rate=16000;format=S16LE;channels=1", 32_000),
        ("rate=8000;format=U8;channels=1", 8_000),
        ("rate=48000;format=F32LE;channels=2", 384_000),
        ("rate=44100;format=S24BE;channels=10", 1_323_000),
        ("rate=16000;format=S24_32LE;channels=1", 64_000),
        ("rate=8000;format=F64BE;channels=1", 64_000),
    ],
)
@pytest.mark.parametrize("layout", ["interleaved", "non-interleaved"])
def test_raw_audio_by_its_parameters(parameters: str, second: int, layout: str) -> None:
    content_type = f"audio/x-raw;layout={layout};{parameters}"
    assert heard_ms(content_type, bytes(second)) == 1000
    assert heard_ms(content_type, bytes(second - 1)) == 999


@pytest.mark.parametrize(
    "content_type",
    [
        "AUDIO/X-RAW; Layout=interleaved ;  rate=16000;format=S16LE;channels=1;",
        "audio/x-raw;channels=1;format=S16LE;layout=interleaved;rate=16000;other=7",
    ],
)
def test_parameters_as_clients_write_them(content_type: str) -> None:
    assert heard_ms(content_type, bytes(32_000)) == 1000


def test_raw_audio_is_never_taken_for_a_file() -> None:
    assert heard_ms(RAW, tone_wav(1000).ljust(32_000)) == 1000


@pytest.mark.parametrize("pieces", [1, 3, 1000])
def test_files_tell_by_their_heads(pieces: int) -> None:
    assert heard_ms("audio/x-wav", tone_wav(3_000), pieces=pieces) == 3_000
    assert heard_ms("audio/*", wav(2), pieces=pieces) == 2_000
    assert heard_ms("audio/mpeg", MP3_HEAD + bytes(15_996), pieces=pieces) == 1_000
    half = flac(16_000, 1, 16)
    assert heard_ms("audio/x-flac", half + bytes(19_200 - len(half)), pieces=pieces) == 1_000


def test_a_wav_file_with_other_chunks_before_its_samples() -> None:
    plain = tone_wav(1_000)
    chunk = b"LIST" + struct.pack("<I", 5) + b"title\0"
    assert heard_ms("audio/wav", plain[:36] + chunk + plain[36:]) == 1_000


@pytest.mark.parametrize(
    ("content_type", "second"),
    [
        ("audio/x-wav", 32_000),
        ("audio/x-flac", 19_200),
        ("audio/webm;codecs=opus", 4_000),
        ("audio/ogg", 4_000),
        ("audio/mpeg", 16_000),
        ("audio/something-new", 16_000),
        ("audio/*", 16_000),
    ],
)
def test_what_is_usual_where_nothing_tells(content_type: str, second: int) -> None:
    assert heard_ms(content_type, bytes(second * 5)) == 5_000
    assert heard_ms(content_type, b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + bytes(second * 5 - 20)) == 5_000
    assert heard_ms(content_type, (b"fLaC" + bytes(second))[:second]) == 1_000


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        ";",
        "audio",
        "audio/",
        "audio/a b",
        "video/webm",
        "application/json",
        "audio/x-raw",
        "audio/x-raw;layout=interleaved;rate=16000;format=S16LE",
        "audio/x-raw;layout=planar;rate=16000;format=S16LE;channels=1",
        RAW.replace("16000", "48001"),
        RAW.replace("16000", "-1"),
        RAW.replace("16000", "1" * 5000),
        RAW.replace("16000", "١٦٠٠٠"),
        RAW.replace("channels=1", "channels=0"),
    ],
)
def test_what_is_no_content_type_of_a_stream(content_type: str) -> None:
    with pytest.raises(WrongContentType) as error:
        read_content_type(content_type)
    assert str(error.value)[-1] == "."


@given(st.binary(max_size=200), st.integers(1, 50), st.sampled_from([b"", b"fLaC", b"RIFF\0\0\0\0WAVE", MP3_HEAD]))
def test_no_bytes_break_it_nor_how_they_are_cut(data: bytes, pieces: int, head: bytes) -> None:
    assert heard_ms("audio/*", head + data) == heard_ms("audio/*", head + data, pieces=pieces) >= 0


def test_only_the_head_is_kept() -> None:
    meter = AudioMeter(read_content_type("audio/ogg"))
    for _ in range(100):
        meter.feed(bytes(10_000))
        assert len(meter._head) <= 16 * 1024
    assert (meter._head, meter.heard_ms) == (b"", 250_000)
