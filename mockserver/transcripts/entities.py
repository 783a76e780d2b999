"""What words of a transcript are: names, numbers, addresses, found by what they look like and by what is said around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mockserver.transcripts.model import Element, Word, ends_sentence, written
from mockserver.transcripts.places import covered, places

Pattern = tuple[str, re.Pattern[str]]
"""A kind of entity and what it looks like in text. With a group `it`, only that is the entity: the rest is around it."""

# English words that have a capital letter without being anybody's or any place's name.
_NOT_NAMES = re.compile(
    r"(?:I(?:['’].*)?|Mr|Mrs|Ms|Dr|TV|AM|PM|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|"
    r"July|August|September|October|November|December)\.?"
)


@dataclass(frozen=True, slots=True)
class Entity:
    """The elements from `first` to `last` (positions in the turn, both included) are of a kind."""

    kind: str
    first: int
    last: int


def entities(elements: Sequence[Element], patterns: Sequence[Pattern], *, names: str | None = None) -> list[Entity]:
    """Return what `patterns` find in the text of a turn, in order; of what overlaps, that of the earlier pattern.

    Where `names` is a kind, words with a capital letter within a sentence are of it, as far as nothing else has them.
    """
    text, begins = written(elements), [begin for begin, _ in places(elements)]
    found: list[Entity] = []
    taken: set[int] = set()
    for kind, pattern in patterns:
        group = "it" if "it" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            first, last = covered(begins, *match.span(group))
            if taken.isdisjoint(range(first, last + 1)):
                taken.update(range(first, last + 1))
                found.append(Entity(kind, first, last))
    if names is not None:
        found += [Entity(names, first, last) for first, last in _names(elements, taken)]
    return sorted(found, key=lambda entity: entity.first)


def _names(elements: Sequence[Element], taken: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of words in a row that look like a name. One that begins a sentence is not told."""
    first: int | None = None
    for number, element in enumerate(elements):
        begins = number == 0 or ends_sentence(elements[number - 1])
        if not begins and number not in taken and isinstance(element, Word) and _is_name(element.text):
            first = number if first is None else first
        elif first is not None:
            yield first, number - 1
            first = None
    if first is not None:
        yield first, len(elements) - 1


def _is_name(text: str) -> bool:
    return text[0].isupper() and _NOT_NAMES.fullmatch(text) is None
