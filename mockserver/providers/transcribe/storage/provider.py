"""Amazon S3 beside Amazon Transcribe: its table of operations, and how requests find it."""

from collections.abc import Awaitable, Callable
from typing import Final

from mockserver.gateway.addressing import Arrival
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.details import Subject
from mockserver.gateway.errors import Wording
from mockserver.gateway.operations import GIB, MIB, BodyKind, Match, Operation, WrongMethod
from mockserver.gateway.provider import Provider
from mockserver.providers.transcribe import authentication
from mockserver.providers.transcribe.hosts import STORAGE_HOSTS
from mockserver.providers.transcribe.results.places import is_service_bucket
from mockserver.providers.transcribe.signatures.refusals import Refused
from mockserver.providers.transcribe.signatures.verifying import STORAGE
from mockserver.providers.transcribe.storage import addressing, buckets, copying, listing, multipart, objects
from mockserver.providers.transcribe.storage.errors import ERRORS, host_id, render
from mockserver.providers.transcribe.storage.incoming import Incoming
from mockserver.providers.transcribe.storage.quirks import ASSUMPTIONS
from mockserver.providers.transcribe.storage.refusals import said

_SOURCE: Final = "transcribe.md §7.3"
_BY_LINK: Final = frozenset({"GetObject", "HeadObject"})
_ROOT, _BUCKET, _KEY = "/", "/{bucket}", "/{bucket}/{key+}"
_STREAM_LIMIT: Final = 5 * GIB
# A body of aws-chunked is larger than what it holds: by its chunks' headers, which have some hundred bytes each.
_FRAMED_LIMIT: Final = _STREAM_LIMIT + _STREAM_LIMIT // 64
_XML_LIMIT: Final = 2 * MIB


def _operation(
    name: str,
    method: str,
    path: str,
    handler: Callable[[Call], Awaitable[Answer]],
    summary: str,
    *query: str,
    header: str | None = None,
    body: BodyKind = BodyKind.NONE,
) -> Operation:
    streams = body is BodyKind.STREAM
    return Operation(
        name,
        (method,),
        (path,),
        handler,
        summary,
        _SOURCE,
        body,
        _FRAMED_LIMIT if streams else _XML_LIMIT,
        query=query,
        header=header,
        receive=Incoming if streams else None,
    )


async def _not_implemented(call: Call) -> Answer:
    asked = ", ".join(f"?{name}" for name in call.query if name in _NOT_EMULATED)
    raise call.error("not_implemented", f"{asked} isn't emulated. docs/operations.md lists what is.")


_NOT_IMPLEMENTED: Final = Operation(
    "NotImplemented", ("GET",), (_ROOT,), _not_implemented, "Refuse what is not emulated.", _SOURCE
)
# The sub-resources of buckets and objects that S3 has beyond the table below. They are named in the query.
_NOT_EMULATED: Final = frozenset(
    {
        "accelerate",
        "acl",
        "analytics",
        "attributes",
        "cors",
        "encryption",
        "intelligent-tiering",
        "inventory",
        "legal-hold",
        "lifecycle",
        "logging",
        "metrics",
        "notification",
        "object-lock",
        "ownershipControls",
        "policy",
        "policyStatus",
        "publicAccessBlock",
        "replication",
        "requestPayment",
        "restore",
        "retention",
        "select",
        "session",
        "tagging",
        "torrent",
        "versionId",
        "versioning",
        "versions",
        "website",
    }
)


