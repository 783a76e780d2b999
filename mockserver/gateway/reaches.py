"""What requests of a provider's operations can be like, as its table has them."""

from collections.abc import Iterator

from mockserver.gateway.operations import BodyKind, Operation
from mockserver.gateway.provider import Provider
from mockserver.scenario.matching import Scenario
from mockserver.scenario.reach import Reach


def reaches(provider: Provider, scenario: Scenario) -> Iterator[Reach]:
    """Yield what there can be of each operation where a scenario has them, and of what is none of them."""
    operations = provider.operations_in(scenario)
    first_at = {path: operation for operation in reversed(operations) for path in operation.paths}
    for operation in operations:
        has_body = operation.body is not BodyKind.NONE
        about_job = bool(provider.statuses) and (not provider.by_path or any("{" in path for path in operation.paths))
        yield Reach(
            provider.name,
            operation.name,
            # A path that is asked for by a wrong method counts as its first operation.
            None if operation in first_at.values() else _methods(operation),
            operation.paths if provider.by_path else None,
            has_body=has_body,
            has_region=provider.regional,
            about_job=about_job,
            calls_names=about_job or (has_body and bool(provider.statuses)),
            submits=operation.submits is not None,
        )
    if not provider.by_path:
        yield Reach(
            provider.name, None, has_region=provider.regional, about_job=False, calls_names=False, submits=False
        )


def _methods(operation: Operation) -> frozenset[str]:
    return frozenset(operation.methods) | ({"HEAD"} if "GET" in operation.methods else set())
