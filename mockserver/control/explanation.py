"""Why a request was answered as it was: its address, each rule with what it did or why not, the job, the time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Annotated, Any, NotRequired, TypeVar

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings
from mockserver.control.jobs import JobView, job_view
from mockserver.control.journal import entry_of
from mockserver.control.recorded import recorded_facts
from mockserver.engine.clock import iso
from mockserver.engine.journal import Entry
from mockserver.engine.lifecycle import Status
from mockserver.gateway.call import Call
from mockserver.masking import masked_target, masked_text
from mockserver.scenario.conditions import Facts
from mockserver.scenario.explaining import why_not_then
from mockserver.scenario.matching import JobRule
from mockserver.scenario.reactions import RequestRule

RuleT = TypeVar("RuleT", JobRule, RequestRule)


class RuleView(TypedDict):
    """What became of one rule."""

    rule: Annotated[str, Field(description="Where it stands.")]
    acted: bool
    did: Annotated[NotRequired[str], Field(description="What it did.")]
    why_not: Annotated[NotRequired[list[str]], Field(description="Each point on which it failed.")]
    near: Annotated[NotRequired[bool], Field(description="That one point alone was in the way.")]


class ExplanationView(TypedDict):
    """Why a request was answered as it was. Rules are those of the scenario that is in use now."""

    id: str
    at: Annotated[str, Field(description="When it came, on the workspace's clock.")]
    workspace: str
    provider: str | None
    operation: str | None
    request: Annotated[str, Field(description="Its method, path and query.")]
    status: int | None
    explanation: Annotated[str | None, Field(description="What was wrong, and what would have been accepted.")]
    phase: Annotated[str | None, Field(description="The phase in which it came.")]
    requests: Annotated[list[RuleView], Field(description="The rules for requests.")]
    jobs: Annotated[list[RuleView], Field(description="The rules for jobs, where it submitted one.")]
    job_status: Annotated[str | None, Field(description="The status that a poll saw.")]
    job: Annotated[list[JobView], Field(description="The job that is concerned, as it stands now.")]


async def explain_request(surroundings: Surroundings, call: Call, _: Any) -> ExplanationView:
    entry, workspace = entry_of(call), call.workspace
    scenario = workspace.scenario
    facts = None if entry.provider is None else await _facts(surroundings, call, entry)
    broke = any(rule.does.early and entry.did(rule.rule) for rule in scenario.requests)
    requests = None if broke else facts
    return {
        "id": entry.id,
        "at": iso(entry.at_ms),
        "workspace": workspace.name,
        "provider": entry.provider,
        "operation": entry.operation,
        "request": f"{entry.method} {masked_target(entry.target)}",
        "status": entry.status,
        "explanation": None if entry.explanation is None else masked_text(entry.explanation),
        "phase": entry.phase or None,
        "requests": list(_views(scenario.requests, requests, entry, lambda rule: rule.does.answers)) if facts else [],
        "jobs": list(_views(scenario.jobs, facts, entry, lambda _: True)) if entry.decided_by else [],
        "job_status": entry.job_status,
        "job": [job_view(job) for job in await workspace.jobs.named(entry.job)] if entry.job else [],
    }


async def _facts(surroundings: Surroundings, call: Call, entry: Entry) -> Facts:
    """Return what the rules looked at: of a job its status before the request, rather than the one that a poll saw."""
    facts = recorded_facts(surroundings, call, entry)
    details = await facts.looked()
    if entry.status_before is not None:
        facts.details = replace(details, status=Status(entry.status_before))
    return facts


def _views(
    rules: Iterable[RuleT], facts: Facts | None, entry: Entry, ends: Callable[[RuleT], bool]
) -> Iterator[RuleView]:
    """Yield what became of each rule, of which one that `ends` leaves nothing to those after it.

    Without facts the request came to an end before rules like them were asked.
    """
    held_up_by: str | None = None
    for rule in rules:
        did = entry.did(rule.rule)
        if did is None:
            why_not = list(why_not_then(rule, facts, held_up_by))
            yield {"rule": rule.rule, "acted": False, "why_not": why_not, "near": len(why_not) == 1}
            continue
        yield {"rule": rule.rule, "acted": True, "did": did}
        if ends(rule):
            held_up_by = rule.rule


ENDPOINTS = (
    Endpoint(
        "ExplainRequest",
        "GET",
        "/_mock/requests/{id}/explain",
        "Tell why one request was answered as it was: each rule with what it did, or on what it failed.",
        explain_request,
        gives=ExplanationView,
        errors=("not_found",),
    ),
)
