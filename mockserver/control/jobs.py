"""Jobs by hand: looked at with their history, moved on, ended and deleted."""

from collections.abc import Collection
from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings, strict
from mockserver.control.words import check_words
from mockserver.engine.clock import iso
from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Failure, Stage, Status
from mockserver.gateway.call import Call
from mockserver.masking import masked_members

_DEFAULT_LIMIT, _MAX_LIMIT = 100, 1_000


class StageView(TypedDict):
    """One stage of a job's timeline. With no `for_ms`, `polls` or `signal` it waits for a hand, unless it is the last."""

    status: Status
    for_ms: Annotated[NotRequired[int], Field(description="Milliseconds after which it ends.")]
    polls: Annotated[NotRequired[int], Field(description="Polls after which it ends.")]
    per_reader: Annotated[NotRequired[bool], Field(description="That each reader's polls count for themselves.")]
    signal: Annotated[NotRequired[str], Field(description="The signal that ends it.")]
    needs_all: Annotated[NotRequired[bool], Field(description="That it takes all of these to end it.")]
    failure: Annotated[NotRequired[str], Field(description="The failure that the job ends with, by name.")]
    results_kept_ms: Annotated[
        NotRequired[int], Field(description="Milliseconds after which its results are gone, though the job is not.")
    ]
    entered: Annotated[NotRequired[str], Field(description="When the job entered it; left out while it hasn't.")]


class JobView(TypedDict):
    """A job as it stands now. Looking at it here counts no poll."""

    id: str
    provider: str
    scope: Annotated[str, Field(description="Within what the id is unique: an account, a region, a kind of job.")]
    number: Annotated[int, Field(description="The order of submission in the workspace, from 1.")]
    status: Status
    failure: Annotated[NotRequired[str], Field(description="Why it failed, by name.")]
    polls: Annotated[int, Field(description="How many polls its present stage has seen.")]
    duration_ms: Annotated[int, Field(description="How long its media is.")]
    rule: Annotated[str, Field(description="The scenario's rule that decided how it goes.")]
    timeline: list[StageView]
    submission: Annotated[dict[str, Any], Field(description="What was submitted, as the provider took it.")]


@strict
class JobsQuery(TypedDict, total=False):
    """Which jobs are asked for: the newest of those of which all that is given is true."""

    provider: Annotated[str, Field(description="Only those of this provider.")]
    status: Annotated[Status, Field(description="Only those with this status.")]
    limit: Annotated[
        int,
        Field(ge=1, le=_MAX_LIMIT, description=f"How many of them. Left out: {_DEFAULT_LIMIT}."),
    ]
    below: Annotated[
        int, Field(ge=1, description="Only those with a `number` under this: the page after a job of that number.")
    ]


@strict
class Fail(TypedDict, total=False):
    """Why a job is to fail."""

    failure: Annotated[
        str,
        Field(
            description="A failure's name, as scenarios have it. Left out: `unspecified`, or else the first by name.",
            examples=["invalid_media"],
        ),
    ]
    detail: Annotated[str, Field(description="Words in place of the provider's own.")]


async def list_jobs(surroundings: Surroundings, call: Call, query: JobsQuery) -> list[JobView]:
    check_words(surroundings, call, query)
    await call.workspace.slots.settle_all()
    provider, status = query.get("provider"), query.get("status")

    def wanted(job: Job) -> bool:
        return provider in (None, job.provider) and status in (None, job.status)

    limit = query.get("limit", _DEFAULT_LIMIT)
    return [job_view(job) for job in await call.workspace.jobs.latest(limit, query.get("below"), wanted)]


async def get_job(_: Surroundings, call: Call, __: Any) -> list[JobView]:
    return [job_view(job) for job in await _found(call)]


async def move_job(_: Surroundings, call: Call, __: Any) -> list[JobView]:
    found = await _found(call)
    async with call.workspace.webhooks.settling():
        moved = await call.workspace.jobs.move(call.params["id"])
    if not moved:
        raise call.error("conflict", f"{_states(found)}. There is no next stage to move on to.")
    return [job_view(job) for job in moved]


async def complete_job(_: Surroundings, call: Call, __: Any) -> list[JobView]:
    return await _ended(call, await _found(call), Stage(Status.COMPLETED))


async def fail_job(surroundings: Surroundings, call: Call, options: Fail) -> list[JobView]:
    found = await _found(call)
    failures = {name for job in found for name in surroundings.providers[job.provider].failures}
    name = failure_named(call, failures, options.get("failure"))
    return await _ended(call, found, Stage(Status.FAILED, failure=Failure(name, options.get("detail"))))


async def expire_job(_: Surroundings, call: Call, __: Any) -> None:
    found = await _found(call)
    if not await call.workspace.jobs.expire(call.params["id"]):
        raise call.error("conflict", f"{_states(found)}. Only a job that ended can expire.")


