"""Why time alone never brings a job to a status, and what would."""

from collections.abc import Iterator
from typing import NamedTuple

from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Stage, Status
from mockserver.gateway.provider import World


def obstacle(workspace: World, job: Job, wanted: Status) -> str:
    """Return, in a sentence or two, what keeps a job from a status that time alone won't bring, and what to do."""
    to_come = job.timeline[job.progress.stage :]
    goes = wanted is Status.GONE and job.kept_ms is not None
    if not goes and wanted not in [stage.status for stage in to_come]:
        if wanted is Status.GONE:
            return f"it is kept for good. DELETE /_mock/jobs/{job.id} deletes it."
        if job.status.ended:
            return f"it is {job.status}, and stays so."
        after = ", ".join(stage.status for stage in to_come[1:]) or "nothing"
        by_hand = {Status.COMPLETED: "complete", Status.FAILED: "fail"}.get(wanted)
        remedy = f" POST /_mock/jobs/{job.id}/{by_hand} makes it so." if by_hand else ""
        return f"it is {job.status}, and what comes after that is {after}.{remedy}"
    hurdle = next(hurdle for hurdle in _hurdles(job) if hurdle.is_open)
    if hurdle.stage is job.stage and workspace.slots.is_waiting(job):
        return f"it stays {job.status} while jobs before it are worked on that time alone won't end."
    remedies = " ".join([*hurdle.remedies, f"POST /_mock/jobs/{job.id}/move moves it on; /complete and /fail end it."])
    return f"it stays {hurdle.stage.status} until {hurdle.told}. {remedies}"


class _Hurdle(NamedTuple):
    """A stage to be passed, and what it has seen already."""

    stage: Stage
    polls: int = 0
    signalled: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it has no end, as far as time goes."""
        return self.stage.for_ms is None or (self.stage.needs_all and bool(self.lacking))

    @property
    def lacking(self) -> list[tuple[str, str]]:
        """What it waits for beside time, each with what to do."""
        found: list[tuple[str, str]] = []
        left = (self.stage.polls or 0) - self.polls
        if left > 0:
            times = f"{'once' if left == 1 else f'{left} times'}{' more' if self.polls else ''}"
            by = " by one and the same reader" if self.stage.per_reader else ""
            found.append((f"it is polled {times}{by}", "Poll it."))
        if self.stage.signal is not None and not self.signalled:
            send = f'POST /_mock/signals with {{"signal": "{self.stage.signal}"}} sends that.'
            found.append((f"the signal `{self.stage.signal}` comes", send))
        return found

    @property
    def told(self) -> str:
        """What ends it."""
        joined = (" and " if self.stage.needs_all else " or ").join(awaited for awaited, _ in self.lacking)
        return joined or "a hand moves it on"

    @property
    def remedies(self) -> list[str]:
        """What to do, a sentence each."""
        return [remedy for _, remedy in self.lacking]


def _hurdles(job: Job) -> Iterator[_Hurdle]:
    """Yield the stages that a job has yet to pass, the present one first."""
    yield _Hurdle(job.stage, job.progress.polls, job.progress.signalled)
    yield from map(_Hurdle, job.timeline[job.progress.stage + 1 :])
