"""Jobs that a test has submitted on its client's behalf, with the end that it wants."""

import json
from typing import Annotated, Any, Final, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.control.endpoints import Endpoint, Surroundings, strict
from mockserver.control.jobs import JobView, failure_named, job_view
from mockserver.control.rehearsal import arrival_of, call_of
from mockserver.control.workspaces import usual_account
from mockserver.engine.lifecycle import Failure, Stage, Status, Timeline
from mockserver.gateway.answers import JSON
from mockserver.gateway.call import Call
from mockserver.gateway.errors import ApiError
from mockserver.gateway.operations import Match, Operation
from mockserver.gateway.provider import Provider
from mockserver.yamlfile.wording import no_such

_SUBMITTING: Final = ("Submit", "Start", "Create")
"""How the names of operations begin that submit jobs."""


@strict
class CreateJob(TypedDict):
    """A job to be submitted, and how it ends."""

    provider: Annotated[str, Field(examples=["revai"])]
    operation: Annotated[
        NotRequired[str], Field(description="What submits it. Left out: the provider's first that submits jobs.")
    ]
    request: Annotated[
        dict[str, Any],
        Field(
            description="The body of the request, as a client sends it in JSON. Claudio needs no credential in it.",
            examples=[{"media_url": "https://example.com/talk.mp3"}],
        ),
    ]
    headers: Annotated[
        NotRequired[dict[str, str]],
        Field(description="Headers of the request, where it depends on them: its credential's account, its region."),
    ]
    status: Annotated[
        NotRequired[Literal["completed", "failed"]],
        Field(description="The status that it has at once. Left out: it goes as the scenario says."),
    ]
    failure: Annotated[NotRequired[str], Field(description="Why it failed, by a name as scenarios have it.")]
    detail: Annotated[NotRequired[str], Field(description="Words in place of the provider's own.")]


async def create_job(surroundings: Surroundings, call: Call, options: CreateJob) -> JobView:
    """Submit a job by its provider's own operation, and return it. What the provider refuses is refused in its words."""
    provider = surroundings.providers.get(options["provider"])
    if provider is None:
        raise call.error("bad_request", no_such("provider", options["provider"], surroundings.providers) + ".")
    operation = _operation(call, provider, options.get("operation"))
    inner = _submission(surroundings, call, provider, operation, options)
    inner.timeline = _timeline(call, provider, options)
    try:
        async with call.workspace.webhooks.settling():
            await operation.handler(inner)
    except ApiError as refused:
        raise call.error("bad_request", _refusal(operation, refused)) from refused
    job = max(await call.workspace.jobs.named(inner.entry.job or ""), key=lambda job: job.number)
    if options.get("status", job.status) != job.status:
        raise call.error("conflict", f"What {operation.name} makes goes through nothing: {job.id} is {job.status}.")
    return job_view(job)


def _submission(
    surroundings: Surroundings, call: Call, provider: Provider, operation: Operation, options: CreateJob
) -> Call:
    """Return the call by which a client would submit, let in by the credential that it brings, or else the usual one."""
    headers = {"Host": call.arrival.request.host, "Content-Type": JSON, **options.get("headers", {})}
    target = f"/w/{call.workspace.name}/{provider.name}{operation.paths[0]}"
    arrival = arrival_of(surroundings, call, operation.methods[0], target, headers)
    body = json.dumps(options["request"]).encode()
    inner = call_of(call, arrival, provider, Match(operation, {}), body)
    inner.credential = inner.credential or usual_account(call.workspace, provider.name)[0]
    account = call.workspace.accounts.find(provider.name, inner.credential)
    if account is None:
        raise call.error(
            "bad_request",
            f"{inner.credential!r} opens no account of {provider.name}. Another credential may come in `headers`.",
        )
    inner.account = account
    return inner


def _timeline(call: Call, provider: Provider, options: CreateJob) -> Timeline | None:
    """Return the timeline of a job that has ended; None leaves it to the scenario. Raises bad_request."""
    why = next((name for name in ("failure", "detail") if name in options), None)
    if why is not None and options.get("status") != "failed":
        raise call.error("bad_request", f"`{why}` says why a job failed: it takes `status: failed` beside it.")
    if options.get("status") == "completed":
        return (Stage(Status.COMPLETED),)
    if options.get("status") == "failed":
        name = failure_named(call, provider.failures, options.get("failure"))
        return (Stage(Status.FAILED, failure=Failure(name, options.get("detail"))),)
    return None


def _refusal(operation: Operation, refused: ApiError) -> str:
    """Return what a provider said to a submission, with its explanation where it has one."""
    body = refused.answer.body
    said = body.decode() if isinstance(body, bytes) else ""
    because = f" {refused.explanation}" if refused.explanation else ""
    return f"{operation.name} refuses it with {refused.answer.status}: {said}{because}"


def _operation(call: Call, provider: Provider, name: str | None) -> Operation:
    """Return the operation that submits. Raises bad_request."""
    operations = provider.operations_in(call.workspace.scenario)
    submitting = {each.name: each for each in operations if each.name.startswith(_SUBMITTING)}
    if not provider.failures:
        raise call.error("bad_request", f"{provider.name} has no jobs.")
    found = submitting.get(name or next(iter(submitting)))
    if found is None:
        known = ", ".join(submitting)
        raise call.error("bad_request", f"`operation` is {name!r}: of {provider.name} these submit jobs: {known}.")
    return found


ENDPOINTS = (
    Endpoint(
        "CreateJob",
        "POST",
        "/_mock/jobs",
        "Submit a job on the client's behalf, ended if wanted. The journal leaves it out.",
        create_job,
        takes=CreateJob,
        gives=JobView,
        errors=("conflict",),
    ),
)
