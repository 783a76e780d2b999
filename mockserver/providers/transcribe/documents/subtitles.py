"""Subtitles of a transcription job (transcribe.md §4.3)."""

from collections.abc import Iterator

from mockserver.providers.transcribe.documents.heard import Heard
from mockserver.transcripts import captions


def vtt(heard: Heard) -> Iterator[bytes]:
    """Yield the subtitles as WebVTT."""
    yield captions.vtt(captions.cues(heard.transcript), first=_first(heard)).encode()


def srt(heard: Heard) -> Iterator[bytes]:
    """Yield the subtitles as SubRip."""
    yield captions.srt(captions.cues(heard.transcript), first=_first(heard)).encode()


def _first(heard: Heard) -> int:
    first: int = heard.job.submission["Subtitles"].get("OutputStartIndex", 0)
    return first
