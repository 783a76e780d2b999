"""A path that a client called laid beside one that is known, and on which points they differ."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from typing import Final, Literal, NamedTuple

_LIKENESSES_KEPT: Final = 1024
_ALIKE: Final = 0.6
"""From which likeness on a segment is thought to be another one, misspelt."""
_GAP: Final = 0.6
"""What a segment costs that is missing or too much, where another in its place costs up to 1."""
_PARAMETER: Final = 0.1
"""What a segment costs that any text may stand for, so that a path with that very segment is nearer."""
_Kind = Literal["same", "other", "missing", "extra"]


class Step(NamedTuple):
    """How one segment of a known path and one of the request's stand to each other. Either may be left out."""

    kind: _Kind
    known: str = ""
    found: str = ""

    @property
    def is_evidence(self) -> bool:
        """Whether it speaks for that path: a word of it that is there, if misspelt."""
        if self.kind == "same":
            return not self.known.startswith("{")
        return self.kind == "other" and _likeness(self.known, self.found) >= _ALIKE


def aligned(known: Sequence[str], found: Sequence[str]) -> tuple[float, list[Step]]:
    """Lay two paths side by side as cheaply as can be. Return the cost, and how their segments stand to each other."""
    best: list[list[tuple[float, list[Step]]]] = [[(0.0, [])]]
    for column, segment in enumerate(found):
        cost, steps = best[0][column]
        best[0].append((cost + _GAP, [*steps, Step("extra", found=segment)]))
    for row, wanted in enumerate(known):
        cost, steps = best[row][0]
        best.append([(cost + _GAP, [*steps, Step("missing", wanted)])])
        for column, segment in enumerate(found):
            both, step = _compared(wanted, segment)
            ways = (
                (best[row][column], both, step),
                (best[row][column + 1], _GAP, Step("missing", wanted)),
                (best[row + 1][column], _GAP, Step("extra", found=segment)),
            )
            (cost, steps), more, step = min(ways, key=lambda way: way[0][0] + way[1])
            best[row + 1].append((cost + more, [*steps, step]))
    return best[-1][-1]


def _compared(known: str, found: str) -> tuple[float, Step]:
    if known.startswith("{"):
        return _PARAMETER, Step("same", known, found)
    if known == found:
        return 0.0, Step("same", known, found)
    return 1 - _likeness(known, found), Step("other", known, found)


@lru_cache(_LIKENESSES_KEPT)
def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()


def points_of(steps: Sequence[Step]) -> Iterator[str]:
    """Yield each point on which a path differs, with what is missing or too much in one piece."""
    done = 0
    for kind, run in groupby(steps, key=lambda step: step.kind):
        steps_of_run = list(run)
        if kind == "other":
            yield from (f"`{step.found}` stands where `{step.known}` should" for step in steps_of_run)
        elif kind != "same":
            piece = "".join(f"/{step.known or step.found}" for step in steps_of_run)
            where = _where(steps, done, done + len(steps_of_run))
            yield f"`{piece}` is {'missing' if kind == 'missing' else 'too much'} {where}"
            if kind == "extra" and done == 0:
                yield from _workspace_points(piece, [step.found for step in steps_of_run])
        done += len(steps_of_run)


def _workspace_points(piece: str, found: Sequence[str]) -> Iterator[str]:
    """Yield how a workspace is named, where what is too much in front may have been meant for one."""
    if found[0] == "w":
        yield "a workspace is named before the service"
    elif len(found) == 1:
        yield f"a workspace would be named by `/w{piece}`"


def _where(steps: Sequence[Step], first: int, end: int) -> str:
    if first == 0:
        return "in front"
    return "at the end" if end == len(steps) else f"after `/{steps[first - 1].found or steps[first - 1].known}`"
