"""Amazon's own description of the service, which botocore ships: the one source of shapes and constraints (DESIGN §3).

It is loaded once the server listens, or when the first request needs it: botocore takes a tenth of a second to import.
"""

import asyncio
import re
import threading
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
    """What a value looks like. `type` is botocore's word for it; `element` is what a list or a map holds.

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


_loading = threading.Lock()


class NotInModel(Exception):
    """The installed botocore is too old to know an operation. The text is a sentence."""


def load() -> None:
    """Load the model, unless it is there; while another thread does, wait for it."""
    with _loading:
        _service_model()


async def input_shape(operation: str) -> Shape:
    """Return what an operation takes. Raises NotInModel."""
    if not _service_model.cache_info().currsize:
        await asyncio.to_thread(load)
    return _input_shape(operation)


@cache
def output_shape(operation: str) -> Shape | None:
    """Return what an operation answers; None for one that answers nothing."""
    source = _service_model().operation_model(operation).output_shape
    return None if source is None else _shape(source)


def models_error(operation: str, error: str) -> bool:
    """Tell whether an operation's page lists an error, by its type."""
    model = _service_model()
    return operation in model.operation_names and any(
        shape.name == error for shape in model.operation_model(operation).error_shapes
    )


@cache
def _service_model() -> Any:
    import botocore.session

    return botocore.session.get_session().get_service_model("transcribe")


@cache
def _input_shape(operation: str) -> Shape:
    model = _service_model()
    if operation not in model.operation_names:
        raise NotInModel(f"The botocore that is installed knows no {operation}. Update it to emulate that as well.")
    return _shape(model.operation_model(operation).input_shape)


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
        union=kind == "structure" and source.is_tagged_union,
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
