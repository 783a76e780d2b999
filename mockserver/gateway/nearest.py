"""What comes closest to an address that no provider knows, and on which points the request misses it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mockserver.gateway.addressing import Arrival, Directory
from mockserver.gateway.comparing import aligned, points_of
from mockserver.gateway.operations import Operation
from mockserver.gateway.provider import Provider

_MOST_TOLD: Final = 3
_MOST_SEGMENTS: Final = 8
_LONGEST_SEGMENT: Final = 60

_METHOD: Final = 0.5
"""What another method costs."""
_ELSEWHERE: Final = 1.0
"""What it costs that the request is addressed to another provider."""
_FARTHEST: Final = 0.6
"""The highest cost for each segment of what is called near."""
_MOST_POINTS: Final = 3
"""The most points on which it may be missed."""
_MARGIN: Final = 0.3
"""How much farther than the nearest one something may be, to be told as well."""


@dataclass(frozen=True, slots=True)
class Near:
    """An operation that is known, each point on which a request misses it, and by how much it does."""

    provider: Provider
    operation: Operation
    method: str
    path: str
    points: tuple[str, ...]
    cost: float

    def __str__(self) -> str:
        return f"{self.provider.name} {self.operation.name}: {self.method} {self.path}, but {' and '.join(self.points)}"


def nearest(directory: Directory, arrival: Arrival) -> list[Near]:
    """Return the known operations that come closest to a request, best first.

    Those that are known by more than their path, as Transcribe's by a header, are told only where no path is near.
    """
    found = [near for near in _found(directory, arrival) if near is not None]
    by_path = [near for near in found if near.provider.by_path]
    ranked = sorted(by_path or found, key=lambda near: near.cost)
    told: dict[str, Near] = {}
    for near in ranked:
        if near.cost <= ranked[0].cost + _MARGIN:
            told.setdefault(f"{near.provider.name} {near.operation.name}", near)  # one may have several paths
    return list(told.values())[:_MOST_TOLD]


def _found(directory: Directory, arrival: Arrival) -> Iterator[Near | None]:
    for provider in directory.providers.values():
        if not provider.by_path and arrival.prefix not in (None, provider.name):
            continue
        for path, operations in _by_path(provider, arrival).items():
            yield _near(arrival, provider, path, operations)


def _by_path(provider: Provider, arrival: Arrival) -> dict[str, dict[str, Operation]]:
    """Return a provider's operations by path and method: of those that share both the one that a request would mean."""
    table: dict[str, dict[str, Operation]] = {}
    operations = provider.operations_in(arrival.scenario)
    for operation in sorted(operations, key=lambda operation: not operation.selected_by(arrival.request)):
        for path in operation.paths:
            for method in operation.methods:
                table.setdefault(path, {}).setdefault(method, operation)
    return table


def _near(arrival: Arrival, provider: Provider, path: str, operations: dict[str, Operation]) -> Near | None:
    """Return what is to be told of a path that is known; None when it is too far, or nothing but parameters fit."""
    known = [segment for segment in path.split("/") if segment]
    segments = _comparable(known, arrival.segments)
    cost, steps = aligned(known, segments)
    points = list(points_of(steps))
    if provider.by_path and not any(step.is_evidence for step in steps):
        return None
    method = arrival.method if arrival.method in operations else next(iter(operations))
    if method != arrival.method:
        if not points:  # the provider knows this path itself, and leaves it to others with this method
            return None
        cost += _METHOD
        points.append(f"it takes {' or '.join(operations)}")
    if arrival.prefix not in (None, provider.name):
        cost += _ELSEWHERE
        points.append(f"the request is addressed to {arrival.prefix}")
    elif arrival.prefix is None and not provider.by_path:
        points.append(provider.known_by)
    if cost >= _FARTHEST * max(len(known), len(segments), 1) or not 1 <= len(points) <= _MOST_POINTS:
        return None
    return Near(provider, operations[method], method, path, tuple(points), cost)


def _comparable(known: Sequence[str], segments: Sequence[str]) -> list[str]:
    """Return as much of a request's path as is compared, with all in one that the last segment of a known path takes."""
    segments = [segment[:_LONGEST_SEGMENT] for segment in segments[:_MOST_SEGMENTS]]
    last = len(known) - 1
    if known and known[-1].endswith("+}") and len(segments) > last:
        return [*segments[:last], "/".join(segments[last:])]
    return segments
