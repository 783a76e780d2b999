"""WAV files of plain samples (PCM): their format, whether they are silent, and parts of several joined into one.

Nothing is read whole: a recording may be larger than what memory should be spent on.
"""

import struct
import sys
import wave
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

HEADER_BYTES = 44
_CHUNK_BYTES = 256 * 1024
_BLOCK_BYTES = 64 * 1024
_BLOCKS_HEARD = 128
_PCM = 1
# Of 32768: what dithering leaves of digital silence, and far below any room in which somebody keeps quiet.
_QUIET = 32
_QUIET_BYTES = bytes((127, 128, 129))


class WavFormat(NamedTuple):
    """How samples are written. Files of one format can be joined byte by byte."""

    channels: int
    sample_bytes: int
    rate_hz: int

    @property
    def frame_bytes(self) -> int:
        return self.channels * self.sample_bytes


class Wav(NamedTuple):
    """A WAV file: its format, where its samples begin in it (bytes), and how many frames are really there."""

    format: WavFormat
    offset: int
    frames: int

    @property
    def duration_ms(self) -> int:
        return round(self.frames * 1000 / self.format.rate_hz)

    def span(self, start_ms: int, end_ms: int | None) -> tuple[int, int]:
        """Return the first byte of a part and the one after its last; an end of None is the file's own."""
        first = min(self.frames, start_ms * self.format.rate_hz // 1000)
        last = self.frames if end_ms is None else min(self.frames, end_ms * self.format.rate_hz // 1000)
        size = self.format.frame_bytes
        return self.offset + first * size, self.offset + max(first, last) * size


class WavPart(NamedTuple):
    """Bytes of a file that are samples of one format, from `first` up to but not with `end`."""

    path: Path
    first: int
    end: int


def read_wav(path: Path) -> Wav | None:
    """Return what a WAV file is like; None for any other file, and for one whose samples are compressed."""
    try:
        with path.open("rb") as file, wave.open(file) as reader:
            form = WavFormat(reader.getnchannels(), reader.getsampwidth(), reader.getframerate())
            offset = file.tell()  # where the samples begin: of the chunks before them nothing is left unread
            claimed = reader.getnframes()
    except (wave.Error, EOFError, OSError, ValueError, RuntimeError, struct.error, ArithmeticError):
        return None  # what the module stumbles over in broken files
    if form.channels < 1 or form.sample_bytes not in (1, 2, 3, 4) or form.rate_hz < 1:
        return None
    there = max(0, path.stat().st_size - offset) // form.frame_bytes
    return Wav(form, offset, min(claimed, there))


def is_silent(path: Path, wav: Wav, start_ms: int = 0, end_ms: int | None = None) -> bool:
    """Tell whether a part of a file holds no sound. Of a long one, blocks spread evenly over it are heard (8 MiB in all)."""
    first, end = wav.span(start_ms, end_ms)
    block = max(1, _BLOCK_BYTES // wav.format.frame_bytes) * wav.format.frame_bytes
    blocks = -(-(end - first) // block)
    with path.open("rb") as file:
        for heard in range(min(blocks, _BLOCKS_HEARD)):
            place = first + heard * blocks // min(blocks, _BLOCKS_HEARD) * block
            file.seek(place)
            if not _is_quiet(file.read(min(block, end - place)), wav.format.sample_bytes):
                return False
    return True


def joined(form: WavFormat, parts: Sequence[WavPart]) -> Iterator[bytes]:
    """Yield a WAV file made of parts, piece by piece. Raises OSError when a file is gone."""
    size = sum(part.end - part.first for part in parts)
    yield header(form, size)
    for part in parts:
        with part.path.open("rb") as file:
            file.seek(part.first)
            left = part.end - part.first
            while left and (chunk := file.read(min(left, _CHUNK_BYTES))):
                left -= len(chunk)
                yield chunk
    yield bytes(size % 2)


def header(form: WavFormat, size: int) -> bytes:
    """Return what stands before `size` bytes of samples. After an odd number of them comes one more byte."""
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", HEADER_BYTES - 8 + size + size % 2, b"WAVE", b"fmt ", 16, _PCM, form.channels, form.rate_hz),
        *(form.rate_hz * form.frame_bytes, form.frame_bytes, form.sample_bytes * 8, b"data", size),
    )


def _is_quiet(samples: bytes, sample_bytes: int) -> bool:
    if sample_bytes == 1:
        return not samples.translate(None, _QUIET_BYTES)
    if samples.count(0) == len(samples):
        return True  # nearly all silence is digital, and this tells it ten times faster
    # The two highest bytes of each sample tell enough, whatever its width.
    high = bytearray(len(samples) // sample_bytes * 2)
    high[0::2] = samples[sample_bytes - 2 :: sample_bytes]
    high[1::2] = samples[sample_bytes - 1 :: sample_bytes]
    levels = array("h", bytes(high))
    if sys.byteorder == "big":
        levels.byteswap()
    return not levels or (max(levels) <= _QUIET and min(levels) >= -_QUIET)
