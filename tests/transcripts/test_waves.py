"""WAV files: what they are like, whether they are silent, and how parts of them are joined."""

import io
import math
import struct
import wave
from pathlib import Path

import pytest

from mockserver.transcripts.waves import Wav, WavFormat, WavPart, is_silent, joined, read_wav


def _wav(path: Path, samples: bytes, *, channels: int = 1, width: int = 2, rate: int = 8000) -> Wav:
    with wave.open(str(path), "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(width)
        writer.setframerate(rate)
        writer.writeframes(samples)
    wav = read_wav(path)
    assert wav is not None
    return wav


def _tone(level: int, frames: int, width: int) -> bytes:
    values = (round(level * math.sin(frame / 5)) for frame in range(frames))
    if width == 1:
        return bytes(128 + value for value in values)
    return b"".join(value.to_bytes(width, "little", signed=True) for value in values)


@pytest.mark.parametrize(("channels", "width", "rate"), [(1, 1, 8000), (2, 2, 44_100), (6, 3, 48_000), (1, 4, 16_000)])
def test_format_and_length_are_read(tmp_path: Path, channels: int, width: int, rate: int) -> None:
    wav = _wav(tmp_path / "a.wav", bytes(rate * channels * width * 3 // 2), channels=channels, width=width, rate=rate)

    assert wav.format == WavFormat(channels, width, rate)
    assert wav.duration_ms == 1500


def test_only_what_is_really_there_counts(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    _wav(path, bytes(16_000))
    path.write_bytes(path.read_bytes()[:-8_001])
    streamed = bytearray(path.read_bytes())
    streamed[40:44] = b"\xff" * 4
    (tmp_path / "streamed.wav").write_bytes(streamed)

    for name in ("cut.wav", "streamed.wav"):
        wav = read_wav(tmp_path / name)
        assert wav is not None
        assert wav.frames == 3_999


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"ID3 no wave at all",
        b"RIFF\xff\xff\xff\xffWAVEfmt \x10\x00\x00\x00"
        + struct.pack("<HHIIHH", 1, 0, 0, 0, 0, 0)
        + b"data\x00\x00\x00\x00",
        b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00"
        + struct.pack("<HHIIHH", 3, 1, 8000, 32000, 4, 32)
        + b"data\x00\x00\x00\x00",
        b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00"
        + struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 999)
        + b"data\x00\x00\x00\x00",
        b"RIFF\x24\x00\x00\x00WAVEdata\x00\x00\x00\x00fmt ",
    ],
    ids=range(8),
)
def test_what_is_no_wav_of_plain_samples_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(content)

    assert read_wav(tmp_path / "a.wav") is None


def test_frames_as_large_as_they_get_are_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "wide.wav"
    path.write_bytes(
        b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00"
        + struct.pack("<HHIIHH", 1, 65_535, 8000, 0, 0, 32)
        + b"data\xff\xff\xff\x7f"
        + bytes(65_535 * 4 * 3 + 7)
    )

    wav = read_wav(path)

    assert wav is not None
    assert wav.frames == 3
    assert is_silent(path, wav)


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_silence_is_told_from_sound(tmp_path: Path, width: int) -> None:
    quiet = bytes((128,)) * 20_000 if width == 1 else bytes(20_000 * width)
    sound = _tone(60 << (8 * (width - 1)), 2_000, width)
    path = tmp_path / "a.wav"

    assert is_silent(path, _wav(path, quiet, width=width))
    wav = _wav(path, quiet + sound + quiet, width=width)
    assert not is_silent(path, wav)
    assert is_silent(path, wav, 0, 2_500)
    assert not is_silent(path, wav, 2_000, 3_000)
    assert is_silent(path, wav, 2_750, None)


def test_dither_is_silence_and_a_whisper_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"

    assert is_silent(path, _wav(path, _tone(3, 8_000, 2)))
    assert not is_silent(path, _wav(path, _tone(100, 8_000, 2)))


def test_nothing_at_all_is_silent(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"

    assert is_silent(path, _wav(path, b""))


def test_a_long_recording_is_heard_here_and_there(tmp_path: Path) -> None:
    path, second = tmp_path / "a.wav", bytes(96_000 * 4)
    wav = _wav(path, second * 60, channels=2, rate=96_000)

    assert wav.duration_ms == 60_000
    assert is_silent(path, wav)
    assert not is_silent(
        path, _wav(path, second * 30 + _tone(9_000, 192_000, 2) + second * 30, channels=2, rate=96_000)
    )


def test_parts_are_joined_to_the_sample(tmp_path: Path) -> None:
    first, second = _tone(9_000, 8_000, 2), _tone(5_000, 12_000, 2)
    wavs = [_wav(tmp_path / "a.wav", first), _wav(tmp_path / "b.wav", second)]
    spans = [wavs[0].span(250, 750), wavs[1].span(0, None)]

    file = b"".join(
        joined(
            wavs[0].format, [WavPart(tmp_path / n, *span) for n, span in zip(("a.wav", "b.wav"), spans, strict=True)]
        )
    )

    with wave.open(io.BytesIO(file)) as reader:
        assert (reader.getnchannels(), reader.getsampwidth(), reader.getframerate()) == (1, 2, 8000)
        assert reader.readframes(reader.getnframes()) == first[4_000:12_000] + second


def test_an_odd_number_of_bytes_is_padded(tmp_path: Path) -> None:
    wav = _wav(tmp_path / "a.wav", b"\x80" * 7, width=1)

    file = b"".join(joined(wav.format, [WavPart(tmp_path / "a.wav", *wav.span(0, None))]))

    assert len(file) == 52
    assert struct.unpack_from("<I", file, 4) == (44,)
    with wave.open(io.BytesIO(file)) as reader:
        assert reader.getnframes() == 7
