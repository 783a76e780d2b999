"""What `mockserver explain` prints: which rules would act on a request and why, and on what the others fail."""

from collections.abc import Iterator

from mockserver.engine.randomness import Seed
from mockserver.gateway.logs import told
from mockserver.scenario.conditions import Facts
from mockserver.scenario.explaining import Verdict, explained_jobs, explained_requests
from mockserver.scenario.matching import Scenario


async def explanation(scenario: Scenario, facts: Facts, call: int) -> str:
    """Return the explanation of one request. `call` is the how-manieth it is that each rule matches."""

    async def count(counter: str) -> int:
        return 1 if counter.endswith(" times") else call

    seed = Seed(scenario.seed)
    lines = [f"{facts.provider} {facts.operation}, {facts.method} {facts.path}, call {call}, scenario {scenario.name}"]
    requests = await explained_requests(scenario, facts, count, seed)
    lines += ["", "Rules for requests (every one that matches acts):", *_listed(requests)]
    if not any(verdict.reaction and verdict.reaction.does.ends for verdict in requests):
        lines.append("  then the provider answers")
    jobs = await explained_jobs(scenario, facts, count, seed)
    lines += ["", "Rules for jobs (if it submits one; the first that matches decides):", *_listed(jobs)]
    if not any(verdict.decides for verdict in jobs):
        lines.append("  then the provider's own pace holds")
    return "\n".join(lines)


def _listed(verdicts: list[Verdict]) -> Iterator[str]:
    if not verdicts:
        yield "  there are none"
    for verdict in verdicts:
        yield f"  {_line(verdict)}"


def _line(verdict: Verdict) -> str:
    if verdict.why_not:
        return f"no   {verdict.rule}: {'; '.join(verdict.why_not)}"
    if verdict.held_up_by is not None:
        return f"late {verdict.rule}: it matches, but {verdict.held_up_by} comes before it"
    if verdict.reaction is not None:
        return f"yes  {told(verdict.reaction)}"
    return f"yes  {verdict.rule} decides"
