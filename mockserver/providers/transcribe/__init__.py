"""Amazon Transcribe, with the part of S3 that holds its results."""

from mockserver.providers.transcribe.provider import Transcribe
from mockserver.providers.transcribe.storage.provider import S3

__all__ = ["S3", "Transcribe"]
