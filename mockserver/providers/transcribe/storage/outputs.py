"""The results of jobs in the client's own buckets: claimed in our storage, or written to the one that the scenario names."""

import logging
from dataclasses import replace
from functools import partial
from typing import Final

from mockserver.engine.job import Job
from mockserver.engine.webhooks import DeliveryFailed
from mockserver.gateway.call import Call
from mockserver.gateway.outgoing import Outgoing
from mockserver.gateway.provider import World
from mockserver.providers.transcribe import documents
from mockserver.providers.transcribe.hosts import at_storage
from mockserver.providers.transcribe.results.places import Result, results
from mockserver.providers.transcribe.settings import settings_of
from mockserver.providers.transcribe.storage.external import ExternalS3
from mockserver.transcripts.fixtures import FixtureError
from mockserver.transcripts.source import Transcripts

_log = logging.getLogger("mockserver.storage")
_TRIES: Final = 3
_AGAIN_AFTER_MS: Final = 30_000


async def prepared(call: Call, job: Job) -> Job:
    """Return a drafted job as it has to be for its results to be written.

    Raises `bucket_not_writable` for a bucket that isn't there, where the scenario says that it must be (transcribe.md §1.7).
    """
    settings = settings_of(call.workspace)
    external = settings.storage.external
    own = _in_own_buckets(job, call.workspace)
    if settings.media_must_exist:
        for bucket in {result.bucket for result in own}:
            await _check_writable(call, bucket)
    return replace(job, delivers=True) if own and external is not None else job


def claim(workspace: World, job: Job) -> None:
    """Say that the results of a submitted job are to lie in our storage."""
    if not job.delivers:
        for result in _in_own_buckets(job, workspace):
            workspace.outputs.claim(result.bucket, result.key, job)


def base_url(call: Call, result: Result) -> str:
    """Return what begins the link to a result."""
    external = settings_of(call.workspace).storage.external
    return (
        external.endpoint_url.rstrip("/") if external is not None and result.own_bucket else at_storage(call.base_url)
    )


async def deliver(workspace: World, job: Job, transcripts: Transcripts, outgoing: Outgoing) -> None:
    """Write the results of a completed job to the storage that the scenario names.

    One that isn't taken is tried again on the workspace's clock, twice. Failures are told in the log.
    """
    external = settings_of(workspace).storage.external
    if external is None:
        return
    storage = ExternalS3(external, outgoing)
    for result in _in_own_buckets(job, workspace):
        try:
            body = await documents.rendered(job, result.form, transcripts, workspace.seed)
        except FixtureError as error:
            _log.warning("result of job %s: %s", job.id, error)
            continue
        await _write(workspace, storage, job, result, body, tries=_TRIES)


async def _write(workspace: World, storage: ExternalS3, job: Job, result: Result, body: bytes, *, tries: int) -> None:
    left = tries - 1
    try:
        await storage.put(result.bucket, result.key, body, documents.CONTENT_TYPES[result.form])
    except DeliveryFailed as error:
        outlook = f"It is tried again in {_AGAIN_AFTER_MS // 1000} seconds." if left else "It is given up."
        _log.warning("result of job %s: %s %s", job.id, error, outlook)
        if left:
            due_ms = workspace.clock.now() + _AGAIN_AFTER_MS
            workspace.agenda.add(due_ms, partial(_write, workspace, storage, job, result, body, tries=left))


def _in_own_buckets(job: Job, workspace: World) -> list[Result]:
    return [result for result in results(job, workspace.seed) if result.own_bucket]


async def _check_writable(call: Call, bucket: str) -> None:
    storage = settings_of(call.workspace).storage
    why = f"there is no bucket {bucket}"
    if storage.external is None:
        there = storage.create_buckets or call.workspace.objects.bucket(bucket) is not None
    else:
        try:
            there = await ExternalS3(storage.external, call.outgoing).has_bucket(bucket)
        except DeliveryFailed as error:
            there, why = False, str(error)
    if not there:
        raise call.error("bucket_not_writable", f"Results can't be written, as `media_must_exist` wants: {why}.")
