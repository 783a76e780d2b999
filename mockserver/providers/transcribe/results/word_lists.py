"""The words of a vocabulary or a filter, from the request or from its file, and what its DownloadUri leads to (§2.6)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockserver.engine.job import Job

_TABLE: Final = "Phrase\tSoundsLike\tIPA\tDisplayAs\n"
_FILE: Final = "word file"


def context_of_file(content: bytes | None) -> Mapping[str, Any]:
    """Return what a vocabulary or a filter keeps of the file that it was made from; None stands for one that wasn't found."""
    return {} if content is None else {_FILE: content.decode("utf-8", "surrogateescape")}


def entries(job: Job) -> Sequence[str]:
    """Return what stands in the list, an entry each: words, or phrases of several."""
    given: Sequence[str] | None = job.submission.get("Phrases", job.submission.get("Words"))
    if given is not None:
        return given
    lines = str(job.context.get(_FILE, "")).removeprefix("\ufeff").splitlines()
    return [line.strip() for line in lines if line.strip()]


def word_list(job: Job) -> bytes:
    """Return the list as it is downloaded: an entry to a line, or the file as it was; an empty table for one not found."""
    given = job.submission.get("Phrases", job.submission.get("Words"))
    text = job.context.get(_FILE, _TABLE) if given is None else "".join(f"{word}\n" for word in given)
    return str(text).encode("utf-8", "surrogateescape")
