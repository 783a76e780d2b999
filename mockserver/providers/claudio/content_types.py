"""The content types under which files are downloaded."""

import re
from pathlib import PurePath
from typing import Final

from mockserver.engine.files import StoredFile
from mockserver.gateway.answers import TEXT

WAV: Final = "audio/wav"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_UNKNOWN = "application/octet-stream"
_WELL_FORMED = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(;[ -~]*)?", re.ASCII)

# Not from the module mimetypes, which asks the machine that it runs on.
_BY_SUFFIX = {
    ".aac": "audio/aac",
    ".amr": "audio/amr",
    ".doc": "application/msword",
    ".docx": DOCX,
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".pdf": "application/pdf",
    ".rtf": "application/rtf",
    ".txt": TEXT,
    ".wav": WAV,
    ".webm": "video/webm",
}


def content_type(file: StoredFile) -> str:
    """Return the content type of an upload: as it was uploaded, or else by its name."""
    given = file.content_type
    if given is not None and given != _UNKNOWN and _WELL_FORMED.fullmatch(given):
        return given
    return _BY_SUFFIX.get(PurePath(file.name).suffix.lower(), _UNKNOWN)
