"""Claudio's table: its operations, and how it knows its callers."""

from mockserver.gateway.addressing import Arrival
from mockserver.gateway.call import Call
from mockserver.gateway.operations import MIB, BodyKind, Match, Operation, WrongMethod
from mockserver.gateway.provider import Provider
from mockserver.providers.claudio import credentials, links
from mockserver.providers.claudio.details import get_job_details
from mockserver.providers.claudio.downloads import download_file
from mockserver.providers.claudio.errors import ERRORS
from mockserver.providers.claudio.failures import FAILURES
from mockserver.providers.claudio.polling import poll_job
from mockserver.providers.claudio.quirks import ASSUMPTIONS, QUIRKS
from mockserver.providers.claudio.submitting import submit_job
from mockserver.providers.claudio.uploads import upload_audio, upload_document

_UPLOAD_LIMIT = 250 * MIB

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
    failures = frozenset(FAILURES)
    quirks = QUIRKS
    assumptions = ASSUMPTIONS
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
        ),
        Operation(
            "PollJob",
            ("POST", "GET"),
            ("/jobs/{job_reference_id}/poll",),
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
        found = super().locate(arrival)
        return None if found is not None and found.operation is _DOWNLOAD and arrival.prefix is None else found

    def credential(self, call: Call) -> str | None:
        return None if call.operation is _DOWNLOAD else credentials.key_of(call)

    def admit(self, call: Call) -> None:
        if call.operation is not _DOWNLOAD:
            credentials.admit(call)
