"""What keeps a condition from ever being met, and which conditions others take in: only where it is certain."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from mockserver.scenario.checks import BodyHas, Check, MediaFits, QueryFits, StatusIs, TextFits
from mockserver.scenario.conditions import Condition
from mockserver.scenario.details import Details
from mockserver.scenario.globs import Glob
from mockserver.scenario.reach import Reach
from mockserver.yamlfile.wording import listing


def covers(wide: Condition, narrow: Condition, reach: Reach) -> bool:
    """Tell whether each of the requests within reach that meets `narrow` meets `wide`, as far as can be seen."""
    return (
        wide.concerns(reach.provider, reach.operation)
        and _takes_in(wide.credential, narrow.credential)
        and _takes_in(wide.path, narrow.path)
        and (wide.methods is None or _within(_methods(narrow, reach), wide.methods))
        and _within(narrow.phases, wide.phases)
        and all(_has_header(narrow, name, wanted) for name, wanted in wide.headers)
        and all(check in narrow.checks for check in wide.checks)
        and (wide.none_of in (None, narrow.none_of) or obstacle(wide.none_of, reach) is not None)
        and (wide.any_of in ((), narrow.any_of) or any(covers(one, narrow, reach) for one in wide.any_of))
    )


def _methods(narrow: Condition, reach: Reach) -> frozenset[str] | None:
    return narrow.methods if reach.methods is None else reach.methods & (narrow.methods or reach.methods)


def _has_header(narrow: Condition, name: str, wanted: Glob) -> bool:
    return any(name.lower() == own.lower() and _takes_in(wanted, its) for own, its in narrow.headers)


def _within(narrow: frozenset[str] | None, wide: frozenset[str] | None) -> bool:
    return wide is None or (narrow is not None and narrow <= wide)


def _takes_in(wide: Glob | None, narrow: Glob | None) -> bool:
    """Tell whether a glob fits all that another does: the same, or one that fits what the other spells out."""
    if wide is None or narrow is None:
        return wide is None
    if "*" in wide.written or set(narrow.written) <= set(wide.written):
        return True
    return all(wide.match(text) and not set(text) & set("*?[") for text in narrow.written)


_KEYS: Final = ("operation", "method", "path", "body", "region", "status", "name", "not", "any")
"""What can keep a rule from ever matching, in the order in which it is looked at."""


def obstacle(when: Condition, reach: Reach) -> str | None:
    """Return the first of these keys that no request within reach can meet; None when one may."""
    if not when.concerns(reach.provider, reach.operation):
        return "operation"
    if when.methods is not None and reach.methods is not None and not when.methods & reach.methods:
        return "method"
    if when.path is not None and not reach.may_have_path(when.path):
        return "path"
    lacking = {key for key in map(_needed, when.checks) if key is not None and not _HAS[key](reach)}
    if lacking:
        return min(lacking, key=_KEYS.index)
    if when.none_of is not None and covers(when.none_of, replace(when, none_of=None, any_of=()), reach):
        return "not"
    return "any" if when.any_of and all(_apart(one, when, reach) for one in when.any_of) else None


_HAS: Final[dict[str, Callable[[Reach], bool]]] = {
    "body": lambda reach: reach.has_body,
    "region": lambda reach: reach.has_region,
    "status": lambda reach: reach.about_job,
    "name": lambda reach: reach.calls_names,
}
"""What requests must have for a check to be met, by the key that asks for it."""


def _needed(check: Check) -> str | None:
    match check:
        case BodyHas():
            return None if check(Details()) else "body"
        case StatusIs():
            return "status"
        case TextFits(key="region"):
            return "region"
        case TextFits() | MediaFits():
            return "name"
        case QueryFits():
            return None


def _apart(one: Condition, rest: Condition, reach: Reach) -> bool:
    """Tell whether no request within reach meets both an alternative and the rest of the rule that it stands in."""
    sets = ((one.methods, rest.methods), (one.phases, rest.phases))
    disjoint = any(mine is not None and its is not None and not mine & its for mine, its in sets)
    return disjoint or obstacle(one, reach) is not None


def why(when: Condition, about: Sequence[Reach]) -> str:
    """Return why no request can meet a condition: by the obstacle that is the last to be looked at."""
    key = max((obstacle(when, reach) or "" for reach in about), key=lambda key: _KEYS.index(key))
    them = [reach for reach in about if obstacle(when, reach) == key]
    asked = listing({reach.operation or f"the rest of {reach.provider}" for reach in them})
    match key:
        case "method":
            had = listing(set().union(*(reach.methods or () for reach in them)))
            return f"no request for {asked} has the method {' or '.join(sorted(when.methods or ()))}, expected: {had}"
        case "path":
            paths = listing({path for reach in them for path in reach.paths or ()})
            return f"no path that it is about fits {when.path}, expected one that fits some of: {paths}"
        case "body":
            return f"it waits for something in the body, and {asked} has none"
        case "region":
            return f"it waits for a region, and no request to {listing({reach.provider for reach in them})} is for one"
        case "status":
            return f"it waits for the status of a job, and {asked} is about none"
        case "name":
            return f"it waits for the name, media or metadata of a job, and {asked} is about none"
        case "not":
            return "what it asks for is what its `not` rules out"
        case _:
            return "each of its `any` is about something else than the rest of it"
