"""Uploads in parts: begin, upload a part, complete, abort, list (transcribe.md §7.3)."""

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from mockserver.engine.multipart import Part, PartedUpload, UploadsFull, etag
from mockserver.engine.objects import About
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.operations import MIB
from mockserver.providers.transcribe.storage import xml
from mockserver.providers.transcribe.storage.addressing import url_of
from mockserver.providers.transcribe.storage.buckets import existing, writable
from mockserver.providers.transcribe.storage.errors import invalid
from mockserver.providers.transcribe.storage.metadata import described
from mockserver.providers.transcribe.storage.objects import received, told
from mockserver.providers.transcribe.storage.parameters import new_key, number_in_query

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MOST_PARTS: Final = 10_000
_SMALLEST_PART: Final = 5 * MIB
_PAGE: Final = 1000
_ID_LENGTH: Final = 21


async def create_multipart_upload(call: Call) -> Answer:
    """Begin an upload, and answer with its id."""
    workspace = call.workspace
    bucket, key = writable(call).name, new_key(call)
    upload_id = workspace.seed.token(_ID_LENGTH, "s3", "upload", await workspace.store.count("s3 uploads"))
    try:
        workspace.parted_uploads.begin(upload_id, bucket, key, About(described(call)))
    except UploadsFull as error:
        raise call.error("service_unavailable", str(error)) from error
    return xml.answer("InitiateMultipartUploadResult", {"Bucket": bucket, "Key": key, "UploadId": upload_id})


async def upload_part(call: Call) -> Answer:
    """Keep a part, in place of one of the same number."""
    upload, number = addressed(call), part_number(call)
    incoming = received(call)
    checksum = incoming.accepted(call)
    part = call.workspace.parted_uploads.add(upload, number, incoming.upload, incoming.md5.hex())
    return Answer(200, headers={"ETag": f'"{part.etag}"', **told(checksum)})


async def complete_multipart_upload(call: Call) -> Answer:
    """Put the parts together that the body names."""
    workspace, upload = call.workspace, addressed(call)
    named = list(xml.read(call, "CompleteMultipartUpload").iterfind("Part"))
    if not 0 < len(named) <= _MOST_PARTS:
        raise call.error("malformed_body", f"CompleteMultipartUpload takes 1 to {_MOST_PARTS} parts.")
    parts = [_named_part(call, upload, element) for element in named]
    if any(later.number <= earlier.number for earlier, later in pairwise(parts)):
        raise call.error("invalid_part_order", "The numbers of the parts must rise.")
    for part in parts[:-1]:
        if part.file.size < _SMALLEST_PART:
            raise call.error(
                "part_too_small",
                f"Part {part.number} has {part.file.size} bytes. All but the last one need {_SMALLEST_PART}.",
                ProposedSize=part.file.size,
                MinSizeAllowed=_SMALLEST_PART,
                PartNumber=part.number,
            )
    whole = await workspace.parted_uploads.joined(parts)
    try:
        stored = await workspace.objects.put(upload.bucket, upload.key, whole, etag(parts), upload.about)
    finally:
        whole.discard()
    workspace.parted_uploads.end(upload)
    return xml.answer(
        "CompleteMultipartUploadResult",
        {
            "Location": url_of(call, upload.bucket, upload.key),
            "Bucket": upload.bucket,
            "Key": upload.key,
            "ETag": f'"{stored.etag}"',
        },
    )


async def abort_multipart_upload(call: Call) -> Answer:
    """Throw an upload away."""
    call.workspace.parted_uploads.end(addressed(call))
    return Answer(204)


