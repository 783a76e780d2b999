"""Pages of lists: how many are asked for, and how far back they go (revai.md §2.2)."""

import re
from typing import Final

from mockserver.engine.job import Job
from mockserver.gateway.call import Call
from mockserver.gateway.errors import ApiError
from mockserver.providers.revai.errors import invalid_parameters

DAY_MS: Final = 24 * 3600 * 1000
LISTED_MS: Final = 30 * DAY_MS
"""How old a job may be to be listed."""

_DEFAULT_LIMIT, _MAX_LIMIT = 100, 1000
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")


async def page(call: Call, since_ms: int, kind: str | None = None, *, missing: str = "not_found") -> list[Job]:
    """Return the jobs of a kind (None: speech-to-text) that are asked for, newest first, none submitted before `since_ms`.

    Raises the 400 for a wrong `limit`. A `starting_after` that is not there yields nothing, or raises the error `missing`.
    """
    number = _limit(call)
    after = call.query.get("starting_after") or None
    if after is not None and call.documented("unknown_starting_after"):
        await call.look_at_own(after, kind, missing=missing)
    return await call.workspace.jobs.newest(call.account.scope_of(kind), number, after, since_ms=since_ms)


def _limit(call: Call) -> int:
    """Return how many jobs are asked for. Raises the 400 unless it is a number from 0 to 1000."""
    text = call.query.get("limit") or str(_DEFAULT_LIMIT)
    if _INTEGER.fullmatch(text) is None:
        raise _wrong_limit(call, "The limit field must be an integer.")
    number = int(text)
    if number > _MAX_LIMIT:
        raise _wrong_limit(call, f"The max value for limit is {_MAX_LIMIT}")
    if number < 0:
        raise _wrong_limit(call, "The min value for limit is 0")
    return number


def _wrong_limit(call: Call, sentence: str) -> ApiError:
    return invalid_parameters(call, {"limit": [sentence]})
