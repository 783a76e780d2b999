"""How a job goes where a test says so, rather than the scenario."""

from typing import NamedTuple

from mockserver.engine.lifecycle import Timeline


class Outcome(NamedTuple):
    """What a test wants of a job that it has submitted. What is None is left to the scenario, or to the media."""

    timeline: Timeline | None = None
    transcript: str | None = None
    duration_ms: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether the job has ended as soon as it is there."""
        return self.timeline is not None and self.timeline[0].status.ended


LEFT_OPEN = Outcome()
