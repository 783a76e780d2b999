"""What is personal in a transcript, and the transcript without it (transcribe.md §4.2)."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from mockserver.transcripts.model import Element, Punctuation, Transcript, Turn, Word

REPLACEMENT = "[PII]"

# The first that fits. AWS's models are not known; these are what such words look like. Names are told by their place.
_LOOKS: Mapping[str, re.Pattern[str]] = {
    "EMAIL": re.compile(r".+@.+\..+"),
    "PHONE": re.compile(r"[+(]?\d[\d()-]*-\d{3,}"),
    "CREDIT_DEBIT_NUMBER": re.compile(r"\d{4}"),
    "BANK_ACCOUNT_NUMBER": re.compile(r"\d{5,}"),
}
_NAME = "NAME"
_SENTENCE_ENDS = frozenset(".?!…")
_NOT_NAMES = re.compile(r"I(['’].*)?")


@dataclass(frozen=True, slots=True)
class RedactedWord(Word):
    """What stands for a word, or for several in a row, of one type of personal information."""

    entity: str


def redact(transcript: Transcript, entities: Collection[str]) -> Transcript:
    """Return the transcript with the words of these types of personal information (`ALL` for all of them) replaced."""
    turns = tuple(Turn(turn.speaker, tuple(_redacted(turn, entities))) for turn in transcript.turns)
    return Transcript(transcript.language, transcript.speakers, turns, transcript.duration_ms)


def _redacted(turn: Turn, entities: Collection[str]) -> Iterator[Element]:
    held: RedactedWord | None = None
    for element, entity in _marked(turn):
        wanted = isinstance(element, Word) and entity is not None and ("ALL" in entities or entity in entities)
        if held is not None and not (wanted and entity == held.entity):
            yield held
            held = None
        if not wanted or not isinstance(element, Word) or entity is None:
            yield element
        else:
            first = element if held is None else held
            sure = min(first.confidence, element.confidence)
            held = RedactedWord(REPLACEMENT, first.start_ms, element.end_ms, sure, entity)
    if held is not None:
        yield held


def _marked(turn: Turn) -> Iterator[tuple[Element, str | None]]:
    """Yield each element with the type of personal information that it is."""
    begins = True
    for element in turn.elements:
        if isinstance(element, Punctuation):
            yield element, None
            begins = begins or element.text in _SENTENCE_ENDS
        else:
            yield element, _entity(element.text, begins)
            begins = False


def _entity(text: str, begins_sentence: bool) -> str | None:
    for entity, look in _LOOKS.items():
        if look.fullmatch(text):
            return entity
    is_name = not begins_sentence and text[0].isupper() and not _NOT_NAMES.fullmatch(text)
    return _NAME if is_name else None
