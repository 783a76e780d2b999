"""What becomes of transcripts when the account's retention period is over: their links yield a PDF that says so (Poll Job)."""

from datetime import timedelta

from mockserver.engine.clock import utc
from mockserver.engine.job import Job
from mockserver.gateway.provider import World
from mockserver.providers.claudio.job_files import JobFile, title
from mockserver.transcripts.notices import pdf_notice


def deleted_ms(workspace: World, job: Job, file: JobFile) -> int | None:
    """Return when a file of a job was deleted; None while it is there. Only what the job made of words is deleted."""
    return job.results_gone_ms(workspace.clock.now()) if file.is_transcript else None


def notice(job: Job, file: JobFile, at_ms: int) -> JobFile:
    """Return the PDF that stands in for a transcript that was deleted."""
    kept = timedelta(milliseconds=at_ms - (job.ended_ms or 0))
    lines = [
        f"The transcript of job {job.id} was deleted on {utc(at_ms):%Y-%m-%d} at {utc(at_ms):%H:%M:%S} UTC,",
        f"at the end of the account's retention period of {kept / timedelta(days=1):g} days.",
    ]

    async def content(_: object) -> bytes:
        return pdf_notice("This transcript was deleted.", lines)

    return JobFile(file.key, f"{title(job)}.pdf", "application/pdf", content)
