"""Compiles what a rule's `when` says: a condition, and the turns on which the rule acts."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from mockserver.scenario.checks import BodyHas, Check, MediaFits, QueryFits, StatusIs, TextFits
from mockserver.scenario.conditions import Condition, Turns
from mockserver.scenario.globs import Glob, glob
from mockserver.scenario.when import Match, When

_TEXTS: Final[tuple[Literal["region", "name", "metadata"], ...]] = ("region", "name", "metadata")


def condition(match: Match, providers: frozenset[str] | None) -> Condition:
    """Return the condition. `providers` are those for which the rule can act; None is all."""
    return Condition(
        providers=providers,
        operations=_set(match.operation),
        methods=_set(match.method),
        phases=_set(match.phase),
        path=_glob(match.path),
        headers=tuple((name, glob(globs)) for name, globs in (match.header or {}).items()),
        credential=_glob(match.credential),
        checks=tuple(_checks(match)),
        none_of=None if match.not_ is None else condition(match.not_, _set(match.not_.provider)),
        any_of=tuple(condition(one, _set(one.provider)) for one in match.any or ()),
    )


def turns(when: When, times: int | None = None, drawn: bool = False) -> Turns | None:
    """Return the turns; None where nothing depends on a count. `drawn`: something is drawn anew for each request."""
    if not (when.counted or times is not None or drawn):
        return None
    first, last = when.call or (1, None)
    return Turns(first, last, when.every or 1, when.chance, times, when.per)


def _set(names: Sequence[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


def _glob(globs: Sequence[str] | None) -> Glob | None:
    return None if globs is None else glob(globs)


def _checks(match: Match) -> Iterator[Check]:
    if match.status is not None:
        yield StatusIs(frozenset(match.status))
    if match.media is not None:
        yield MediaFits(glob(match.media))
    for key in _TEXTS:
        globs = getattr(match, key)
        if globs is not None:
            yield TextFits(key, glob(globs))
    for name, globs in (match.query or {}).items():
        yield QueryFits(name, glob(globs))
    for path, wanted in (match.body or {}).items():
        yield BodyHas(path, wanted)
