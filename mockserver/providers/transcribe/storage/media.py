"""What the media of a job say of themselves, where they are found."""

import asyncio
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

from mockserver.engine.objects import StoredObject
from mockserver.engine.outputs import Output
from mockserver.gateway.call import Call
from mockserver.gateway.operations import KIB, MIB
from mockserver.providers.transcribe.storage.external import ExternalS3
from mockserver.providers.transcribe.storage.lookups import look_up
from mockserver.transcripts.media import MediaFacts, read_media

_LARGEST: Final = 2048 * MIB
_HEADER_BYTES: Final = 64 * KIB


class _Found(NamedTuple):
    size: int
    facts: MediaFacts


async def read_facts(call: Call, uri: str) -> MediaFacts:
    """Return what the media say of themselves; nothing where they are not found, unless the scenario says they must be.

    Raises `media_not_accessible` then, and `media_too_large` (transcribe.md §1.7).
    """
    found = await look_up(call, uri, _in_own, _in_external)
    if found is None:
        return MediaFacts()
    if found.size > _LARGEST:
        raise call.error("media_too_large", f"{uri[:300]} has {found.size} bytes; {_LARGEST} are taken.")
    return found.facts


async def _in_own(there: StoredObject | Output) -> _Found:
    if isinstance(there, Output):
        return _Found(0, MediaFacts())  # a job's result, which is no media
    return _Found(there.file.size, await asyncio.to_thread(read_media, there.file.path, there.key))


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
