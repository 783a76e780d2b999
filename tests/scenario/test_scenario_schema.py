"""The JSON Schema takes every scenario that is one, and refuses the broken ones as far as a schema can."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from mockserver.app import scenario_library
from mockserver.config import Settings
from mockserver.scenario.mistakes import ScenarioError
from mockserver.scenario.schema import json_schema
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
    "media_too_long": "How long a time is takes arithmetic.",
    "names_of_another_provider": _NAMES,
    "parameters_spelt_wrong": "Parameters are filled in before anything is checked.",
    "phases": _NAMES,
    "phases_unnamed": _NAMES,
    "queue_unseen": _NAMES,
    "rules_off_nothing": _FILES,
    "signals": _NAMES,
    "then_phase": _NAMES,
    "unknown_of_all_kinds": _NAMES,
    "templates": "A schema doesn't look into text.",
}
"""The broken files that a schema lets through, with the reason."""


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(json_schema(LIBRARY.vocabulary, LIBRARY.places))


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


def test_it_lists_the_names_that_there_are_with_what_they_mean() -> None:
    names = json_schema(LIBRARY.vocabulary, LIBRARY.places)["$defs"]
    listed = {kind: names[kind]["anyOf"][0] for kind in ("operations", "errors", "failures", "providers")}
    operations = dict(zip(listed["operations"]["enum"], listed["operations"]["enumDescriptions"], strict=True))
    assert operations["ListJobs"] == "revai: List jobs, newest first."
    errors = dict(zip(listed["errors"]["enum"], listed["errors"]["enumDescriptions"], strict=True))
    assert errors["too_many_jobs"] == "transcribe"
    assert listed["providers"]["enum"] == list(LIBRARY.vocabulary.providers)
    assert "interview" in names["transcripts"]["examples"]


@pytest.mark.parametrize(
    ("written", "fine"),
    [
        ("requests: [{error: not_found}, {error: '${error:-not_found}'}]", True),
        ("requests: [{error: nt_found}]", False),
        ("requests: [{when: {operation: GetJbo}, delay: 1s}]", False),
        ("jobs: [{transcript: one_of_my_own, timeline: [{failed: internal}]}]", True),
        ("jobs: [{timeline: [in_progres]}]", False),
        ("quirks: {revai: observed, claudio: {job_type: observed}}", False),
        ("quirks: {revai: {timestamp_digits: documented}, s3: observed}", True),
    ],
)
def test_it_checks_names(written: str, fine: bool) -> None:
    tree = read_tree(decode(f"summary: x\n{written}", "x", LIBRARY.language))
    assert validator().is_valid(tree.data) == fine
