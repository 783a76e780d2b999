"""What is sent to the client when its job ended (revai.md §6)."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from mockserver.engine.job import Job
from mockserver.engine.webhooks import Webhook, WebhookPolicy
from mockserver.gateway.provider import World
from mockserver.providers.revai.apis.families import family_of
from mockserver.providers.revai.speech.job_view import render_job
from mockserver.providers.revai.versions import Version

DELIVERY: Final = WebhookPolicy(attempts=49, every_ms=30 * 60_000)
"""At once, and then every 30 minutes up to 24 hours (revai.md §6)."""


def job_webhook(job: Job, workspace: World) -> Iterator[Webhook]:
    """Yield the message that tells of a job's end, with the job as GET shows it, unless nobody wants to be told."""
    if job.notification is None:
        return
    body = json.dumps(_shown(job, workspace), separators=(",", ":")).encode()
    yield Webhook(job.notification.url, body, job.notification.headers, job.id, DELIVERY)


def _shown(job: Job, workspace: World) -> dict[str, Any]:
    family = family_of(job)
    if family is not None:
        return {family.member: family.view.render(job, partial(workspace.scenario.documented, job.provider))}
    return {"job": render_job(job, Version(job.submission["version"]), workspace)}
