"""The redacted recording of a call analytics job: as long as the call, and silent, for what was heard is made up."""

from collections.abc import Iterator

from mockserver.providers.transcribe.documents.heard import Heard
from mockserver.transcripts.waves import WavFormat, header

_RATE_HZ = 8_000
_MOST_SAMPLES = 8_000_000
_SILENCE = b"\x80"


def document(heard: Heard) -> Iterator[bytes]:
    """Yield a WAV file of one channel. A long one has fewer samples a second, so that no file takes more than 8 MB."""
    duration_ms = heard.transcript.duration_ms
    rate_hz = min(_RATE_HZ, _MOST_SAMPLES * 1000 // max(1, duration_ms))
    samples = duration_ms * rate_hz // 1000
    yield header(WavFormat(1, 1, rate_hz), samples)
    yield _SILENCE * (samples + samples % 2)
