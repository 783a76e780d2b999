"""CopyObject and UploadPartCopy: content that is in a bucket already."""

import asyncio
import hashlib
import re
from typing import Final
from urllib.parse import unquote

from mockserver.engine.files import Upload, to_disk
from mockserver.engine.objects import About
from mockserver.gateway.answers import Answer, FilePart
from mockserver.gateway.call import Call
from mockserver.providers.transcribe.storage import contents, multipart, xml
from mockserver.providers.transcribe.storage.buckets import writable
from mockserver.providers.transcribe.storage.conditions import Verdict, judge
from mockserver.providers.transcribe.storage.contents import Content
from mockserver.providers.transcribe.storage.errors import invalid
from mockserver.providers.transcribe.storage.metadata import described
from mockserver.providers.transcribe.storage.parameters import new_key

SOURCE: Final = "x-amz-copy-source"
_CHUNK: Final = 1024 * 1024
_RANGE: Final = re.compile(r"bytes=(\d{1,18})-(\d{1,18})")


async def copy_object(call: Call) -> Answer:
    """Copy an object to another key, with its metadata or with other ones."""
    key, address = new_key(call), _source_address(call)
    source = await _source(call, *address)
    bucket = writable(call).name
    replaces = call.headers.get("x-amz-metadata-directive", "COPY").upper() == "REPLACE"
    if not replaces and address == (bucket, key):
        raise call.error(
            "bad_request",
            "A copy onto itself must change the metadata.",
            Message="This copy request is illegal because it is trying to copy an object to itself without changing the "
            "object's metadata, storage class, website redirect location or encryption attributes.",
        )
    about = About(described(call) if replaces else source.headers, source.checksum)
    upload, md5 = await asyncio.to_thread(_duplicate, source.part(0, source.size))
    try:
        stored = await call.workspace.objects.put(bucket, key, upload, md5, about)
    finally:
        upload.discard()
    return xml.answer("CopyObjectResult", {"ETag": f'"{stored.etag}"', "LastModified": xml.time(stored.modified_ms)})


async def upload_part_copy(call: Call) -> Answer:
    """Keep a part of an object as a part of an upload."""
    to, number = multipart.addressed(call), multipart.part_number(call)
    source = await _source(call, *_source_address(call))
    start, length = _range(call, source)
    upload, md5 = await asyncio.to_thread(_duplicate, source.part(start, length))
    try:
        part = call.workspace.parted_uploads.add(to, number, upload, md5)
    finally:
        upload.discard()
    return xml.answer("CopyPartResult", {"ETag": f'"{part.etag}"', "LastModified": xml.time(part.modified_ms)})


def _source_address(call: Call) -> tuple[str, str]:
    """Return bucket and key that the header names. Raises InvalidArgument."""
    bucket, _, key = unquote(call.headers[SOURCE].partition("?versionId=")[0]).removeprefix("/").partition("/")
    if not bucket or not key:
        raise invalid(call, "Copy Source must mention the source bucket and key: sourcebucket/sourcekey")
    return bucket, key


async def _source(call: Call, bucket: str, key: str) -> Content:
    """Return what is to be copied. Raises S3's errors where there is nothing, or the conditions fail."""
    content = await contents.find(call, bucket, key)
    if content is None:
        raise call.error("not_found", f"There is no {key[:200]} in {bucket} to copy.", Key=key)
    if judge(call.headers, content.etag, content.modified_ms, f"{SOURCE}-") is not Verdict.HOLD:
        raise call.error("precondition_failed", f"The source's ETag is {content.etag}.")
    return content


def _range(call: Call, source: Content) -> tuple[int, int]:
    asked = call.headers.get(f"{SOURCE}-range")
    if asked is None:
        return 0, source.size
    match = _RANGE.fullmatch(asked.strip())
    if match is None or not int(match[1]) <= int(match[2]) < source.size:
        raise invalid(call, f"The x-amz-copy-source-range must be bytes=first-last, within {source.size} bytes.")
    return int(match[1]), int(match[2]) - int(match[1]) + 1


def _duplicate(part: bytes | FilePart) -> tuple[Upload, str]:
    """Return a file with the same bytes, and their MD5 in hexadecimal. Raises FilesFull where the disk is."""
    digest = hashlib.md5(usedforsecurity=False)
    upload = Upload("", None)
    try:
        if isinstance(part, bytes):
            digest.update(part)
            upload.write(part)
        else:
            with to_disk(), part.path.open("rb") as file:
                file.seek(part.start)
                left = part.length
                while chunk := file.read(min(left, _CHUNK)):
                    digest.update(chunk)
                    upload.write(chunk)
                    left -= len(chunk)
    except BaseException:
        upload.discard()
        raise
    return upload, digest.hexdigest()
