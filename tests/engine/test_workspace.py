"""Workspaces: webhooks on the workspace's clock, and going back to the beginning."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from mockserver.engine.accounts import AccountSettings
from mockserver.engine.clock import ClockSettings
from mockserver.engine.files import Upload
from mockserver.engine.job import Job, Notification
from mockserver.engine.journal import Entry
from mockserver.engine.lifecycle import Stage, Status, Timeline, begin
from mockserver.engine.webhooks import Attempt, DeliveryFailed, Telling, Webhook, WebhookPolicy
from mockserver.engine.workspace import Ports, Workspace

MINUTE_MS = 60_000
HOUR: Timeline = (Stage(Status.IN_PROGRESS, for_ms=60 * MINUTE_MS, polls=2), Stage(Status.COMPLETED))


@dataclass(frozen=True)
class Script:
    """As much of a scenario as the engine asks for."""

    name: str = "script"
    seed: int = 1
    clock: ClockSettings = ClockSettings(start_ms=0, frozen=True)
    accounts: tuple[AccountSettings, ...] = (AccountSettings("revai", balance_seconds=100),)
    webhooks: WebhookPolicy | None = WebhookPolicy(attempts=3, every_ms=MINUTE_MS)
    phase: str = ""
    phases: tuple[str, ...] = ("",)


@dataclass
class Receiver:
    """A client's webhook receiver: answers as told, then with 200."""

    answers: list[int | Exception] = field(default_factory=list)
    received: list[Webhook] = field(default_factory=list)
    delivered: list[str] = field(default_factory=list)

    async def deliver(self, workspace: Workspace[Any], job: Job) -> None:
        self.delivered.append(f"{job.id} {job.status}")

    async def __call__(self, webhook: Webhook) -> int:
        self.received.append(webhook)
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        return answer


def announce(workspace: Workspace[Any], job: Job) -> Iterable[Webhook]:
    assert job.notification is not None
    yield Webhook(job.notification.url, f"{job.id} {job.status}".encode(), job=job.id)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def workspace(receiver: Receiver) -> AsyncIterator[Workspace[Script]]:
    workspace = Workspace("default", Script(), Ports(send=receiver, announce=announce, deliver=receiver.deliver))
    yield workspace
    await workspace.close()


def a_job(number: int, timeline: Timeline = HOUR, notify: bool = True) -> Job:
    return Job(
        scope="s",
        id=f"job-{number}",
        provider="revai",
        number=number,
        timeline=timeline,
        progress=begin(timeline, 0),
        submission={},
        duration_ms=1000,
        notification=Notification("http://127.0.0.1/hook") if notify else None,
    )


async def test_the_client_is_told_when_time_ends_a_job(workspace: Workspace[Script], receiver: Receiver) -> None:
    await workspace.jobs.submit(a_job(1))
    await workspace.agenda.advance(60 * MINUTE_MS - 1)
    assert receiver.received == []
    await workspace.agenda.advance(1)
    assert [webhook.body for webhook in receiver.received] == [b"job-1 completed"]
    (delivery,) = workspace.webhooks
    assert delivery.delivered
    assert delivery.attempts == [Attempt(60 * MINUTE_MS, 200)]


async def test_more_webhooks_than_are_remembered_are_told_of(workspace: Workspace[Script], receiver: Receiver) -> None:
    for number in range(1, 1_011):
        await workspace.jobs.submit(a_job(number))

    async def in_an_hour() -> int:
        return 60 * MINUTE_MS

    recorded = (await workspace.advance(in_an_hour)).events
    told = [event.facts["job"] for event in recorded if event.kind == "webhook"]
    assert told == [f"job-{number}" for number in range(1, 1_011)]
    assert len(recorded) == 2 * len(told)
    assert len(list(workspace.webhooks)) == 1_000


async def test_the_client_is_told_once_when_polls_end_a_job(workspace: Workspace[Script], receiver: Receiver) -> None:
    await workspace.jobs.submit(a_job(1))
    await workspace.jobs.poll("s", "job-1")
    await workspace.jobs.poll("s", "job-1")
    await workspace.agenda.advance(120 * MINUTE_MS)
    assert len(receiver.received) == 1
    (delivery,) = workspace.webhooks
    assert delivery.attempts[0].at_ms == 0


async def test_jobs_with_nobody_to_tell_are_never_scheduled(workspace: Workspace[Script], receiver: Receiver) -> None:
    await workspace.jobs.submit(a_job(1, notify=False))
    assert len(workspace.agenda) == 0
    await workspace.agenda.advance(120 * MINUTE_MS)
    assert receiver.received == []


