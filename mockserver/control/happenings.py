"""What happened while time was moved: the stages that jobs entered and the deliveries of webhooks, in order."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from operator import itemgetter
from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.engine.clock import iso
from mockserver.engine.lifecycle import Status
from mockserver.gateway.provider import World

_MOST_JOBS = 10_000


class Happening(TypedDict):
    """A stage that a job entered, or an attempt to deliver a webhook."""

    kind: Literal["job", "webhook"]
    at: Annotated[str, Field(description="When, on the workspace's clock.")]
    at_ms: int
    job: Annotated[str | None, Field(description="The id of the job that is concerned.")]
    provider: NotRequired[str]
    status: Annotated[NotRequired[Status], Field(description="The status that the job came to.")]
    url: Annotated[NotRequired[str], Field(description="Where the webhook went.")]
    answered: Annotated[NotRequired[int | None], Field(description="The receiver's HTTP status, where it gave one.")]
    error: Annotated[NotRequired[str | None], Field(description="Why the receiver gave none.")]


@asynccontextmanager
async def happenings(workspace: World) -> AsyncIterator[list[Happening]]:
    """Give a list that holds, after the block, what happened within it. It looks at the newest 10,000 jobs."""
    await workspace.slots.settle_all()
    stages = {job.number: job.progress.stage for job in await workspace.jobs.latest(_MOST_JOBS)}
    attempts = {delivery.id: len(delivery.attempts) for delivery in workspace.webhooks}
    happened: list[Happening] = []
    yield happened
    await workspace.slots.settle_all()
    found: list[tuple[int, int, int, Happening]] = []  # jobs before the webhooks that tell of them
    for job in reversed(await workspace.jobs.latest(_MOST_JOBS)):
        for stage, at_ms in enumerate(job.progress.entered_ms):
            if stage > stages.get(job.number, -1):
                facts: dict[str, Any] = {"provider": job.provider, "status": job.timeline[stage].status}
                found.append((at_ms, 0, job.number, _happening("job", at_ms, job.id, facts)))
    for delivery in workspace.webhooks:
        for attempt in delivery.attempts[attempts.get(delivery.id, 0) :]:
            facts = {"url": delivery.webhook.shown_url, "answered": attempt.status, "error": attempt.error}
            happening = _happening("webhook", attempt.at_ms, delivery.webhook.job, facts)
            found.append((attempt.at_ms, 1, delivery.id, happening))
    happened += [happening for *_, happening in sorted(found, key=itemgetter(0, 1, 2))]


def _happening(kind: Literal["job", "webhook"], at_ms: int, job: str | None, facts: dict[str, Any]) -> Happening:
    happening: Happening = {"kind": kind, "at": iso(at_ms), "at_ms": at_ms, "job": job}
    happening.update(facts)  # type: ignore[typeddict-item]
    return happening
