"""The media of a job, looked up where its URI says that they lie: in our storage, or in the one that the scenario names."""

import asyncio
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from mockserver.engine.outputs import Output
from mockserver.engine.webhooks import DeliveryFailed
from mockserver.gateway.call import Call
from mockserver.gateway.operations import KIB, MIB
from mockserver.providers.transcribe.settings import settings_of
from mockserver.providers.transcribe.storage.addressing import bucket_in_host
from mockserver.providers.transcribe.storage.external import ExternalS3
from mockserver.transcripts.media import MediaFacts, read_media

_LARGEST: Final = 2048 * MIB
_HEADER_BYTES: Final = 64 * KIB
# What stands before bucket and key in URLs that we gave out ourselves.
_OWN_PREFIX: Final = re.compile(r"(?:/w/[^/]+)?(?:/s3(?=/))?/")


@dataclass(frozen=True, slots=True)
class _Found:
    size: int
    facts: MediaFacts


async def look_up(call: Call, uri: str) -> MediaFacts:
    """Return what the media say of themselves; nothing where they are not found, unless the scenario says they must be.

    Raises `media_not_accessible` then, and `media_too_large` (transcribe.md §1.7).
    """
    settings = settings_of(call.workspace)
    address, found, why = address_of(uri), None, "there is no such object"
    if address is not None and settings.storage.external is None:
        found = await _in_own(call, *address)
    elif address is not None and settings.storage.external is not None and settings.media_must_exist:
        try:
            found = await _in_external(ExternalS3(settings.storage.external, call.outgoing), *address)
        except DeliveryFailed as error:
            why = str(error)
    if found is None:
        if settings.media_must_exist:
            raise call.error("media_not_accessible", f"{uri[:300]} can't be read, as `media_must_exist` wants: {why}.")
        return MediaFacts()
    if found.size > _LARGEST:
        raise call.error("media_too_large", f"{uri[:300]} has {found.size} bytes; {_LARGEST} are taken.")
    return found.facts


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


async def _in_own(call: Call, bucket: str, key: str) -> _Found | None:
    objects = call.workspace.objects
    stored = None if objects.bucket(bucket) is None else await objects.find(bucket, key)
    if stored is None:
        return None
    if isinstance(stored, Output):
        return _Found(0, MediaFacts())  # a result, which is no media
    return _Found(stored.file.size, await asyncio.to_thread(read_media, stored.file.path, key))


async def _in_external(storage: ExternalS3, bucket: str, key: str) -> _Found | None:
    size = await storage.size(bucket, key)
    if size is None:
        return None
    beginning = await storage.beginning(bucket, key, _HEADER_BYTES)
    facts = await asyncio.to_thread(_facts_of_beginning, beginning, key)
    return _Found(size, facts)


def _facts_of_beginning(beginning: bytes, key: str) -> MediaFacts:
    """Return what the first bytes of media say. Only those of a WAV file tell how long all of it lasts."""
    with tempfile.NamedTemporaryFile(prefix="mockserver-media-") as file:
        file.write(beginning)
        file.flush()
        facts = read_media(Path(file.name), key)
    return facts if facts.format == "wav" else MediaFacts(format=facts.format)
