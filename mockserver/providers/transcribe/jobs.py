"""The four operations that every kind of job has: start, get, list and delete (transcribe.md §2.2)."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mockserver.engine.jobs import Job
from mockserver.engine.randomness import Seed
from mockserver.engine.store import JobExists
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.transcribe.authentication import region
from mockserver.providers.transcribe.context import with_context
from mockserver.providers.transcribe.errors import CONTENT_TYPE, refusal
from mockserver.providers.transcribe.events import subscription
from mockserver.providers.transcribe.links import link
from mockserver.providers.transcribe.model import input_shape
from mockserver.providers.transcribe.requirements import Requirement, what_is_unmet
from mockserver.providers.transcribe.results import scope
from mockserver.providers.transcribe.storage import outputs
from mockserver.providers.transcribe.storage.media import look_up
from mockserver.providers.transcribe.validation import BrokenConstraints, WrongType, validate
from mockserver.providers.transcribe.views import WORDS, LinkTo, View

_PAGE = 5
_BAD_TOKEN = "The NextToken isn't valid. Use the token of the previous response and try your request again."
_NOT_ENDED = (
    "The requested job couldn't be deleted because it's in progress. Try your request again when the job is complete."
)


@dataclass(frozen=True, slots=True)
class JobFamily:
    """The operations of one kind of job. They differ in names, requirements and views only.

    `kind` is the resource type, as ARNs have it, `member` the name of the structure that describes a job.
    """

    kind: str
    member: str
    requirements: tuple[Requirement, ...]
    started: Callable[[Job], View]
    shown: Callable[[Job, Seed, LinkTo], View]
    summary: Callable[[Job, Seed], View]

    async def start(self, call: Call) -> Answer:
        """Take in a job, and answer with it under way or queued."""
        request = await _validated(call)
        message = what_is_unmet(self.requirements, request)
        if message is not None:
            raise refusal(call, "bad_request", message)
        name = request[f"{self.member}Name"]
        media = request["Media"]["MediaFileUri"]
        draft = await call.draft(
            scope=self._scope(call),
            job_id=name,
            submission=request,
            media=[media],
            name=name,
            duration_ms=(await look_up(call, media)).duration_ms,
            notification=subscription(call.workspace),
        )
        job = await outputs.prepared(call, draft)
        try:
            await call.submit(await with_context(job, call.workspace.jobs, call.workspace.seed))
        except JobExists as error:
            raise call.error("conflict", f"Job {name} was started before in {region(call.arrival)}.") from error
        outputs.claim(call.workspace, job)
        return _answer({self.member: self.started(job)})

    async def get(self, call: Call) -> Answer:
        """Answer with a job. This is the poll that counts."""
        name = (await _validated(call))[f"{self.member}Name"]
        job = await call.poll(self._scope(call), name)
        if job is None:
            raise call.error("not_found", self._missing(call, name))
        here, now_ms, seed = region(call.arrival), call.workspace.clock.now(), call.workspace.seed
        view = self.shown(job, seed, lambda result: link(result, outputs.base_url(call, result), now_ms, seed, here))
        return _answer({self.member: view})

    async def list_page(self, call: Call) -> Answer:
        """Answer with one page. As in reality, the filters apply to the page that was cut (transcribe.md §5)."""
        request = await _validated(call)
        jobs, token = await self._page(call, request.get("MaxResults", _PAGE), request.get("NextToken"))
        status, part = request.get("Status"), request.get("JobNameContains", "").lower()
        answer: dict[str, Any] = {
            f"{self.member}Summaries": [
                self.summary(job, call.workspace.seed)
                for job in jobs
                if part in job.id.lower() and status in (None, WORDS[job.status])
            ]
        }
        if status is not None:
            answer["Status"] = status
        if token is not None:
            answer["NextToken"] = token
        return _answer(answer)

    async def delete(self, call: Call) -> Answer:
        """Delete a job that has ended. Results in the client's own bucket stay."""
        name = call.entry.job = (await _validated(call))[f"{self.member}Name"]
        jobs, here = call.workspace.jobs, self._scope(call)
        job = await jobs.look(here, name)
        if job is None:
            raise call.error("not_found", self._missing(call, name))
        if not job.status.ended:
            raise refusal(call, "bad_request", _NOT_ENDED)
        await jobs.delete(here, name)
        outputs.release(call.workspace, job)
        return Answer(content_type=CONTENT_TYPE)

    async def _page(self, call: Call, size: int, token: str | None) -> tuple[list[Job], str | None]:
        """Return a page of jobs, newest first, and the token of the next one."""
        here, seed = self._scope(call), call.workspace.seed
        below = None if token is None else _read_token(call, token, here)
        found = await call.workspace.jobs.newest(here, size + 1, below=below)
        page = found[:size]
        return page, _token(page[-1].number, here, seed) if len(found) > size else None

    def _scope(self, call: Call) -> str:
        return scope(region(call.arrival), self.kind)

    def _missing(self, call: Call, name: str) -> str:
        deleted_ms = call.workspace.jobs.deleted_ms(self._scope(call), name)
        if deleted_ms is not None:
            ago_s = (call.workspace.clock.now() - deleted_ms) / 1000
            return f"{self.member} {name} was deleted {ago_s:g} s ago."
        return (
            f"No {self.member} {name} was started in {region(call.arrival)}. Names are of one region and one workspace."
        )


async def _validated(call: Call) -> dict[str, Any]:
    """Return the request, or raise what the service says of a wrong one."""
    shape = await input_shape(call.operation.name)
    data = call.json()
    try:
        return validate(shape, {} if data is None else data)
    except WrongType as error:
        raise refusal(call, "malformed_body", str(error)) from error
    except BrokenConstraints as error:
        raise refusal(call, "bad_request", str(error)) from error


def _answer(data: dict[str, Any]) -> Answer:
    return Answer.json(data, content_type=CONTENT_TYPE)


def _token(number: int, here: str, seed: Seed) -> str:
    text = f"{number}.{seed.token(16, 'transcribe', 'page', here, number)}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def _read_token(call: Call, token: str, here: str) -> int:
    """Return the number below which a page begins. Raises the error for a token that was not given out for this list."""
    try:
        number = int(base64.urlsafe_b64decode(token.encode()).partition(b".")[0])
    except ValueError as error:
        raise refusal(call, "bad_request", _BAD_TOKEN) from error
    if token != _token(number, here, call.workspace.seed):
        raise refusal(call, "bad_request", _BAD_TOKEN)
    return number
