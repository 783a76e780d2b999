"""The storage side: where results of transcription jobs are downloaded (transcribe.md §3.1, §7)."""

import hashlib
from email.utils import formatdate

from mockserver.engine.jobs import Job
from mockserver.engine.lifecycle import Status
from mockserver.gateway.addressing import Arrival
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.details import Subject
from mockserver.gateway.errors import Wording
from mockserver.gateway.operations import Match, Operation, WrongMethod
from mockserver.gateway.provider import Assumption, Provider
from mockserver.providers.transcribe import authentication, documents
from mockserver.providers.transcribe.links import BadLink, check_link
from mockserver.providers.transcribe.results import (
    Result,
    is_service_bucket,
    job_of_service_key,
    results,
)
from mockserver.providers.transcribe.s3_errors import ERRORS, host_id, render
from mockserver.providers.transcribe.s3_refusals import said
from mockserver.providers.transcribe.signatures.refusals import Refused
from mockserver.providers.transcribe.signatures.verifying import STORAGE


async def _get_object(call: Call) -> Answer:
    bucket, key = call.params["bucket"], call.params["key"]
    job = await (_in_service_bucket if is_service_bucket(bucket) else _in_own_bucket)(call, bucket, key)
    found = _result_at(key, job, call)
    if job is None or found is None:
        raise call.error("not_found", f"No result of a completed job lies in {bucket} under this key.")
    call.entry.job = job.id
    body = await documents.rendered(job, found.form, call.transcripts, call.workspace.seed)
    headers = {
        "ETag": f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"',
        "Last-Modified": formatdate((job.ended_ms or 0) / 1000, usegmt=True),
    }
    return Answer(200, body, documents.CONTENT_TYPES[found.form], headers)


async def _in_service_bucket(call: Call, bucket: str, key: str) -> Job | None:
    """Return the job whose result a presigned link opens. Raises S3's error for a link that opens nothing (any more)."""
    workspace = call.workspace
    try:
        check_link(bucket, key, call.query, workspace.clock.now(), workspace.seed)
    except BadLink as error:
        raise call.error(error.error, str(error)) from error
    address = job_of_service_key(bucket, key)
    if address is None:
        return None
    job = await workspace.jobs.look(*address)
    return job if job is not None and job.status is Status.COMPLETED else None


async def _in_own_bucket(call: Call, bucket: str, key: str) -> Job | None:
    if not call.workspace.outputs.has_bucket(bucket):
        raise call.error("no_such_bucket", f"No job of this workspace names {bucket} as its OutputBucketName.")
    return await call.workspace.outputs.find(bucket, key)


def _result_at(key: str, job: Job | None, call: Call) -> Result | None:
    if job is None:
        return None
    return next((result for result in results(job, call.workspace.seed) if result.key == key), None)


class S3(Provider):
    """Amazon S3, as far as results are downloaded from it."""

    name = "s3"
    title = "Amazon S3"
    hosts = ("s3.amazonaws.com", "s3.*.amazonaws.com", "s3-*.amazonaws.com")
    operations: tuple[Operation, ...] = (
        Operation(
            "GetObject",
            ("GET",),
            ("/{bucket}/{key+}",),
            _get_object,
            "Download a result of a transcription job.",
            "transcribe.md §3.1, §7.3",
        ),
    )
    accounts_of = "transcribe"
    errors = ERRORS
    assumptions = (
        Assumption(
            "Results in the client's own bucket",
            "Open without credentials, a plain GET works, unless all accounts have their signatures verified.",
        ),
        Assumption("Results in the client's own bucket when the job is deleted", "They stay, as what S3 holds does."),
    )

    def locate(self, arrival: Arrival) -> Match | WrongMethod | None:
        if arrival.prefix is None and not _is_meant(arrival):
            return None
        return self.paths.find(arrival.method, arrival.segments)

    def credential(self, call: Call) -> str | None:
        return authentication.access_key_id(call.arrival, STORAGE)

    def admit(self, call: Call) -> None:
        """Let in as the account wants it. What the service's own bucket opens is a matter of the link."""
        if is_service_bucket(call.params.get("bucket", "")):
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


def _is_meant(arrival: Arrival) -> bool:
    """Tell whether a request without a prefix is S3's: by its credential, or by a bucket that is known (DESIGN §6)."""
    if not arrival.segments:
        return False
    bucket = arrival.segments[0]
    if is_service_bucket(bucket):
        return True
    if arrival.workspace is not None and arrival.workspace.outputs.has_bucket(bucket):
        return True
    return authentication.is_for_storage(arrival)
