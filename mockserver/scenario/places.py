"""Where the files lie that scenarios name, and what a scenario was read from."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from mockserver.shelf import Shelf, Stamp
from mockserver.shipped import shipped_folder
from mockserver.transcripts.fixtures import FixtureLibrary

SUFFIXES: Final = (".yaml", ".yml")
"""What the files of scenarios end with."""


class Places:
    """The folders of scenarios, the first of which comes first, and those beside them.

    Transcripts lie in `transcripts/` of each folder, files for bodies in `bodies/`; the shipped ones come last.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self.scenarios = Shelf(folders, *SUFFIXES)
        self.transcripts = FixtureLibrary(self._beside("transcripts"))
        self.bodies = Shelf(self._beside("bodies"))

    def before(self, folder: Path) -> "Places":
        """Return the places that there are when a folder comes before all others."""
        return Places((folder, *self.folders))

    def _beside(self, kind: str) -> list[Path]:
        return [*(folder / kind for folder in self.folders), shipped_folder("fixtures") / kind]


class Origin(NamedTuple):
    """What a scenario was read from, so that it can be read again: a name in the folders, or a file.

    `stamps` has every file that it was made of, and each that would come before one of them, as they were then.
    """

    name: str | Path
    parameters: tuple[tuple[str, str], ...]
    stamps: Mapping[Path, Stamp]
