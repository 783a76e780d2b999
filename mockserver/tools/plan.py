"""What `mockserver plan` finds out: a submission is made as the server would take it, and what comes of it looked at."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from mockserver.app import PROVIDERS
from mockserver.control.workspaces import usual_account
from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Status
from mockserver.gateway.errors import ApiError
from mockserver.gateway.logs import told
from mockserver.gateway.operations import Operation
from mockserver.gateway.provider import Provider
from mockserver.gateway.reacting import is_let_through
from mockserver.scenario.matching import Scenario, StageRule
from mockserver.tools.asking import Question, Rehearsal, provider_named, rehearsal
from mockserver.transcripts.fixtures import FixtureError
from mockserver.transcripts.source import Transcripts
from mockserver.yamlfile.wording import no_such

_LONGEST_REFUSAL: Final = 300


@dataclass(frozen=True, slots=True)
class Planned:
    """How a submission goes: what rules do to it, why nothing comes of it, or the job that does.

    `stages` are what the job's timeline was drawn from; empty where its provider made another of it.
    """

    provider: Provider
    operation: Operation
    acts: Sequence[str] = ()
    refusal: str | None = None
    job: Job | None = None
    stages: Sequence[StageRule] = ()

    @property
    def words(self) -> Mapping[Status, str]:
        """The words in which clients are told of the job's statuses."""
        own = self.operation.submits.statuses if self.operation.submits else None
        return self.provider.statuses if own is None else own

    @property
    def title(self) -> str:
        return f"{self.provider.name} {self.operation.name}"


def submissions(
    scenario: Scenario, providers: Sequence[str], operation: str | None
) -> list[tuple[Provider, Operation]]:
    """Return by what jobs are submitted: the first such operation of each provider, or of those that have it the one named.

    Raises ValueError with a sentence.
    """
    found: list[tuple[Provider, Operation]] = []
    known: set[str] = set()
    for provider in map(provider_named, providers) if providers else PROVIDERS:
        enough = [one for one in provider.operations_in(scenario) if one.submits is not None and one.submits.sample]
        if providers and not enough:
            raise ValueError(f"{provider.title} has no jobs.")
        found += [(provider, one) for one in enough if operation in (None, one.name)][:1]
        known.update(one.name for one in enough)
    if not found:
        raise ValueError(no_such("operation by which one request submits a job", str(operation), known))
    return found


async def planned(
    scenario: Scenario, provider: Provider, operation: Operation, question: Question, transcripts: Transcripts
) -> Planned:
    """Submit a job where nothing goes out, and return how it will go. Raises ValueError with a sentence."""
    assert operation.submits is not None
    sample = operation.submits.sample
    call = rehearsal(scenario, provider, operation, question, sample=sample, transcripts=transcripts)
    workspace = call.workspace
    call.credential = call.credential or usual_account(workspace, provider.name)[0]
    acts, answer = await _acts(call)
    if answer is not None:
        return Planned(provider, operation, acts, answer)
    account = workspace.accounts.find(provider.name, call.credential)
    if account is None:
        return Planned(
            provider, operation, acts, f"no account of {provider.name} has the credential that it comes with"
        )
    call.account = account
    try:
        await operation.handler(call)
        job = max(await workspace.jobs.named(call.entry.job or ""), key=lambda job: job.number)
    except ApiError as refused:
        return Planned(provider, operation, acts, _refusal(refused))
    except FixtureError as wrong:
        return Planned(provider, operation, acts, str(wrong))
    finally:
        await workspace.close()
    return Planned(provider, operation, acts, job=job, stages=_stages(call, job))


async def _acts(call: Rehearsal) -> tuple[list[str], str | None]:
    """Return what rules do to the submission, and what the one does that leaves nothing of it, where there is one."""
    counts, workspace = Counter[str](), call.workspace

    async def count(counter: str) -> int:
        counts[counter] += 1
        return counts[counter]

    acts: list[str] = []
    for early in (True, False):
        for reaction in await workspace.scenario.reactions(
            call.facts(), count, workspace.seed, early=early, within_limit=partial(is_let_through, call)
        ):
            if reaction.does.answers:
                return acts, told(reaction)
            acts.append(told(reaction))
    return acts, None


def _stages(call: Rehearsal, job: Job) -> Sequence[StageRule]:
    rules = (rule.timeline for rule in call.workspace.scenario.jobs if rule.rule == job.rule)
    stages = next(rules, None) or call.pace
    return stages if [stage.status for stage in stages] == [stage.status for stage in job.timeline] else ()


def _refusal(refused: ApiError) -> str:
    body = refused.answer.body
    said = body.decode("utf-8", "replace") if isinstance(body, bytes) else ""
    because = f" ({refused.explanation})" if refused.explanation else ""
    return f"the provider refuses it with {refused.answer.status}: {said[:_LONGEST_REFUSAL]}{because}"
