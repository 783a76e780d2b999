"""Puts files together: a scenario and those that it extends become one scenario, ready for matching."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from mockserver.engine.accounts import AccountSettings
from mockserver.engine.clock import ClockSettings
from mockserver.engine.webhooks import WebhookPolicy
from mockserver.scenario import settings
from mockserver.scenario.compiled_jobs import job_rule
from mockserver.scenario.compiled_requests import request_rule
from mockserver.scenario.identities import identified
from mockserver.scenario.language import ScenarioFile
from mockserver.scenario.matching import Scenario
from mockserver.scenario.mistakes import ScenarioError
from mockserver.scenario.overriding import off_in_vain, overridden
from mockserver.scenario.phases import phases, unknown_phases
from mockserver.scenario.signals import unawaited_signals
from mockserver.scenario.vocabulary import Vocabulary
from mockserver.yamlfile.parts import Part
from mockserver.yamlfile.reader import Document

T = TypeVar("T")


def compiled(
    name: str, documents: Sequence[Document[ScenarioFile]], vocabulary: Vocabulary, parameters: Mapping[str, str]
) -> Scenario:
    """Return a scenario. `documents` holds its file, then those that it extends, each before all that it extends in turn.

    Rules stand in this order; one with the id of a later one stands in its place, or leaves nothing there. The first clock,
    seed and webhooks hold; accounts and quirks do so for each provider, and each setting of a provider does. Raises
    ScenarioError for phases, signals and ids that no file has.
    """
    mistakes = [*unknown_phases(documents), *unawaited_signals(documents), *off_in_vain(documents)]
    if mistakes:
        raise ScenarioError(sorted(mistakes, key=lambda mistake: (mistake.file, mistake.line, mistake.column)))
    files = [document.content for document in documents]
    seed = _first(files, lambda file: file.seed)
    clock = _first(files, lambda file: file.clock)
    webhooks = _first(files, lambda file: file.webhooks)
    seen: Counter[str] = Counter()
    jobs = overridden(list(_named(documents, "jobs", lambda file: file.jobs, seen)))
    requests = overridden(list(_named(documents, "requests", lambda file: file.requests, seen)))
    return Scenario(
        name,
        files[0].summary,
        seed=1 if seed is None else seed,
        clock=_clock(clock) if clock else ClockSettings(),
        accounts=_accounts(files),
        webhooks=WebhookPolicy(webhooks.attempts, round(webhooks.every)) if webhooks else None,
        quirks=_quirks(files),
        providers=_provider_settings(files),
        phases=phases(documents),
        parameters=dict(parameters),
        jobs=tuple(job_rule(*rule, vocabulary) for rule in identified("jobs", jobs)),
        requests=tuple(request_rule(*rule, vocabulary) for rule in identified("requests", requests)),
    )


def _first(files: Iterable[ScenarioFile], part: Callable[[ScenarioFile], T | None]) -> T | None:
    return next((found for found in map(part, files) if found is not None), None)


def _clock(part: settings.ClockPart) -> ClockSettings:
    return ClockSettings(part.start, 1.0 if part.speed is None else part.speed, part.frozen)


def _accounts(files: Sequence[ScenarioFile]) -> tuple[AccountSettings, ...]:
    by_provider: dict[str, list[AccountSettings]] = {}
    for accounts in (file.accounts for file in files if file.accounts):
        for provider in accounts.model_fields_set:
            by_provider.setdefault(provider, [account.settings() for account in getattr(accounts, provider)])
    return tuple(account for provider in sorted(by_provider) for account in by_provider[provider])


def _quirks(files: Sequence[ScenarioFile]) -> dict[str, bool | Mapping[str, bool]]:
    by_provider: dict[str, bool | Mapping[str, bool]] = {}
    for quirks in (file.quirks for file in files if file.quirks):
        for provider, choice in quirks.items():
            by_provider.setdefault(provider, _documented(choice))
    return by_provider


def _provider_settings(files: Sequence[ScenarioFile]) -> dict[str, Part]:
    by_provider: dict[str, Part] = {}
    for providers in (file.providers for file in files if file.providers):
        for provider in providers.model_fields_set:
            settings: Part = getattr(providers, provider)
            nearer = by_provider.get(provider)
            held = {key: getattr(nearer, key) for key in nearer.model_fields_set} if nearer else {}
            by_provider[provider] = settings.model_copy(update=held)
    return by_provider


def _documented(choice: str | Mapping[str, str]) -> bool | Mapping[str, bool]:
    if isinstance(choice, str):
        return choice == "documented"
    return {quirk: behaviour == "documented" for quirk, behaviour in choice.items()}


def _named(
    documents: Sequence[Document[ScenarioFile]],
    key: str,
    part: Callable[[ScenarioFile], Sequence[T]],
    seen: Counter[str],
) -> Iterator[tuple[str, T]]:
    """Name rules by where they stand. Those after the first in one line get a number."""
    for document in documents:
        for index, rule in enumerate(part(document.content)):
            name = document.where(key, index)
            seen[name] += 1
            yield name if seen[name] == 1 else f"{name}#{seen[name]}", rule
