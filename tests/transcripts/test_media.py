import io
import struct
import wave
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.transcripts.media import MediaFacts, read_media, tone_wav

MP3_FRAME = bytes((0xFF, 0xFB, 0x90, 0x00)) + bytes(
    413
)  # one frame: MPEG 1, layer III, 128 kbit/s, 44.1 kHz, two channels


def wav(*, channels: int = 2, width: int = 2, rate: int = 44_100, frames: int = 44_100) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(width)
        writer.setframerate(rate)
        writer.writeframes(bytes(channels * width * frames))
    return file.getvalue()


def read(tmp_path: Path, content: bytes, name: str = "upload") -> MediaFacts:
    path = tmp_path / "stored"
    path.write_bytes(content)
    return read_media(path, name)


@pytest.mark.parametrize(
    ("channels", "rate", "frames", "duration_ms"),
    [(1, 8_000, 8_000, 1_000), (2, 44_100, 66_150, 1_500), (2, 16_000, 4, 0)],
)
def test_a_wav_tells_everything(tmp_path: Path, channels: int, rate: int, frames: int, duration_ms: int) -> None:
    facts = read(tmp_path, wav(channels=channels, rate=rate, frames=frames))
    assert facts == MediaFacts(duration_ms, rate, channels, "wav")


def test_the_content_is_believed_before_the_name(tmp_path: Path) -> None:
    assert read(tmp_path, wav(), "song.mp3") == MediaFacts(1_000, 44_100, 2, "wav")


def test_an_mp3_is_read(tmp_path: Path) -> None:
    facts = read(tmp_path, MP3_FRAME * 100)
    assert (facts.format, facts.sample_rate_hz, facts.channels) == ("mp3", 44_100, 2)
    assert facts.duration_ms == pytest.approx(2_612, abs=60)


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (b"fLaC", "flac"),
        (b"OggS", "ogg"),
        (b"#!AMR\n", "amr"),
        (b"\x1aE\xdf\xa3", "webm"),
        (b"\0\0\0\x20ftypM4A ", "m4a"),
        (b"\0\0\0\x20ftypisom", "mp4"),
        (b"ID3\x04", "mp3"),
        (b"\xff\xfb", "mp3"),
    ],
)
def test_the_format_shows_in_the_first_bytes(tmp_path: Path, head: bytes, form: str) -> None:
    facts = read(tmp_path, head + b"nothing that could be played")
    assert (facts.format, facts.duration_ms) == (form, None)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.MP3", "mp3"),
        ("b.c.webm", "webm"),
        ("https://example.com/x.flac", "flac"),
        ("a.pdf", None),
        ("mp3", None),
        ("", None),
    ],
)
def test_where_the_content_says_nothing_the_name_tells_the_format(tmp_path: Path, name: str, form: str | None) -> None:
    for content in (b"", b"hello", bytes(1000)):
        assert read(tmp_path, content, name) == MediaFacts(format=form)


def test_a_truncated_wav_is_no_trouble(tmp_path: Path) -> None:
    whole = wav()
    for length in (*range(60), len(whole) // 2, len(whole) - 1):
        facts = read(tmp_path, whole[:length])
        assert facts.format == ("wav" if length >= 12 else None)


def test_a_header_that_claims_a_century_is_not_believed(tmp_path: Path) -> None:
    head = b"RIFF" + struct.pack("<I", 0xFFFFFFFF) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 1, 1, 1, 8)
    facts = read(tmp_path, head + b"data" + struct.pack("<I", 0xFFFFFFF0) + bytes(8))
    assert facts.format == "wav"
    assert facts.duration_ms is None


def test_a_missing_file_has_no_facts(tmp_path: Path) -> None:
    assert read_media(tmp_path / "nowhere", "a.wav") == MediaFacts()
    assert read_media(tmp_path, "a.wav") == MediaFacts()


@given(
    head=st.sampled_from(
        [b"", wav()[:44], b"ID3\x04\0\0", b"OggS\0\x02", b"fLaC\0\0\0\x22", b"\0\0\0\x20ftypM4A ", MP3_FRAME]
    ),
    rest=st.binary(max_size=300),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_garbage_never_raises(tmp_path: Path, head: bytes, rest: bytes) -> None:
    facts = read(tmp_path, head + rest)
    assert all(number is None or number >= 0 for number in (facts.duration_ms, facts.sample_rate_hz, facts.channels))


@pytest.mark.parametrize("duration_ms", [0, 1, 999, 1_000, 61_234])
def test_a_tone_is_a_wav_of_that_length(tmp_path: Path, duration_ms: int) -> None:
    content = tone_wav(duration_ms)
    with wave.open(io.BytesIO(content)) as reader:
        assert (reader.getframerate(), reader.getnchannels(), reader.getsampwidth()) == (8_000, 1, 1)
        assert reader.getnframes() == duration_ms * 8
        assert not duration_ms or len(set(reader.readframes(8_000))) > 4
    if duration_ms:
        assert read(tmp_path, content) == MediaFacts(duration_ms, 8_000, 1, "wav")
