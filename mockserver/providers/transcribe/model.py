"""Amazon's own description of the service, which botocore ships: the one source of shapes and constraints (DESIGN §3).

It is loaded when the first request needs it, as botocore takes a tenth of a second to import.
"""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a value must satisfy, in the words of AWS's messages (transcribe.md §2.1)."""

    text: str
    holds: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value looks like. `type` is botocore's word for it; `element` is what a list or a map holds."""

    type: str
    constraints: tuple[Constraint, ...] = ()
    sensitive: bool = False
    members: "Mapping[str, Shape]" = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    element: "Shape | None" = None
    key: "Shape | None" = None


async def input_shape(operation: str) -> Shape:
    """Return what an operation takes. Raises botocore's OperationNotFoundError for one that the model doesn't have."""
    if not _service_model.cache_info().currsize:
        await asyncio.to_thread(_service_model)
    return _input_shape(operation)


@cache
def _service_model() -> Any:
    import botocore.session

    return botocore.session.get_session().get_service_model("transcribe")


@cache
def _input_shape(operation: str) -> Shape:
    return _shape(_service_model().operation_model(operation).input_shape)


def _shape(source: Any) -> Shape:
    """Return a botocore shape in our terms. No shape of this service contains itself."""
    kind = source.type_name
    held = {"list": "member", "map": "value"}.get(kind)
    return Shape(
        type=kind,
        constraints=tuple(_constraints(kind, source.metadata)),
        sensitive=bool(source.metadata.get("sensitive")),
        members={name: _shape(member) for name, member in source.members.items()} if kind == "structure" else {},
        required=frozenset(source.metadata.get("required", ())),
        element=_shape(getattr(source, held)) if held else None,
        key=_shape(source.key) if kind == "map" else None,
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
