"""How `mockserver plan` shows what it found out: as tables, and as Mermaid diagrams."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Stage
from mockserver.engine.webhooks import WebhookPolicy
from mockserver.scenario.matching import DEFAULT_JOB, Scenario, StageRule
from mockserver.scenario.spread import LogNormal, Normal, Spread, Uniform
from mockserver.tools.plan import Planned

_GONE: Final = "404"
_UNITS: Final = ((86_400_000, "d"), (3_600_000, "h"), (60_000, "min"))


def tables(planned: Sequence[Planned], scenario: Scenario) -> Iterator[str]:
    """Yield a table for each timeline, with a column for each submission that has it, and why there is none of others."""
    for group in _grouped(planned):
        yield "\n".join(_table(group, scenario))
    yield from _refusals(planned)


def diagrams(planned: Sequence[Planned]) -> Iterator[str]:
    """Yield a Mermaid state diagram for each timeline, each in a block of its own for Markdown pages."""
    for group in _grouped(planned):
        yield f"```mermaid\n{_diagram(group)}\n```"
    yield from _refusals(planned)


def _refusals(planned: Sequence[Planned]) -> Iterator[str]:
    for one in planned:
        if one.job is None:
            before = f" Before that: {', '.join(one.acts)}." if one.acts else ""
            yield f"No job comes of {one.title}: {one.refusal}.{before}"


def _grouped(planned: Sequence[Planned]) -> list[list[Planned]]:
    """Put together the submissions that go alike, but for their words."""
    groups: dict[object, list[Planned]] = {}
    for one in planned:
        if one.job is not None:
            job = one.job
            alike = (job.rule, job.timeline, tuple(one.stages), job.telling, job.transcript, *one.acts)
            groups.setdefault(alike, []).append(one)
    return list(groups.values())


def _table(group: Sequence[Planned], scenario: Scenario) -> Iterator[str]:
    first = group[0]
    job, stages = _job(first), list(_stages(first))
    yield f"By {job.rule}:" if job.rule != DEFAULT_JOB.rule else "By the provider's own pace:"
    rows = [["stage", *(one.title for one in group), "is over"]]
    for index, stage in enumerate(job.timeline):
        failure = f" ({stage.failure.name})" if stage.failure else ""
        words = [one.words.get(stage.status, _GONE) for one in group]
        rows.append([stage.status + failure, *words, stages[index]])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    if first.acts:
        yield f"Before it is taken in: {', '.join(first.acts)}."
    if job.transcript is not None:
        yield f"What was said is {job.transcript}."
    yield from _told(job, scenario.webhooks)
    for one in group:
        job = _job(one)
        if job.results_kept_ms is not None:
            yield f"{one.provider.title} keeps what it yields for {_time(job.results_kept_ms)} after its end."
        if job.kept_ms is not None:
            yield f"{one.provider.title} knows it for {_time(job.kept_ms)} after its end."


def _diagram(group: Sequence[Planned]) -> str:
    first = group[0]
    job, stages = _job(first), list(_stages(first))
    title = ", ".join(one.title for one in group)
    lines = ["---", f"title: {json.dumps(title)}", "---", "stateDiagram-v2", "    [*] --> s1"]
    for number, stage in enumerate(job.timeline, start=1):
        words = ", ".join(sorted({one.words.get(stage.status, _GONE) for one in group}))
        failure = f" {stage.failure.name}" if stage.failure else ""
        lines.append(f"    s{number}: {_label(f'{stage.status}{failure} ({words})')}")
        if number < len(job.timeline):
            lines.append(f"    s{number} --> s{number + 1}: {_label(stages[number - 1])}")
        elif stage.status.ended:
            lines.append(f"    s{number} --> [*]")
    return "\n".join(lines)


def _label(text: str) -> str:
    """Return text as a label can have it: what Mermaid's language is made of by its number."""
    return "".join(f"#{ord(char)};" if char in '#:;{}<>"\n\r' else char for char in text)


def _job(one: Planned) -> Job:
    assert one.job is not None
    return one.job


def _stages(one: Planned) -> Iterator[str]:
    """Yield in words what ends each stage of a job."""
    timeline = _job(one).timeline
    for index, stage in enumerate(timeline):
        yield "never" if index == len(timeline) - 1 else _end(stage, one.stages[index] if one.stages else None)


def _end(stage: Stage, rule: StageRule | None) -> str:
    ends = []
    if stage.for_ms is not None:
        drawn = f" (drawn from {_range(rule.lasts)})" if rule and rule.lasts and rule.lasts.varies else ""
        ends.append(f"after {_time(stage.for_ms)}{drawn}")
    if stage.polls is not None:
        low, high = (rule.polls if rule else None) or (stage.polls, stage.polls)
        drawn = f" (drawn from {low} to {high})" if low != high else ""
        whose = " of each reader" if stage.per_reader else ""
        ends.append(f"after {stage.polls} poll{'s' * (stage.polls != 1)}{whose}{drawn}")
    if stage.signal is not None:
        ends.append(f"at signal {stage.signal}")
    return (" and " if stage.needs_all else " or ").join(ends) or "by hand"


def _range(spread: Spread) -> str:
    match spread:
        case Uniform():
            return f"{_time(spread.low)} to {_time(spread.high)}"
        case LogNormal():
            return f"a median of {_time(spread.median)} and a p99 of {_time(spread.p99)}"
        case Normal():
            return f"around {_time(spread.mean)}"


def _told(job: Job, policy: WebhookPolicy | None) -> Iterator[str]:
    telling = job.telling
    if telling.times == 0:
        yield "The client is never told of the end."
        return
    said = [f"{telling.times} times"] if telling.times > 1 else []
    said += ["early"] if telling.early else []
    said += [f"after {_time(telling.delay_ms)}"] if telling.delay_ms else []
    if said:
        yield f"The client is told of the end {', '.join(said)}."
    if policy is not None:
        yield f"A webhook that isn't taken is sent {policy.attempts} times at most, every {_time(policy.every_ms)}."


def _time(ms: float) -> str:
    """Return a time in the largest unit in which it is a short number."""
    for length, unit in _UNITS:
        if ms >= 2 * length or (ms >= length and ms % length == 0):
            return f"{ms / length:.3g} {unit}"
    return f"{ms / 1000:.4g} s"
