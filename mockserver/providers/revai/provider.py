"""Rev.ai as a table: its operations, and how they are found and admitted."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from mockserver.engine.job import Job
from mockserver.engine.webhooks import Webhook
from mockserver.gateway.answers import Answer, Close
from mockserver.gateway.call import Call
from mockserver.gateway.details import Subject
from mockserver.gateway.errors import ApiError, ErrorTable, Wording
from mockserver.gateway.operations import GIB, BodyKind, Operation, Submits
from mockserver.gateway.provider import Assumption, Provider, Quirk, World
from mockserver.gateway.sockets import conversation
from mockserver.providers.revai import authentication
from mockserver.providers.revai.account import get_account
from mockserver.providers.revai.apis.families import ERRORS_OF_ALL_APIS, FAMILIES
from mockserver.providers.revai.assumptions import ASSUMPTIONS
from mockserver.providers.revai.errors import PROBLEM_MEMBERS, render
from mockserver.providers.revai.failures import FAILURES
from mockserver.providers.revai.quirks import QUIRKS
from mockserver.providers.revai.settings import RevAiSettings
from mockserver.providers.revai.speech.captions import get_captions, get_translated_captions
from mockserver.providers.revai.speech.job_view import WORDS
from mockserver.providers.revai.speech.jobs import delete_job, get_job, list_jobs
from mockserver.providers.revai.speech.submission import submit_job
from mockserver.providers.revai.speech.summary import get_summary
from mockserver.providers.revai.speech.transcript import get_transcript, get_translated_transcript
from mockserver.providers.revai.streaming.closing import SHUTTING_DOWN, closing
from mockserver.providers.revai.streaming.session import stream_audio
from mockserver.providers.revai.subject import subject
from mockserver.providers.revai.versions import in_all, in_v1
from mockserver.providers.revai.webhook import job_webhook

_SPEECH_TO_TEXT: Final[tuple[Operation, ...]] = (
    Operation(
        "SubmitJob",
        ("POST",),
        in_all("/jobs"),
        submit_job,
        "Submit a job, with its media by URL or uploaded.",
        "seed 002, revai.md §2.1",
        body=BodyKind.JSON_OR_FORM,
        body_limit=2 * GIB,
        submits=Submits({"media_url": "https://example.com/audio.mp3"}),
    ),
    Operation(
        "ListJobs",
        ("GET",),
        in_all("/jobs"),
        list_jobs,
        "List jobs, newest first.",
        "seed 002, revai.md §2.2",
    ),
    Operation(
        "GetJob",
        ("GET",),
        in_all("/jobs/{id}"),
        get_job,
        "Get a job: its status and what is known of it.",
        "seed 002, revai.md §2.3",
    ),
    Operation(
        "DeleteJob",
        ("DELETE",),
        in_all("/jobs/{id}"),
        delete_job,
        "Delete a job that has ended.",
        "revai.md §2.4",
    ),
    Operation(
        "GetTranscript",
        ("GET",),
        in_all("/jobs/{id}/transcript"),
        get_transcript,
        "Get a transcript, as JSON or as text.",
        "revai.md §2.5",
    ),
    Operation(
        "GetTranslatedTranscript",
        ("GET",),
        in_v1("/jobs/{id}/transcript/translation/{language}"),
        get_translated_transcript,
        "Get a transcript in a language that the job was translated into.",
        "revai.md §2.6",
    ),
    Operation(
        "GetTranscriptSummary",
        ("GET",),
        in_v1("/jobs/{id}/transcript/summary"),
        get_summary,
        "Get a summary, as text or as JSON.",
        "revai.md §2.7",
    ),
    Operation(
        "GetCaptions",
        ("GET",),
        in_v1("/jobs/{id}/captions"),
        get_captions,
        "Get captions, as SRT or WebVTT.",
        "revai.md §2.8",
    ),
    Operation(
        "GetTranslatedCaptions",
        ("GET",),
        in_v1("/jobs/{id}/captions/translation/{language}"),
        get_translated_captions,
        "Get captions in a language that the job was translated into.",
        "revai.md §2.6",
    ),
    Operation(
        "StreamAudio",
        ("GET",),
        ("/speechtotext/v1/stream",),
        conversation(stream_audio),
        "Send audio and get what is said in it while it comes in.",
        "revai.md §2.16",
        websocket=True,
        submits=Submits(),
    ),
    Operation(
        "GetAccount",
        ("GET",),
        in_all("/account"),
        get_account,
        "Get the account's email and balance.",
        "revai.md §2.10",
    ),
)


class RevAi(Provider):
    """The asynchronous speech-to-text API, v1 and v1beta, the streaming one, and the APIs beside it."""

    name = "revai"
    title = "Rev.ai"
    hosts = ("api.rev.ai", "ec1.api.rev.ai")
    sample = (
        "curl -s {url}/speechtotext/v1/jobs -H 'Authorization: Bearer token' -H 'Content-Type: application/json' "
        """-d '{"media_url": "https://example.com/a.mp3"}'"""
    )
    operations: tuple[Operation, ...] = (
        *_SPEECH_TO_TEXT,
        *(operation for family in FAMILIES for operation in family.operations),
    )
    errors: ClassVar[ErrorTable] = ERRORS_OF_ALL_APIS
    error_members: ClassVar[frozenset[str]] = PROBLEM_MEMBERS
    failures: ClassVar[Mapping[str, str]] = {name: words.detail for name, words in FAILURES.items()}
    statuses = WORDS
    quirks: ClassVar[tuple[Quirk, ...]] = QUIRKS
    assumptions: ClassVar[tuple[Assumption, ...]] = ASSUMPTIONS
    settings: ClassVar[type[RevAiSettings]] = RevAiSettings
    goodbye: ClassVar[Close] = SHUTTING_DOWN

    def credential(self, call: Call) -> str | None:
        return authentication.token(call)

    def admit(self, call: Call) -> None:
        authentication.admit(call)

    def transcription(self, media: str, name: str | None) -> Mapping[str, Any]:
        """A submission by URL has no name of its own: what clients know it by is the metadata."""
        return {"media_url": media} | ({} if name is None else {"metadata": name})

    def subject(self, call: Call) -> Subject:
        return subject(call)

    def render_error(self, call: Call, wording: Wording) -> Answer:
        return render(call, wording)

    def closing(self, call: Call, error: ApiError) -> Close | None:
        return closing(error)

    def announce(self, workspace: World, job: Job) -> Iterable[Webhook]:
        return job_webhook(job, workspace)
