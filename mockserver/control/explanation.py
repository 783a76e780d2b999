"""Why a request was answered as it was: its address, each rule with what it did or why not, the job, the time."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings
from mockserver.control.jobs import JobView, job_view
from mockserver.control.journal import entry_of
from mockserver.engine.clock import iso
from mockserver.engine.journal import Entry
from mockserver.gateway.call import Call
from mockserver.masking import masked_target, masked_text
from mockserver.scenario.conditions import Facts
from mockserver.scenario.explaining import why_not_then
from mockserver.scenario.matching import JobRule
from mockserver.scenario.reactions import RequestRule


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


async def explain_request(_: Surroundings, call: Call, __: Any) -> ExplanationView:
    entry, workspace = entry_of(call), call.workspace
    asked, drafted = _with_body(entry.looked_at, entry), _with_body(entry.drafted_from, entry)
    provider_asked = entry.provider is not None
    return {
        "id": entry.id,
        "at": iso(entry.at_ms),
        "workspace": workspace.name,
        "provider": entry.provider,
        "operation": entry.operation,
        "request": f"{entry.method} {masked_target(entry.target)}",
        "status": entry.status,
        "explanation": None if entry.explanation is None else masked_text(entry.explanation),
        "phase": asked.phase or None if asked else None,
        "requests": _rules(workspace.scenario.requests, asked, entry) if provider_asked else [],
        "jobs": _rules(workspace.scenario.jobs, drafted, entry) if drafted else [],
        "job_status": entry.job_status,
        "job": [job_view(job) for job in await workspace.jobs.named(entry.job)] if entry.job else [],
    }


def _rules(rules: Sequence[RequestRule] | Sequence[JobRule], facts: Facts | None, entry: Entry) -> list[RuleView]:
    views: list[RuleView] = []
    for rule in rules:
        did = next((done for done in entry.rules if done.partition(" ")[0] == rule.rule), None)
        if did is not None:
            views.append({"rule": rule.rule, "acted": True, "did": did.partition(" ")[2]})
            continue
        why_not = list(why_not_then(rule, facts))
        views.append({"rule": rule.rule, "acted": False, "why_not": why_not, "near": len(why_not) == 1})
    return views


def _with_body(facts: Facts | None, entry: Entry) -> Facts | None:
    """Return the facts with the body that the journal has, if that is JSON."""
    if facts is None or facts.details is None:
        return facts
    try:
        body = json.loads(entry.body)
    except (ValueError, RecursionError):
        body = None
    return replace(facts, details=replace(facts.details, document=lambda: body))


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
