"""Tags of resources, by their ARNs (transcribe.md §2.5)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.job import Job
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.transcribe.authentication import ACCOUNT_ID, region
from mockserver.providers.transcribe.errors import refusal
from mockserver.providers.transcribe.requests.protocol import answer, request_of
from mockserver.providers.transcribe.requests.requirements import what_is_unmet
from mockserver.providers.transcribe.requests.rules import TAGS
from mockserver.providers.transcribe.resources.families import BY_KIND
from mockserver.providers.transcribe.resources.keeping import require

_Tags = Mapping[str, str]


async def tag(call: Call) -> Answer:
    """Add tags to a resource, in place of those of the same keys."""
    request = request_of(call)
    return await _retag(call, request, lambda tags: {**tags, **_read(request["Tags"])})


async def untag(call: Call) -> Answer:
    """Take tags from a resource. Keys that it hasn't are no matter."""
    request = request_of(call)
    return await _retag(
        call, request, lambda tags: {key: value for key, value in tags.items() if key not in request["TagKeys"]}
    )


async def list_tags(call: Call) -> Answer:
    """Answer with the tags of a resource."""
    request = request_of(call)
    job = await _tagged(call, request)
    return answer(call, {"ResourceArn": request["ResourceArn"], "Tags": job.submission.get("Tags", [])})


async def _retag(call: Call, request: Mapping[str, Any], change: Callable[[_Tags], _Tags]) -> Answer:
    job = await _tagged(call, request)
    tags = [{"Key": key, "Value": value} for key, value in change(_read(job.submission.get("Tags", []))).items()]
    message = what_is_unmet(TAGS, {"Tags": tags})
    if message is not None:
        raise refusal(call, "bad_request", message)
    await call.workspace.jobs.amend(job.scope, job.id, lambda job: replace(job, submission=_with(job, tags)))
    return answer(call, {})


def _with(job: Job, tags: list[dict[str, str]]) -> Mapping[str, Any]:
    rest = {member: value for member, value in job.submission.items() if member != "Tags"}
    return rest | {"Tags": tags} if tags else rest


def _read(tags: list[dict[str, str]]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags}


async def _tagged(call: Call, request: Mapping[str, Any]) -> Job:
    """Return the resource of an ARN. Raises the service's error for one of another account or region, or that isn't there."""
    _, _, _, where, account, resource = request["ResourceArn"].split(":", 5)
    kind, _, name = resource.partition("/")
    family = BY_KIND.get(kind)
    if family is None:
        raise call.error("not_found", f"There is no kind of resource {kind}. There are: {', '.join(BY_KIND)}.")
    here = region(call.arrival)
    if (where, account) != (here, ACCOUNT_ID):
        raise call.error("not_found", f"Only resources of account {ACCOUNT_ID} in {here} can be reached from here.")
    return await require(call, family, name)
