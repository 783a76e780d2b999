"""Forced alignment: when each word of a known transcript is heard in media (revai.md §2.15)."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final

from pydantic import StringConstraints

from mockserver.engine.job import Job
from mockserver.engine.randomness import Seed
from mockserver.gateway.call import Call
from mockserver.providers.revai.apis.family_view import FamilyView, failing_as
from mockserver.providers.revai.apis.job_family import FamilyOptions, JobFamily, Result, job_names
from mockserver.providers.revai.errors import TRANSCRIPT_JSON
from mockserver.providers.revai.options import MOST_CHARACTERS, Contradiction, DeleteAfter, UrlConfig, one_of
from mockserver.providers.revai.timestamps import seconds
from mockserver.providers.revai.transcript_view import render_json
from mockserver.transcripts.model import Turn
from mockserver.transcripts.pacing import fit, say
from mockserver.transcripts.tokens import tokenize

_DEFAULT_LANGUAGE: Final = "en"


class AlignmentOptions(FamilyOptions):
    """The media, and what is said in it."""

    source_config: UrlConfig
    source_transcript_config: UrlConfig | None = None
    transcript_text: Annotated[str, StringConstraints(max_length=MOST_CHARACTERS)] | None = None
    language: Annotated[str, one_of("en en-us en-gb fr it de es")] | None = None
    delete_after_seconds: DeleteAfter | None = None

    @property
    def source_url(self) -> str:
        return self.source_config.url

    def contradictions(self) -> Iterator[Contradiction]:
        yield from super().contradictions()
        if self.source_transcript_config is not None and self.transcript_text is not None:
            yield "transcript_text", "Only one of source_transcript_config and transcript_text can be given."
        elif self.source_transcript_config is None and not any(map(tokenize, (self.transcript_text or "").split())):
            yield "transcript_text", "The transcript_text field is required"

    def submission(self) -> dict[str, Any]:
        kept = {"language": _DEFAULT_LANGUAGE} | super().submission()
        return kept if self.transcript_text is None else {**kept, "transcript_text": self.transcript_text}


def _duration(job: Job) -> dict[str, Any]:
    return {"duration_seconds": seconds(job.duration_ms)}


def _transcript(call: Call, job: Job) -> dict[str, Any]:
    """Return the transcript with its times, and no confidence: what is said is known. URLs of transcripts are not fetched."""
    if "transcript_text" in job.submission:
        turns = aligned(job.submission["transcript_text"], job.duration_ms, call.workspace.seed, job.number)
    else:
        turns = call.transcripts.of_job(call.workspace.seed, job, language=job.submission["language"]).turns
    transcript = render_json(turns)
    for monologue in transcript["monologues"]:
        monologue["elements"] = [
            {key: value for key, value in element.items() if key != "confidence"} for element in monologue["elements"]
        ]
    return transcript


def aligned(text: str, duration_ms: int, seed: Seed, number: int) -> Sequence[Turn]:
    """Return a text as it is heard within media of that length, or a little longer where the words have no room in it."""
    turn = Turn(0, tuple(say(tokenize(text), 0, seed.random("revai", "alignment", number))))
    end_ms = max(duration_ms, len(turn.words))
    return [turn] if turn.end_ms <= end_ms else fit([turn], 0, turn.end_ms, end_ms)


FORCED_ALIGNMENT = JobFamily(
    kind="alignment",
    noun="forced alignment job",
    source="revai.md §2.15",
    paths=("/alignment/v1/jobs",),
    names=job_names("ForcedAlignment"),
    options=AlignmentOptions,
    needs="source_config",
    sample={"source_config": {"url": "https://example.com/audio.mp3"}, "transcript_text": "Good morning."},
    result=Result(
        "GetForcedAlignmentTranscriptById",
        "Get a job's transcript, with the time of each word.",
        "transcript",
        TRANSCRIPT_JSON,
        _transcript,
    ),
    view=FamilyView(
        own_keys=("duration_seconds", "delete_after_seconds", "language", "type"),
        measured=_duration,
        failures=failing_as(
            "download_failure",
            "invalid_media",
            "empty_media",
            "duration_exceeded",
            "duration_too_short",
            "insufficient_balance",
            "invoicing_limit_exceeded",
        ),
    ),
)