@pytest.mark.parametrize("looked_at", [True, False])
async def test_media_go_when_the_time_of_their_job_is_over(workspace: Workspace[Script], looked_at: bool) -> None:
    job = replace(a_job(1, notify=False), kept_ms=MINUTE_MS)
    upload = Upload("a.mp3", None)
    upload.write(b"sound")
    path = workspace.files.keep(job.file_id, upload).path
    await workspace.jobs.submit(job)
    if looked_at:
        for _ in range(2):
            await workspace.jobs.poll("s", job.id)
        await workspace.agenda.advance(MINUTE_MS - 1)
    else:
        await workspace.agenda.advance(61 * MINUTE_MS - 1)
    assert path.exists()
    await workspace.agenda.advance(1)
    assert not path.exists()
    assert await workspace.store.get("s", job.id) is None


async def test_media_go_with_a_deleted_job(workspace: Workspace[Script]) -> None:
    job = a_job(1)
    path = workspace.files.keep(job.file_id, Upload("a.mp3", None)).path
    await workspace.jobs.submit(job)
    await workspace.jobs.delete("s", job.id)
    assert not path.exists()


async def test_delivery_is_tried_again_on_the_clock(workspace: Workspace[Script], receiver: Receiver) -> None:
    receiver.answers = [500, DeliveryFailed("no connection")]
    await workspace.jobs.submit(a_job(1))
    await workspace.agenda.advance(61 * MINUTE_MS)
    assert len(receiver.received) == 2
    await workspace.agenda.advance(10 * MINUTE_MS)
    (delivery,) = workspace.webhooks
    assert delivery.attempts == [
        Attempt(60 * MINUTE_MS, 500),
        Attempt(61 * MINUTE_MS, error="no connection"),
        Attempt(62 * MINUTE_MS, 200),
    ]


async def test_a_webhook_has_its_senders_policy_where_the_scenario_has_none(receiver: Receiver) -> None:
    receiver.answers = [500] * 9
    workspace = Workspace(
        "default", Script(webhooks=None), Ports(send=receiver, announce=announce, deliver=receiver.deliver)
    )
    workspace.webhooks.post(Webhook("http://127.0.0.1/hook", b"", policy=WebhookPolicy(attempts=2, every_ms=7)))
    await workspace.agenda.advance(MINUTE_MS)
    (delivery,) = workspace.webhooks
    assert [attempt.at_ms for attempt in delivery.attempts] == [0, 7]
    await workspace.close()


async def test_each_try_is_logged(
    workspace: Workspace[Script], receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "mockserver.webhooks")
    receiver.answers = [500]
    await workspace.jobs.submit(a_job(1))
    await workspace.agenda.advance(61 * MINUTE_MS)
    assert caplog.messages == [
        "webhook of job job-1 to http://127.0.0.1/hook: 500 - again in 60 s",
        "webhook of job job-1 to http://127.0.0.1/hook: 200",
    ]


async def test_delivery_is_given_up_after_so_many_tries(workspace: Workspace[Script], receiver: Receiver) -> None:
    receiver.answers = [503] * 10
    await workspace.jobs.submit(a_job(1))
    await workspace.agenda.advance(600 * MINUTE_MS)
    assert len(receiver.received) == 3
    (delivery,) = workspace.webhooks
    assert not delivery.delivered


async def test_410_unsubscribes(workspace: Workspace[Script], receiver: Receiver) -> None:
    receiver.answers = [410]
    await workspace.jobs.submit(a_job(1))
    await workspace.agenda.advance(600 * MINUTE_MS)
    assert len(receiver.received) == 1


async def test_stages_that_pass_by_polls_move_the_schedule(workspace: Workspace[Script], receiver: Receiver) -> None:
    timeline = (Stage(Status.QUEUED, polls=1), Stage(Status.IN_PROGRESS, for_ms=MINUTE_MS), Stage(Status.FAILED))
    await workspace.jobs.submit(a_job(1, timeline))
    await workspace.agenda.advance(10 * MINUTE_MS)
    assert receiver.received == []
    await workspace.jobs.poll("s", "job-1")
    await workspace.agenda.advance(MINUTE_MS)
    assert [webhook.body for webhook in receiver.received] == [b"job-1 failed"]


