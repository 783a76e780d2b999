"""Compiles rules for jobs."""

from typing import Literal

from mockserver.engine.lifecycle import Failure
from mockserver.engine.webhooks import Telling
from mockserver.scenario import rules
from mockserver.scenario.compiled_when import condition, turns
from mockserver.scenario.matching import JobRule, StageRule
from mockserver.scenario.ranges import UniformTime
from mockserver.scenario.spread import Spread, spread
from mockserver.scenario.telling import TellingPart
from mockserver.scenario.timelines import MANUAL, Ends, FailedWith, PollsInFull, StageItem, UniformPolls
from mockserver.scenario.vocabulary import Kind, Vocabulary


def job_rule(name: str, identity: str, rule: rules.JobRule, vocabulary: Vocabulary) -> JobRule:
    """Return a rule ready for use."""
    failures = [item.failure for item in rule.timeline or () if item.failure]
    return JobRule(
        name,
        condition(rule.when, rule.when.acting_providers(Kind.FAILURE, failures, vocabulary)),
        turns(rule.when),
        identity,
        timeline=tuple(map(_stage, rule.timeline)) if rule.timeline else None,
        transcript=rule.transcript,
        duration=_spread(rule.duration),
        telling=_telling(rule.webhook),
        results_kept=_spread(rule.results_expire),
    )


def _stage(item: StageItem) -> StageRule:
    detail = item.failed.detail if isinstance(item.failed, FailedWith) else None
    failure = None if item.failure is None else Failure(item.failure, detail)
    stay = item.stay
    if not isinstance(stay, Ends):
        return StageRule(item.status, None if stay == MANUAL else _spread(stay), failure=failure)
    return StageRule(
        item.status,
        _spread(stay.for_),
        _polls(stay.polls),
        failure,
        stay.signal,
        stay.needs == "all",
        isinstance(stay.polls, PollsInFull) and stay.polls.per == "reader",
    )


def _polls(written: int | UniformPolls | PollsInFull | None) -> tuple[int, int] | None:
    match written:
        case PollsInFull(count=count):
            return _polls(count)
        case UniformPolls(uniform=[low, high]):
            return low, high
        case int():
            return written, written
        case _:
            return None


def _telling(written: Literal["never", "early"] | TellingPart | None) -> Telling:
    match written:
        case None:
            return Telling()
        case "never":
            return Telling(times=0)
        case "early":
            return Telling(early=True)
        case TellingPart():
            return Telling(written.times, round(written.delay), written.early)


def _spread(written: float | UniformTime | None) -> Spread | None:
    return None if written is None else spread(written)
