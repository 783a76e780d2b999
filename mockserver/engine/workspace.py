"""A workspace: one isolated world with its scenario, clock, accounts, jobs, files, journal and webhooks."""

import math
from collections.abc import Awaitable, Callable, Iterable
from time import perf_counter
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from mockserver.engine.accounts import Accounts, AccountSettings
from mockserver.engine.agenda import Agenda
from mockserver.engine.clock import Clock, ClockSettings
from mockserver.engine.events import Events, Recording
from mockserver.engine.files import FileLimits, Files
from mockserver.engine.holds import Holds
from mockserver.engine.job import Job
from mockserver.engine.jobs import Jobs
from mockserver.engine.journal import Journal, JournalLimits
from mockserver.engine.lifecycle import Status
from mockserver.engine.limits import Buckets
from mockserver.engine.multipart import PartedUploads
from mockserver.engine.objects import Objects
from mockserver.engine.outputs import Outputs
from mockserver.engine.randomness import Seed
from mockserver.engine.sessions import Sessions
from mockserver.engine.slots import Slots
from mockserver.engine.store import MemoryStore, Store
from mockserver.engine.webhooks import Delivery, Sender, Webhook, WebhookPolicy, Webhooks


class Scenario(Protocol):
    """What the engine asks of a scenario. The rest of it concerns those who read requests."""

    @property
    def seed(self) -> int: ...
    @property
    def clock(self) -> ClockSettings: ...
    @property
    def accounts(self) -> tuple[AccountSettings, ...]: ...
    @property
    def webhooks(self) -> WebhookPolicy | None: ...
    @property
    def phase(self) -> str: ...
    @property
    def phases(self) -> tuple[str, ...]: ...
    @property
    def name(self) -> str: ...


ScenarioT = TypeVar("ScenarioT", bound=Scenario)


class Ports(NamedTuple):
    """How a workspace reaches what is outside of the engine, and what bounds it.

    `send` delivers a webhook; `announce` makes the webhooks by which a job's provider tells that it ended; `deliver` takes
    the results of a completed job to where its client wants to find them.
    """

    send: Sender
    announce: "Callable[[Workspace[Any], Job], Iterable[Webhook]]"
    deliver: "Callable[[Workspace[Any], Job], Awaitable[None]]"
    make_store: Callable[[], Store] = MemoryStore
    journal_limits: JournalLimits = JournalLimits()
    file_limits: FileLimits = FileLimits()


