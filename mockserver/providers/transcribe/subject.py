"""What a request to Amazon Transcribe says itself of the job, or other resource, that it is about."""

from typing import Final

from mockserver.gateway.call import Call
from mockserver.gateway.details import Subject, document
from mockserver.providers.transcribe.authentication import region
from mockserver.providers.transcribe.requests.requirements import inside
from mockserver.providers.transcribe.resources.families import FAMILIES
from mockserver.providers.transcribe.resources.keeping import home

_BY_OPERATION: Final = {name: family for family in FAMILIES for name in family.operations.values()}


def subject(call: Call) -> Subject:
    """Return it, unchecked."""
    body = document(call.body)
    family = _BY_OPERATION.get(call.operation.name)
    if not isinstance(body, dict) or family is None:
        return Subject(region=region(call.arrival))
    name, media = body.get(family.name), inside(body, family.media)
    called = name if isinstance(name, str) else None
    return Subject(
        job=called,
        scope=home(call, family),
        media=[media] if isinstance(media, str) else [],
        name=called,
        region=region(call.arrival),
    )