async def delete_job(_: Surroundings, call: Call, __: Any) -> None:
    for job in await _found(call):
        await call.workspace.jobs.delete(job.scope, job.id)


async def _ended(call: Call, found: list[Job], last: Stage) -> list[JobView]:
    """End the jobs of the id that go on, of those found, and see what tells of that delivered. Raises conflict."""
    async with call.workspace.webhooks.settling():
        ended = await call.workspace.jobs.end(call.params["id"], last)
    if not ended:
        raise call.error("conflict", f"{_states(found)}, and stays so. Only a job that goes on can be ended.")
    return [job_view(job) for job in ended]


async def _found(call: Call) -> list[Job]:
    """Return the jobs of the id that a call names, with the slots that are free by now passed on. Raises not_found."""
    await call.workspace.slots.settle_all()
    found = await call.workspace.jobs.named(call.params["id"])
    if not found:
        raise call.error("not_found", f"No job of this workspace has the id {call.params['id']!r}.")
    return found


def _states(jobs: list[Job]) -> str:
    """Return how the jobs of an id stand: `Job j1 is completed`, or where it names several each in its scope."""
    if len(jobs) == 1:
        return f"Job {jobs[0].id} is {jobs[0].status}"
    return f"Job {jobs[0].id} is " + ", ".join(f"{job.status} ({job.scope})" for job in jobs)


def failure_named(call: Call, failures: Collection[str], name: str | None) -> str:
    """Return the failure of that name; without one `unspecified`, or else the first by name. Raises bad_request."""
    if name is None:
        return "unspecified" if "unspecified" in failures else min(failures)
    if name not in failures:
        raise call.error("bad_request", f"`failure` is {name!r}: it takes one of {', '.join(sorted(failures))}.")
    return name


def job_view(job: Job) -> JobView:
    """Return what is told of a job."""
    view: JobView = {
        "id": job.id,
        "provider": job.provider,
        "scope": job.scope,
        "number": job.number,
        "status": job.status,
        "polls": job.progress.polls,
        "duration_ms": job.duration_ms,
        "rule": job.rule,
        "timeline": [_stage_view(job, number) for number in range(len(job.timeline))],
        "submission": masked_members(dict(job.submission)),
    }
    if job.failure is not None:
        view["failure"] = job.failure.name
    return view


def _stage_view(job: Job, number: int) -> StageView:
    stage = job.timeline[number]
    view: StageView = {"status": stage.status}
    if stage.for_ms is not None:
        view["for_ms"] = stage.for_ms
    if stage.polls is not None:
        view["polls"] = stage.polls
    if stage.per_reader:
        view["per_reader"] = True
    if stage.signal is not None:
        view["signal"] = stage.signal
    if stage.needs_all:
        view["needs_all"] = True
    if stage.failure is not None:
        view["failure"] = stage.failure.name
    if stage.status is Status.COMPLETED and job.results_kept_ms is not None:
        view["results_kept_ms"] = job.results_kept_ms
    if number <= job.progress.stage:
        view["entered"] = iso(job.progress.entered_ms[number])
    return view


_ONE = "/_mock/jobs/{id}"
ENDPOINTS = (
    Endpoint(
        "ListJobs",
        "GET",
        "/_mock/jobs",
        "List the jobs of all providers, newest first.",
        list_jobs,
        asks=JobsQuery,
        gives=list[JobView],
    ),
    Endpoint(
        "GetJob",
        "GET",
        _ONE,
        "Show the jobs of that id, with timeline and history.",
        get_job,
        gives=list[JobView],
        errors=("not_found",),
    ),
    Endpoint(
        "MoveJob",
        "POST",
        f"{_ONE}/move",
        "Move a job on to its next stage.",
        move_job,
        gives=list[JobView],
        errors=("not_found", "conflict"),
    ),
    Endpoint(
        "CompleteJob",
        "POST",
        f"{_ONE}/complete",
        "Complete a job that goes on, now, whatever its timeline says.",
        complete_job,
        gives=list[JobView],
        errors=("not_found", "conflict"),
    ),
    Endpoint(
        "FailJob",
        "POST",
        f"{_ONE}/fail",
        "Have a job that goes on fail, now, whatever its timeline says.",
        fail_job,
        takes=Fail,
        gives=list[JobView],
        errors=("not_found", "conflict"),
    ),
    Endpoint(
        "ExpireJob",
        "POST",
        f"{_ONE}/expire",
        "Let the time be over for which a job that ended is kept.",
        expire_job,
        errors=("not_found", "conflict"),
    ),
    Endpoint(
        "DeleteJob",
        "DELETE",
        _ONE,
        "Delete a job, whatever its status.",
        delete_job,
        errors=("not_found",),
    ),
)
