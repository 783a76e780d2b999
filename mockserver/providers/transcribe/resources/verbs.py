"""What is done with resources of every kind: begin, read, list, update and delete (transcribe.md §2.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Progress, Stage, settle
from mockserver.engine.store import JobExists
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.transcribe.authentication import region
from mockserver.providers.transcribe.errors import refusal
from mockserver.providers.transcribe.requests.protocol import Facts, answer, listed, request_of
from mockserver.providers.transcribe.requests.requirements import Request, inside
from mockserver.providers.transcribe.resources import quotas
from mockserver.providers.transcribe.resources.context import with_context
from mockserver.providers.transcribe.resources.events import subscription
from mockserver.providers.transcribe.resources.families import Family
from mockserver.providers.transcribe.resources.keeping import home, present, require
from mockserver.providers.transcribe.resources.paging import page
from mockserver.providers.transcribe.resources.references import check_references
from mockserver.providers.transcribe.resources.views import begun, seen
from mockserver.providers.transcribe.results.links import link
from mockserver.providers.transcribe.results.word_lists import context_of_file
from mockserver.providers.transcribe.settings import settings_of
from mockserver.providers.transcribe.storage import outputs
from mockserver.providers.transcribe.storage.media import read_facts
from mockserver.providers.transcribe.storage.word_files import read_word_file

_FILTERS_BY_STATE = ("Status", "StateEquals", "StatusEquals")
_FILTERS_BY_NAME = ("JobNameContains", "NameContains")


@dataclass(frozen=True, slots=True)
class Resources:
    """The operations on one kind of resource."""

    family: Family

    async def begin(self, call: Call) -> Answer:
        """Take in a new one, and answer with it under way or queued."""
        request = request_of(call)
        name = request[self.family.name]
        await check_references(call, self.family, request)
        await present(call, self.family, name)  # One that is no longer kept gives its name free.
        await quotas.check_count(call, self.family)
        waits = await quotas.must_wait(call, self.family, request)
        try:
            job = await quotas.submit(call, self.family, await self._made(call, name, request), waits=waits)
        except JobExists as error:
            sentence = f"There is a {self.family.noun} {name} in {region(call.arrival)} already."
            raise call.error("conflict", sentence) from error
        outputs.claim(call.workspace, job)
        return answer(call, begun(self.family, job))

    async def read(self, call: Call) -> Answer:
        """Answer with one. This is the poll that counts."""
        name = request_of(call)[self.family.name]
        current = await require(call, self.family, name)
        job = await call.poll(current.scope, name)
        return answer(call, self._seen(call, job or current))

    async def list_page(self, call: Call) -> Answer:
        """Answer with one page. As in reality, the filters apply to the page that was cut (transcribe.md §5)."""
        request = request_of(call)
        here = home(call, self.family)
        await call.workspace.slots.settle(here)
        jobs, token = await page(call, here, request.get("MaxResults"), request.get("NextToken"))
        facts = {} if token is None else {"NextToken": token}
        state, part = _first(request, _FILTERS_BY_STATE), _first(request, _FILTERS_BY_NAME) or ""
        if state is not None:
            facts["Status"] = state
        items = [
            self._seen(call, job)
            for job in jobs
            if part.lower() in job.id.lower() and state in (None, self.family.words[job.status])
        ]
        return listed(call, items, facts)

    async def update(self, call: Call) -> Answer:
        """Replace the content of one, which goes through its states anew."""
        request = request_of(call)
        name = request[self.family.name]
        current = await require(call, self.family, name)
        self._check_change(call, current, request)
        changed = _changed(current, await self._made(call, name, _merged(self.family, current.submission, request)))
        await call.replace(changed)
        return answer(call, begun(self.family, changed))

    async def delete(self, call: Call) -> Answer:
        """Delete one that goes through nothing any more."""
        name = request_of(call)[self.family.name]
        job = await require(call, self.family, name)
        if not job.status.ended:
            raise refusal(call, "bad_request", self._busy("deleted"))
        await call.workspace.jobs.delete(job.scope, job.id)
        return answer(call, {})

    async def _made(self, call: Call, name: str, request: Request) -> Job:
        family = self.family
        here, pace = home(call, family), family.pace
        words = context_of_file(await read_word_file(call, request[family.file])) if family.file in request else {}
        if pace is None:
            return replace(await call.finished(scope=here, job_id=name, submission=request), context=words)
        media = inside(request, family.media)
        draft = await call.draft(
            scope=here,
            job_id=name,
            submission=request,
            media=[media] if media else [],
            name=name,
            duration_ms=(await read_facts(call, media)).duration_ms if media and family.is_job else None,
            notification=subscription(call.workspace),
            pace=pace,
            kept_ms=round(settings_of(call.workspace).retention) if family.is_job else None,
        )
        if not family.is_job:
            return replace(draft, context=words)
        return await with_context(await outputs.prepared(call, draft), call.workspace.jobs, call.workspace.seed)

    def _check_change(self, call: Call, current: Job, request: Request) -> None:
        if not current.status.ended:
            raise refusal(call, "conflict", self._busy("updated"))
        for member, default in self.family.defaults.items():
            kept = current.submission.get(member, default)
            if request.get(member, kept) != kept:
                raise refusal(
                    call,
                    "bad_request",
                    f"The {member} of a {self.family.noun} can't be changed. Use {kept} and try your request again.",
                )

    def _busy(self, done: str) -> str:
        noun = self.family.noun
        return (
            f"The requested {noun} couldn't be {done} because it's in progress. "
            f"Try your request again when the {noun} is complete."
        )

    def _seen(self, call: Call, job: Job) -> Facts:
        here, now_ms, seed = region(call.arrival), call.workspace.clock.now(), call.workspace.seed
        return seen(
            self.family, job, seed, lambda result: link(result, outputs.base_url(call, result), now_ms, seed, here)
        )


def _first(request: Request, members: Sequence[str]) -> Any:
    return next((request[member] for member in members if member in request), None)


def _merged(family: Family, current: Mapping[str, Any], request: Request) -> Request:
    """Return what an updated resource was asked for: what the update doesn't speak of stays, but for its content."""
    return {member: value for member, value in current.items() if member not in family.content} | dict(request)


def _changed(current: Job, new: Job) -> Job:
    """Return a resource as it goes on after an update: it was what it was until now, and is what it is from now on."""
    born_ms, now_ms = current.created_ms, new.created_ms
    timeline = (Stage(current.status, for_ms=now_ms - born_ms, failure=current.failure), *new.timeline)
    progress = settle(timeline, Progress((born_ms, now_ms)), now_ms)
    return replace(new, timeline=timeline, progress=progress, number=current.number)
