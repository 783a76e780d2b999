"""What `mockserver explain` prints: which rules would act on a request and why, and on what the others fail."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from mockserver.gateway.logs import told
from mockserver.gateway.operations import BodyKind, Operation
from mockserver.gateway.provider import Provider
from mockserver.gateway.reacting import is_let_through
from mockserver.scenario.explaining import Verdict, explained_jobs, explained_requests
from mockserver.scenario.matching import Scenario
from mockserver.tools.asking import Question, Rehearsal, rehearsal


@dataclass(frozen=True, slots=True)
class Explanation:
    """What becomes of each rule. `jobs` is None where the operation submits no job, so that no rule for jobs is asked."""

    scenario: str
    call: Rehearsal
    number: int
    requests: Sequence[Verdict]
    jobs: Sequence[Verdict] | None


async def explained(
    scenario: Scenario, provider: Provider, operation: Operation, question: Question, number: int
) -> Explanation:
    """Return the explanation of a request that comes after so many others like it, all at one moment and in one phase.

    Raises ValueError with a sentence.
    """
    call = rehearsal(scenario, provider, operation, question)
    call.workspace.clock.freeze()
    seed, counts = call.workspace.seed, Counter[str]()

    async def count(counter: str) -> int:
        counts[counter] += 1
        return counts[counter]

    details = await call.details()
    facts = replace(call.facts(), details=details)
    submitted = replace(facts, details=replace(details, job=None, job_number=None, status=None))
    has_body = operation.body is not BodyKind.NONE
    requests: Sequence[Verdict] = ()
    jobs: Sequence[Verdict] | None = None
    try:
        for _ in range(number):
            requests = await explained_requests(
                scenario, facts, count, seed, has_body=has_body, within_limit=partial(is_let_through, call)
            )
            if operation.submits is not None:
                jobs = await explained_jobs(scenario, submitted, count, seed)
    finally:
        call.body.discard()
    return Explanation(scenario.name, call, number, requests, jobs)


def as_text(explanation: Explanation) -> str:
    """Return an explanation for people."""
    call = explanation.call
    asked = f"{call.provider.name} {call.operation.name}, {call.method} {call.facts().path}"
    phase = f", phase {call.workspace.phase}" if call.workspace.phase else ""
    lines = [f"{asked}, call {explanation.number}, scenario {explanation.scenario}{phase}"]
    lines += ["", "Rules for requests (every one that matches acts):", *_listed(explanation.requests)]
    answers = [one for one in explanation.requests if one.reaction is not None and one.reaction.does.answers]
    if not answers:
        lines.append("  then the provider answers")
    if explanation.jobs is None:
        return "\n".join([*lines, "", f"No rule for jobs is asked: {call.operation.name} submits none."])
    unless = f", were it not for {answers[0].rule}" if answers else ""
    lines += ["", f"Rules for jobs (the first that matches decides{unless}):", *_listed(explanation.jobs)]
    if not any(verdict.decides for verdict in explanation.jobs):
        lines.append("  then the provider's own pace holds")
    return "\n".join(lines)


def as_json(explanation: Explanation) -> str:
    """Return an explanation for programs, its rules as the control API tells of them."""
    call, jobs = explanation.call, explanation.jobs
    told_all = {
        "scenario": explanation.scenario,
        "provider": call.provider.name,
        "operation": call.operation.name,
        "request": f"{call.method} {call.facts().path}",
        "call": explanation.number,
        "phase": call.workspace.phase or None,
        "requests": [_member(verdict) for verdict in explanation.requests],
        "jobs": None if jobs is None else [_member(verdict) for verdict in jobs],
    }
    return json.dumps(told_all, indent=2, ensure_ascii=False)


def _listed(verdicts: Sequence[Verdict]) -> Iterator[str]:
    if not verdicts:
        yield "  there are none"
    for verdict in verdicts:
        mark = "yes " if verdict.acts else "late" if verdict.held_up_by is not None else "no  "
        said = f" {_did(verdict)}" if verdict.acts else f": {'; '.join(_why_not(verdict))}"
        yield f"  {mark} {verdict.rule}{said}"


def _did(verdict: Verdict) -> str:
    return "decides" if verdict.reaction is None else told(verdict.reaction).removeprefix(verdict.rule).strip()


def _why_not(verdict: Verdict) -> Sequence[str]:
    return verdict.why_not or (f"it matches, but {verdict.held_up_by} comes before it",)


def _member(verdict: Verdict) -> dict[str, Any]:
    if verdict.acts:
        return {"rule": verdict.rule, "acted": True, "did": _did(verdict)}
    return {"rule": verdict.rule, "acted": False, "why_not": list(_why_not(verdict)), "near": verdict.is_near}
