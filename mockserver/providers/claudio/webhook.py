"""What is sent to a team's webhook when a job ended: the body of GetJobDetails, since no page shows one (claudio.md)."""

from collections.abc import Iterator

from mockserver.engine.job import Job
from mockserver.engine.webhooks import Webhook
from mockserver.gateway.answers import Answer
from mockserver.gateway.provider import Documented, World
from mockserver.providers.claudio.details import job_details


def job_webhook(job: Job, workspace: World, documented: Documented) -> Iterator[Webhook]:
    """Yield the message that tells of a job's end, unless nobody is to be told."""
    if job.notification is None:
        return
    body = Answer.json(job_details(job, workspace, job.origin, documented)).body
    assert isinstance(body, bytes)
    yield Webhook(job.notification.url, body, job.notification.headers, job.id)
