"""Results at addresses that clients choose: which job's result lies under a bucket and key.

Nothing is written when a job completes. Its addresses are claimed when it is submitted, and who asks for one later gets the
job, to render its result from.
"""

from collections import OrderedDict

from mockserver.engine.jobs import Job, Jobs
from mockserver.engine.lifecycle import Status

_KEPT = 10_000

Address = tuple[str, str]


class Outputs:
    """The claimed addresses of one workspace. As in a real bucket, what is written later replaces what was there.

    Results outlive the deletion of their job; of those, the latest `limit` are kept.
    """

    def __init__(self, jobs: Jobs, limit: int = _KEPT) -> None:
        self._jobs = jobs
        self._limit = limit
        self._buckets: set[str] = set()
        self._claims: dict[Address, list[Job]] = {}
        self._kept: OrderedDict[Address, Job] = OrderedDict()

    def has_bucket(self, bucket: str) -> bool:
        """Tell whether any job has ever claimed an address in the bucket."""
        return bucket in self._buckets

    def claim(self, bucket: str, key: str, job: Job) -> None:
        """Say that a submitted job writes to an address when it completes."""
        self._buckets.add(bucket)
        self._claims.setdefault((bucket, key), []).append(job)

    def release(self, bucket: str, key: str, job: Job) -> None:
        """Say that the job, as it stands here, is deleted. What it wrote stays."""
        address = bucket, key
        others = [other for other in self._claims.pop(address, []) if other.number != job.number]
        if others:
            self._claims[address] = others
        kept = self._kept.get(address)
        if job.status is not Status.COMPLETED or (kept is not None and _written(kept) > _written(job)):
            return
        self._kept[address] = job
        self._kept.move_to_end(address)
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    async def find(self, bucket: str, key: str) -> Job | None:
        """Return the job whose result lies at an address now; None when nothing does."""
        address = bucket, key
        written = [self._kept[address]] if address in self._kept else []
        for claim in self._claims.get(address, ()):
            job = await self._jobs.look(claim.scope, claim.id)
            if job is not None and job.number == claim.number and job.status is Status.COMPLETED:
                written.append(job)
        return max(written, key=_written, default=None)


def _written(job: Job) -> tuple[int, int]:
    """Return by what the later of two completed jobs is told."""
    return job.ended_ms or 0, job.number
