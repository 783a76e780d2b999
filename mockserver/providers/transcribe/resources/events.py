"""EventBridge's events of what has ended, posted to the URL that a scenario names (transcribe.md §2.7)."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mockserver.engine.clock import utc
from mockserver.engine.job import Job, Notification
from mockserver.engine.lifecycle import Status
from mockserver.engine.webhooks import Webhook
from mockserver.gateway.provider import World
from mockserver.providers.transcribe.authentication import ACCOUNT_ID
from mockserver.providers.transcribe.resources.failures import reason
from mockserver.providers.transcribe.settings import settings_of

Request = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """One type of event: the members of its detail that hold the name and the state, the state of what went well, what else
    stands there, and by the request whether it is told at all.
    """

    detail_type: str
    name: str
    state: str
    completed: str = "COMPLETED"
    more: Mapping[str, str] = field(default_factory=dict)
    concerns: Callable[[Request], bool] = lambda _: True


def _identification(detail_type: str, member: str) -> Event:
    return Event(
        detail_type,
        "JobName",
        "LanguageIdentificationStatus",
        more={"JobType": "TranscriptionJob"},
        concerns=lambda request: bool(request.get(member)),
    )


EVENTS: Final[Mapping[str, tuple[Event, ...]]] = {
    "transcription-job": (
        Event("Transcribe Job State Change", "TranscriptionJobName", "TranscriptionJobStatus"),
        _identification("Language Identification State Change", "IdentifyLanguage"),
        _identification("Multiple Language Identification State Change", "IdentifyMultipleLanguages"),
    ),
    "analytics": (Event("Call Analytics Job State Change", "JobName", "JobStatus"),),
    "vocabulary": (Event("Vocabulary State Change", "VocabularyName", "VocabularyState", "READY"),),
    "language-model": (Event("Transcribe Language Model State Change", "ModelName", "ModelStatus"),),
}
"""The events of each kind of resource, by its word in ARNs. Of other kinds none are documented."""


def subscription(workspace: World) -> Notification | None:
    """Return who is to be told of a resource's end; None where the scenario names nobody."""
    url = settings_of(workspace).events
    return None if url is None else Notification(url)


def state_changes(job: Job, workspace: World) -> Iterator[Webhook]:
    """Yield the events that tell that a resource came to its end, if anybody is to be told."""
    if job.notification is None or job.ended_ms is None:
        return
    _, region, kind = job.scope.split("/")
    for event in EVENTS.get(kind, ()):
        if event.concerns(job.submission):
            envelope = {
                "version": "0",
                "id": workspace.seed.uuid("transcribe", "event", job.number, job.ended_ms, event.detail_type),
                "detail-type": event.detail_type,
                "source": "aws.transcribe",
                "account": ACCOUNT_ID,
                "time": f"{utc(job.ended_ms):%Y-%m-%dT%H:%M:%SZ}",
                "region": region,
                "resources": [],
                "detail": _detail(event, job),
            }
            yield Webhook(job.notification.url, json.dumps(envelope).encode(), job.notification.headers, job.id)


def _detail(event: Event, job: Job) -> dict[str, str]:
    state = event.completed if job.status is Status.COMPLETED else "FAILED"
    detail = {**event.more, event.name: job.id, event.state: state}
    if job.failure is not None:
        detail["FailureReason"] = reason(job.failure)
    return detail
