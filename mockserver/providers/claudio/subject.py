"""What a request to Claudio says itself of the job that it is about."""

from collections.abc import Iterator
from typing import Any

from mockserver.gateway.call import Call
from mockserver.gateway.details import Subject, document

_FILES = {"audio_files": ("audio_filename", "audio_location"), "attachments": ("filename", "location")}
"""Where a submission lists its files, and what it calls them by."""


def subject(call: Call) -> Subject:
    """Return it, unchecked."""
    uploads = [upload.name for uploads in call.body.files.values() for upload in uploads]
    body = document(call.body)
    if not isinstance(body, dict):
        body = {}
    name = body.get("job_name")
    return Subject(
        job=call.params.get("job_reference_id"),
        media=[*uploads, *_media(body)],
        name=name if isinstance(name, str) else None,
    )


def _media(body: dict[str, Any]) -> Iterator[str]:
    for key, names in _FILES.items():
        files = body.get(key)
        for file in files if isinstance(files, list) else ():
            if isinstance(file, dict):
                yield from (file[name] for name in names if isinstance(file.get(name), str))
