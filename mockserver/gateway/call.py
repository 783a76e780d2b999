"""A call: one request on its way, with everything that a handler needs of it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from aiohttp import hdrs
from multidict import CIMultiDictProxy, MultiMapping

from mockserver.engine.accounts import Account
from mockserver.engine.clock import iso
from mockserver.engine.job import Job, Notification
from mockserver.engine.journal import Entry, Journal
from mockserver.engine.lifecycle import Stage, Status, begin
from mockserver.gateway.addressing import DEFAULT_WORKSPACE, Arrival
from mockserver.gateway.bodies import Body, MalformedBody
from mockserver.gateway.details import details_of
from mockserver.gateway.errors import ApiError, api_error, scripted_error
from mockserver.gateway.interruptions import Interruption
from mockserver.gateway.operations import Operation
from mockserver.gateway.outcome import LEFT_OPEN, Outcome
from mockserver.gateway.outgoing import Outgoing
from mockserver.gateway.provider import Provider, World
from mockserver.scenario.conditions import Facts
from mockserver.scenario.details import Details
from mockserver.scenario.faults import Fault
from mockserver.scenario.matching import DEFAULT_TIMELINE, StageRule, timeline_of
from mockserver.scenario.reactions import NamedError
from mockserver.transcripts.source import Transcripts

if TYPE_CHECKING:
    from mockserver.gateway.sockets import Socket

REQUEST_ID = "X-Mockserver-Request-Id"
_FEATURES = re.compile(r"(?:^| )m/\S*")
_MADE_UP_DURATION_MS = (20_000, 600_000)
_KNOWN_NAMED = 3


@dataclass(slots=True)
class Call:
    """One request. `params` are the values of its path's parameters; `transcripts` tells what was said in a job's media;
    `outgoing` is the way to other servers.

    The pipeline fills in the rest on the way: `entry` is the request's line in `journal`, which stays the one that it was
    begun in when the workspace is reset meanwhile; `credential` is what the caller came with, without the part that names a
    workspace, and `account` what that opens; `socket` is the WebSocket that the request has become, and `interruptions` what
    the scenario lets happen on it; `fault` and `body_delay_s` are how it wants the answer to go out. `outcome` is what a test
    wants of the job that the call submits.
    """

    arrival: Arrival
    provider: Provider
    operation: Operation
    params: dict[str, str]
    body: Body
    transcripts: Transcripts
    outgoing: Outgoing
    public_url: str | None
    workspace: World = field(init=False)
    journal: Journal = field(init=False)
    entry: Entry = field(init=False)
    credential: str | None = field(init=False, default=None)
    account: Account = field(init=False)
    socket: "Socket | None" = field(init=False, default=None)
    fault: Fault | None = field(init=False, default=None)
    body_delay_s: float = field(init=False, default=0.0)
    interruptions: list[Interruption] = field(init=False, default_factory=list)
    outcome: Outcome = field(init=False, default=LEFT_OPEN)

    @property
    def method(self) -> str:
        return self.arrival.method

    @property
    def headers(self) -> CIMultiDictProxy[str]:
        return self.arrival.request.headers

    @property
    def query(self) -> MultiMapping[str]:
        return self.arrival.request.query

    @property
    def base_url(self) -> str:
        """What begins every link to this workspace: `public_url`, or else the scheme and host that the request came by."""
        return self.link_to(self.workspace)

    def link_to(self, workspace: World) -> str:
        """Return what begins every link to a workspace of this server."""
        root = self.public_url or self.arrival.root_url
        return root if workspace.name == DEFAULT_WORKSPACE else f"{root}/w/{workspace.name}"

    @property
    def request_id(self) -> str:
        return self.entry.id

    @property
    def answer_headers(self) -> dict[str, str]:
        """The headers that the answer carries, whatever it is."""
        return {**self.provider.headers(self), REQUEST_ID: self.request_id}

    @property
    def reader(self) -> str:
        """Who polls, as far as that can be told: the credential, the client's address, and its User-Agent.

        Not the connection: many clients open a new one for each poll. Nor what an AWS SDK says in its User-Agent that a
        request makes use of (`m/E,b,B`), which differs between the calls of one client.
        """
        request = self.arrival.request
        agent = _FEATURES.sub("", request.headers.get(hdrs.USER_AGENT, ""))
        return f"{self.credential} {request.remote} {agent}"

    def json(self) -> Any:
        """Return the body as JSON; None when it is empty. Raises the provider's `malformed_body`."""
        try:
            return self.body.json()
        except MalformedBody as error:
            raise self.error("malformed_body", str(error)) from error

    def error(self, name: str, sentence: str | None = None, **members: Any) -> ApiError:
        """Return the provider's error of that name, to be raised.

        The sentence says what was wrong. `members` take the place of what the body says under these keys.
        """
        return api_error(self, name, sentence, members)

    def documented(self, quirk: str) -> bool:
        """Tell whether the scenario asks for a quirk's documented side rather than the observed one."""
        return self.provider.documented(self.workspace.scenario, quirk)

    def scripted_error(self, error: NamedError) -> ApiError:
        """Return the error that a scenario wants, to be raised."""
        return scripted_error(self, error)

    def facts(self) -> Facts:
        """Return what scenario rules look at."""
        return Facts(
            self.provider.name,
            self.operation.name,
            self.method,
            self.arrival.called_path,
            self.headers,
            self.credential,
            self.workspace.phase,
            self.workspace.phase_number,
            self.details,
        )

    async def details(self) -> Details:
        """Look closer at what the request is about."""
        return await details_of(self)

    async def draft(
        self,
        *,
        scope: str,
        job_id: str | Callable[[int], str],
        submission: Mapping[str, Any],
        media: Sequence[str],
        name: str | None = None,
        duration_ms: int | None = None,
        notification: Notification | None = None,
        pace: Sequence[StageRule] = DEFAULT_TIMELINE,
        kept_ms: int | None = None,
        results_kept_ms: int | None = None,
    ) -> Job:
        """Return the job that the scenario makes of a submission. Nobody knows of it until it is submitted.

        `job_id` may be computed from the job's number. `duration_ms` is what was read from the media; without it the
        scenario says, then the fixture that it names, or else one is made up. `pace` is how the job goes, and
        `results_kept_ms` how long its results are there after its end, unless the scenario says; `kept_ms` is how long the
        job itself is (None: for good). Raises FixtureError for a fixture with mistakes.
        """
        workspace = self.workspace
        number = await workspace.store.count("jobs")
        identity = ("job", number)
        metadata = _text(submission.get("metadata"))
        facts = self.facts()
        facts.look = partial(self._submitted, media, name, metadata)
        plan = await workspace.scenario.plan(facts, workspace.store.count, workspace.seed, identity)
        timeline = self.outcome.timeline or plan.timeline or timeline_of(pace, workspace.seed, identity)
        transcript = self.outcome.transcript or plan.transcript
        if self.outcome.duration_ms is not None:
            duration_ms = self.outcome.duration_ms
        if duration_ms is None:
            duration_ms = plan.duration_ms
        if duration_ms is None and transcript is not None:
            duration_ms = self.transcripts.fixture_ms(workspace.seed, self.provider.name, number, transcript)
        if duration_ms is None:
            duration_ms = int(workspace.seed.uniform(*_MADE_UP_DURATION_MS, "job", number, "duration"))
        return Job(
            scope=scope,
            id=job_id if isinstance(job_id, str) else job_id(number),
            provider=self.provider.name,
            number=number,
            timeline=timeline,
            progress=begin(timeline, workspace.clock.now()),
            submission=submission,
            duration_ms=duration_ms,
            transcript=transcript,
            notification=notification,
            origin=self.base_url,
            rule=plan.rule,
            kept_ms=kept_ms,
            results_kept_ms=results_kept_ms if plan.results_kept_ms is None else plan.results_kept_ms,
            media=media,
            name=name,
            metadata=metadata,
            telling=plan.telling,
        )

    async def _submitted(self, media: Sequence[str], name: str | None, metadata: str | None) -> Details:
        """Look closer at a submission, of which it is known by now what it calls things."""
        details = await self.details()
        return replace(details, job=None, job_number=None, status=None, media=media, name=name, metadata=metadata)

    async def finished(self, *, scope: str, job_id: str, submission: Mapping[str, Any]) -> Job:
        """Return a job that has nothing to go through and is completed at once, so that the scenario isn't asked."""
        timeline = (Stage(Status.COMPLETED),)
        return Job(
            scope=scope,
            id=job_id,
            provider=self.provider.name,
            number=await self.workspace.store.count("jobs"),
            timeline=timeline,
            progress=begin(timeline, self.workspace.clock.now()),
            submission=submission,
            duration_ms=0,
            origin=self.base_url,
        )

    async def submit(self, job: Job) -> Job:
        """Take a drafted or finished job in. Raises JobExists."""
        self.entry.job = job.id
        job = await self.workspace.jobs.submit(job)
        self.entry.submitted = True
        self._tell_rule(job)
        return job

    async def replace(self, job: Job) -> None:
        """Put a drafted or finished job in the place of the one that has its scope and id."""
        await self.workspace.jobs.amend(job.scope, job.id, lambda _: job)
        self._tell_rule(job)

    def _tell_rule(self, job: Job) -> None:
        if job.rule:
            self.entry.decided_by = job.rule
            self.entry.rules.append(f"{job.rule} jobs")

    async def poll(self, scope: str, job_id: str) -> Job | None:
        """Return the job as this poll sees it, and count the poll. None when there is no such job."""
        self.entry.job = job_id
        job = await self.workspace.jobs.poll(scope, job_id, self.reader)
        if job is not None:
            self.entry.job_status = job.status.value
        return job

    async def poll_own(self, job_id: str, kind: str | None = None, *, missing: str = "not_found") -> Job:
        """Return a job of the caller's account, and count the poll. Raises the provider's error named by `missing`."""
        scope = self.account.scope_of(kind)
        return await self.poll(scope, job_id) or await self._no_such_job(scope, job_id, missing)

    async def look_at_own(self, job_id: str, kind: str | None = None, *, missing: str = "not_found") -> Job:
        """Do the same without counting a poll."""
        scope = self.account.scope_of(kind)
        self.entry.job = job_id
        return await self.workspace.jobs.look(scope, job_id, self.reader) or await self._no_such_job(
            scope, job_id, missing
        )

    async def _no_such_job(self, scope: str, job_id: str, missing: str) -> NoReturn:
        """Raise the error `missing`, explained by what became of the job, or else by those that there are."""
        jobs = self.workspace.jobs
        deleted_ms = jobs.deleted_ms(scope, job_id)
        if deleted_ms is not None:
            raise self.error(missing, f"Job {job_id} was deleted at {iso(deleted_ms)}.")
        known = ", ".join(job.id for job in await jobs.newest(scope, _KNOWN_NAMED)) or "none at all"
        raise self.error(missing, f"This account submitted no job under the id {job_id}. Its newest: {known}.")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
