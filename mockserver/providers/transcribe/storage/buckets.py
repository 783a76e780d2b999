"""ListBuckets, CreateBucket, HeadBucket, DeleteBucket, GetBucketLocation (transcribe.md §7.3)."""

import re
from typing import Final

from mockserver.engine.objects import Bucket, BucketExists, BucketNotEmpty, BucketsFull, NoBucket
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.transcribe import authentication
from mockserver.providers.transcribe.authentication import DEFAULT_REGION
from mockserver.providers.transcribe.settings import settings_of
from mockserver.providers.transcribe.storage import xml
from mockserver.providers.transcribe.storage.contents import no_such_bucket

OWNER: Final[xml.Node] = {
    "ID": "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a",
    "DisplayName": "mockserver",
}
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


async def list_buckets(call: Call) -> Answer:
    """Answer with all buckets by name."""
    buckets: list[dict[str, xml.Node]] = [
        {"Name": bucket.name, "CreationDate": xml.time(bucket.created_ms)}
        for bucket in call.workspace.objects.buckets()
    ]
    return xml.answer("ListAllMyBucketsResult", {"Owner": OWNER, "Buckets": {"Bucket": buckets}})


async def create_bucket(call: Call) -> Answer:
    """Make a bucket, in the region that the body names or for which the request was signed."""
    name = call.params["bucket"]
    region = authentication.region(call.arrival)
    if call.body.raw.strip():
        region = xml.read(call, "CreateBucketConfiguration").findtext("LocationConstraint") or region
    try:
        _create(call, name, region)
    except BucketExists as error:
        raise call.error("bucket_exists", f"Bucket {name} is there already.") from error
    return Answer(200, headers={"Location": f"/{name}"})


async def head_bucket(call: Call) -> Answer:
    """Tell whether a bucket is there, and in which region."""
    return Answer(200, headers={"x-amz-bucket-region": existing(call).region or DEFAULT_REGION})


async def delete_bucket(call: Call) -> Answer:
    """Delete an empty bucket, with the uploads in parts that are under way to it."""
    name = call.params["bucket"]
    try:
        await call.workspace.objects.delete_bucket(name)
    except NoBucket as error:
        raise no_such_bucket(call, name) from error
    except BucketNotEmpty as error:
        raise call.error("bucket_not_empty", f"Delete the objects in {name} first.") from error
    for upload in list(call.workspace.parted_uploads):
        if upload.bucket == name:
            call.workspace.parted_uploads.end(upload)
    return Answer(204)


async def get_bucket_location(call: Call) -> Answer:
    """Answer with a bucket's region, which is nothing for us-east-1."""
    region = existing(call).region
    body = xml.document("LocationConstraint", "" if region == DEFAULT_REGION else region, namespace=xml.NAMESPACE)
    return Answer.text(body, 200, xml.CONTENT_TYPE)


def existing(call: Call) -> Bucket:
    """Return the bucket that is addressed. Raises `no_such_bucket`."""
    name = call.params["bucket"]
    bucket = call.workspace.objects.bucket(name)
    if bucket is None:
        raise no_such_bucket(call, name)
    return bucket


def writable(call: Call) -> Bucket:
    """Return the bucket that is addressed, made where the scenario lets it come into being. Raises `no_such_bucket`."""
    name = call.params["bucket"]
    if call.workspace.objects.bucket(name) is None and settings_of(call.workspace).storage.create_buckets:
        return _create(call, name, authentication.region(call.arrival))
    return existing(call)


def _create(call: Call, name: str, region: str) -> Bucket:
    if not _NAME.fullmatch(name) or ".." in name:
        raise call.error(
            "invalid_bucket_name", "A bucket's name takes 3 to 63 small letters, digits, dots and hyphens."
        )
    try:
        return call.workspace.objects.create_bucket(name, region)
    except BucketsFull as error:
        raise call.error("too_many_buckets", str(error)) from error
