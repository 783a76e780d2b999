"""What a document is rendered from: the job's transcript as this document may show it, and whatever else it depends on."""

from dataclasses import dataclass

from mockserver.engine.job import Job
from mockserver.engine.randomness import Seed
from mockserver.providers.transcribe.requests import submission
from mockserver.providers.transcribe.resources.context import unwanted_words
from mockserver.providers.transcribe.results import languages
from mockserver.providers.transcribe.results.places import Form
from mockserver.providers.transcribe.results.redaction import redact
from mockserver.providers.transcribe.results.word_filters import WordFilter, apply_filter
from mockserver.transcripts.model import Transcript, Turn
from mockserver.transcripts.source import Transcripts
from mockserver.transcripts.splicing import spliced

_DEFAULT_METHOD = "mask"


@dataclass(frozen=True, slots=True)
class Heard:
    """A job and its transcript, filtered and, where `redacted`, without what is personal."""

    job: Job
    transcript: Transcript
    redacted: bool
    seed: Seed

    @property
    def language(self) -> str:
        """The code of the language that is spoken, or of the one that is spoken first."""
        return languages.spoken(self.job, self.seed)

    def identity(self, *what: object) -> tuple[object, ...]:
        """Return what something of this job depends on that looks random."""
        return ("transcribe", "job", self.job.number, *what)


def hear(job: Job, form: Form, transcripts: Transcripts, seed: Seed) -> Heard:
    """Return what a document of a job is rendered from. All but the plain transcript are redacted, where anything is."""
    transcript = _said(job, transcripts, seed)
    redaction = submission.redaction(job)
    redacted = redaction is not None and form is not Form.TRANSCRIPT
    if redaction is not None and redacted:
        transcript = redact(transcript, redaction.get("PiiEntityTypes") or ("ALL",))
    return Heard(job, _filtered(job, transcript, seed), redacted, seed)


def _filtered(job: Job, transcript: Transcript, seed: Seed) -> Transcript:
    """Return the transcript with each language's filter applied to what is said in that language."""
    filters = {language: WordFilter(entries) for language, entries in unwanted_words(job).items()}
    if not filters:
        return transcript

    def filter_of(turn: Turn) -> WordFilter | None:
        return filters.get(languages.spoken_at(job, seed, turn.start_ms))

    return apply_filter(transcript, filter_of, submission.settings(job).get("VocabularyFilterMethod", _DEFAULT_METHOD))


def _said(job: Job, transcripts: Transcripts, seed: Seed) -> Transcript:
    """Return the whole transcript of a job. What is made up of several languages is made up of each in its part."""
    spans = languages.spans(job)
    if not spans or job.transcript is not None:
        speakers = 1 if job.submission.get("Type") == "DICTATION" else 2
        return transcripts.of_job(seed, job, speakers=speakers, language=languages.spoken(job, seed))
    return spliced(
        [
            transcripts.get(
                seed,
                ("transcribe", "job", job.number, number),
                duration_ms=span.end_ms - span.start_ms,
                language=span.code,
            )
            for number, span in enumerate(spans)
        ]
    )
