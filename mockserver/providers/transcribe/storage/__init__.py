"""The storage side: an S3 of the size that programs around Amazon Transcribe need (transcribe.md §7)."""

from mockserver.providers.transcribe.storage.provider import S3

__all__ = ["S3"]
