"""How long jobs take when the scenario doesn't say: people take hours (revai.md §3.2)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockserver.engine.lifecycle import Status
from mockserver.scenario.matching import DEFAULT_TIMELINE, StageRule
from mockserver.scenario.spread import Uniform

_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 60 * _MINUTE_MS

_USUAL: Final = Uniform(2 * _HOUR_MS, 6 * _HOUR_MS)
_RUSH: Final = Uniform(1 * _HOUR_MS, 2 * _HOUR_MS)
_TEST: Final = Uniform(3 * _MINUTE_MS, 5 * _MINUTE_MS)


def pace_of(submission: Mapping[str, Any]) -> Sequence[StageRule]:
    """Return the stages of a job: hours when people transcribe it, minutes when they are only asked to pretend."""
    if submission["type"] != "human_tc":
        return DEFAULT_TIMELINE
    lasts = _TEST if submission.get("test_mode") else _RUSH if submission.get("rush") else _USUAL
    return StageRule(Status.IN_PROGRESS, lasts), StageRule(Status.COMPLETED)
