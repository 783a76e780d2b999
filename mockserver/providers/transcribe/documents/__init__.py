"""The documents of a completed job, rendered from its one transcript: the same bytes each time (transcribe.md §4).

A family of documents has a file of its own; they are loaded when the first document is asked for. All of them are given
the transcript as it may be shown, filtered and redacted.
"""

import io
from collections.abc import Mapping

from mockserver.engine.job import Job
from mockserver.engine.randomness import Seed
from mockserver.gateway.answers import JSON
from mockserver.providers.transcribe.results.places import Form, family_of
from mockserver.providers.transcribe.results.word_lists import word_list
from mockserver.transcripts.rendering import off_loop
from mockserver.transcripts.source import Transcripts

CONTENT_TYPES: Mapping[Form, str] = {
    Form.TRANSCRIPT: JSON,
    Form.REDACTED_TRANSCRIPT: JSON,
    Form.REDACTED_MEDIA: "audio/wav",
    Form.CLINICAL_DOCUMENT: JSON,
    Form.VTT: "text/vtt",
    Form.SRT: "application/x-subrip",
    Form.WORDS: "text/plain",
}


async def rendered(job: Job, form: Form, transcripts: Transcripts, seed: Seed) -> bytes:
    """Return what `render` does, that of long media from a thread."""
    return await off_loop(job.duration_ms, lambda: render(job, form, transcripts, seed))


def render(job: Job, form: Form, transcripts: Transcripts, seed: Seed) -> bytes:
    """Return one document of a completed job, or of a vocabulary, which must be one of its results.

    It takes time and memory in proportion to its length. Raises FixtureError for a fixture that is unknown or wrong.
    """
    if form is Form.WORDS:
        return word_list(job)
    from mockserver.providers.transcribe.documents.heard import hear
    from mockserver.providers.transcribe.documents.writers import WRITERS

    heard = hear(job, form, transcripts, seed)
    file = io.BytesIO()
    file.writelines(WRITERS[family_of(job), form](heard))
    return file.getvalue()
