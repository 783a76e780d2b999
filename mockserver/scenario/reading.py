"""One scenario, read from its file and from those that it extends."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from mockserver.scenario.compiler import compiled
from mockserver.scenario.language import ScenarioFile
from mockserver.scenario.matching import Scenario
from mockserver.scenario.mistakes import ScenarioError
from mockserver.scenario.overriding import slips
from mockserver.scenario.parts import Known
from mockserver.scenario.places import Origin
from mockserver.scenario.warnings import warned
from mockserver.shelf import stamp_of
from mockserver.transcripts.fixtures import FixtureError
from mockserver.yamlfile.language import Language
from mockserver.yamlfile.mistakes import Mistake
from mockserver.yamlfile.parameters import Parameters
from mockserver.yamlfile.reader import Document, read
from mockserver.yamlfile.wording import no_such

_LONGEST_CHAIN: Final = 50
_MOST_READ: Final = 16 * 1024**2
"""Of what never ends, such as a device. What is too large to be a scenario is refused with its size long before."""


@dataclass
class Reading:
    """A scenario while it is put together. `name` is one in the folders or a file, or with `text` what that is called by.

    `origin` grows as files are looked up, and tells also after a mistake which of them matter.
    """

    language: Language[ScenarioFile]
    known: Known
    parameters: Parameters
    name: str | Path
    text: str | None = None
    _read: set[Path] = field(default_factory=set)
    _documents: list[Document[ScenarioFile]] = field(default_factory=list)
    """From the one that no other is extended by to the first file."""

    @property
    def origin(self) -> Origin:
        """What it is read from, as far as it has been."""
        return Origin(self.name, tuple(sorted(self.parameters.given.items())), self.known.stamps)

    def scenario(self) -> Scenario:
        """Read all files and compile them. Raises ScenarioError with every mistake in them."""
        if self.text is not None:
            name = str(self.name)
            self._add(self.text, name, name, ())
        else:
            path = self._first()
            name = path.stem
            label = str(path) if isinstance(self.name, Path) else path.name
            self._add(_content(path), _shown(path), label, (path,))
        used = self.parameters.used
        for unknown in self.parameters.given.keys() - used.keys():
            raise ScenarioError(sentence=no_such("parameter of this scenario", unknown, used))
        self._check_transcripts()
        scenario = compiled(name, self._documents[::-1], self.known.vocabulary, used)
        return scenario if self.text is not None else replace(scenario, origin=self.origin)

    def warnings(self, scenario: Scenario) -> list[Mistake]:
        """Return what looks like a slip in the first file. That it leaves no work for rules that it extends is no slip."""
        first, told = self._documents[-1], []
        for rule, sentence in warned(scenario, self.known.vocabulary.reaches(scenario)):
            label, _, line = rule.partition("#")[0].rpartition(":")
            if label == first.label:
                told.append(first.tree.source.warning(int(line), sentence))
        told += slips(first, self._documents[:-1])
        return sorted(told, key=lambda warning: warning.line)

    def _first(self) -> Path:
        """Return the scenario's own file."""
        if isinstance(self.name, Path):
            self.known.stamps[self.name] = stamp_of(self.name)
            return self.name
        scenarios = self.known.places.scenarios
        path = self.known.find(scenarios, self.name)
        if path is None:
            raise ScenarioError(sentence=no_such("scenario", self.name, scenarios.names()))
        return path

    def _add(self, content: str | bytes, file: str, label: str, chain: tuple[Path, ...]) -> None:
        """Read a file, and before it those that it extends: so each comes before all that it extends in the end."""
        document = read(content, file, self.language, self.known, self.parameters, label)
        mistakes: list[Mistake] = []
        for index, parent in reversed(list(enumerate(document.content.extends or ()))):
            unread = [path for path in self.known.places.scenarios.all_of(parent) if path not in chain]
            if not unread or len(chain) > _LONGEST_CHAIN:
                names = " → ".join([*(path.stem for path in chain), parent])
                sentence = f"`{parent}` extends itself in the end ({names}), expected a chain that ends"
                if unread:
                    sentence = f"found a chain of more than {_LONGEST_CHAIN} scenarios that extend one another"
                raise ScenarioError([document.tree.mistake(("extends", index), sentence)])
            path = unread[0]
            if path not in self._read:
                self._read.add(path)
                try:
                    self._add(_content(path), _shown(path), _label(path, chain), (*chain, path))
                except ScenarioError as error:
                    if not error.mistakes:
                        raise
                    mistakes = error.mistakes + mistakes
        if mistakes:
            raise ScenarioError(mistakes)
        self._documents.append(document)

    def _check_transcripts(self) -> None:
        """Read the fixtures that are named, so that their mistakes are told before a job needs one."""
        mistakes: list[Mistake] = []
        for name in dict.fromkeys(rule.transcript for one in self._documents for rule in one.content.jobs):
            try:
                if name is not None:
                    self.known.places.transcripts.load(name)
            except FixtureError as error:
                if not error.mistakes:
                    raise ScenarioError(sentence=str(error)) from error
                mistakes += error.mistakes
        if mistakes:
            raise ScenarioError(mistakes)


def _label(path: Path, chain: tuple[Path, ...]) -> str:
    """Return what rules of a file are called by: its name, with its folder's where one that extends it has the same."""
    return f"{path.parent.name}/{path.name}" if path.name in {other.name for other in chain} else path.name


def _shown(path: Path) -> str:
    """Return a file's name in messages: as seen from the working folder, where it lies in there."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_READ)
    except OSError as error:
        raise ScenarioError(sentence=f"The scenario file {path} can't be read: {error.strerror}.") from None
    except ValueError as error:  # a name that no file can have
        raise ScenarioError(sentence=f"The scenario file {str(path)!r} can't be read: {error}.") from None
