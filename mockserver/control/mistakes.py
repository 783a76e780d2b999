"""What is wrong with what a call brought, in sentences."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mockserver.yamlfile.wording import did_you_mean

_MOST_CHARS: Final = 80
_EXPECTED: Final[Mapping[str, str]] = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dict_type": "an object",
    "list_type": "a list",
    "greater_than": "a number above {gt:g}",
    "greater_than_equal": "a number from {ge:g}",
    "less_than_equal": "a number up to {le:g}",
    "literal_error": "{expected}",
    "enum": "{expected}",
}
_KINDS: Final = frozenset({"str", "int", "float", "bool"})
"""What pydantic writes behind a member's name, where that may be one of several kinds."""


def sentences(error: ValidationError, known: Collection[str]) -> str:
    """Return a sentence for each member that is wrong. `known` names those that there are."""
    by_member: dict[str, list[ErrorDetails]] = {}
    for mistake in error.errors():
        *within, last = mistake["loc"]
        loc = within if within and last in _KINDS else mistake["loc"]
        by_member.setdefault(".".join(map(str, loc)), []).append(mistake)
    return " ".join(_sentence(_cut(name), mistakes, known) for name, mistakes in by_member.items())


def as_sentence(text: str) -> str:
    """Return text with a full stop, unless it ends a sentence as it is."""
    return text if text.endswith((".", "?")) else f"{text}."


def _sentence(name: str, mistakes: list[ErrorDetails], known: Collection[str]) -> str:
    first = mistakes[0]
    if first["type"] == "extra_forbidden":
        meant = did_you_mean(name.rpartition(".")[2], known)
        return f"`{name}` isn't known here; {', '.join(known)} would be{meant or '.'}"
    if first["type"] == "missing":
        return f"`{name}` must be given."
    expected = " or ".join(dict.fromkeys(_expected(mistake) for mistake in mistakes))
    meant = did_you_mean(str(first["input"])[:_MOST_CHARS], re.findall(r"'(\w+)'", expected))
    return f"`{name}` is {_shown(first['input'])}: it takes {expected}{meant or '.'}"


def _expected(mistake: ErrorDetails) -> str:
    return _EXPECTED.get(mistake["type"], "something else").format(**mistake.get("ctx", {}))


def _shown(value: Any) -> str:
    return _cut(repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CHARS else f"{text[:_MOST_CHARS]} …"
