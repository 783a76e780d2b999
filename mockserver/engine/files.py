"""What clients uploaded: written to disk chunk by chunk as it comes in, never whole in memory, within bounds."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple


class FileLimits(NamedTuple):
    """Bounds of a workspace's files: how many, and their bytes together."""

    files: int = 10_000
    bytes: int = 20 * 1024**3


class StoredFile(NamedTuple):
    """An uploaded file: its name as the client gave it (never used as a path), its size in bytes and where it lies."""

    id: str
    name: str
    content_type: str | None
    size: int
    path: Path


class FilesFull(Exception):
    """The workspace's bound on files is reached, or the disk's."""


@contextmanager
def to_disk() -> Iterator[None]:
    """Raise FilesFull where the disk takes no more, or can't be used."""
    try:
        yield
    except OSError as error:
        raise FilesFull(f"Uploads can't be stored in {tempfile.gettempdir()}: {error.strerror}.") from error


class Upload:
    """A file that is coming in. It lies in a folder of the server's own until a workspace keeps it.

    Where the disk takes no more of it, FilesFull is raised.
    """

    def __init__(self, name: str, content_type: str | None) -> None:
        self.name = name
        self.content_type = content_type
        self.size = 0
        with to_disk():
            handle, path = tempfile.mkstemp(prefix="mockserver-upload-")
        self.path = Path(path)
        self._file = os.fdopen(handle, "wb")

    def write(self, chunk: bytes) -> None:
        """Append bytes. Chunks are small and go to the page cache, so this doesn't hold up the event loop."""
        with to_disk():
            self._file.write(chunk)
        self.size += len(chunk)

    def finish(self) -> None:
        with to_disk():
            self._file.close()

    def discard(self) -> None:
        """Throw the file away, unless a workspace has kept it."""
        with suppress(OSError):  # what is still to be written no longer matters
            self._file.close()
        self.path.unlink(missing_ok=True)


class Files:
    """The files of one workspace, in a folder that is made when the first one comes."""

    def __init__(self, limits: FileLimits = FileLimits()) -> None:
        self._limits = limits
        self._files: dict[str, StoredFile] = {}
        self._bytes = 0
        self._folder: Path | None = None
        self._closed = False

    def __iter__(self) -> Iterator[StoredFile]:
        return iter(self._files.values())

    def __len__(self) -> int:
        return len(self._files)

    def keep(self, file_id: str, upload: Upload) -> StoredFile:
        """Take over an upload under an id. Raises FilesFull when the workspace's bound is reached, or it is closed."""
        if self._closed:
            raise FilesFull("This workspace was deleted while the upload came in.")
        if len(self._files) >= self._limits.files or self._bytes + upload.size > self._limits.bytes:
            raise FilesFull(
                f"This workspace holds {len(self._files)} files of {self._bytes} bytes; it takes {self._limits.files} files "
                f"of {self._limits.bytes} bytes at most. Reset it to make room."
            )
        upload.finish()
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="mockserver-"))
        path = self._folder / f"{len(self._files)}-{upload.path.name}"
        shutil.move(upload.path, path)
        stored = StoredFile(file_id, upload.name, upload.content_type, upload.size, path)
        self._files[file_id] = stored
        self._bytes += stored.size
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)

    def remove(self, file_id: str) -> None:
        """Delete a file, if it is there."""
        stored = self._files.pop(file_id, None)
        if stored is not None:
            self._bytes -= stored.size
            stored.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Delete all files, and take no more."""
        self._closed = True
        self._files.clear()
        self._bytes = 0
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
