"""What requests of an operation can be like at all: by it rules are found that wait for what never comes."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from mockserver.scenario.globs import Glob


class Reach(NamedTuple):
    """What requests of one operation can be like. An `operation` of None is whatever else its provider is asked.

    `methods` are those that they can have, `paths` the templates (`/jobs/{id}`) of which their paths fit one; None is any.
    `about_job` says that they can be about a job that is there, `calls_names` that they can say what a job, or its media,
    is called, and `submits` that a job comes of them that goes as the scenario says.
    """

    provider: str
    operation: str | None
    methods: frozenset[str] | None = None
    paths: tuple[str, ...] | None = None
    has_body: bool = True
    has_region: bool = True
    about_job: bool = True
    calls_names: bool = True
    submits: bool = True

    def may_have_path(self, wanted: Glob) -> bool:
        """Tell whether some path of these requests fits a glob."""
        if self.paths is None:
            return True
        pairs = ((glob, path) for glob in wanted.written for path in self.paths)
        return any(
            _begin_alike(glob, path) and _may_be_same(_of_glob(glob), _of_template(path)) for glob, path in pairs
        )


class _Step(NamedTuple):
    """One character of a pattern: itself, or any (None) but a slash where `in_segment`; once, or as often as one likes."""

    char: str | None = None
    in_segment: bool = False
    repeats: bool = False

    def may_be(self, other: "_Step") -> bool:
        chars = {char for char in (self.char, other.char) if char is not None}
        return len(chars) < 2 and not ("/" in chars and (self.in_segment or other.in_segment))


_BEYOND_PLAIN: Final = re.compile(r"[*?\[]")
_GLOB_STEP: Final = re.compile(r"\*|\?|\[!?\]?[^\]]*\]|.", re.DOTALL)
_TEMPLATE_STEP: Final = re.compile(r"\{[^}]*\}|.", re.DOTALL)


@lru_cache
def _of_glob(written: str) -> list[_Step]:
    """Return a glob's steps. A set of characters (`[a-z]`) counts as any."""
    steps = _GLOB_STEP.findall(written)
    return [_Step(None if len(step) > 1 or step in "*?" else step, repeats=step == "*") for step in steps]


@lru_cache
def _of_template(path: str) -> list[_Step]:
    """Return a template's steps. A parameter has one character at least; `{key+}` may have slashes."""
    steps: list[_Step] = []
    for step in _TEMPLATE_STEP.findall(path):
        in_segment = not step.endswith("+}")
        steps += [_Step(step)] if len(step) == 1 else [_Step(None, in_segment), _Step(None, in_segment, repeats=True)]
    return steps


def _begin_alike(glob: str, path: str) -> bool:
    """Tell whether the plain beginnings of both are the same as far as they go, which those of most aren't."""
    mine, its = _BEYOND_PLAIN.split(glob, maxsplit=1)[0], path.partition("{")[0]
    shorter = min(len(mine), len(its))
    return mine[:shorter] == its[:shorter]


def _may_be_same(one: Sequence[_Step], other: Sequence[_Step]) -> bool:
    """Tell whether some text fits two patterns: by going through both at once, from every pair of steps to the next."""
    begun, ahead = {(0, 0)}, [(0, 0)]
    while ahead:
        i, j = ahead.pop()
        mine, its = one[i] if i < len(one) else None, other[j] if j < len(other) else None
        if mine is None and its is None:
            return True
        following = []
        if mine is not None and mine.repeats:
            following.append((i + 1, j))
        if its is not None and its.repeats:
            following.append((i, j + 1))
        if mine is not None and its is not None and mine.may_be(its):
            following.append((i + (not mine.repeats), j + (not its.repeats)))
        ahead += [pair for pair in following if pair not in begun]
        begun.update(following)
    return False
