"""The files from which vocabularies and filters are made (transcribe.md §2.5)."""

import asyncio
from typing import Final

from mockserver.engine.objects import StoredObject
from mockserver.engine.outputs import Output
from mockserver.gateway.call import Call
from mockserver.gateway.operations import KIB
from mockserver.providers.transcribe.errors import refusal
from mockserver.providers.transcribe.storage.external import ExternalS3
from mockserver.providers.transcribe.storage.lookups import look_up

_LARGEST: Final = 50 * KIB


async def read_word_file(call: Call, uri: str) -> bytes | None:
    """Return a file's content; None where it isn't found, unless the scenario says that it must be.

    Raises `media_not_accessible` then, and `bad_request` for a file beyond the quota of 50 KB.
    """
    content = await look_up(call, uri, _in_own, _in_external)
    if content is not None and len(content) > _LARGEST:
        text = "The file that you specified exceeds the maximum size of 50 KB. Try again with a smaller file."
        raise refusal(call, "bad_request", text)
    return content


async def _in_own(there: StoredObject | Output) -> bytes | None:
    if isinstance(there, Output):
        return None  # a job's result, which is no list of words
    with there.file.path.open("rb") as file:
        return await asyncio.to_thread(file.read, _LARGEST + 1)


async def _in_external(storage: ExternalS3, bucket: str, key: str) -> bytes | None:
    if await storage.size(bucket, key) is None:
        return None
    return await storage.beginning(bucket, key, _LARGEST + 1)
