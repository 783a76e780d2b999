"""Near misses: rules that seem to have been meant for a request, and the one point on which it failed them."""

from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from itertools import islice
from typing import Final

from mockserver.scenario.checks import BodyHas, Check, MediaFits, QueryFits, TextFits
from mockserver.scenario.conditions import Condition, Facts
from mockserver.scenario.details import Details
from mockserver.scenario.explaining import differences
from mockserver.scenario.globs import Glob, fits

_ALIKE: Final = 0.75
_MOST_COMPARED: Final = 200


def near_miss(when: Condition, facts: Facts) -> str | None:
    """Return the one point on which a request fails a condition that seems to mean it; None for any other condition.

    It seems to when it is about that operation, and what failed is a header, a parameter or a body that was sent, or a text
    much like the glob: a rule for the token `broke*` doesn't mean each request with another token. What isn't up to the
    request (the phase, the job's status, whose turn it is) makes no near miss. The details must have been looked at.
    """
    if not when.concerns(facts.provider, facts.operation):
        return None
    missed = list(islice(differences(when, facts), 2))
    return missed[0] if len(missed) == 1 and _seems_meant(when, facts) else None


def _seems_meant(when: Condition, facts: Facts) -> bool:
    """Tell whether the one point on which a condition fails is one that its author would want to hear of."""
    if not fits(when.path, facts.path):
        return _is_like(when.path, facts.path)
    if not fits(when.credential, facts.credential):
        return _is_like(when.credential, facts.credential)
    of_operation, details = when.operations is not None, facts.details or Details()
    for name, wanted in when.headers:
        if not fits(wanted, facts.headers.get(name)):
            return of_operation or name in facts.headers
    for check in when.checks:
        if not check(details):
            return _is_close(check, details, of_operation)
    return any(near_miss(one, facts) for one in when.any_of)


def _is_close(check: Check, details: Details, of_operation: bool) -> bool:
    match check:
        case MediaFits(wanted):
            return any(_is_like(wanted, one.rpartition("/")[2]) for one in details.media)
        case TextFits(key, wanted):
            return _is_like(wanted, getattr(details, key))
        case QueryFits(name):
            return of_operation or name in details.query
        case BodyHas():
            return details.document() is not None
        case _:
            return False


def _is_like(wanted: Glob | None, found: str | None) -> bool:
    """Tell whether a text that doesn't fit nearly does: but for its case, for what stands around it, or for a slip."""
    if wanted is None or found is None:
        return False
    found = found[:_MOST_COMPARED].casefold()
    globs = [written[:_MOST_COMPARED].casefold() for written in wanted.written]
    return any(
        fnmatchcase(found, f"*{glob}*") or SequenceMatcher(None, glob.strip("*"), found).ratio() >= _ALIKE
        for glob in globs
    )
