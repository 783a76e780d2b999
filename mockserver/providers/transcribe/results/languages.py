"""Which language is spoken in a job's media: as the client said, or as the service identifies it (transcribe.md §3, §4.2)."""

from typing import NamedTuple

from mockserver.engine.job import Job
from mockserver.engine.randomness import Seed
from mockserver.providers.transcribe.requests.submission import language_options

_DEFAULT = "en-US"
_DEFAULT_SEVERAL = ("en-US", "es-US")
_SCORES = (0.75, 0.99)


class Span(NamedTuple):
    """A language, and the part of the media in which it is spoken, in milliseconds."""

    code: str
    start_ms: int
    end_ms: int

    @property
    def seconds(self) -> float:
        return (self.end_ms - self.start_ms) / 1000


def spoken(job: Job, seed: Seed) -> str:
    """Return the code of the language that is spoken, or of the one that is spoken first."""
    request = job.submission
    if "LanguageCode" in request:
        return str(request["LanguageCode"])
    if request.get("IdentifyMultipleLanguages"):
        return spans(job)[0].code
    options = language_options(job) or (_DEFAULT,)
    return options[seed.integer("transcribe", "job", job.number, "language") % len(options)]


def spans(job: Job) -> list[Span]:
    """Return the languages of a job that identifies several, each with its part of the media; none for any other job."""
    if not job.submission.get("IdentifyMultipleLanguages"):
        return []
    codes = language_options(job) or _DEFAULT_SEVERAL
    bounds = [job.duration_ms * number // len(codes) for number in range(len(codes) + 1)]
    return [Span(code, bounds[number], bounds[number + 1]) for number, code in enumerate(codes)]


def all_spoken(job: Job, seed: Seed) -> list[str]:
    """Return the codes of all languages that are spoken, in the order in which they are."""
    return [span.code for span in spans(job)] or [spoken(job, seed)]


def spoken_at(job: Job, seed: Seed, at_ms: int) -> str:
    """Return the code of the language that is spoken at a time of the media."""
    several = spans(job)
    return next((span.code for span in several if at_ms < span.end_ms), all_spoken(job, seed)[-1])


def score(job: Job, seed: Seed) -> float:
    """Return how sure the service is of the language that it identified, from 0 to 1."""
    return round(seed.uniform(*_SCORES, "transcribe", "job", job.number, "language score"), 4)


def scores(job: Job, seed: Seed) -> list[tuple[str, float]]:
    """Return the scores of all languages in question, highest first. Together they are 1 at most."""
    found = [(spoken(job, seed), score(job, seed))]
    rest = 1 - found[0][1]
    for code in language_options(job):
        if code != found[0][0]:
            rest /= 2
            found.append((code, round(rest, 4)))
    return found
