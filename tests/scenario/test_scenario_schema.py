"""The JSON Schema takes every scenario that is one, and refuses the broken ones as far as a schema can."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from mockserver.app import scenario_library
from mockserver.config import Settings
from mockserver.scenario.language import json_schema
from mockserver.scenario.mistakes import ScenarioError
from mockserver.yamlfile.source import decode
from mockserver.yamlfile.tree import read_tree

BROKEN = Path(__file__).parent / "broken"
SHIPPED = Path(__file__).parents[2] / "scenarios"
LIBRARY = scenario_library(Settings())

_FILES: Final = "It takes another file to see."
_NAMES: Final = "Which names go together is for the scenario's own words, or the providers', to say."
BEYOND: Final = {
    "clock": "Validators don't look at formats of dates, and keys that exclude one another would take many schemas.",
    "extends_broken": _FILES,
    "extends_circle": _FILES,
    "extends_circle_back": _FILES,
    "extends_itself": _FILES,
    "idle_rules": "What must stand beside something else would take a schema of all combinations.",
    "media_too_long": "How long a time is takes arithmetic.",
    "names_of_another_provider": _NAMES,
    "parameters_spelt_wrong": "Parameters are filled in before anything is checked.",
    "phases": _NAMES,
    "phases_unnamed": _NAMES,
    "queue_unseen": _NAMES,
    "quirks": _NAMES,
    "signals": _NAMES,
    "then_phase": _NAMES,
    "templates": "A schema doesn't look into text.",
}
"""The broken files that a schema lets through, with the reason."""


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(json_schema(LIBRARY.language))


def data(path: Path) -> Any:
    """Return a file's data as an editor sees it. Raises ScenarioError where it is no YAML that anybody reads."""
    tree = read_tree(decode(path.read_bytes(), path.name, LIBRARY.language))
    if tree.mistakes:
        raise ScenarioError(tree.mistakes)
    return tree.data


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_it_takes_every_shipped_scenario(path: Path) -> None:
    assert list(validator().iter_errors(data(path))) == []


def test_it_takes_parameters_wherever_a_value_may_stand() -> None:
    written = (
        "summary: x\nseed: ${a:-1}\nclock: {frozen: '${b}', speed: '${c}'}\n"
        "jobs:\n- timeline: ['${d}', {queued: '${e:-2s}'}]\n"
    )
    tree = read_tree(decode(written, "x", LIBRARY.language))
    assert list(validator().iter_errors(tree.data)) == []


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_it_refuses_the_broken_ones_that_a_schema_can(path: Path) -> None:
    try:
        refused = not validator().is_valid(data(path))
    except ScenarioError:
        return
    assert refused == (path.stem not in BEYOND)
