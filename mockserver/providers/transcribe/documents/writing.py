"""JSON written piece by piece, so that a document of any length is never held as objects, and no thread waits for long."""

import json
from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]

_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def seconds(ms: int) -> str:
    """Return a time as AWS writes it: seconds in a string, up to three decimals, none of them for nothing but "0.0"."""
    return str(ms / 1000)


def times(start_ms: int, end_ms: int) -> Document:
    """Return the two members that tell of an element's or a segment's times."""
    return {"start_time": seconds(start_ms), "end_time": seconds(end_ms)}


def written(document: Document) -> Iterator[bytes]:
    """Yield a document as JSON. Iterators in it become arrays; each element of one is written at once, and forgotten."""
    return (piece.encode() for piece in _pieces(document))


def _pieces(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield "{"
        for number, (name, member) in enumerate(value.items()):
            yield f"{',' if number else ''}{_WRITER.encode(name)}:"
            yield from _pieces(member)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for number, element in enumerate(value):
            yield "," if number else ""
            yield from _pieces(element)
        yield "]"
    elif isinstance(value, Iterator):
        yield "["
        for number, element in enumerate(value):
            yield ("," if number else "") + _WRITER.encode(element)
        yield "]"
    else:
        yield _WRITER.encode(value)
