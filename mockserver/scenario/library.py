"""Finds scenarios by name, reads them with those that they extend, and says what there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

from mockserver.scenario.compiler import compiled
from mockserver.scenario.language import ScenarioFile, scenario_language
from mockserver.scenario.matching import Scenario
from mockserver.scenario.mistakes import ScenarioError
from mockserver.scenario.parts import Known
from mockserver.scenario.vocabulary import Vocabulary
from mockserver.scenario.warnings import warned
from mockserver.yamlfile.language import Language
from mockserver.yamlfile.mistakes import Mistake
from mockserver.yamlfile.parameters import Parameters
from mockserver.yamlfile.reader import Document, read
from mockserver.yamlfile.wording import no_such, shortened

_SUFFIXES = (".yaml", ".yml")
_LONGEST_CHAIN: Final = 50
_LONGEST_VALUE: Final = 1_000
_MOST_READ: Final = 16 * 1024**2
"""Of what never ends, such as a device. What is too large to be a scenario is refused with its size long before."""

Given = Mapping[str, str | int | float | bool]
"""Values of parameters."""

_NONE: Final[Given] = MappingProxyType({})


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

    def files_of(self, name: str) -> list[str]:
        """Return what a name means to those who take several scenarios: of a folder its files, else itself."""
        folder = Path(name)
        if name in self.names() or "\0" in name or not folder.is_dir():
            return [name]
        return sorted(map(str, _files(folder)))

    def summaries(self) -> list[tuple[str, str]]:
        """Return the name and summary of each scenario, in order. One with mistakes says so in place of its summary."""
        return [(name, self._summary(name)) for name in self.names()]

    def load(self, name_or_path: str | Path, parameters: Given = _NONE) -> Scenario:
        """Return a scenario: by name, or from a file (a Path, or a text with a slash or the suffix `.yaml` or `.yml`).

        Raises ScenarioError with every mistake in its files, or with a sentence when there is no such scenario, or no such
        parameter. Names that come from outside belong to `named`, which reads no file outside the folders.
        """
        return self._found(name_or_path, parameters).scenario()

    def load_with_warnings(self, name_or_path: str | Path, parameters: Given = _NONE) -> tuple[Scenario, list[Mistake]]:
        """Return a scenario, with what looks like a slip in it though it can be used. Raises ScenarioError as `load` does."""
        composition = self._found(name_or_path, parameters)
        scenario = composition.scenario()
        return scenario, composition.warnings(scenario)

    def named(self, name: str, parameters: Given = _NONE) -> Scenario:
        """Return the scenario of a name in the folders. Raises ScenarioError as `load` does."""
        return self._named(name, parameters).scenario()

    def parse(self, text: str, name: str, parameters: Given = _NONE) -> Scenario:
        """Return the scenario that `text` (YAML) is. Raises ScenarioError as `load` does, with `name` as file."""
        return self._composition(self.folders, parameters, name, text, name).scenario()

    def _found(self, name_or_path: str | Path, parameters: Given) -> "_Composition":
        if isinstance(name_or_path, str) and not _is_path(name_or_path):
            return self._named(name_or_path, parameters)
        path = Path(name_or_path)
        folders = (path.parent, *self.folders)
        return self._composition(folders, parameters, path.stem, _content(path), str(path), path)

    def _named(self, name: str, parameters: Given) -> "_Composition":
        path = next(iter(_candidates(name, self.folders)), None)
        if path is None:
            raise ScenarioError(sentence=no_such("scenario", name, self.names()))
        return self._composition(self.folders, parameters, name, _content(path), path.name, path)

    def _summary(self, name: str) -> str:
        try:
            return self.named(name).summary
        except ScenarioError as error:
            return f"Can't be used: {str(error).splitlines()[0]}"

    def _composition(
        self,
        folders: Sequence[Path],
        parameters: Given,
        name: str,
        content: str | bytes,
        file: str,
        path: Path | None = None,
    ) -> "_Composition":
        known = Known(self.vocabulary, {path.stem for folder in folders for path in _files(folder)})
        return _Composition(self.language, folders, known, Parameters(as_texts(parameters)), name, content, file, path)


@dataclass(frozen=True)
class _Composition:
    """One scenario while it is put together from its file, whose `content` it is, and those that it extends."""

    language: Language[ScenarioFile]
    folders: Sequence[Path]
    known: Known
    parameters: Parameters
    name: str
    content: str | bytes
    file: str
    path: Path | None
    seen: set[Path] = field(default_factory=set)
    documents: list[Document[ScenarioFile]] = field(default_factory=list)
    """From the one that no other is extended by to the first file."""

    def scenario(self) -> Scenario:
        """Read all files and compile them."""
        own = () if self.path is None else (self.path,)
        self._add(self.content, self.file, own)
        for unknown in self.parameters.given.keys() - self.parameters.used.keys():
            raise ScenarioError(sentence=no_such("parameter of this scenario", unknown, self.parameters.used))
        scenario = compiled(self.name, self.documents[::-1], self.known.vocabulary, self.parameters.used)
        return replace(scenario, files=tuple(sorted({*self.seen, *own})))

    def warnings(self, scenario: Scenario) -> list[Mistake]:
        """Return what looks like a slip in the first file. That it leaves no work for rules that it extends is no slip."""
        source, told = self.documents[-1].tree.source, []
        for rule, sentence in warned(scenario, self.known.vocabulary.reaches(scenario)):
            file, _, line = rule.partition("#")[0].rpartition(":")
            if file == source.file:
                told.append(source.warning(int(line), sentence))
        return sorted(told, key=lambda warning: warning.line)

    def _add(self, content: str | bytes, file: str, chain: tuple[Path, ...]) -> None:
        """Read a file, and before it those that it extends: so each comes before all that it extends in the end."""
        document = read(content, file, self.language, self.known, self.parameters)
        for index, parent in reversed(list(enumerate(document.content.extends or ()))):
            unread = [path for path in _candidates(parent, self.folders) if path not in chain]
            if not unread or len(chain) > _LONGEST_CHAIN:
                names = " → ".join([*(path.stem for path in chain), parent])
                sentence = f"`{parent}` extends itself in the end ({names}), expected a chain that ends"
                if unread:
                    sentence = f"found a chain of more than {_LONGEST_CHAIN} scenarios that extend one another"
                raise ScenarioError([document.tree.mistake(("extends", index), sentence)])
            if unread[0] not in self.seen:
                self.seen.add(unread[0])
                self._add(_content(unread[0]), unread[0].name, (*chain, unread[0]))
        self.documents.append(document)


def as_texts(parameters: Given) -> dict[str, str]:
    """Return the values of parameters as YAML spells them. Raises ScenarioError for one that is too long."""
    texts = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in parameters.items()}
    for name, text in texts.items():
        if len(text) > _LONGEST_VALUE:
            sentence = f"The value of parameter `{shortened(name)}` has {len(text):,} characters"
            raise ScenarioError(sentence=f"{sentence}, expected at most {_LONGEST_VALUE:,}.")
    return texts


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*") if path.suffix in _SUFFIXES and path.is_file()]


def _candidates(name: str, folders: Sequence[Path]) -> list[Path]:
    """Return the files of a name, in the order of the folders."""
    return [path for folder in folders for path in sorted(_files(folder)) if path.stem == name]


def _is_path(text: str) -> bool:
    return "/" in text or "\\" in text or text.endswith(_SUFFIXES)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_READ)
    except OSError as error:
        raise ScenarioError(sentence=f"The scenario file {path} can't be read: {error.strerror}.") from None
    except ValueError as error:  # a name that no file can have
        raise ScenarioError(sentence=f"The scenario file {str(path)!r} can't be read: {error}.") from None
