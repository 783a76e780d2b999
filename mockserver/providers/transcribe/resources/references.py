"""Vocabularies, filters and models that a job names: they must be there, and ready (transcribe.md §1.7, §2.5)."""

from collections.abc import Iterator
from typing import Any

from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Status
from mockserver.gateway.call import Call
from mockserver.providers.transcribe.authentication import region
from mockserver.providers.transcribe.errors import missing, refusal
from mockserver.providers.transcribe.requests.requirements import Request, inside
from mockserver.providers.transcribe.resources.families import BY_KIND, Family
from mockserver.providers.transcribe.results.places import scope
from mockserver.providers.transcribe.settings import settings_of

_PLACES = ("Settings", "ModelSettings")
_PLACES_BY_LANGUAGE = ("LanguageIdSettings", "Settings.LanguageIdSettings")


async def check_references(call: Call, family: Family, request: Request) -> None:
    """Raise the service's error when the request names what isn't there or isn't ready."""
    if not settings_of(call.workspace).named_must_exist:
        return
    for member, name in _named(request):
        if member not in family.references:
            continue
        referred = BY_KIND[family.references[member]]
        found = await call.workspace.jobs.look(scope(region(call.arrival), referred.kind), name)
        if found is None:
            raise refusal(call, "bad_request", missing(referred.noun))
        if not _is_usable(found):
            wanted = f"Wait until it is {referred.finished} and try your request again."
            raise refusal(call, "bad_request", f"The requested {referred.noun} can't be used yet. {wanted}")


def _named(request: Request) -> Iterator[tuple[str, Any]]:
    """Yield each setting that may name something, with its value."""
    for place in _PLACES:
        yield from (inside(request, place) or {}).items()
    for place in _PLACES_BY_LANGUAGE:
        for settings in (inside(request, place) or {}).values():
            yield from settings.items()


def _is_usable(resource: Job) -> bool:
    """Tell whether it is ready, or was and is being changed: what there was stays in use until then."""
    entered = resource.timeline[: resource.progress.stage + 1]
    return resource.status is not Status.FAILED and any(stage.status is Status.COMPLETED for stage in entered)