class S3(Provider):
    """Amazon S3, as far as programs around Amazon Transcribe need it."""

    name = "s3"
    title = "Amazon S3"
    known_by = "nothing tells that it is for s3: no signature, no `/s3` in front, no bucket that exists"
    regional = True
    hosts = STORAGE_HOSTS
    operations: tuple[Operation, ...] = (
        _operation("ListBuckets", "GET", _ROOT, buckets.list_buckets, "List the buckets."),
        _operation("CreateBucket", "PUT", _BUCKET, buckets.create_bucket, "Create a bucket.", body=BodyKind.XML),
        _operation("HeadBucket", "HEAD", _BUCKET, buckets.head_bucket, "Tell whether a bucket is there."),
        _operation("DeleteBucket", "DELETE", _BUCKET, buckets.delete_bucket, "Delete an empty bucket."),
        _operation(
            "GetBucketLocation", "GET", _BUCKET, buckets.get_bucket_location, "Tell a bucket's region.", "location"
        ),
        _operation(
            "ListMultipartUploads",
            "GET",
            _BUCKET,
            multipart.list_multipart_uploads,
            "List the uploads in parts that are under way.",
            "uploads",
        ),
        _operation("ListObjectsV2", "GET", _BUCKET, listing.list_objects_v2, "List objects, by prefix.", "list-type=2"),
        _operation("ListObjects", "GET", _BUCKET, listing.list_objects, "List objects, in the older way."),
        _operation(
            "DeleteObjects",
            "POST",
            _BUCKET,
            objects.delete_objects,
            "Delete up to 1000 objects.",
            "delete",
            body=BodyKind.XML,
        ),
        _operation(
            "UploadPartCopy",
            "PUT",
            _KEY,
            copying.upload_part_copy,
            "Upload a part that is in a bucket already.",
            "partNumber",
            "uploadId",
            header=copying.SOURCE,
        ),
        _operation(
            "UploadPart",
            "PUT",
            _KEY,
            multipart.upload_part,
            "Upload a part.",
            "partNumber",
            "uploadId",
            body=BodyKind.STREAM,
        ),
        _operation("CopyObject", "PUT", _KEY, copying.copy_object, "Copy an object.", header=copying.SOURCE),
        _operation("PutObject", "PUT", _KEY, objects.put_object, "Upload an object.", body=BodyKind.STREAM),
        _operation("ListParts", "GET", _KEY, multipart.list_parts, "List the parts that have come.", "uploadId"),
        _operation(
            "GetObject", "GET", _KEY, objects.get_object, "Download an object, or a result of a transcription job."
        ),
        _operation("HeadObject", "HEAD", _KEY, objects.get_object, "Tell of an object without its content."),
        _operation(
            "AbortMultipartUpload",
            "DELETE",
            _KEY,
            multipart.abort_multipart_upload,
            "Throw an upload in parts away.",
            "uploadId",
        ),
        _operation("DeleteObject", "DELETE", _KEY, objects.delete_object, "Delete an object."),
        _operation(
            "CreateMultipartUpload",
            "POST",
            _KEY,
            multipart.create_multipart_upload,
            "Begin an upload in parts.",
            "uploads",
        ),
        _operation(
            "CompleteMultipartUpload",
            "POST",
            _KEY,
            multipart.complete_multipart_upload,
            "Put the parts together.",
            "uploadId",
            body=BodyKind.XML,
        ),
    )
    accounts_of = "transcribe"
    errors = ERRORS
    assumptions = ASSUMPTIONS

    def locate(self, arrival: Arrival) -> Match | WrongMethod | None:
        if arrival.prefix is None and not addressing.is_meant(arrival):
            return None
        found = self.paths.find(arrival.method, addressing.segments(arrival), arrival.request)
        if found is not None and not _NOT_EMULATED.isdisjoint(arrival.request.query):
            return Match(_NOT_IMPLEMENTED, found.params if isinstance(found, Match) else {})
        return found

    def credential(self, call: Call) -> str | None:
        return authentication.access_key_id(call.arrival, STORAGE)

    def admit(self, call: Call) -> None:
        """Let in as the account wants it. What the service's own bucket opens is a matter of the link."""
        if is_service_bucket(call.params.get("bucket", "")):
            if call.operation.name not in _BY_LINK:
                raise call.error("access_denied", "The service's own bucket opens by links to results only.")
            call.account = call.workspace.accounts.of(self.name)[0]
            return
        try:
            call.account = authentication.admitted(call, STORAGE)
        except Refused as refused:
            raise said(call, refused) from refused

    def subject(self, call: Call) -> Subject:
        return Subject(region=authentication.region(call.arrival))

    def render_error(self, call: Call, wording: Wording) -> Answer:
        return render(call, wording)

    def headers(self, call: Call) -> dict[str, str]:
        return {"x-amz-request-id": call.request_id, "x-amz-id-2": host_id(call)}
