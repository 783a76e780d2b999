"""What happened while time was moved: the stages that jobs entered, and the deliveries of webhooks."""

from operator import itemgetter
from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from mockserver.engine.clock import iso
from mockserver.engine.events import Event, Recording
from mockserver.engine.lifecycle import Status


class Happening(TypedDict):
    """A stage that a job entered, or an attempt to deliver a webhook."""

    kind: Literal["job", "webhook"]
    at: Annotated[str, Field(description="When, on the workspace's clock.")]
    at_ms: int
    job: Annotated[str | None, Field(description="The id of the job that is concerned.")]
    provider: NotRequired[str]
    status: Annotated[
        NotRequired[Status], Field(description="The status that the job came to; `gone` when its time was over too.")
    ]
    url: Annotated[NotRequired[str], Field(description="Where the webhook went.")]
    answered: Annotated[NotRequired[int | None], Field(description="The receiver's HTTP status, where it gave one.")]
    error: Annotated[NotRequired[str | None], Field(description="Why the receiver gave none.")]


def happenings(recording: Recording) -> list[Happening]:
    """Return what was recorded, in the order of the workspace's time."""
    return sorted(map(_happening, recording.events), key=itemgetter("at_ms"))


def _happening(event: Event) -> Happening:
    facts: Any = {"kind": event.kind, "at": iso(event.at_ms), "at_ms": event.at_ms, **event.facts}
    happening: Happening = facts
    return happening