class Workspace(Generic[ScenarioT]):
    """One world. `reset` takes it back to the beginning of its scenario, `use` to the beginning of another.

    `phase` is the one of the scenario's named states that it is in, and `phase_number` how many began before; `closed_s` when
    its latest world came to an end, on the machine's counter of seconds: requests that came before belong to what is no more.
    """

    def __init__(self, name: str, scenario: ScenarioT, ports: Ports, *, seed: int | None = None) -> None:
        """`seed` overrides the scenario's own."""
        self.name = name
        self._ports = ports
        self._seed_override = seed
        self.events = Events()
        self.closed_s = -math.inf
        self._begin(scenario)

    def _begin(self, scenario: ScenarioT) -> None:
        self.scenario = scenario
        self.seed = Seed(scenario.seed if self._seed_override is None else self._seed_override)
        self.clock = Clock(scenario.clock)
        self.began_ms = self.clock.now()
        self.accounts = Accounts(scenario.accounts)
        self.store = self._ports.make_store()
        self.agenda = Agenda(self.clock)
        self.webhooks = Webhooks(self._ports.send, scenario.webhooks, self.clock, self.agenda, self._webhook_attempted)
        self.jobs = Jobs(self.store, self.clock, self._job_changed, self._job_deleted)
        self.slots = Slots(self.jobs)
        self.outputs = Outputs(self.jobs)
        self.files = Files(self._ports.file_limits)
        self.sessions = Sessions()
        self.objects = Objects(self.files, self.outputs, self.clock)
        self.parted_uploads = PartedUploads(self.files, self.clock)
        self.journal = Journal(self.seed, self.name, self._ports.journal_limits)
        self.phase, self.phase_number = scenario.phase, 0
        self.buckets = Buckets()
        self.holds = Holds()
        self._told_early: set[tuple[str, str]] = set()

    async def use(self, scenario: ScenarioT, *, seed: int | None = None) -> None:
        """Begin anew with a scenario: no job, file, journal entry or webhook of before is left."""
        await self.close()
        self._seed_override = seed
        self._begin(scenario)
        self._tell_scenario()

    def adopt(self, scenario: ScenarioT) -> None:
        """Go on with an edited scenario. Jobs keep the timelines that they have, and the clock runs on.

        Accounts that it declares as before stay as they are, and a phase that is no more gives way to the first. Seed and
        clock of the edit act from the next reset on.
        """
        self.accounts.declare(scenario.accounts)
        if self.phase not in scenario.phases:
            self.enter(scenario.phase)
        self.scenario = scenario
        self.webhooks.policy = scenario.webhooks
        self._tell_scenario()

    def enter(self, phase: str) -> None:
        """Begin a phase. One that it is in goes on."""
        if phase != self.phase:
            self.phase, self.phase_number = phase, self.phase_number + 1

    async def reset(self) -> None:
        """Go back to the beginning of the scenario."""
        await self.use(self.scenario, seed=self._seed_override)

    async def advance(self, find_target: Callable[[], Awaitable[int]]) -> Recording:
        """Move time on as far as `find_target` says (epoch ms), and return what happened to jobs and webhooks on the way.

        Every job is looked at whenever time changes it, so that all of it happens in order. Raises as `Agenda.advance_to` does.
        """
        recording = Recording("job", "webhook")

        async def begin() -> int:
            await self.slots.settle_all()
            target_ms = await find_target()
            for job in await self.jobs.due(self.clock.now()):  # nobody has looked at it since
                await self._wake(job)
            for job in await self.jobs.due(target_ms):
                self._schedule(job)
            self.events.record(recording)
            return target_ms

        try:
            await self.agenda.advance_to(begin)
        finally:
            self.events.stop(recording)
        return recording

    async def close(self) -> None:
        """Stop what is under way and delete the files."""
        await self.agenda.close()
        await self.sessions.close()  # the last to be waited for, so that none is opened before another beginning
        self.holds.close()
        self.files.close()
        self.closed_s = perf_counter()

    async def _job_changed(self, job: Job) -> None:
        """See to what the job's end brings about: results delivered, its slot passed on, the client told, media deleted.

        Only a job whose end does bring something about is scheduled, or while time is moved past its changes any job.
        """
        now_ms = self.clock.now()
        if job.delivers and job.status is Status.COMPLETED:
            await self._ports.deliver(self, job)  # before anybody hears or sees that it completed
        if job.status is not Status.GONE:  # else it is deleted, which is told of
            self._tell_job(job, job.status, job.progress.entered_ms[-1])
        if job.status.ended:
            await self.slots.settle(job.scope)
        has_media = job.kept_ms is not None and self.files.get(job.file_id) is not None
        if job.notification is not None:
            self._tell_client(job, now_ms)
        if has_media or (not job.status.ended and (job.notification is not None or job.delivers)):
            self._schedule(job)
        elif self.agenda.moving_to_ms is not None:
            self._schedule(job, self.agenda.moving_to_ms)

    def _schedule(self, job: Job, by_ms: int | None = None) -> None:
        """Have a job looked at when time next changes it, if that is by then."""
        due_ms = job.due_ms
        if due_ms is not None and (by_ms is None or due_ms <= by_ms):
            self.agenda.add(due_ms, lambda: self._wake(job))

    def _tell_client(self, job: Job, now_ms: int) -> None:
        """Post the webhooks of a job's end: at its end, or a stage before where they are to be early."""
        end, key, stage = job.end_stage, (job.scope, job.id), job.progress.stage
        if end is None or key in self._told_early:
            return
        if job.telling.early and stage == end - 1:
            self._told_early.add(key)
        elif stage != end:
            return
        for webhook in self._ports.announce(self, job.at_stage(end, now_ms)):
            for _ in range(job.telling.times):
                self.webhooks.post(webhook, job.telling.delay_ms)

    def _webhook_attempted(self, delivery: Delivery) -> None:
        attempt, webhook = delivery.attempts[-1], delivery.webhook
        self.events.tell(
            "webhook",
            attempt.at_ms,
            job=webhook.job,
            url=webhook.shown_url,
            answered=attempt.status,
            error=attempt.error,
        )

    def _tell_job(self, job: Job, status: Status, at_ms: int) -> None:
        self.events.tell("job", at_ms, provider=job.provider, job=job.id, status=status)

    def _tell_scenario(self) -> None:
        self.events.tell("scenario", self.clock.now(), name=self.scenario.name)

    def _job_deleted(self, job: Job, at_ms: int) -> None:
        self._tell_job(job, Status.GONE, at_ms)
        self._told_early.discard((job.scope, job.id))
        self.files.remove(job.file_id)
        self.outputs.release(job)

    async def _wake(self, job: Job) -> None:
        await self.jobs.look(job.scope, job.id)
