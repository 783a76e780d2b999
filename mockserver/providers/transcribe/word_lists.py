"""What the DownloadUri of a vocabulary or a filter leads to (transcribe.md §2.6)."""

from mockserver.engine.jobs import Job

_TABLE = "Phrase\tSoundsLike\tIPA\tDisplayAs\n"


def word_list(job: Job) -> bytes:
    """Return what was given in the request, one to a line; of what was given as a file, which isn't read, an empty table."""
    words = job.submission.get("Phrases", job.submission.get("Words"))
    return (_TABLE if words is None else "".join(f"{word}\n" for word in words)).encode()
