"""The journal: what came in and went out, in order, kept within a bound."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final, NamedTuple

from mockserver.engine.randomness import Seed

_COUNTED_DIGITS: Final = 12


class JournalLimits(NamedTuple):
    """How much of it is kept: entries, and bytes of addresses, headers and bodies over all entries. The oldest go first."""

    entries: int = 1_000
    bytes: int = 16 * 1024**2


@dataclass(slots=True)
class Entry:
    """One request and its answer.

    `id` is the request id that the answer carries; `path` the part of `target` that scenarios see; `at_ms` the workspace's time
    (epoch ms); `rules` what the scenario did (`"flaky.yaml:12 error service_unavailable"`); `job` the id of the job concerned,
    `job_status` what a poll saw of it, `submitted` that the request brought it into being, `decided_by` the rule that decided
    how it goes; `began_s` a reading of the machine's counter of seconds, `duration_ms` the real milliseconds from there to the
    answer; `explanation` why an error came out, and what would have been accepted; `close_code` how its WebSocket was closed;
    `phase` the one that the workspace was in; `status_before` the status of the job before the request, where a rule of the
    scenario had it looked at; `near_misses` the rules that it nearly met, once somebody has asked for them.
    """

    id: str
    number: int
    at_ms: int
    method: str
    target: str
    provider: str | None
    operation: str | None
    path: str = ""
    headers: Iterable[tuple[bytes, bytes]] = ()
    body: bytes = b""
    status: int | None = None
    close_code: int | None = None
    answer_headers: Mapping[str, str] = field(default_factory=dict)
    answer_body: bytes = b""
    began_s: float = 0.0
    duration_ms: float = 0.0
    rules: list[str] = field(default_factory=list)
    job: str | None = None
    job_status: str | None = None
    submitted: bool = False
    decided_by: str | None = None
    phase: str = ""
    explanation: str | None = None
    status_before: str | None = None
    near_misses: list[str] | None = None

    def did(self, rule: str) -> str | None:
        """Return what a rule did; None when it didn't act."""
        told = (done.removeprefix(f"{rule} ") for done in self.rules if done.startswith(f"{rule} "))
        return next(told, None)


class Journal:
    """The entries of one workspace, in the order in which the requests came."""

    def __init__(self, seed: Seed, workspace: str, limits: JournalLimits = JournalLimits()) -> None:
        """`workspace` is the name of the one that it is of, so that no request has the id of another workspace's."""
        self._id_prefix = seed.uuid("requests", workspace)[:-_COUNTED_DIGITS]
        self._limits = limits
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self._number = 0
        self.forgotten = 0
        """How many entries were let go, over the bound, since it began or was cleared."""

    def __iter__(self) -> Iterator[Entry]:
        return iter(sorted(self._entries, key=attrgetter("number")))

    def __len__(self) -> int:
        return len(self._entries)

    def next_request(self) -> tuple[int, str]:
        """Return the next request's number, from 1, and its id."""
        self._number += 1
        return self._number, self.request_id(self._number)

    def request_id(self, number: int) -> str:
        """Return the id of the request of that number: a UUID, of which the end counts the requests."""
        return f"{self._id_prefix}{number:0{_COUNTED_DIGITS}x}"

    def add(self, entry: Entry) -> None:
        """Add an entry that is answered, and forget those that are over the bound: what was answered first goes first."""
        self._entries.append(entry)
        self._bytes += _size(entry)
        while len(self._entries) > self._limits.entries or self._bytes > self._limits.bytes:
            self._bytes -= _size(self._entries.popleft())
            self.forgotten += 1

    def clear(self) -> None:
        """Forget all entries, and that there were any. Requests are counted on."""
        self._entries.clear()
        self._bytes = self.forgotten = 0


def _size(entry: Entry) -> int:
    headers = sum(len(name) + len(value) for name, value in entry.headers)
    return len(entry.target) + headers + len(entry.body) + len(entry.answer_body)
