"""What `mockserver validate` prints: for people, for programs, and for GitHub's annotations."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from mockserver.scenario.library import Given, ScenarioLibrary
from mockserver.scenario.mistakes import ScenarioError
from mockserver.yamlfile.mistakes import Mistake

Format = Literal["text", "json", "github"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one scenario. `sentence` is its summary, or why there is nothing to look into."""

    file: str
    usable: bool
    sentence: str
    mistakes: tuple[Mistake, ...] = ()

    @property
    def warnings(self) -> int:
        return sum(mistake.severity == "warning" for mistake in self.mistakes)


def check_all(library: ScenarioLibrary, names: Iterable[str], parameters: Given) -> list[Checked]:
    """Check scenarios: by name, from a file, or all those of a folder."""
    files = {name: library.files_of(name) for name in names}
    used = {file: library.parameters_of(file, parameters) for found in files.values() for file in found}
    # Each has to do with its own ones alone. That none has it is told of all.
    strange = parameters.keys() - frozenset().union(*used.values())
    checked: list[Checked] = []
    for name, found in files.items():
        for file in found:
            given = {one: value for one, value in parameters.items() if one in used[file] | strange}
            checked.append(check(library, file, given))
        if not found:
            sentence = f"There is no scenario in the folder {name}, expected files whose names end in .yaml or .yml."
            checked.append(Checked(name, False, sentence))
    return checked


def check(library: ScenarioLibrary, file: str, parameters: Given) -> Checked:
    """Check one scenario."""
    try:
        scenario, warnings = library.load_with_warnings(file, parameters)
    except ScenarioError as error:
        return Checked(file, False, str(error), tuple(error.mistakes))
    return Checked(file, True, scenario.summary, tuple(warnings))


def printed(checked: Iterable[Checked], form: Format) -> str:
    """Return the report of some scenarios."""
    if form == "json":
        return json.dumps([_member(one) for one in checked], indent=2, ensure_ascii=False)
    lines = _text if form == "text" else _github
    return "\n".join(line for one in checked for line in lines(one))


def _text(one: Checked) -> Iterator[str]:
    if not one.usable:
        yield one.sentence
        if one.mistakes:
            yield f"{one.file}: {_counted(len(one.mistakes), 'mistake')}."
        return
    yield from map(str, one.mistakes)
    also = f" {_counted(one.warnings, 'warning')}." if one.warnings else ""
    yield f"{one.file}: fine.{also} {one.sentence}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _member(one: Checked) -> dict[str, Any]:
    return {
        "file": one.file,
        "usable": one.usable,
        "sentence": None if one.mistakes and not one.usable else one.sentence,
        "mistakes": [asdict(mistake) for mistake in one.mistakes],
    }


def _github(one: Checked) -> Iterator[str]:
    for mistake in one.mistakes:
        place = f"file={_property(mistake.file)},line={mistake.line},col={mistake.column}"
        yield f"::{mistake.severity} {place}::{_data(mistake.message)}"
    if not one.usable and not one.mistakes:
        yield f"::error file={_property(one.file)}::{_data(one.sentence)}"


def _data(text: str) -> str:
    """Return text as a workflow command takes it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
