"""What the tests of Transcribe's documents share: jobs of every family, and transcripts as short as they need."""

import json
from typing import Any

from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Stage, Status, begin
from mockserver.engine.randomness import Seed
from mockserver.providers.transcribe.documents import render
from mockserver.providers.transcribe.results.places import TRANSCRIPTION_JOB, Form, scope
from mockserver.shipped import shipped_folder
from mockserver.transcripts.fixtures import FixtureLibrary
from mockserver.transcripts.model import Element, Transcript, Turn, Word
from mockserver.transcripts.source import Transcripts
from mockserver.transcripts.tokens import tokenize

SEED = Seed(1)
MEDIA = {"Media": {"MediaFileUri": "s3://bucket/a.wav"}}
DURATION_MS = 60_000
_DONE = (Stage(Status.COMPLETED),)
_WORD_MS, _PAUSE_MS = 200, 100


class Given(Transcripts):
    """Has one transcript, whatever is asked for."""

    def __init__(self, transcript: Transcript) -> None:
        super().__init__(FixtureLibrary([]))
        self._transcript = transcript

    def get(self, *args: Any, **kwargs: Any) -> Transcript:
        return self._transcript


def shipped() -> Transcripts:
    """Return transcripts with the shipped fixtures."""
    return Transcripts(FixtureLibrary([shipped_folder("fixtures") / "transcripts"]))


def said(*turns: str, duration_ms: int = DURATION_MS, at_ms: tuple[int, ...] = ()) -> Transcript:
    """Return a transcript of turns by two speakers in turn, at three words a second; `at_ms` may say when each begins."""
    made: list[Turn] = []
    clock_ms = 0
    for number, text in enumerate(turns):
        clock_ms = at_ms[number] if number < len(at_ms) else clock_ms
        elements: list[Element] = []
        for token in tokenize(text):
            if isinstance(token, str):
                elements.append(Word(token, clock_ms, clock_ms + _WORD_MS, 0.9))
                clock_ms += _WORD_MS + _PAUSE_MS
            else:
                elements.append(token)
        made.append(Turn(number % 2, tuple(elements)))
    return Transcript("en-US", ("Ann", "Ben")[: len(turns)], tuple(made), duration_ms)


def job_of(
    family: str,
    *,
    transcript: str | None = None,
    duration_ms: int = DURATION_MS,
    context: dict[str, Any] | None = None,
    **members: Any,
) -> Job:
    """Return a completed job of a family, in us-east-1, whose request has these members."""
    return Job(
        scope("us-east-1", family),
        "j",
        "transcribe",
        1,
        _DONE,
        begin(_DONE, 0),
        MEDIA | members,
        duration_ms,
        transcript=transcript,
        context=context or {},
    )


def document_of(job: Job, transcripts: Transcripts | Transcript, form: Form = Form.TRANSCRIPT) -> Any:
    """Return a document of a job, read."""
    source = Given(transcripts) if isinstance(transcripts, Transcript) else transcripts
    return json.loads(render(job, form, source, SEED))


def results_of(transcript: Transcript, form: Form = Form.TRANSCRIPT, **members: Any) -> Any:
    """Return the results of a transcription job."""
    return document_of(job_of(TRANSCRIPTION_JOB, transcript="given", **members), transcript, form)["results"]


def text_of(items: list[Any]) -> str:
    """Return the text as a client puts it together from items: words joined by spaces, marks after them."""
    text = ""
    for item in items:
        content = item["alternatives"][0]["content"] if "alternatives" in item else item["content"]
        text += content if item["type"] == "punctuation" else f" {content}"
    return text.strip()
