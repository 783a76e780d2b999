"""Claudio's table: its operations, and how it knows its callers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from mockserver.engine.job import Job
from mockserver.engine.webhooks import Webhook
from mockserver.gateway.addressing import Arrival
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.gateway.details import Subject
from mockserver.gateway.errors import Wording
from mockserver.gateway.operations import KIB, BodyKind, Match, Operation, PathTable, Submits, WrongMethod
from mockserver.gateway.provider import Provider, World
from mockserver.providers.claudio import authentication, links
from mockserver.providers.claudio.details import WORDS, get_job_details
from mockserver.providers.claudio.downloads import download_file
from mockserver.providers.claudio.errors import ERRORS, FILE_LIMIT, render
from mockserver.providers.claudio.failures import FAILURES
from mockserver.providers.claudio.polling import poll_job
from mockserver.providers.claudio.quirks import ASSUMPTIONS, OLDER_PAGES, QUIRKS
from mockserver.providers.claudio.settings import POLL_PATH, ClaudioSettings, settings_in
from mockserver.providers.claudio.subject import subject
from mockserver.providers.claudio.submission import submit_job
from mockserver.providers.claudio.uploads import upload_audio, upload_document
from mockserver.providers.claudio.webhook import job_webhook
from mockserver.scenario.matching import Scenario

_FIELDS_LIMIT = 64 * KIB
_UPLOAD_LIMIT = FILE_LIMIT + _FIELDS_LIMIT
_TABLES_KEPT = 256

_DOWNLOAD = Operation(
    "DownloadFile",
    ("GET",),
    (f"/{links.FOLDER}/{{upload_id}}/{{filename}}", f"/{links.FOLDER}/{{job_reference_id}}/{{key}}/{{filename}}"),
    download_file,
    "Download what a link in an answer leads to, under /claudio and without a credential.",
    "seed 000; claudio.md, Poll Job",
)


class Claudio(Provider):
    """Claudio (Loom Analytics)."""

    name = "claudio"
    title = "Claudio"
    sample = (
        """curl -s {url}/claudio/jobs/submit -d '{"key": "k", "secret": "s", "job_name": "First", "audio_files": """
        """[{"audio_filename": "a.mp3", "audio_location": "https://example.com/a.mp3"}]}'"""
    )
    errors = ERRORS
    failures = FAILURES
    statuses = WORDS
    quirks = QUIRKS
    assumptions = ASSUMPTIONS
    settings = ClaudioSettings
    credential_in_body = True
    operations: tuple[Operation, ...] = (
        Operation(
            "SubmitJob",
            ("POST",),
            ("/jobs/submit", "/jobs"),
            submit_job,
            "Submit media, and documents with them, to be transcribed.",
            "seed 001",
            BodyKind.JSON,
            submits=Submits({"audio_files": [{"audio_location": "https://example.com/audio.mp3"}]}),
        ),
        Operation(
            "PollJob",
            ("POST", "GET"),
            (POLL_PATH,),
            poll_job,
            "Ask whether a job is done, and get the links of what it made.",
            "claudio.md, Poll Job",
            BodyKind.JSON,
        ),
        Operation(
            "GetJobDetails",
            ("POST", "GET"),
            ("/jobs/{job_reference_id}/details",),
            get_job_details,
            "Get all that is known of a job, with links to its files.",
            "seed 000",
            BodyKind.JSON,
        ),
        Operation(
            "UploadAudio",
            ("POST",),
            ("/upload/audio",),
            upload_audio,
            "Upload one audio or video file.",
            "claudio.md, Upload Audio",
            BodyKind.FORM,
            _UPLOAD_LIMIT,
        ),
        Operation(
            "UploadDocument",
            ("POST",),
            ("/upload/document",),
            upload_document,
            "Upload one document.",
            "claudio.md, Upload Documents",
            BodyKind.FORM,
            _UPLOAD_LIMIT,
        ),
        _DOWNLOAD,
    )

    def locate(self, arrival: Arrival) -> Match | WrongMethod | None:
        """Our links carry the prefix: `/files/…` without it may be a bucket of the storage side."""
        found = self._placed(arrival.scenario)[1].find(arrival.method, arrival.segments)
        return None if found is not None and found.operation is _DOWNLOAD and arrival.prefix is None else found

    def documented(self, scenario: Scenario, quirk_id: str) -> bool:
        """The older generation of the pages is chosen by its quirks, or as a whole by a setting."""
        if quirk_id in OLDER_PAGES and scenario.documented_by_id(self.name, quirk_id) is None:
            return settings_in(scenario).pages == "older"
        return super().documented(scenario, quirk_id)

    def announce(self, workspace: World, job: Job) -> Iterable[Webhook]:
        return job_webhook(job, workspace, partial(self.documented, workspace.scenario))

    def operations_in(self, scenario: Scenario) -> Sequence[Operation]:
        return self._placed(scenario)[0]

    def _placed(self, scenario: Scenario) -> "_Placed":
        settings = settings_in(scenario)
        if not settings.paths and not settings.methods:
            return self.operations, self.paths
        methods = tuple((call, tuple(methods)) for call, methods in settings.methods.items())
        return _moved(self.operations, tuple(settings.paths.items()), methods)

    def credential(self, call: Call) -> str | None:
        return None if call.operation is _DOWNLOAD else authentication.key_of(call)

    def admit(self, call: Call) -> None:
        if call.operation is not _DOWNLOAD:
            authentication.admit(call)

    def transcription(self, media: str, name: str | None) -> Mapping[str, Any]:
        return {"audio_files": [{"audio_location": media}]} | ({} if name is None else {"job_name": name})

    def subject(self, call: Call) -> Subject:
        return subject(call)

    def render_error(self, call: Call, wording: Wording) -> Answer:
        return render(call, wording)


_Placed = tuple[tuple[Operation, ...], PathTable]


@lru_cache(maxsize=_TABLES_KEPT)
def _moved(
    operations: tuple[Operation, ...],
    paths: tuple[tuple[str, str], ...],
    methods: tuple[tuple[str, tuple[str, ...]], ...],
) -> _Placed:
    """Return the operations where a scenario's settings have them. A path that is set wins over the usual one of another."""
    set_paths, set_methods = dict(paths), dict(methods)

    def move(operation: Operation) -> Operation:
        if operation.name not in {*set_paths, *set_methods}:
            return operation
        own = (set_paths[operation.name],) if operation.name in set_paths else operation.paths
        return replace(operation, paths=own, methods=set_methods.get(operation.name, operation.methods))

    moved = tuple(map(move, sorted(operations, key=lambda operation: operation.name not in set_paths)))
    return moved, PathTable(moved)
