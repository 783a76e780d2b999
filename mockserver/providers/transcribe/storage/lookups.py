"""What a request names by a URI, looked up where it says: in our storage, or in the one that the scenario names."""

import re
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar
from urllib.parse import unquote, urlsplit

from mockserver.engine.objects import StoredObject
from mockserver.engine.outputs import Output
from mockserver.engine.webhooks import DeliveryFailed
from mockserver.gateway.call import Call
from mockserver.providers.transcribe.hosts import bucket_in_host
from mockserver.providers.transcribe.settings import settings_of
from mockserver.providers.transcribe.storage.external import ExternalS3

T = TypeVar("T")
# What stands before bucket and key in URLs that we gave out ourselves.
_OWN_PREFIX: Final = re.compile(r"(?:/w/[^/]+)?(?:/s3(?=/))?/")


async def look_up(
    call: Call,
    uri: str,
    in_own: Callable[[StoredObject | Output], Awaitable[T | None]],
    in_external: Callable[[ExternalS3, str, str], Awaitable[T | None]],
) -> T | None:
    """Return what one of the two finds out about an object, which is None for what is none of the kind.

    Raises `media_not_accessible` for None, where the scenario says that media must exist (transcribe.md §1.7). Only then
    another storage is asked at all.
    """
    settings = settings_of(call.workspace)
    address, found, why = address_of(uri), None, "there is no such object"
    if address is not None and settings.storage.external is None:
        objects = call.workspace.objects
        there = None if objects.bucket(address[0]) is None else await objects.find(*address)
        found = None if there is None else await in_own(there)
    elif address is not None and settings.storage.external is not None and settings.media_must_exist:
        try:
            found = await in_external(ExternalS3(settings.storage.external, call.outgoing), *address)
        except DeliveryFailed as error:
            why = str(error)
    if found is None and settings.media_must_exist:
        raise call.error("media_not_accessible", f"{uri[:300]} can't be read, as `media_must_exist` wants: {why}.")
    return found


def address_of(uri: str) -> tuple[str, str] | None:
    """Return bucket and key of an `s3://` URI, or of a URL in path style or with the bucket in the host; None for another."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme == "s3":
        bucket, key = parts.netloc, uri.partition("://")[2].partition("/")[2]
    else:
        path = unquote(_OWN_PREFIX.sub("", parts.path, count=1))
        in_host = bucket_in_host(parts.netloc)
        bucket, key = (in_host, path) if in_host is not None else (path.partition("/")[0], path.partition("/")[2])
    return (bucket, key) if bucket and key else None
