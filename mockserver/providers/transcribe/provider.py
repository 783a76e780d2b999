"""Amazon Transcribe: its table of operations, and how requests find it."""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from mockserver.engine.job import Job
from mockserver.engine.webhooks import Webhook
from mockserver.gateway.addressing import Arrival
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.details import Subject
from mockserver.gateway.errors import Wording
from mockserver.gateway.operations import Match, WrongMethod
from mockserver.gateway.outgoing import Outgoing
from mockserver.gateway.provider import Provider, World
from mockserver.providers.transcribe import authentication
from mockserver.providers.transcribe.errors import ERRORS, render
from mockserver.providers.transcribe.hosts import TRANSCRIBE_HOSTS
from mockserver.providers.transcribe.operations import OPERATIONS, operation
from mockserver.providers.transcribe.quirks import ASSUMPTIONS, QUIRKS
from mockserver.providers.transcribe.refusals import said
from mockserver.providers.transcribe.resources.events import state_changes
from mockserver.providers.transcribe.resources.failures import FAILURES
from mockserver.providers.transcribe.resources.families import JOB_WORDS
from mockserver.providers.transcribe.settings import TranscribeSettings
from mockserver.providers.transcribe.signatures.refusals import Refused
from mockserver.providers.transcribe.signatures.verifying import TRANSCRIBE
from mockserver.providers.transcribe.storage import outputs
from mockserver.providers.transcribe.subject import subject
from mockserver.transcripts.source import Transcripts

TARGET = "X-Amz-Target"


async def _refuse(call: Call) -> Answer:
    target = call.headers.get(TARGET)
    if target is None:
        raise call.error("unknown_operation", f"The {TARGET} header is missing; it names the operation.")
    known = [known.name for known in OPERATIONS]
    nearest = difflib.get_close_matches(target.rpartition(".")[2], known, n=3) or known
    raise call.error("unknown_operation", f"{TARGET} names no operation that is emulated. Try {', '.join(nearest)}.")


_UNKNOWN = operation("UnknownOperation", _refuse, "Refuse what is not emulated.", "transcribe.md §1.5")


class Transcribe(Provider):
    """Amazon Transcribe. All of it is POST to one path; a header tells the operation (transcribe.md §1.1)."""

    name = "transcribe"
    title = "Amazon Transcribe"
    known_by = f"the header {TARGET} is missing, which names the operation"
    regional = True
    hosts = TRANSCRIBE_HOSTS
    sample = (
        "curl -s {url} --aws-sigv4 aws:amz:us-east-1:transcribe --user key:secret "
        "-H 'Content-Type: application/x-amz-json-1.1' -H 'X-Amz-Target: Transcribe.StartTranscriptionJob' "
        """-d '{"TranscriptionJobName": "first", "LanguageCode": "en-US", """
        """"Media": {"MediaFileUri": "s3://bucket/a.mp3"}}'"""
    )
    operations = OPERATIONS
    errors = ERRORS
    failures = FAILURES
    statuses = JOB_WORDS
    quirks = QUIRKS
    assumptions = ASSUMPTIONS
    settings = TranscribeSettings
    body_is_signed = True

    _by_target: ClassVar = {operation.name: operation for operation in OPERATIONS}

    def locate(self, arrival: Arrival) -> Match | WrongMethod | None:
        target = arrival.request.headers.get(TARGET)
        if target is None and arrival.prefix is None:
            return None
        if arrival.method != "POST":
            return WrongMethod(_UNKNOWN, _UNKNOWN.methods)
        return Match(self._by_target.get((target or "").rpartition(".")[2], _UNKNOWN), {})

    def credential(self, call: Call) -> str | None:
        return authentication.access_key_id(call.arrival, TRANSCRIBE)

    def admit(self, call: Call) -> None:
        """Let in who signed with a known access key, as strictly as its account wants it."""
        try:
            call.account = authentication.admitted(call, TRANSCRIBE)
        except Refused as refused:
            raise said(call, refused) from refused

    def announce(self, workspace: World, job: Job) -> Iterable[Webhook]:
        return state_changes(job, workspace)

    def transcription(self, media: str, name: str | None) -> Mapping[str, Any]:
        """A job must have a name: by itself it is called like its media."""
        called = name or re.sub(r"[^0-9A-Za-z._-]+", "-", media.rpartition("/")[2])
        return {"TranscriptionJobName": called, "LanguageCode": "en-US", "Media": {"MediaFileUri": media}}

    def subject(self, call: Call) -> Subject:
        return subject(call)

    def render_error(self, call: Call, wording: Wording) -> Answer:
        return render(call, wording)

    def headers(self, call: Call) -> dict[str, str]:
        return {"x-amzn-RequestId": call.request_id}

    async def deliver(self, workspace: World, job: Job, transcripts: Transcripts, outgoing: Outgoing) -> None:
        await outputs.deliver(workspace, job, transcripts, outgoing)
