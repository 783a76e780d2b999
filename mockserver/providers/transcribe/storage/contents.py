"""What lies under a key, whether a client put it there or a job wrote it, and how it is sent."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import partial
from pathlib import Path

from mockserver.engine.objects import NoBucket, StoredObject
from mockserver.engine.outputs import Measure, Output
from mockserver.gateway.answers import Answer, FilePart
from mockserver.gateway.call import Call
from mockserver.gateway.operations import MIB
from mockserver.providers.transcribe import documents
from mockserver.providers.transcribe.results.places import results
from mockserver.providers.transcribe.storage.conditions import NotSatisfiable, Verdict, judge, part_of


@dataclass(frozen=True, slots=True)
class Content:
    """An object's bytes, or the file that holds them, and what is told with them. `etag` is without its quotes."""

    body: bytes | Path
    size: int
    etag: str
    modified_ms: int
    headers: Mapping[str, str] = field(default_factory=dict)
    checksum: tuple[str, str] | None = None

    def part(self, start: int, length: int) -> bytes | FilePart:
        """Return `length` bytes from `start` on."""
        if isinstance(self.body, Path):
            return FilePart(self.body, start, length)
        return self.body[start : start + length]


async def find(call: Call, bucket: str, key: str) -> Content | None:
    """Return what lies under a key; None when nothing does. Raises `no_such_bucket`, and FixtureError for a job's result."""
    try:
        found = await call.workspace.objects.find(bucket, key)
    except NoBucket as error:
        raise no_such_bucket(call, bucket) from error
    if found is None:
        return None
    if isinstance(found, Output):
        return await rendered(call, found, bucket, key)
    about = found.about
    return Content(found.file.path, found.file.size, found.etag, found.modified_ms, about.headers, about.checksum)


async def measure(call: Call, bucket: str, key: str) -> tuple[int, str, int] | None:
    """Return size, ETag and time (epoch ms) of what lies under a key, as lists have it; None when nothing does."""
    found = await call.workspace.objects.find(bucket, key)
    if isinstance(found, StoredObject):
        return found.file.size, found.etag, found.modified_ms
    if found is None or (found.measure is None and await rendered(call, found, bucket, key) is None):
        return None
    assert found.measure is not None
    return found.measure.size, found.measure.md5, found.written_ms


async def rendered(call: Call, output: Output, bucket: str, key: str) -> Content | None:
    """Return a job's result as it lies under a key; None when it leaves none there."""
    seed, job = call.workspace.seed, output.job
    result = next((result for result in results(job, seed) if (result.bucket, result.key) == (bucket, key)), None)
    if result is None:
        return None
    call.entry.job = job.id
    body = await documents.rendered(job, result.form, call.transcripts, seed)
    output.measure = Measure(len(body), await _md5(body))
    headers = {"content-type": documents.CONTENT_TYPES[result.form]}
    return Content(body, output.measure.size, output.measure.md5, output.written_ms, headers)


async def _md5(body: bytes) -> str:
    """Return the hash of a result, in hexadecimal; that of a large one comes from a thread, as it takes its time."""
    digest = partial(hashlib.md5, body, usedforsecurity=False)
    made = digest() if len(body) <= MIB else await asyncio.to_thread(digest)
    return made.hexdigest()


def send(call: Call, content: Content, overrides: Mapping[str, str]) -> Answer:
    """Answer with content, or the part of it that is asked for, unless the request's conditions speak against it.

    `overrides` are headers that the client wants to have in place of the stored ones.
    """
    told = {"ETag": f'"{content.etag}"', "Last-Modified": formatdate(content.modified_ms // 1000, usegmt=True)}
    verdict = judge(call.headers, content.etag, content.modified_ms)
    if verdict is Verdict.FAILED:
        raise call.error("precondition_failed", f"The object's ETag is {told['ETag']}, of {told['Last-Modified']}.")
    if verdict is Verdict.NOT_MODIFIED:
        return Answer(304, headers=told)
    try:
        asked = part_of(call.headers.get("Range"), content.size)
    except NotSatisfiable as error:
        raise _not_satisfiable(call, content.size) from error
    start, length = (0, content.size) if asked is None else asked
    headers = {**content.headers, **overrides}
    content_type = headers.pop("content-type", "binary/octet-stream")
    told["Accept-Ranges"] = "bytes"
    if asked is not None:
        told["Content-Range"] = f"bytes {start}-{start + length - 1}/{content.size}"
    elif content.checksum is not None and call.headers.get("x-amz-checksum-mode", "").upper() == "ENABLED":
        algorithm, checksum = content.checksum
        told[f"x-amz-checksum-{algorithm}"] = checksum
        told["x-amz-checksum-type"] = "FULL_OBJECT"
    status = 200 if asked is None else 206
    return Answer(status, content.part(start, length), content_type, {**headers, **told})


def no_such_bucket(call: Call, bucket: str) -> Exception:
    """Return the error, explained by the buckets that there are."""
    known = ", ".join(each.name for each in call.workspace.objects.buckets()[:3]) or "none at all"
    return call.error(
        "no_such_bucket", f"This workspace has no bucket {bucket[:80]}. It has: {known}.", BucketName=bucket
    )


def _not_satisfiable(call: Call, size: int) -> Exception:
    asked = call.headers.get("Range", "")
    error = call.error(
        "invalid_range",
        f"The object has {size} bytes; the request asks for {asked[:80]}.",
        RangeRequested=asked,
        ActualObjectSize=size,
    )
    error.answer.headers["Content-Range"] = f"bytes */{size}"
    return error
