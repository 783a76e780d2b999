"""The table of operations: those of every kind of resource, and tags (transcribe.md §2.2)."""

import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Final

from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.operations import BodyKind, Operation, Submits
from mockserver.providers.transcribe.resources import tags
from mockserver.providers.transcribe.resources.families import FAMILIES, Family, Verb
from mockserver.providers.transcribe.resources.verbs import Resources

_Handler = Callable[[Call], Awaitable[Answer]]

_VERBS: Final[dict[Verb, tuple[Callable[[Resources], _Handler], str, str]]] = {
    Verb.BEGIN: (lambda of: of.begin, "{begin} a {one}.", "transcribe.md §2.2, §2.5"),
    Verb.READ: (
        lambda of: of.read,
        "Get a {one}: how far it has come, and what came of it.",
        "seed 004, transcribe.md §3",
    ),
    Verb.LIST: (lambda of: of.list_page, "List {many}, newest first.", "transcribe.md §5"),
    Verb.UPDATE: (lambda of: of.update, "Change a {one}.", "transcribe.md §2.5"),
    Verb.DELETE: (lambda of: of.delete, "Delete a {one}.", "transcribe.md §1.7, §2.5"),
}
"""What is done with resources: by which handler, in a sentence, and where it is documented."""


def operation(name: str, handler: _Handler, summary: str, source: str, submits: Submits | None = None) -> Operation:
    """Return an operation. All are POST to one path; a header tells which is meant (transcribe.md §1.1)."""
    return Operation(name, ("POST",), ("/",), handler, summary, source, BodyKind.JSON, submits=submits)


def _words(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


def _of(family: Family) -> Iterator[Operation]:
    words = {"begin": family.begin, "one": _words(family.entity), "many": _words(family.plural)}
    for verb, name in family.operations.items():
        handler, summary, source = _VERBS[verb]
        yield operation(name, handler(Resources(family)), summary.format_map(words), source, _submits(family, verb))


def _submits(family: Family, verb: Verb) -> Submits | None:
    """Return what comes of a verb: what is begun, or changed, goes through the states of its kind, where it has any."""
    if family.pace is None or verb not in (Verb.BEGIN, Verb.UPDATE):
        return None
    return Submits({family.name: "sample", **family.sample} if verb is Verb.BEGIN else None, family.words)


OPERATIONS: Final = (
    *(operation for family in FAMILIES for operation in _of(family)),
    operation("TagResource", tags.tag, "Add tags to a resource.", "transcribe.md §2.5"),
    operation("UntagResource", tags.untag, "Take tags from a resource.", "transcribe.md §2.5"),
    operation("ListTagsForResource", tags.list_tags, "List the tags of a resource.", "transcribe.md §2.5"),
)
