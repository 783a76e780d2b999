"""What is sent to the client when its job ended (revai.md §6)."""

import json

from mockserver.engine.jobs import Job
from mockserver.engine.webhooks import Webhook
from mockserver.gateway.provider import Documented
from mockserver.providers.revai.job_view import render_job
from mockserver.providers.revai.versions import Version


def job_webhook(job: Job, documented: Documented) -> Webhook | None:
    """Return the message that tells of a job's end, with the job as GET shows it; None when nobody wants to be told."""
    if job.notification is None:
        return None
    shown = render_job(job, Version(job.submission["version"]), documented)
    body = json.dumps({"job": shown}, separators=(",", ":")).encode()
    return Webhook(job.notification.url, body, job.notification.headers, job.id)
