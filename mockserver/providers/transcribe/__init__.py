"""Amazon Transcribe, with the part of S3 that holds its results.

A request is checked in `requests/` and `signatures/`, acts on what is kept in `resources/`, and finds what that leaves in
`results/`, written by `documents/` and kept in `storage/`.
"""

from mockserver.providers.transcribe.provider import Transcribe
from mockserver.providers.transcribe.storage.provider import S3

__all__ = ["S3", "Transcribe"]
