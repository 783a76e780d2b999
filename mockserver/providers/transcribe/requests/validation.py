"""Requests against the service's model, with AWS's messages (transcribe.md §2.1)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mockserver.providers.transcribe.requests.model import Shape


class WrongType(Exception):
    """A value's JSON type isn't what the model wants. The text is AWS's."""


class BrokenConstraints(Exception):
    """Values that the model doesn't allow. The text is AWS's message, which tells of all of them."""


def validate(shape: Shape, data: Any) -> dict[str, Any]:
    """Return what the model knows of a request: unknown members and nulls are left out.

    Raises WrongType for the first value of a wrong type, and BrokenConstraints for all values that are not allowed.
    """
    broken: list[str] = []
    request = _structure(shape, data, "", broken)
    if broken:
        plural = "s" if len(broken) > 1 else ""
        raise BrokenConstraints(f"{len(broken)} validation error{plural} detected: {'; '.join(broken)}")
    return request


def _read(shape: Shape, value: Any, at: str, broken: list[str]) -> Any:
    """Return a value as the service reads it, and add to `broken` what is wrong with it."""
    read = _READERS[shape.type](shape, value, at, broken)
    broken += [
        _violation(shape, read, at, constraint.text) for constraint in shape.constraints if not constraint.holds(read)
    ]
    return read


def _structure(shape: Shape, value: Any, at: str, broken: list[str]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    given = _expect(dict, "structure", value)
    for name, member in shape.members.items():
        path = f"{at}.{_lower_camel(name)}" if at else _lower_camel(name)
        if given.get(name) is not None:
            members[name] = _read(member, given[name], path, broken)
        elif name in shape.required:
            broken.append(_is_null(path))
    if shape.union and len(members) != 1:
        one = ", ".join(map(_lower_camel, shape.members))
        broken.append(_violation(shape, members, at, f"Member must have exactly one of: [{one}]"))
    return members


def _list(shape: Shape, value: Any, at: str, broken: list[str]) -> list[Any]:
    items = dict(enumerate(_expect(list, "list", value), 1))
    read = list(_held(shape, items, at, broken).values())
    _check_plain(shape, shape.element, read, read, at, broken)
    return read


def _map(shape: Shape, value: Any, at: str, broken: list[str]) -> dict[str, Any]:
    read = _held(shape, _expect(dict, "map", value), at, broken)
    _check_plain(shape, shape.key, read, read, at, broken)
    _check_plain(shape, shape.element, read.values(), read, at, broken)
    return read


def _held(shape: Shape, items: Mapping[Any, Any], at: str, broken: list[str]) -> dict[Any, Any]:
    """Read the items of a list (by number, from 1) or of a map."""
    element = shape.element
    assert element is not None
    read = {}
    for key, item in items.items():
        path = f"{at}.{key}.member"
        if item is None:
            broken.append(_is_null(path))
        elif element.type == "structure":
            read[key] = _read(element, item, path, broken)
        else:
            read[key] = _READERS[element.type](element, item, path, broken)
    return read


def _check_plain(
    shape: Shape, part: Shape | None, values: Iterable[Any], whole: Any, at: str, broken: list[str]
) -> None:
    """Check the strings and numbers in a list or a map. Those that are not allowed are told of once, with the whole of it."""
    if part is None or part.type == "structure":
        return
    if not all(constraint.holds(value) for value in values for constraint in part.constraints):
        nested = ", ".join(constraint.text for constraint in part.constraints)
        broken.append(_violation(shape, whole, at, f"Member must satisfy constraint: [{nested}]"))


def _string(shape: Shape, value: Any, at: str, broken: list[str]) -> str:
    if not isinstance(value, str):
        raise _not_convertible(value, "a String")
    return value


def _boolean(shape: Shape, value: Any, at: str, broken: list[str]) -> bool:
    if not isinstance(value, bool):
        raise _not_convertible(value, "a Boolean")
    return value


def _number(bits: int, name: str) -> "_Reader":
    def read(shape: Shape, value: Any, at: str, broken: list[str]) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value.bit_length() >= bits:
            raise _not_convertible(value, name)
        return value

    return read


_Reader = Callable[[Shape, Any, str, list[str]], Any]
_READERS: Mapping[str, _Reader] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "boolean": _boolean,
    "integer": _number(32, "an Integer"),
    "long": _number(64, "a Long"),
}


def _expect(kind: type, name: str, value: Any) -> Any:
    if not isinstance(value, kind):
        raise WrongType(f"Expected {name} or null")
    return value


def _not_convertible(value: Any, wanted: str) -> WrongType:
    if isinstance(value, list):
        return WrongType("Start of list found where not expected")
    if isinstance(value, dict):
        return WrongType("Start of structure or map found where not expected")
    if isinstance(value, bool):
        token = "TRUE_VALUE" if value else "FALSE_VALUE"
    else:
        token = {str: "STRING_VALUE", int: "NUMBER_VALUE"}.get(type(value), "DECIMAL_VALUE")
    return WrongType(f"{token} can not be converted to {wanted}")


def _violation(shape: Shape, value: Any, at: str, constraint: str) -> str:
    shown = "Value" if shape.sensitive else f"Value '{_shown(value)}'"
    return f"{shown} at '{at}' failed to satisfy constraint: {constraint}"


def _is_null(at: str) -> str:
    return f"Value null at '{at}' failed to satisfy constraint: Member must not be null"


def _shown(value: Any) -> str:
    """Return a value as Java prints it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}={_shown(item)}' for name, item in value.items())}}}"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _lower_camel(name: str) -> str:
    return name[0].lower() + name[1:]
