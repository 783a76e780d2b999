"""The request that somebody asks about on the command line, in the words of scenarios."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from multidict import CIMultiDict

from mockserver.app import PROVIDERS
from mockserver.engine.lifecycle import Status
from mockserver.engine.randomness import Seed
from mockserver.gateway.provider import Provider
from mockserver.scenario.conditions import Facts
from mockserver.scenario.details import Details
from mockserver.scenario.matching import DEFAULT_TIMELINE, Scenario, timeline_of
from mockserver.tools.plan import Planned
from mockserver.yamlfile.wording import no_such

_JOB = ("job", 1)


def asked(scenario: Scenario, options: Mapping[str, Any]) -> Facts:
    """Return what rules look at. Raises ValueError with a sentence."""
    provider = _provider(options["provider"])
    operations = {operation.name: operation for operation in provider.operations}
    if options["operation"] not in operations:
        raise ValueError(no_such(f"operation of {provider.name}", options["operation"], operations))
    operation, phase = operations[options["operation"]], options["phase"] or scenario.phase
    if phase not in scenario.phases:
        named = [name for name in scenario.phases if name]
        raise ValueError(no_such("phase of this scenario", phase, named))
    status = options["job_status"]
    body = _json(options["body"])
    return Facts(
        provider.name,
        operation.name,
        options["method"] or operation.methods[0],
        options["path"] or (operation.paths[0] if operation.paths else "/"),
        CIMultiDict(_pairs(options["headers"], "header")),
        options["credential"],
        phase,
        details=Details(
            job="job" if status else None,
            status=Status(status) if status else None,
            media=options["media"],
            name=options["name"],
            metadata=options["metadata"],
            region=options["region"],
            query=dict(_pairs(options["query"], "query")),
            document=lambda: body,
        ),
    )


async def planned(scenario: Scenario, options: Mapping[str, Any]) -> list[Planned]:
    """Return how the first job of each provider would go. Raises ValueError with a sentence."""
    names = options["providers"] or [provider.name for provider in PROVIDERS if provider.statuses]
    providers = [_provider(name) for name in names]
    return [await _planned(scenario, provider, options) for provider in providers]


async def _planned(scenario: Scenario, provider: Provider, options: Mapping[str, Any]) -> Planned:
    if not provider.statuses:
        raise ValueError(f"{provider.title} has no jobs.")
    submission, seed = provider.operations[0], Seed(scenario.seed)
    details = Details(media=options["media"], name=options["name"], metadata=options["metadata"])
    facts = Facts(
        provider.name,
        submission.name,
        submission.methods[0],
        submission.paths[0],
        {},
        options["credential"],
        scenario.phase,
        details=details,
    )
    plan = await scenario.plan(facts, _first, seed, _JOB)
    return provider, plan, timeline_of(DEFAULT_TIMELINE, seed, _JOB) if plan.timeline is None else plan.timeline


async def _first(_: str) -> int:
    return 1


def _provider(name: str) -> Provider:
    known = {provider.name: provider for provider in PROVIDERS}
    if name not in known:
        raise ValueError(no_such("provider", name, known))
    return known[name]


def _pairs(written: Iterable[str], what: str) -> list[tuple[str, str]]:
    pairs = [one.partition("=") for one in written]
    if not all(name and mark for name, mark, _ in pairs):
        raise ValueError(f"A {what} takes a name and a value, such as X-Team=beta.")
    return [(name, value) for name, _, value in pairs]


def _json(text: str | None) -> Any:
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"The body is no JSON: {error}") from None
