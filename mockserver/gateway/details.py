"""A closer look at a request, for the rules of scenarios that depend on it."""

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from mockserver.engine.job import Job
from mockserver.gateway.bodies import Body, MalformedBody, parse_json
from mockserver.scenario.details import Details

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mockserver.gateway.call import Call


class Subject(NamedTuple):
    """What a request says itself, unchecked: the id of the job that it is about, what a submission calls things, its region.

    `scope` is the namespace of the job's id where that can be told; of None it is found by the caller's account.
    """

    job: str | None = None
    media: "Sequence[str]" = ()
    name: str | None = None
    metadata: str | None = None
    region: str | None = None
    scope: str | None = None


async def details_of(call: "Call") -> Details:
    """Look closer: at what the request says itself, and at the job that it is about, as it is before the request."""
    subject = call.provider.subject(call)
    job = None if subject.job is None else await _job(call, subject.job, subject.scope)
    return Details(
        job=None if job is None else job.id,
        job_number=None if job is None else job.number,
        status=None if job is None else job.status,
        media=subject.media or (() if job is None else job.media),
        name=subject.name or (None if job is None else job.name),
        metadata=subject.metadata or (None if job is None else job.metadata),
        region=subject.region,
        query={name: call.query[name] for name in call.query},
        document=lambda: document(call.body),
    )


def document(body: Body) -> Any:
    """Return a body as JSON has it; None when it can't be read so.

    A form is an object of its fields, in which those are read that hold an object or a list in JSON; of its files it has
    the names.
    """
    if body.is_form:
        files = {name: [upload.name for upload in uploads] for name, uploads in body.files.items()}
        return files | {name: _field(text) for name, text in body.fields.items()}
    try:
        return body.json()
    except MalformedBody:
        return None


def journaled(body: Body) -> bytes:
    """Return what the journal keeps of a body: all of it; of a form its fields and the names of its files, as JSON."""
    return json.dumps(document(body), ensure_ascii=False).encode("utf-8", "replace") if body.is_form else body.raw


def _field(text: str) -> Any:
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        return parse_json(text)
    except MalformedBody:
        return text


async def _job(call: "Call", job_id: str, scope: str | None) -> Job | None:
    """Return the provider's job of that id: that of the scope, or of the caller's account where several have one."""
    if scope is not None:
        return await call.workspace.jobs.look(scope, job_id)
    provider = call.provider.name
    jobs = [job for job in await call.workspace.jobs.named(job_id) if job.provider == provider]
    account = call.workspace.accounts.find(provider, call.credential or "")
    own = [job for job in jobs if account is not None and job.scope.endswith(f"/{account.settings.key}")]
    return next(iter(own or jobs), None)
