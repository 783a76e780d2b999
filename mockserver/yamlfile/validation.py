"""What the validation of a tree's data complains of, as mistakes in plain words."""

import re
import typing
from collections.abc import Sequence
from types import NoneType

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mockserver.yamlfile.mistakes import Mistake
from mockserver.yamlfile.parts import KEY, Place, is_way
from mockserver.yamlfile.tree import Tree
from mockserver.yamlfile.wording import did_you_mean, found, no_such

_MOST_TOLD = 1_000
"""More than anybody reads. To find the place of each costs the more, the more there are."""


def mistakes_told(tree: Tree, error: ValidationError) -> list[Mistake]:
    """Return the mistakes that an error about the data of a tree tells, each at its place; the first ones of very many."""
    errors = error.errors(include_url=False)[:_MOST_TOLD]
    return [_mistake(tree, details) for details in _without_echoes(errors)]


def _without_echoes(errors: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out the key that is missing when a misspelt one stands in its place."""
    misspelt = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]

    def is_echo(error: ErrorDetails) -> bool:
        if error["type"] != "missing":
            return False
        *above, name = error["loc"]
        rivals = [str(place[-1]) for place in misspelt if list(place[:-1]) == above]
        return any(did_you_mean(rival, [str(name)]) for rival in rivals)

    return [error for error in errors if not is_echo(error)]


_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "`true` or `false`",
    "list_type": "a list, each item of which begins with `-`",
    "tuple_type": "a list, each item of which begins with `-`",
    "dict_type": "a mapping of names to values",
    "model_type": "a mapping of keys to values",
    "string_too_short": "some text",
    "string_unicode": "readable text",
    "string_pattern_mismatch": "a name without blanks",
    "too_short": "something in it (or leave the key out)",
}
_BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("a number above", "gt"),
    "less_than_equal": ("at most", "le"),
}


def _mistake(tree: Tree, details: ErrorDetails) -> Mistake:
    place, kind = details["loc"], details["type"]
    if kind == "extra_forbidden":
        known = _keys_of(_part_at(tree, place[:-1]))
        return tree.mistake((*place, KEY), no_such("key here", str(place[-1]), known))
    if kind == "missing":
        return tree.mistake(place[:-1], _missing(tree, place))
    return tree.mistake(place, _sentence(tree, details))


def _sentence(tree: Tree, details: ErrorDetails) -> str:
    kind, value, context = details["type"], details["input"], details.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "sentence":
        return str(context["sentence"])
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", context["expected"])
        meant = did_you_mean(value, known) if isinstance(value, str) else ""
        return f"found {found(value)}, expected one of: {', '.join(known)}{meant}"
    if kind in _BOUNDS:
        words, limit = _BOUNDS[kind]
        return f"found the number {value:.15g}, expected {words} {context[limit]:.15g}"
    sentence = f"found {found(value)}, expected {_EXPECTED.get(kind, details['msg'])}"
    if kind == "string_type" and (bare := tree.quotable(details["loc"])):
        sentence += f'; put it in quotes: "{bare}"'
    return sentence


def _missing(tree: Tree, place: Place) -> str:
    part, name = _part_at(tree, place[:-1]), str(place[-1])
    fields = part.model_fields if part else {}
    about = next((field.description for key, field in fields.items() if name in (key, field.alias)), None)
    return f"found no `{name}`, expected that key here: {about}"


def _keys_of(part: type[BaseModel] | None) -> list[str]:
    return [field.alias or name for name, field in part.model_fields.items()] if part else []


def _part_at(tree: Tree, place: Place) -> type[BaseModel] | None:
    """Return the part of the language that a place belongs to."""
    kind: object = tree.source.language.content
    for step in place:
        kind = _below(_bare(kind), step)
    bare = _bare(kind)
    return bare if isinstance(bare, type) and issubclass(bare, BaseModel) else None


def _below(kind: object, step: int | str) -> object:
    """Return the type that one step leads to: a field of a part, one way of several, an item, or a value."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = kind.model_fields.items()
        return next((field.annotation for name, field in fields if step in (name, field.alias)), None)
    inner = [other for other in typing.get_args(kind) if other is not Ellipsis]
    if isinstance(step, str) and is_way(step):
        return next((way for way in inner if _is_tagged(way, step)), None)
    return inner[-1] if inner else None


def _is_tagged(kind: object, way: str) -> bool:
    return any(getattr(mark, "tag", None) == way for mark in typing.get_args(kind)[1:])


def _bare(kind: object) -> object:
    """Return a type without what is written around it: `Annotated`, and `None` as its alternative."""
    if typing.get_origin(kind) is typing.Annotated:
        return _bare(typing.get_args(kind)[0])
    others = [other for other in typing.get_args(kind) if other is not NoneType]
    if NoneType in typing.get_args(kind) and len(others) == 1:
        return _bare(others[0])
    return kind
