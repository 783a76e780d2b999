"""How much audio has come in: from bytes to milliseconds, by what is known of the audio's form. Nothing of it is kept."""

import struct
from typing import Final, NamedTuple

from mockserver.providers.revai.streaming.content_types import ContentType

_LONGEST_HEAD: Final = 16 * 1024
_SIGNATURE: Final = 12
_FLAC_HEAD: Final = 26
_FLAC_SHARE: Final = 0.6
_MP3_KBITS: Final = {
    1: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


class _Form(NamedTuple):
    """What a head tells: how many bytes are heard in a second, and how many come before anything is."""

    bytes_per_s: int
    head_bytes: int = 0


class AudioMeter:
    """Counts the audio of one stream."""

    def __init__(self, content_type: ContentType) -> None:
        self._usual = _Form(content_type.bytes_per_s)
        self._form = self._usual if content_type.is_raw else None
        self._head = b""
        self._bytes = 0

    @property
    def heard_ms(self) -> int:
        """How much audio has come in, in milliseconds; none while it is not known what it is."""
        if self._form is None:
            return 0
        return max(0, self._bytes - self._form.head_bytes) * 1000 // self._form.bytes_per_s

    def feed(self, chunk: bytes) -> None:
        """Count a piece of audio. The first pieces are looked at as well, for what they tell of the form."""
        self._bytes += len(chunk)
        if self._form is None:
            self._head += chunk[: _LONGEST_HEAD - len(self._head)]
            self._form = _read_head(self._head, self._usual)
            if self._form is None and len(self._head) == _LONGEST_HEAD:
                self._form = self._usual
            if self._form is not None:
                self._head = b""


def _read_head(head: bytes, usual: _Form) -> _Form | None:
    """Return what the beginning of a file tells, or the usual where it tells nothing; None when more of it is needed."""
    if len(head) < _SIGNATURE:
        return None
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return _read_wav(head, usual)
    if head[:4] == b"fLaC":
        return _read_flac(head, usual)
    if head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return _read_mp3(head, usual)
    return usual


def _read_wav(head: bytes, usual: _Form) -> _Form | None:
    """Walk through the chunks to the samples. Those before tell the bytes of a second."""
    at, bytes_per_s = _SIGNATURE, 0
    while at + 8 <= len(head):
        name, size = struct.unpack_from("<4sI", head, at)
        at += 8
        if name == b"data":
            return _Form(bytes_per_s or usual.bytes_per_s, at)
        if name == b"fmt " and at + 12 <= len(head):
            (bytes_per_s,) = struct.unpack_from("<I", head, at + 8)
        at += size + size % 2
    return None


def _read_flac(head: bytes, usual: _Form) -> _Form | None:
    """Reckon from the samples' size, as nothing says how far they are compressed."""
    if len(head) < _FLAC_HEAD:
        return None
    (packed,) = struct.unpack_from(">I", head, 18)  # 20 bits of rate, 3 of channels - 1, 5 of bits - 1, and 4 others
    rate_hz, channels, bits = packed >> 12, (packed >> 9 & 7) + 1, (packed >> 4 & 31) + 1
    return _Form(max(1, int(rate_hz * channels * bits / 8 * _FLAC_SHARE))) if rate_hz else usual


def _read_mp3(head: bytes, usual: _Form) -> _Form:
    """Take the bit rate of the first frame for that of all."""
    kbits = _MP3_KBITS[1 if head[1] & 0x18 == 0x18 else 2]
    index = head[2] >> 4
    return _Form(kbits[index - 1] * 125) if 1 <= index <= len(kbits) else usual