async def list_parts(call: Call) -> Answer:
    """Answer with the parts that have come, by number."""
    upload = addressed(call)
    after, most = number_in_query(call, "part-number-marker", 0), number_in_query(call, "max-parts", _PAGE)
    parts = [part for number, part in sorted(upload.parts.items()) if number > after]
    page = parts[: min(most, _PAGE)]
    return xml.answer(
        "ListPartsResult",
        {
            "Bucket": upload.bucket,
            "Key": upload.key,
            "UploadId": upload.id,
            "PartNumberMarker": after,
            "NextPartNumberMarker": page[-1].number if page else 0,
            "MaxParts": most,
            "IsTruncated": len(page) < len(parts),
            "StorageClass": "STANDARD",
            "Part": [
                {
                    "PartNumber": part.number,
                    "LastModified": xml.time(part.modified_ms),
                    "ETag": f'"{part.etag}"',
                    "Size": part.file.size,
                }
                for part in page
            ],
        },
    )


async def list_multipart_uploads(call: Call) -> Answer:
    """Answer with a page of the uploads under way to a bucket, by key and then by when they began."""
    bucket, prefix = existing(call).name, call.query.get("prefix", "")
    uploads = sorted(
        (
            upload
            for upload in call.workspace.parted_uploads
            if upload.bucket == bucket and upload.key.startswith(prefix)
        ),
        key=lambda upload: (upload.key.encode(), upload.begun_ms, upload.id),
    )
    most = min(number_in_query(call, "max-uploads", _PAGE), _PAGE)
    rest = _after_marker(uploads, call.query.get("key-marker", ""), call.query.get("upload-id-marker", ""))
    page = rest[:most]
    truncated = len(page) < len(rest)
    return xml.answer(
        "ListMultipartUploadsResult",
        {
            "Bucket": bucket,
            "KeyMarker": call.query.get("key-marker", ""),
            "UploadIdMarker": call.query.get("upload-id-marker", ""),
            "NextKeyMarker": page[-1].key if truncated and page else None,
            "NextUploadIdMarker": page[-1].id if truncated and page else None,
            "Prefix": prefix,
            "MaxUploads": most,
            "IsTruncated": truncated,
            "Upload": [
                {
                    "Key": upload.key,
                    "UploadId": upload.id,
                    "Initiated": xml.time(upload.begun_ms),
                    "StorageClass": "STANDARD",
                }
                for upload in page
            ],
        },
    )


def _after_marker(uploads: list[PartedUpload], key: str, upload_id: str) -> list[PartedUpload]:
    """Return the uploads after that of the marker. Without an id, which goes for nothing without a key, those after its key."""
    ids = [upload.id for upload in uploads if upload.key == key] if key else []
    if upload_id in ids:
        place = next(place for place, upload in enumerate(uploads) if upload.id == upload_id)
        return uploads[place + 1 :]
    return [upload for upload in uploads if upload.key.encode() > key.encode()] if key else uploads


def addressed(call: Call) -> PartedUpload:
    """Return the upload that the request names. Raises `no_such_upload` or `no_such_bucket`."""
    upload_id = call.query["uploadId"]
    upload = call.workspace.parted_uploads.get(upload_id, existing(call).name, call.params["key"])
    if upload is None:
        raise call.error("no_such_upload", "No upload of this id to this key is under way.", UploadId=upload_id)
    return upload


def part_number(call: Call) -> int:
    """Return the number of the part that the request names. Raises InvalidArgument."""
    number = number_in_query(call, "partNumber", 0)
    if not 1 <= number <= _MOST_PARTS:
        text = f"Part number must be an integer between 1 and {_MOST_PARTS}, inclusive"
        raise invalid(call, text, ArgumentName="partNumber", ArgumentValue=call.query["partNumber"])
    return number


def _named_part(call: Call, upload: PartedUpload, element: "Element") -> Part:
    number = (element.findtext("PartNumber") or "").strip()
    tag = (element.findtext("ETag") or "").strip().strip('"')
    part = upload.parts.get(int(number)) if number.isascii() and number.isdecimal() and len(number) < 6 else None
    if part is None or part.etag != tag:
        raise call.error("invalid_part", f"No part {number[:20]} of the ETag {tag[:80]} has come.", PartNumber=number)
    return part
