"""What Rev.ai's APIs beside speech-to-text have in common: jobs are submitted, listed, got and deleted, and most of them
yield a result (revai.md §2.11-2.15). What makes an API of its own is in the file of its name.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Status
from mockserver.engine.randomness import Seed
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.operations import GIB, MIB, BodyKind, Operation, Submits
from mockserver.providers.revai.accepting import accepted
from mockserver.providers.revai.apis.family_view import FamilyView
from mockserver.providers.revai.billing import paid
from mockserver.providers.revai.errors import invalid_job_state, invalid_parameters
from mockserver.providers.revai.failures import doomed
from mockserver.providers.revai.media_checks import LONGEST_MS, flaw
from mockserver.providers.revai.options import V1Options
from mockserver.providers.revai.paging import LISTED_MS, page
from mockserver.providers.revai.request_bodies import read_members, read_upload, upload_facts
from mockserver.providers.revai.retention import check_kept, kept_ms
from mockserver.providers.revai.validation import InvalidParameters, read_options, required
from mockserver.transcripts.media import MediaFacts

_ID_LENGTH: Final = 12
_SHOWN: Final = frozenset({"metadata", "media_url", "callback_url", "delete_after_seconds", "language"})


class FamilyOptions(V1Options):
    """What may be asked for in a submission to one of these APIs."""

    @property
    def source_url(self) -> str | None:
        """Where the media is; None where there is none, or it is uploaded."""
        return None

    def submission(self) -> dict[str, Any]:
        """Return what is kept of it as plain data: the members that the job shows, and what the result is made of."""
        return self.model_dump(include=set(_SHOWN), exclude_none=True)


class Result(NamedTuple):
    """What jobs yield: the last segment of its path, its media type, and how it is made for a job that completed."""

    operation: str
    summary: str
    path: str
    media_type: str
    render: Callable[[Call, Job], Any]


def job_names(api: str) -> tuple[str, str, str, str]:
    """Return the names of the operations to submit, list, get and delete jobs, as the pages of most APIs have them."""
    return f"Submit{api}Job", f"GetListOf{api}Jobs", f"Get{api}JobById", f"Delete{api}JobById"


@dataclass(frozen=True, kw_only=True, slots=True)
class JobFamily:
    """One of the APIs, as data.

    `kind` is the jobs' type, `noun` what people call one of them, `paths` where its collection is, `names` those of the
    operations to submit, list, get and delete, `needs` the member without which there is no submission, `sample` the body of
    one. `longest_ms` bounds the media, `listed_ms` the age of what is listed and kept.
    """

    kind: str
    noun: str
    source: str
    paths: tuple[str, ...]
    names: tuple[str, str, str, str]
    options: type[FamilyOptions]
    needs: str
    sample: Mapping[str, Any]
    result: Result | None = None
    view: FamilyView = FamilyView()
    takes_media: bool = False
    longest_ms: int = LONGEST_MS
    listed_ms: int | None = LISTED_MS
    id_prefix: str = ""
    member: str = "job"
    """The member of a webhook's body that holds the job."""
    missing: str = "not_found"
    """The name of the error for an id that is not there."""

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The API's part of Rev.ai's table."""
        submit, list_all, get, delete = self.names
        items = tuple(f"{path}/{{id}}" for path in self.paths)
        operations = [
            Operation(
                submit,
                ("POST",),
                self.paths,
                self.submit,
                f"Submit a {self.noun}.",
                self.source,
                body=BodyKind.JSON_OR_FORM if self.takes_media else BodyKind.JSON,
                body_limit=2 * GIB if self.takes_media else 16 * MIB,
                submits=Submits(
                    self.sample, {status: self.view.word(status) for status in Status if status is not Status.GONE}
                ),
            ),
            Operation(list_all, ("GET",), self.paths, self.list, f"List {self._nouns}, newest first.", self.source),
            Operation(get, ("GET",), items, self.get, f"Get a {self.noun}: its status.", self.source),
            Operation(delete, ("DELETE",), items, self.delete, f"Delete a {self.noun} that has ended.", self.source),
        ]
        if self.result is not None:
            paths = tuple(f"{item}/{self.result.path}" for item in items)
            operations.append(
                Operation(self.result.operation, ("GET",), paths, self.get_result, self.result.summary, self.source)
            )
        return tuple(operations)

    @property
    def _nouns(self) -> str:
        return f"{self.noun[:-1]}ies" if self.noun.endswith("y") else f"{self.noun}s"

    async def submit(self, call: Call) -> Answer:
        """Take in a job, and answer with it in progress."""
        try:
            upload = read_upload(call)
            options = read_options(self.options, read_members(call, upload))
            if self.takes_media and upload is None and options.source_url is None:
                raise required(self.needs)
        except InvalidParameters as error:
            raise invalid_parameters(call, error.parameters) from error
        media = options.source_url if upload is None else upload.name
        facts = MediaFacts() if upload is None else await upload_facts(upload)
        submission = {"type": self.kind, **options.submission()}
        job = await call.draft(
            scope=call.account.scope_of(self.kind),
            job_id=lambda number: self._id(call.workspace.seed, number),
            submission=submission,
            media=() if media is None else (media,),
            duration_ms=facts.duration_ms,
            notification=options.notification,
            kept_ms=None if self.listed_ms is None else kept_ms(submission),
        )
        if media is not None:
            failure = flaw(job, upload, facts, self.longest_ms)
            job = paid(call, job) if failure is None else doomed(job, failure)
        if upload is not None:
            call.workspace.files.keep(job.file_id, upload)
        job = await call.submit(job)
        return Answer.json(self.view.render(job, call.documented, just_submitted=True))

    async def list(self, call: Call) -> Answer:
        """Answer with the jobs, newest first."""
        oldest_ms = 0 if self.listed_ms is None else call.workspace.clock.now() - self.listed_ms
        jobs = await page(call, oldest_ms, self.kind, missing=self.missing)
        return Answer.json([self.view.render(job, call.documented) for job in jobs])

    async def get(self, call: Call) -> Answer:
        """Answer with a job. This is the poll that counts."""
        job = await call.poll_own(call.params["id"], self.kind, missing=self.missing)
        return Answer.json(self.view.render(job, call.documented))

    async def delete(self, call: Call) -> Answer:
        """Delete a job that has ended, with all that was submitted."""
        job = await self.look(call, call.params["id"])
        if not job.status.ended:
            word, allowed = self.view.word(job.status), [self.view.completed, "failed"]
            raise invalid_job_state(call, word, allowed, "be deleted", f"{job.id} has not ended yet.")
        await call.workspace.jobs.delete(job.scope, job.id)
        return Answer(204)

    async def get_result(self, call: Call) -> Answer:
        """Answer with what a completed job yielded."""
        assert self.result is not None
        job = await self.look(call, call.params["id"])
        accepted(call, [self.result.media_type], self.result.media_type)
        if job.status is not Status.COMPLETED:
            word = self.view.word(job.status)
            sentence = f"Job {job.id} is {word}; it has a {self.result.path} once it is {self.view.completed}."
            raise invalid_job_state(call, word, [self.view.completed], "obtain the output", sentence)
        check_kept(call, job, missing=self.missing)
        try:
            # In a thread, as long texts take as long as long media do: other requests are answered meanwhile.
            data = await asyncio.to_thread(self.result.render, call, job)
        except InvalidParameters as error:
            raise invalid_parameters(call, error.parameters) from error
        return Answer.json(data, content_type=self.result.media_type)

    async def look(self, call: Call, job_id: str) -> Job:
        """Return a job of the caller's without counting a poll. Raises the error for one that is not there."""
        return await call.look_at_own(job_id, self.kind, missing=self.missing)

    def _id(self, seed: Seed, number: int) -> str:
        return self.id_prefix + seed.token(_ID_LENGTH, "revai", "job", number, "id")
