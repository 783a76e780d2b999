"""Amazon's own description of the service, which botocore ships: the one source of shapes and constraints (DESIGN §3).

Its file is read as it lies there, with the first request that needs it: botocore itself takes a tenth of a second to import.
"""

import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

_SERVICE: Final = "transcribe"


class Constraint(NamedTuple):
    """What a value must satisfy, in the words of AWS's messages (transcribe.md §2.1)."""

    text: str
    holds: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value looks like. `type` is the description's word for it; `element` is what a list or a map holds.

    A `union` is a structure that has exactly one of its members.
    """

    type: str
    constraints: tuple[Constraint, ...] = ()
    sensitive: bool = False
    members: "Mapping[str, Shape]" = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    element: "Shape | None" = None
    key: "Shape | None" = None
    union: bool = False


class NotInModel(Exception):
    """The installed botocore is too old to know an operation. The text is a sentence."""


@cache
def input_shape(operation: str) -> Shape:
    """Return what an operation takes. Raises NotInModel."""
    described = _described()["operations"].get(operation)
    if described is None:
        raise NotInModel(f"The botocore that is installed knows no {operation}. Update it to emulate that as well.")
    return _shape(described["input"])


@cache
def output_shape(operation: str) -> Shape | None:
    """Return what an operation answers; None for one that answers nothing."""
    output = _described()["operations"][operation].get("output")
    return None if output is None else _shape(output)


def models_error(operation: str, error: str) -> bool:
    """Tell whether an operation's page lists an error, by its type."""
    described = _described()["operations"].get(operation, {})
    return any(listed["shape"] == error for listed in described.get("errors", ()))


@cache
def _described() -> Mapping[str, Any]:
    """Return the newest description of the service: `operations` and `shapes` by their names."""
    botocore = find_spec("botocore")
    assert botocore is not None, "It is one of our dependencies."
    assert botocore.origin is not None
    newest = max(Path(botocore.origin).parent.glob(f"data/{_SERVICE}/*/service-2.json.gz"))
    described: Mapping[str, Any] = json.loads(gzip.decompress(newest.read_bytes()))
    return described


def _shape(reference: Mapping[str, Any]) -> Shape:
    """Return a shape in our terms. What a reference says beside the shape's name holds too. None contains itself."""
    facts = {**_described()["shapes"][reference["shape"]], **reference}
    kind = facts["type"]
    held = {"list": "member", "map": "value"}.get(kind)
    return Shape(
        type=kind,
        constraints=tuple(_constraints(kind, facts)),
        sensitive=bool(facts.get("sensitive")),
        members={name: _shape(member) for name, member in facts.get("members", {}).items()},
        required=frozenset(facts.get("required", ())),
        element=_shape(facts[held]) if held else None,
        key=_shape(facts["key"]) if kind == "map" else None,
        union=bool(facts.get("union")),
    )


def _constraints(kind: str, facts: Mapping[str, Any]) -> Iterator[Constraint]:
    measure, what = (int, "value") if kind in ("integer", "long") else (len, "length")
    if "max" in facts:
        most = facts["max"]
        yield Constraint(
            f"Member must have {what} less than or equal to {most}", lambda value: bool(measure(value) <= most)
        )
    if "min" in facts:
        least = facts["min"]
        yield Constraint(
            f"Member must have {what} greater than or equal to {least}", lambda value: bool(measure(value) >= least)
        )
    if "pattern" in facts:
        matches = re.compile(facts["pattern"]).fullmatch
        yield Constraint(
            f"Member must satisfy regular expression pattern: {facts['pattern']}",
            lambda value: matches(value) is not None,
        )
    if "enum" in facts:
        known = facts["enum"]
        yield Constraint(f"Member must satisfy enum value set: [{', '.join(known)}]", frozenset(known).__contains__)
