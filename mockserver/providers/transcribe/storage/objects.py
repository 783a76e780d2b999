"""PutObject, GetObject, HeadObject, DeleteObject, DeleteObjects (transcribe.md §7.3)."""

import hashlib
from typing import Final

from mockserver.engine.objects import About
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.transcribe.results.places import is_service_bucket
from mockserver.providers.transcribe.storage import contents, service_bucket, xml
from mockserver.providers.transcribe.storage.buckets import existing, writable
from mockserver.providers.transcribe.storage.checksums import PREFIX
from mockserver.providers.transcribe.storage.conditions import Verdict, judge
from mockserver.providers.transcribe.storage.contents import Content
from mockserver.providers.transcribe.storage.incoming import Incoming, check_content_md5
from mockserver.providers.transcribe.storage.metadata import described, overrides
from mockserver.providers.transcribe.storage.parameters import new_key

_MOST_DELETED: Final = 1000


async def put_object(call: Call) -> Answer:
    """Keep an object, in place of one under the same key."""
    incoming, key = received(call), new_key(call)
    checksum = incoming.accepted(call)
    bucket = writable(call).name
    await _check_conditions(call, bucket, key)
    about = About(described(call), checksum)
    stored = await call.workspace.objects.put(bucket, key, incoming.upload, incoming.md5.hex(), about)
    return Answer(200, headers={"ETag": f'"{stored.etag}"', **told(checksum)})


async def get_object(call: Call) -> Answer:
    """Answer with an object, or with a part of it. It is the answer to HEAD as well, which is sent without its body."""
    return contents.send(call, await _addressed(call), overrides(call))


async def delete_object(call: Call) -> Answer:
    """Delete an object. One that isn't there is as good as deleted."""
    await call.workspace.objects.remove(existing(call).name, call.params["key"])
    return Answer(204)


async def delete_objects(call: Call) -> Answer:
    """Delete the objects that the body names, and tell of each, unless it wants to hear of errors only."""
    bucket = existing(call).name
    check_content_md5(call, hashlib.md5(call.body.raw, usedforsecurity=False).digest())
    wanted = xml.read(call, "Delete")
    keys = [each.findtext("Key") or "" for each in wanted.iterfind("Object")]
    if not 0 < len(keys) <= _MOST_DELETED or not all(keys):
        raise call.error("malformed_body", f"Delete takes 1 to {_MOST_DELETED} objects, each with its Key.")
    for key in keys:
        await call.workspace.objects.remove(bucket, key)
    quiet = (wanted.findtext("Quiet") or "").strip().lower() == "true"
    return xml.answer("DeleteResult", {} if quiet else {"Deleted": [{"Key": key} for key in keys]})


def received(call: Call) -> Incoming:
    """Return the body that came in; an empty one where the request has none."""
    if call.body.stream is None:
        call.body.stream = Incoming(call.headers)
        call.body.stream.finish()
    assert isinstance(call.body.stream, Incoming)
    return call.body.stream


def told(checksum: tuple[str, str] | None) -> dict[str, str]:
    """Return the header that tells of a checksum which was found right."""
    return {} if checksum is None else {f"{PREFIX}{checksum[0]}": checksum[1]}


async def _addressed(call: Call) -> Content:
    bucket, key = call.params["bucket"], call.params["key"]
    find = service_bucket.find if is_service_bucket(bucket) else contents.find
    content = await find(call, bucket, key)
    if content is None:
        raise call.error(
            "not_found", f"Nothing lies in {bucket} under this key: no upload, and no completed job's result."
        )
    return content


async def _check_conditions(call: Call, bucket: str, key: str) -> None:
    """Raise `precondition_failed` where a put is to replace nothing (If-None-Match), or this only (If-Match)."""
    if "If-None-Match" not in call.headers and "If-Match" not in call.headers:
        return
    there = await contents.find(call, bucket, key)
    if there is None:
        if "If-Match" in call.headers:
            raise call.error("not_found", "If-Match is given, but there is no object to match.")
    elif judge(call.headers, there.etag, there.modified_ms) is not Verdict.HOLD:
        raise call.error("precondition_failed", f"There is an object of the ETag {there.etag}.")
