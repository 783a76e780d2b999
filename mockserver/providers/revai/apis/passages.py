"""What was submitted for analysis, as sentences that know their places (revai.md §2.13-2.14)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from mockserver.engine.job import Job
from mockserver.providers.revai.apis.family_view import FamilyView, failing_as
from mockserver.providers.revai.apis.job_family import FamilyOptions
from mockserver.providers.revai.options import MOST_CHARACTERS, Contradiction, DeleteAfter, Options, one_of
from mockserver.transcripts.model import SENTENCE_ENDS

Passage = Mapping[str, Any]
"""A sentence as results point at it: its `content`, with `offset` and `length` in characters of the text that was
submitted, or `ts` and `end_ts` in seconds where a transcript was."""

_MOST_WORDS: Final = 14_000
_BETWEEN_SENTENCES: Final = re.compile(rf"(?<=[{SENTENCE_ENDS}])\s+|[\r\n]+")

Seconds = Annotated[float, Field(ge=0)]


class SubmittedElement(Options):
    """A word or a mark of a transcript."""

    type: Literal["text", "punct", "unknown"]
    value: str
    ts: Seconds | None = None
    end_ts: Seconds | None = None


class SubmittedMonologue(Options):
    elements: list[SubmittedElement]


class SubmittedTranscript(Options):
    """A transcript as the service gives it (revai.md §5.1)."""

    monologues: list[SubmittedMonologue]


class TextOptions(FamilyOptions):
    """Text to analyse, or a transcript in its place. Only English is taken."""

    text: str | None = None
    transcript: SubmittedTranscript | None = Field(None, alias="json")
    language: Annotated[str, one_of("en en-us en-gb")] | None = None
    delete_after_seconds: DeleteAfter | None = None

    @property
    def _elements(self) -> Iterator[SubmittedElement]:
        monologues = () if self.transcript is None else self.transcript.monologues
        return (element for monologue in monologues for element in monologue.elements)

    @property
    def word_count(self) -> int:
        if self.transcript is None:
            return len((self.text or "").split())
        return sum(element.type == "text" for element in self._elements)

    @property
    def _characters(self) -> int:
        return len(self.text or "") + sum(len(element.value) for element in self._elements)

    def contradictions(self) -> Iterator[Contradiction]:
        yield from super().contradictions()
        field = "text" if self.transcript is None else "json"
        if self.text is not None and self.transcript is not None:
            yield field, "Only one of text and json can be given."
        elif not self.word_count:
            yield field, f"The {field} field is required"
        elif self.word_count > _MOST_WORDS:
            yield field, f"The max number of words for {field} is {_MOST_WORDS}"
        elif self._characters > MOST_CHARACTERS:
            yield field, f"The max length for {field} is {MOST_CHARACTERS}"

    def submission(self) -> dict[str, Any]:
        kept = {"language": "en"} | super().submission()
        passages = of_text(self.text or "") if self.transcript is None else of_transcript(self.transcript)
        return {**kept, "words": self.word_count, "passages": list(passages)}


def _counted(job: Job) -> dict[str, Any]:
    return {"word_count": job.submission["words"]}


OF_TEXT: Final = FamilyView(
    own_keys=("word_count", "delete_after_seconds", "language", "type"),
    measured=_counted,
    failures=failing_as("insufficient_balance", "invoicing_limit_exceeded"),
)
"""How the jobs look: their words are counted once they were read."""


def of_text(text: str) -> Iterator[Passage]:
    """Yield the sentences of a text. `text[offset:offset + length]` is the content."""
    begin = 0
    ends = [(match.start(), match.end()) for match in _BETWEEN_SENTENCES.finditer(text)]
    for end, after in (*ends, (len(text), len(text))):
        content = text[begin:end].strip()
        if content:
            yield {"content": content, "offset": text.index(content, begin), "length": len(content)}
        begin = after


def of_transcript(transcript: SubmittedTranscript) -> Iterator[Passage]:
    """Yield the sentences of a transcript, none of which goes on in the next monologue."""
    for monologue in transcript.monologues:
        sentence: list[SubmittedElement] = []
        for element in monologue.elements:
            sentence.append(element)
            if element.type == "punct" and element.value.strip().endswith(tuple(SENTENCE_ENDS)):
                yield from _spoken(sentence)
                sentence = []
        yield from _spoken(sentence)


def _spoken(elements: Sequence[SubmittedElement]) -> Iterator[Passage]:
    """Yield the passage that these elements are, unless nobody says a word in them."""
    words = [element for element in elements if element.type == "text"]
    if words:
        times = {"ts": words[0].ts, "end_ts": words[-1].end_ts}
        known = {key: time for key, time in times.items() if time is not None}
        yield {"content": _written(elements), **known}


def _written(elements: Sequence[SubmittedElement]) -> str:
    """Return elements as text, with a space between words where no mark brings one."""
    parts = [elements[0].value]
    for before, element in pairwise(elements):
        if element.type != "punct" and not before.value.endswith(" "):
            parts.append(" ")
        parts.append(element.value)
    return " ".join("".join(parts).split())
