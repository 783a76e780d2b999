"""Results at addresses that clients choose: which job's result lies under a bucket and key.

Nothing is written when a job completes. Its addresses are claimed when it is submitted, and who asks for one later gets the
job, to render its result from.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from mockserver.engine.job import Job
from mockserver.engine.jobs import Jobs
from mockserver.engine.lifecycle import Status

_KEPT = 10_000

Address = tuple[str, str]


class Measure(NamedTuple):
    """A rendered result's size in bytes and the MD5 of its bytes, in hexadecimal."""

    size: int
    md5: str


@dataclass(slots=True)
class Output:
    """A job's claim of one address. Who has rendered the result fills in `measure`, so that lists needn't do it again."""

    job: Job
    measure: Measure | None = None

    @property
    def written_ms(self) -> int:
        """When the job wrote it (epoch ms); its birth while it goes on."""
        return self.job.ended_ms or self.job.created_ms


class Outputs:
    """The claimed addresses of one workspace. As in a real bucket, what is written later replaces what was there.

    Results outlive the deletion of their job; of those, the latest `limit` are kept.
    """

    def __init__(self, jobs: Jobs, limit: int = _KEPT) -> None:
        self._jobs = jobs
        self._limit = limit
        self._buckets: dict[str, int] = {}
        self._claims: dict[str, dict[str, list[Output]]] = {}
        self._claimed_by: dict[int, list[Address]] = {}
        self._kept: OrderedDict[Address, Output] = OrderedDict()

    @property
    def buckets(self) -> dict[str, int]:
        """The buckets in which a job has ever claimed an address, with the time (epoch ms) when the first one did."""
        return self._buckets

    def forget_bucket(self, bucket: str) -> None:
        """Say that the bucket, in which no result lies, is deleted."""
        self._buckets.pop(bucket, None)

    def claim(self, bucket: str, key: str, job: Job) -> None:
        """Say that a submitted job writes to an address when it completes."""
        self._buckets.setdefault(bucket, job.created_ms)
        self._claims.setdefault(bucket, {}).setdefault(key, []).append(Output(job))
        self._claimed_by.setdefault(job.number, []).append((bucket, key))

    def release(self, job: Job) -> None:
        """Say that the job, as it stands here, is deleted, or that its time is over. What it wrote stays."""
        for bucket, key in self._claimed_by.pop(job.number, ()):
            self._release(bucket, key, job)

    async def clear(self, bucket: str, key: str) -> None:
        """Say that what lies at an address now is overwritten or deleted. Jobs that go on will still write to it."""
        for output in list(self._claims.get(bucket, {}).get(key, ())):
            if await self._is_written(output):
                self._drop(bucket, key, output)
        self._kept.pop((bucket, key), None)  # last, since a look at a job whose time is over has its results kept

    async def find(self, bucket: str, key: str) -> Output | None:
        """Return the result that lies at an address now; None when there is none."""
        claims = list(self._claims.get(bucket, {}).get(key, ()))
        written = [output for output in claims if await self._is_written(output)]
        kept = self._kept.get((bucket, key))
        if kept is not None:
            written.append(kept)
        return max(written, key=_written, default=None)

    def keys(self, bucket: str) -> Iterable[str]:
        """Return the keys in a bucket at which a result lies or may come to lie."""
        kept = (key for in_bucket, key in self._kept if in_bucket == bucket)
        return {*self._claims.get(bucket, ()), *kept}

    async def _is_written(self, output: Output) -> bool:
        """Tell whether the job has completed by now."""
        job = await self._jobs.look(output.job.scope, output.job.id)
        if job is None or job.number != output.job.number:
            return False
        output.job = job
        return job.status is Status.COMPLETED

    def _release(self, bucket: str, key: str, job: Job) -> None:
        claims = self._claims.get(bucket, {}).get(key, [])
        own = next((output for output in claims if output.job.number == job.number), None)
        if own is None:
            return  # what it wrote was overwritten or deleted since
        self._drop(bucket, key, own)
        own.job = job
        address = bucket, key
        kept = self._kept.get(address)
        if job.status is not Status.COMPLETED or (kept is not None and _written(kept) > _written(own)):
            return
        self._kept[address] = own
        self._kept.move_to_end(address)
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    def _drop(self, bucket: str, key: str, output: Output) -> None:
        claims = self._claims[bucket][key]
        claims.remove(output)
        if not claims:
            del self._claims[bucket][key]


def _written(output: Output) -> tuple[int, int]:
    """Return by what the later of two results is told."""
    return output.written_ms, output.job.number
