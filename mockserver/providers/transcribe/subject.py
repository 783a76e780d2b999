"""What a request to Amazon Transcribe says itself of the job that it is about."""

from mockserver.gateway.call import Call
from mockserver.gateway.details import Subject, document
from mockserver.providers.transcribe.authentication import region

_NAME = "JobName"
"""How the member ends that names a job, of whatever kind."""


def subject(call: Call) -> Subject:
    """Return it, unchecked."""
    body = document(call.body)
    if not isinstance(body, dict):
        body = {}
    names = [value for key, value in body.items() if key.endswith(_NAME) and isinstance(value, str)]
    media = body.get("Media")
    url = media.get("MediaFileUri") if isinstance(media, dict) else None
    name = names[0] if names else None
    return Subject(job=name, media=[url] if isinstance(url, str) else [], name=name, region=region(call.arrival))
