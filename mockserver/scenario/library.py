"""Finds scenarios by name, and says what there is."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

from mockserver.scenario.language import ScenarioFile, scenario_language
from mockserver.scenario.matching import Scenario
from mockserver.scenario.mistakes import ScenarioError
from mockserver.scenario.parts import Known
from mockserver.scenario.places import SUFFIXES, Places
from mockserver.scenario.reading import Reading
from mockserver.scenario.vocabulary import Vocabulary
from mockserver.yamlfile.language import Language
from mockserver.yamlfile.mistakes import Mistake
from mockserver.yamlfile.parameters import Parameters
from mockserver.yamlfile.wording import shortened

_LONGEST_VALUE: Final = 1_000

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

    @cached_property
    def places(self) -> Places:
        """Where they lie, and the files that they name."""
        return Places(self.folders)

    def names(self) -> list[str]:
        """Return the names of all scenarios, in order."""
        return self.places.scenarios.names()

    def files_of(self, name: str) -> list[str]:
        """Return what a name means to those who take several scenarios: of a folder its files, else itself."""
        folder = Path(name)
        if name in self.names() or "\0" in name or not folder.is_dir():
            return [name]
        return sorted(str(path) for path in folder.iterdir() if path.suffix in SUFFIXES and path.is_file())

    def summaries(self) -> list[tuple[str, str]]:
        """Return the name and summary of each scenario, in order. One with mistakes says so in place of its summary."""
        return [(name, self._summary(name)) for name in self.names()]

    def load(self, name_or_path: str | Path, parameters: Given = _NONE) -> Scenario:
        """Return a scenario: by name, or from a file (a Path, or a text with a slash or the suffix `.yaml` or `.yml`).

        What a file names is looked for beside it first. Raises ScenarioError with every mistake in its files, or with a
        sentence when there is no such scenario, or no such parameter. Names that come from outside belong to `named`, which
        reads no file outside the folders.
        """
        return self.reading(as_path(name_or_path), parameters).scenario()

    def load_with_warnings(self, name_or_path: str | Path, parameters: Given = _NONE) -> tuple[Scenario, list[Mistake]]:
        """Return a scenario, with what looks like a slip in it though it can be used. Raises ScenarioError as `load` does."""
        reading = self.reading(as_path(name_or_path), parameters)
        scenario = reading.scenario()
        return scenario, reading.warnings(scenario)

    def parameters_of(self, name_or_path: str | Path, parameters: Given = _NONE) -> frozenset[str]:
        """Return the names of the parameters that a scenario has, as far as its mistakes let them be seen."""
        reading = self.reading(as_path(name_or_path), parameters)
        with suppress(ScenarioError):
            reading.scenario()
        return frozenset(reading.parameters.used)

    def named(self, name: str, parameters: Given = _NONE) -> Scenario:
        """Return the scenario of a name in the folders. Raises ScenarioError as `load` does."""
        return self.reading(name, parameters).scenario()

    def parse(self, text: str, name: str, parameters: Given = _NONE) -> Scenario:
        """Return the scenario that `text` (YAML) is. Raises ScenarioError as `load` does, with `name` as file."""
        known = Known(self.vocabulary, self.places)
        return Reading(self.language, known, Parameters(as_texts(parameters)), name, text).scenario()

    def reading(self, name: str | Path, parameters: Given = _NONE) -> Reading:
        """Return what reads the scenario of a name in the folders, or of a file."""
        places = self.places.before(name.parent) if isinstance(name, Path) else self.places
        return Reading(self.language, Known(self.vocabulary, places), Parameters(as_texts(parameters)), name)

    def _summary(self, name: str) -> str:
        try:
            return self.named(name).summary
        except ScenarioError as error:
            return f"Can't be used: {str(error).splitlines()[0]}"


def as_path(name_or_path: str | Path) -> str | Path:
    """Return a name as it is, and what is meant for a file as its path."""
    is_path = isinstance(name_or_path, str) and (
        "/" in name_or_path or "\\" in name_or_path or name_or_path.endswith(SUFFIXES)
    )
    return Path(name_or_path) if is_path else name_or_path


def as_texts(parameters: Given) -> dict[str, str]:
    """Return the values of parameters as YAML spells them. Raises ScenarioError for one that is too long."""
    texts = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in parameters.items()}
    for name, text in texts.items():
        if len(text) > _LONGEST_VALUE:
            sentence = f"The value of parameter `{shortened(name)}` has {len(text):,} characters"
            raise ScenarioError(sentence=f"{sentence}, expected at most {_LONGEST_VALUE:,}.")
    return texts
