"""What is personal in a transcript, and the transcript without it (transcribe.md §4.2)."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

from mockserver.transcripts.entities import Pattern, entities
from mockserver.transcripts.model import Element, Transcript, Turn, Word

REPLACEMENT: Final = "[PII]"

# AWS's models are not known: this is what such words look like, and what is said before numbers that look alike. Names
# are told by their place.
PATTERNS: Final[tuple[Pattern, ...]] = tuple(
    (entity, re.compile(pattern))
    for entity, pattern in (
        ("EMAIL", r"\S{1,64}@\S{1,255}\.\w+"),
        ("SSN", r"\b\d{3}-\d{2}-\d{4}\b"),
        ("CREDIT_DEBIT_NUMBER", r"\b(?:\d{4}[ -]?){3}\d{4}\b"),
        ("CREDIT_DEBIT_NUMBER", r"\b(?i:card\b|ending|ends)\D{0,30}(?P<it>\d{4})\b"),
        ("CREDIT_DEBIT_CVV", r"\b(?i:cvv|cvc|security code)\D{0,20}(?P<it>\d{3,4})\b"),
        ("CREDIT_DEBIT_EXPIRY", r"\b(?:0?[1-9]|1[0-2])/(?:\d\d|\d{4})(?![/\d])"),
        ("BANK_ROUTING", r"\b(?i:routing)\D{0,30}(?P<it>\d{9})\b"),
        ("BANK_ACCOUNT_NUMBER", r"\b(?i:account)\D{0,30}(?P<it>\d{5,17})\b"),
        ("PIN", r"\b(?:PIN|pin)\D{0,20}(?P<it>\d{4,6})\b"),
        ("PHONE", r"(?<![\w-])[+(]?\d[\d()-]*-\d{3,}\b"),
        (
            "ADDRESS",
            r"\b\d{1,5} (?:[A-Z]\w* ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Boulevard|Blvd|Court|Way|Square)\b",
        ),
    )
)
NAME: Final = "NAME"


@dataclass(frozen=True, slots=True)
class RedactedWord(Word):
    """What stands for a word, or for several in a row, of one type of personal information."""

    entity: str


def redact(transcript: Transcript, types: Collection[str]) -> Transcript:
    """Return the transcript with the words of these types of personal information (`ALL` for all of them) replaced."""
    turns = tuple(replace(turn, elements=tuple(_redacted(turn, types))) for turn in transcript.turns)
    return replace(transcript, turns=turns)


def _redacted(turn: Turn, types: Collection[str]) -> Iterator[Element]:
    kinds: dict[int, str] = {}
    for entity in entities(turn.elements, PATTERNS, names=NAME):
        if "ALL" in types or entity.kind in types:
            kinds |= dict.fromkeys(range(entity.first, entity.last + 1), entity.kind)
    held: RedactedWord | None = None
    for number, element in enumerate(turn.elements):
        kind = kinds.get(number) if isinstance(element, Word) else None
        if held is not None and kind != held.entity:
            yield held
            held = None
        if kind is None or not isinstance(element, Word):
            yield element
        else:
            first = element if held is None else held
            sure = min(first.confidence, element.confidence)
            held = RedactedWord(REPLACEMENT, first.start_ms, element.end_ms, sure, kind)
    if held is not None:
        yield held