async def test_a_reset_takes_everything_back_to_the_beginning(workspace: Workspace[Script], receiver: Receiver) -> None:
    workspace.files.keep("f", Upload("a", None))
    workspace.journal.add(Entry("r", 1, 0, "GET", "/", None, None))
    account = workspace.accounts.find("revai", "x")
    assert account is not None
    account.charge(50)
    await workspace.jobs.submit(a_job(1))
    await workspace.agenda.advance(5)
    first_id = workspace.seed.uuid("x")
    await workspace.reset()
    assert workspace.clock.now() == 0
    assert await workspace.jobs.look("s", "job-1") is None
    assert (len(workspace.files), len(workspace.journal), len(workspace.agenda)) == (0, 0, 0)
    anew = workspace.accounts.find("revai", "x")
    assert anew is not None
    assert anew.balance_seconds == 100
    assert await workspace.store.count("jobs") == 1
    assert workspace.seed.uuid("x") == first_id
    assert workspace.journal.next_request()[0] == 1
    await workspace.agenda.advance(600 * MINUTE_MS)
    assert receiver.received == []


async def test_a_seed_may_override_the_scenarios(receiver: Receiver) -> None:
    workspace = Workspace(
        "w", Script(seed=1), Ports(send=receiver, announce=announce, deliver=receiver.deliver), seed=9
    )
    assert workspace.seed.value == 9
    await workspace.reset()
    assert workspace.seed.value == 9
    await workspace.use(Script(seed=3))
    assert workspace.seed.value == 3
    await workspace.close()


async def test_results_are_delivered_at_their_jobs_end(workspace: Workspace[Script], receiver: Receiver) -> None:
    failing: Timeline = (Stage(Status.IN_PROGRESS, for_ms=MINUTE_MS), Stage(Status.FAILED))
    await workspace.jobs.submit(replace(a_job(1, notify=False), delivers=True))
    await workspace.jobs.submit(replace(a_job(2, failing, notify=False), delivers=True))
    await workspace.jobs.submit(a_job(3, notify=False))
    await workspace.agenda.advance(59 * MINUTE_MS)
    assert receiver.delivered == []
    await workspace.agenda.advance(MINUTE_MS)
    assert receiver.delivered == ["job-1 completed"]


async def test_results_are_there_when_a_poll_shows_the_end(workspace: Workspace[Script], receiver: Receiver) -> None:
    await workspace.jobs.submit(replace(a_job(1, notify=False), delivers=True))
    for _ in range(2):
        await workspace.jobs.poll("s", "job-1")
    assert receiver.delivered == ["job-1 completed"]
    assert receiver.received == []


TWO_STAGES = (Stage(Status.QUEUED, MINUTE_MS), Stage(Status.IN_PROGRESS, MINUTE_MS), Stage(Status.COMPLETED))


@pytest.mark.parametrize(
    ("telling", "at_minutes"),
    [
        (Telling(), [2]),
        (Telling(times=0), []),
        (Telling(times=3), [2, 2, 2]),
        (Telling(delay_ms=5 * MINUTE_MS, times=2), [7, 7]),
        (Telling(early=True), [1]),
    ],
)
async def test_the_end_is_told_as_the_job_says(
    telling: Telling, at_minutes: list[int], workspace: Workspace[Script], receiver: Receiver
) -> None:
    await workspace.jobs.submit(replace(a_job(1, TWO_STAGES), telling=telling))
    await workspace.agenda.advance(60 * MINUTE_MS)
    assert [webhook.body for webhook in receiver.received] == [b"job-1 completed"] * len(at_minutes)
    assert [delivery.attempts[0].at_ms // MINUTE_MS for delivery in workspace.webhooks] == at_minutes


async def test_an_early_end_is_not_told_again_when_a_hand_brings_another(
    workspace: Workspace[Script], receiver: Receiver
) -> None:
    await workspace.jobs.submit(replace(a_job(1, TWO_STAGES), telling=Telling(early=True)))
    await workspace.agenda.advance(MINUTE_MS)
    await workspace.jobs.end("job-1", Stage(Status.FAILED))
    await workspace.agenda.advance(MINUTE_MS)
    assert len(receiver.received) == 1


async def test_an_end_by_hand_is_told_though_it_was_to_be_early(
    workspace: Workspace[Script], receiver: Receiver
) -> None:
    await workspace.jobs.submit(replace(a_job(1, TWO_STAGES), telling=Telling(early=True)))
    await workspace.jobs.end("job-1", Stage(Status.FAILED))
    await workspace.agenda.advance(MINUTE_MS)
    assert [webhook.body for webhook in receiver.received] == [b"job-1 failed"]
