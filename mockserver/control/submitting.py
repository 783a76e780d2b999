"""Jobs that a test has submitted on its client's behalf, with the end that it wants."""

import json
from collections.abc import Mapping
from typing import Any, Final

from mockserver.control.endpoints import Endpoint, Surroundings
from mockserver.control.jobs import JobView, job_view
from mockserver.control.mistakes import as_sentence
from mockserver.control.rehearsal import arrival_of, call_of
from mockserver.control.wanted import CreateJob, outcome_of
from mockserver.control.workspaces import usual_account
from mockserver.gateway.answers import JSON
from mockserver.gateway.call import Call
from mockserver.gateway.errors import ApiError
from mockserver.gateway.operations import Match, Operation
from mockserver.gateway.provider import Provider
from mockserver.transcripts.fixtures import FixtureError
from mockserver.yamlfile.wording import no_such

_SUBMITTING: Final = ("Submit", "Start", "Create")
"""How the names of operations begin that submit jobs."""


async def create_job(surroundings: Surroundings, call: Call, options: CreateJob) -> JobView:
    """Submit a job by its provider's own operation, and return it. What the provider refuses is refused in its words."""
    provider = surroundings.providers.get(options["provider"])
    if provider is None:
        raise call.error("bad_request", as_sentence(no_such("provider", options["provider"], surroundings.providers)))
    operation = _operation(call, provider, options.get("operation"))
    inner = _submission(surroundings, call, provider, operation, options)
    inner.outcome = outcome_of(surroundings, call, provider, options)
    try:
        async with call.workspace.webhooks.settling():
            await operation.handler(inner)
    except ApiError as refused:
        raise call.error("bad_request", _refusal(operation, refused)) from refused
    except FixtureError as wrong:
        raise call.error("bad_request", str(wrong)) from wrong
    found = await call.workspace.jobs.named(inner.entry.job or "")
    if not found:
        raise call.error(
            "conflict", f"What {operation.name} makes of this is kept for no time once it ended: it is gone."
        )
    job = max(found, key=lambda job: job.number)
    if options.get("status", job.status) == job.status:
        return job_view(job)
    await call.workspace.jobs.delete(job.scope, job.id)
    why = "goes through nothing" if job.failure is None else f"fails for {job.failure.name}"
    raise call.error("conflict", f"What {operation.name} makes of this {why}: it is {job.status} whatever is wanted.")


def _submission(
    surroundings: Surroundings, call: Call, provider: Provider, operation: Operation, options: CreateJob
) -> Call:
    """Return the call by which a client would submit, let in by the credential that it brings, or else the usual one."""
    headers = {"Host": call.arrival.request.host, "Content-Type": JSON, **options.get("headers", {})}
    target = f"/w/{call.workspace.name}/{provider.name}{operation.paths[0]}"
    arrival = arrival_of(surroundings, call, operation.methods[0], target, headers)
    body = json.dumps(_body(call, provider, operation, options)).encode()
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


def _body(call: Call, provider: Provider, operation: Operation, options: CreateJob) -> Mapping[str, Any]:
    """Return the body by which a client would submit. Raises bad_request."""
    media, name, first = options.get("media"), options.get("name"), _submitting(call, provider)[0]
    if "request" in options:
        if media is not None or name is not None:
            raise call.error(
                "bad_request", "`request` is the whole body: give `media` and `name` within it, or without it."
            )
        return options["request"]
    if media is None:
        raise call.error(
            "bad_request", 'Say what is submitted: `media`, such as "https://example.com/talk.mp3", or `request`.'
        )
    if operation is not first:
        raise call.error(
            "bad_request", f"`media` makes a request for {first.name}; {operation.name} needs the whole `request`."
        )
    return provider.transcription(media, name)


def _refusal(operation: Operation, refused: ApiError) -> str:
    """Return what a provider said to a submission, with its explanation where it has one."""
    body = refused.answer.body
    said = body.decode() if isinstance(body, bytes) else ""
    because = f" {refused.explanation}" if refused.explanation else ""
    return f"{operation.name} refuses it with {refused.answer.status}: {said}{because}"


def _operation(call: Call, provider: Provider, name: str | None) -> Operation:
    """Return the operation that submits. Raises bad_request."""
    submitting = {each.name: each for each in _submitting(call, provider)}
    if not provider.failures:
        raise call.error("bad_request", f"{provider.name} has no jobs.")
    found = submitting.get(name or next(iter(submitting)))
    if found is None:
        known = ", ".join(submitting)
        raise call.error("bad_request", f"`operation` is {name!r}: of {provider.name} these submit jobs: {known}.")
    return found


def _submitting(call: Call, provider: Provider) -> list[Operation]:
    operations = provider.operations_in(call.workspace.scenario)
    return [operation for operation in operations if operation.name.startswith(_SUBMITTING)]


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
