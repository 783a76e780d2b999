"""Files that are looked up by name in several folders."""

from collections.abc import Sequence
from pathlib import Path

Stamp = tuple[int, int] | None
"""What tells a file from the one that was there before; None where there is none."""


class Shelf:
    """Files of one kind, by name: with the suffix `.yaml`, `interview` is `interview.yaml` in the first folder that has it.

    Folders are looked into anew each time; those that are not there count as empty. A name is looked up in their listings
    and never made into a path that is read.
    """

    def __init__(self, folders: Sequence[Path], *suffixes: str) -> None:
        """With no suffix a name is the whole name of a file."""
        self._folders = tuple(folders)
        self._suffixes = suffixes or ("",)

    def names(self) -> list[str]:
        """Return all names, sorted."""
        return sorted({name for folder in self._folders for name in self._listed(folder)})

    def find(self, name: str) -> Path | None:
        """Return the file of a name, or None."""
        return next(iter(self.all_of(name)), None)

    def all_of(self, name: str) -> list[Path]:
        """Return the files of a name, in the order of the folders."""
        listings = (self._listed(folder) for folder in self._folders)
        return [path for listed in listings for path in listed.get(name, ())]

    def places_of(self, name: str) -> list[Path]:
        """Return where the file of a name lies, and where one would lie that comes before it."""
        if set(name) & set("/\\\0"):
            return []
        places = [folder / f"{name}{suffix}" for folder in self._folders for suffix in sorted(self._suffixes)]
        found = self.find(name)
        return places if found is None else places[: places.index(found) + 1]

    def _listed(self, folder: Path) -> dict[str, list[Path]]:
        listed: dict[str, list[Path]] = {}
        for path in sorted(folder.glob("*")):
            suffix = next((suffix for suffix in self._suffixes if path.name.endswith(suffix)), None)
            if suffix is not None and path.is_file():
                listed.setdefault(path.name.removesuffix(suffix), []).append(path)
        return listed


def stamp_of(path: Path) -> Stamp:
    """Return the stamp of a file. There is none for a moment while some editors save."""
    try:
        facts = path.stat()
    except (OSError, ValueError):  # ValueError for a name that no file can have
        return None
    return facts.st_mtime_ns, facts.st_size
