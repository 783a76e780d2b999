"""What `mockserver plan` prints: the timeline that a submission would go through, in each provider's own words."""

from collections.abc import Sequence

from mockserver.engine.lifecycle import Stage, Timeline
from mockserver.gateway.provider import Provider
from mockserver.scenario.matching import Plan

Planned = tuple[Provider, Plan, Timeline]
"""A provider, what the scenario says of the job, and the timeline that comes of it."""


def table(planned: Sequence[Planned]) -> str:
    """Return a table for each timeline, with a column for each provider that has it."""
    return "\n\n".join(_table(group) for group in _grouped(planned))


def mermaid(planned: Sequence[Planned]) -> str:
    """Return a Mermaid state diagram for each timeline, for Markdown pages."""
    return "\n\n".join(_diagram(group) for group in _grouped(planned))


def _grouped(planned: Sequence[Planned]) -> list[list[Planned]]:
    """Put together the providers that have one rule and timeline."""
    groups: dict[tuple[str, Timeline], list[Planned]] = {}
    for one in planned:
        groups.setdefault((one[1].rule, one[2]), []).append(one)
    return list(groups.values())


def _table(group: Sequence[Planned]) -> str:
    (_, plan, timeline), providers = group[0], [provider for provider, *_ in group]
    rows = [["stage", *(provider.title for provider in providers), "is over"]]
    for index, stage in enumerate(timeline):
        words = [provider.statuses.get(stage.status, "404") for provider in providers]
        failure = f" ({stage.failure.name})" if stage.failure else ""
        rows.append([stage.status + failure, *words, _end(stage, index == len(timeline) - 1)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(
        [
            f"By {plan.rule}:" if plan.rule != "default" else "By the provider's own pace:",
            *lines,
            *_told(plan),
            *_kept(plan),
        ]
    )


def _diagram(group: Sequence[Planned]) -> str:
    (_, _, timeline), providers = group[0], [provider for provider, *_ in group]
    lines = ["stateDiagram-v2", "    [*] --> s1"]
    for number, stage in enumerate(timeline, start=1):
        words = ", ".join(sorted({provider.statuses.get(stage.status, "404") for provider in providers}))
        lines.append(f"    s{number}: {stage.status} ({words})")
        last = number == len(timeline)
        target = "[*]" if last else f"s{number + 1}"
        if not last:
            lines.append(f"    s{number} --> {target}: {_end(stage, last)}")
        elif stage.status.ended:
            lines.append(f"    s{number} --> {target}")
    return "\n".join(lines)


def _end(stage: Stage, last: bool) -> str:
    """Return in words what ends a stage."""
    if last:
        return "never"
    ends = []
    if stage.for_ms is not None:
        ends.append(f"after {stage.for_ms / 1000:g} s")
    if stage.polls is not None:
        whose = " of each reader" if stage.per_reader else ""
        ends.append(f"after {stage.polls} poll{'s' * (stage.polls != 1)}{whose}")
    if stage.signal is not None:
        ends.append(f"at signal {stage.signal}")
    return (" and " if stage.needs_all else " or ").join(ends) or "by hand"


def _told(plan: Plan) -> list[str]:
    telling = plan.telling
    if telling.times == 0:
        return ["The client is never told of the end."]
    said = [f"{telling.times} times"] if telling.times > 1 else []
    said += ["early"] if telling.early else []
    said += [f"after {telling.delay_ms / 1000:g} s"] if telling.delay_ms else []
    return [f"The client is told of the end {', '.join(said)}."] if said else []


def _kept(plan: Plan) -> list[str]:
    kept_ms = plan.results_kept_ms
    return [] if kept_ms is None else [f"The results are gone {kept_ms / 1000:g} s after the end."]
