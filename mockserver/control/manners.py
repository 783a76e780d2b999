"""How a client behaves, judged from the journal: how it polls, backs off, waits when told to, stops and cleans up.

Times are those of the workspace's clock, so that a test whose sleeping advances a frozen clock is judged as well. A date in
Retry-After is taken as one of that clock too.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Annotated, Any, Final

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings
from mockserver.control.journal import FORGOTTEN
from mockserver.engine.journal import Entry
from mockserver.engine.lifecycle import Status
from mockserver.gateway.call import Call

_ENDED: Final = frozenset(status.value for status in Status if status.ended)
_FEWEST_INTERVALS: Final = 2
_SECONDS: Final = re.compile(r"\d{1,9}", re.ASCII)


class JobManners(TypedDict):
    """How one job was polled and left. What can't be told is null."""

    job: str
    provider: str
    polls: int
    smallest_interval_ms: Annotated[int | None, Field(description="The shortest time between two polls.")]
    backs_off: Annotated[
        bool | None, Field(description="Whether the intervals never shrink, and grow. Takes three polls to tell.")
    ]
    polls_after_end: Annotated[int, Field(description="Polls after one that saw the end status.")]
    deleted: Annotated[bool, Field(description="Whether the client deleted it.")]


class Wait(TypedDict):
    """An answer that asked for a wait, and how long the client waited before it came again with the same operation."""

    request: Annotated[str, Field(description="The request's id.")]
    operation: str
    asked_ms: int
    waited_ms: Annotated[int | None, Field(description="Null when it didn't come again.")]


class Duplicate(TypedDict):
    """Two jobs from the same submission: the client sent it again although the first had arrived."""

    operation: str
    jobs: list[str]
    requests: list[str]


class Manners(TypedDict):
    """Verdicts on the client, from what the journal still holds."""

    jobs: list[JobManners]
    waits: list[Wait]
    duplicates: list[Duplicate]
    forgotten: Annotated[int, Field(description=FORGOTTEN)]


async def get_manners(_: Surroundings, call: Call, __: Any) -> Manners:
    journal = call.workspace.journal
    return judged(list(journal), journal.forgotten)


def judged(entries: Sequence[Entry], forgotten: int = 0) -> Manners:
    """Return the verdicts on the client that made these requests (oldest first), after some that are forgotten."""
    by_job: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.job is not None and entry.provider is not None:
            by_job.setdefault((entry.provider, entry.job), []).append(entry)
    return {
        "jobs": [_job_manners(provider, job, about) for (provider, job), about in by_job.items()],
        "waits": list(_waits(entries)),
        "duplicates": list(_duplicates(entries)),
        "forgotten": forgotten,
    }


def _job_manners(provider: str, job: str, entries: Sequence[Entry]) -> JobManners:
    polls = [entry for entry in entries if entry.job_status is not None]
    intervals = [later.at_ms - earlier.at_ms for earlier, later in pairwise(polls)]
    ended = next((number for number, poll in enumerate(polls, 1) if poll.job_status in _ENDED), len(polls))
    return {
        "job": job,
        "provider": provider,
        "polls": len(polls),
        "smallest_interval_ms": min(intervals, default=None),
        "backs_off": _grow(intervals) if len(intervals) >= _FEWEST_INTERVALS else None,
        "polls_after_end": len(polls) - ended,
        "deleted": any(_deletes(entry) for entry in entries),
    }


def _grow(intervals: Sequence[int]) -> bool:
    return all(earlier <= later for earlier, later in pairwise(intervals)) and intervals[0] < intervals[-1]


def _deletes(entry: Entry) -> bool:
    succeeded = entry.status is not None and entry.status < 300
    return succeeded and (entry.operation or "").startswith("Delete")


def _waits(entries: Sequence[Entry]) -> Iterator[Wait]:
    for number, entry in enumerate(entries):
        asked_ms = _asked_ms(entry)
        if asked_ms is None:
            continue
        again = next((later for later in entries[number + 1 :] if _is_again(entry, later)), None)
        yield {
            "request": entry.id,
            "operation": entry.operation or "",
            "asked_ms": asked_ms,
            "waited_ms": None if again is None else again.at_ms - entry.at_ms,
        }


def _asked_ms(entry: Entry) -> int | None:
    """Return for how long an answer's Retry-After asks to wait: seconds, or until a date (RFC 9110 §10.2.3); None for not."""
    asked = next((value for name, value in entry.answer_headers.items() if name.lower() == "retry-after"), "").strip()
    if not asked:
        return None
    if _SECONDS.fullmatch(asked):
        return int(asked) * 1000
    try:
        date = parsedate_to_datetime(asked)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0, round(date.timestamp() * 1000) - entry.at_ms)


def _is_again(entry: Entry, later: Entry) -> bool:
    return (later.provider, later.operation, later.target) == (entry.provider, entry.operation, entry.target)


def _duplicates(entries: Iterable[Entry]) -> Iterator[Duplicate]:
    alike: dict[tuple[str | None, str, bytes], list[Entry]] = {}
    for entry in entries:
        if entry.submitted and entry.body:
            alike.setdefault((entry.operation, entry.target, _normal(entry.body)), []).append(entry)
    for (operation, *_), found in alike.items():
        if len(found) > 1:
            yield {
                "operation": operation or "",
                "jobs": [entry.job or "" for entry in found],
                "requests": [entry.id for entry in found],
            }


def _normal(body: bytes) -> bytes:
    """Return a body in the same words however its JSON was laid out."""
    try:
        return json.dumps(json.loads(body), sort_keys=True).encode()
    except (ValueError, RecursionError):
        return body


ENDPOINTS = (
    Endpoint(
        "GetManners",
        "GET",
        "/_mock/manners",
        "Judge from the journal how the client polls, waits, stops and cleans up.",
        get_manners,
        gives=Manners,
    ),
)
