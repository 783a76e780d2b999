"""Objects that come in parts: what has come of each, until they are put together or thrown away."""

import asyncio
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mockserver.engine.clock import Clock
from mockserver.engine.files import Files, StoredFile, Upload, to_disk
from mockserver.engine.objects import About

_MOST_OPEN = 1_000


class UploadsFull(Exception):
    """As many uploads are under way as a workspace takes."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part that has come. `etag` is the MD5 of its bytes, in hexadecimal."""

    number: int
    file: StoredFile
    etag: str
    modified_ms: int


@dataclass(slots=True)
class PartedUpload:
    """An upload under way, with its parts by number."""

    id: str
    bucket: str
    key: str
    about: About
    begun_ms: int
    parts: dict[int, Part] = field(default_factory=dict)


class PartedUploads:
    """The uploads in parts of one workspace. Bounded by its files, and by how many are under way."""

    def __init__(self, files: Files, clock: Clock, limit: int = _MOST_OPEN) -> None:
        self._files = files
        self._clock = clock
        self._limit = limit
        self._open: dict[str, PartedUpload] = {}
        self._stored = 0

    def __iter__(self) -> Iterator[PartedUpload]:
        return iter(self._open.values())

    def begin(self, upload_id: str, bucket: str, key: str, about: About) -> PartedUpload:
        """Open an upload. Raises UploadsFull."""
        if len(self._open) >= self._limit:
            raise UploadsFull(f"{self._limit} uploads are under way, which is the bound. Complete or abort one.")
        upload = self._open[upload_id] = PartedUpload(upload_id, bucket, key, about, self._clock.now())
        return upload

    def get(self, upload_id: str, bucket: str, key: str) -> PartedUpload | None:
        """Return the upload of that id to that key; None when there is none (any more)."""
        upload = self._open.get(upload_id)
        return upload if upload is not None and (upload.bucket, upload.key) == (bucket, key) else None

    def add(self, to: PartedUpload, number: int, content: Upload, etag: str) -> Part:
        """Keep a part, in place of one of the same number. Raises FilesFull."""
        self._stored += 1
        file = self._files.keep(f"parts/{self._stored}", content)
        replaced = to.parts.get(number)
        part = to.parts[number] = Part(number, file, etag, self._clock.now())
        if replaced is not None:
            self._files.remove(replaced.file.id)
        return part

    def end(self, upload: PartedUpload) -> None:
        """Forget an upload and throw its parts away."""
        self._open.pop(upload.id, None)
        for part in upload.parts.values():
            self._files.remove(part.file.id)

    async def joined(self, parts: Sequence[Part]) -> Upload:
        """Return parts put together, in this order. Raises FilesFull where the disk is."""
        return await asyncio.to_thread(_join, parts)


def etag(parts: Sequence[Part]) -> str:
    """Return the ETag of an object of parts: the MD5 of theirs, and how many they are."""
    digests = b"".join(bytes.fromhex(part.etag) for part in parts)
    return f"{hashlib.md5(digests, usedforsecurity=False).hexdigest()}-{len(parts)}"


def _join(parts: Sequence[Part]) -> Upload:
    whole = Upload("", None)
    try:
        with to_disk():
            for part in parts:
                with part.file.path.open("rb") as file:
                    shutil.copyfileobj(file, whole)
    except BaseException:
        whole.discard()
        raise
    return whole
