"""Finds scenarios by name, reads them with those that they extend, and says what there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mockserver.scenario.compiler import compiled
from mockserver.scenario.language import ScenarioFile, scenario_language
from mockserver.scenario.matching import Scenario
from mockserver.scenario.mistakes import ScenarioError
from mockserver.scenario.parts import Known
from mockserver.scenario.vocabulary import Vocabulary
from mockserver.yamlfile.language import Language
from mockserver.yamlfile.reader import Document, read
from mockserver.yamlfile.wording import no_such

_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class ScenarioLibrary:
    """The scenarios in some folders. A name that is in several of them means the one in the first."""

    folders: Sequence[Path]
    vocabulary: Vocabulary

    @cached_property
    def language(self) -> Language[ScenarioFile]:
        """What the scenarios are written in."""
        return scenario_language(self.vocabulary)

    def names(self) -> list[str]:
        """Return the names of all scenarios, in order."""
        return sorted({path.stem for folder in self.folders for path in _files(folder)})

    def summaries(self) -> list[tuple[str, str]]:
        """Return the name and summary of each scenario, in order. One with mistakes says so in place of its summary."""
        return [(name, self._summary(name)) for name in self.names()]

    def load(self, name_or_path: str | Path) -> Scenario:
        """Return a scenario: by name, or from a file (a Path, or a text with a slash or the suffix `.yaml` or `.yml`).

        Raises ScenarioError with every mistake in its files, or with a sentence when there is no such scenario. Names
        that come from outside belong to `named`, which reads no file outside the folders.
        """
        if isinstance(name_or_path, str) and not _is_path(name_or_path):
            return self.named(name_or_path)
        path = Path(name_or_path)
        return self._compiled(path.stem, path, str(path), (path.parent, *self.folders))

    def named(self, name: str) -> Scenario:
        """Return the scenario of a name in the folders. Raises ScenarioError as `load` does."""
        path = next(iter(_candidates(name, self.folders)), None)
        if path is None:
            raise ScenarioError(sentence=no_such("scenario", name, self.names()))
        return self._compiled(name, path, path.name, self.folders)

    def parse(self, text: str, name: str) -> Scenario:
        """Return the scenario that `text` (YAML) is. Raises ScenarioError as `load` does, with `name` as file."""
        return self._extended(name, read(text, name, self.language, self._known(self.folders)), [], self.folders)

    def _summary(self, name: str) -> str:
        try:
            return self.named(name).summary
        except ScenarioError as error:
            return f"Can't be used: {str(error).splitlines()[0]}"

    def _compiled(self, name: str, path: Path, file: str, folders: Sequence[Path]) -> Scenario:
        document = read(_content(path), file, self.language, self._known(folders))
        return self._extended(name, document, [path], folders)

    def _extended(
        self, name: str, first: Document[ScenarioFile], paths: list[Path], folders: Sequence[Path]
    ) -> Scenario:
        """Read what the first file extends, file after file. It may extend one of its own name in a later folder."""
        documents = [first]
        while (parent := documents[-1].content.extends) is not None:
            unread = [path for path in _candidates(parent, folders) if path not in paths]
            if not unread:
                chain = " → ".join([*(path.stem for path in paths), parent])
                sentence = f"`{parent}` extends itself in the end ({chain}), expected a chain that ends"
                raise ScenarioError([documents[-1].tree.mistake(("extends",), sentence)])
            paths.append(unread[0])
            documents.append(read(_content(unread[0]), unread[0].name, self.language, self._known(folders)))
        return compiled(name, documents, self.vocabulary)

    def _known(self, folders: Sequence[Path]) -> Known:
        return Known(self.vocabulary, {path.stem for folder in folders for path in _files(folder)})


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*") if path.suffix in _SUFFIXES and path.is_file()]


def _candidates(name: str, folders: Sequence[Path]) -> list[Path]:
    """Return the files of a name, in the order of the folders."""
    return [path for folder in folders for path in sorted(_files(folder)) if path.stem == name]


def _is_path(text: str) -> bool:
    return "/" in text or "\\" in text or text.endswith(_SUFFIXES)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ScenarioError(sentence=f"The scenario file {path} can't be read: {error.strerror}.") from None
    except ValueError as error:  # a name that no file can have
        raise ScenarioError(sentence=f"The scenario file {str(path)!r} can't be read: {error}.") from None
