"""What matters in a call: issues, action items and outcomes, told by the words with which people speak of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from mockserver.providers.transcribe.documents.call import CallTurn
from mockserver.providers.transcribe.documents.writing import Document
from mockserver.transcripts.places import Passage, passages


@dataclass(frozen=True, slots=True)
class _Cue:
    """Who speaks of such a thing, and with which words. The sentence with the words is the thing."""

    role: str
    words: re.Pattern[str]


ISSUES: Final = "IssuesDetected"
ACTION_ITEMS: Final = "ActionItemsDetected"
OUTCOMES: Final = "OutcomesDetected"

# A sentence is of the first kind that fits it.
_CUES: Mapping[str, _Cue] = {
    ISSUES: _Cue(
        "CUSTOMER",
        re.compile(
            r"\b(?:problem|trouble|issue|wrong|broken|damaged|missing|upset|unhappy|complain\w*|cancel|no longer|"
            r"(?:do|does|did|is|was|can|could)n['’]t|cannot|never|instead of|without)\b",
            re.IGNORECASE,
        ),
    ),
    ACTION_ITEMS: _Cue(
        "AGENT",
        re.compile(
            r"\b(?:I(?: will|['’]ll| can)|we(?: will|['’]ll)|you(?: will|['’]ll)|it(?: will|['’]ll))\b", re.IGNORECASE
        ),
    ),
    OUTCOMES: _Cue(
        "AGENT",
        re.compile(
            r"\b(?:I(?: have|['’]ve) (?:\w+ )?(?:\w+ed|found|sent|made|done)|"
            r"has been \w+|is (?:done|confirmed|resolved|fixed)|resolved|refunded)\b",
            re.IGNORECASE,
        ),
    ),
}


def highlights(turn: CallTurn) -> Iterator[tuple[str, Passage]]:
    """Yield what a turn holds of issues, action items and outcomes: of each sentence that is one, what it is."""
    for passage in passages(turn.spoken.elements):
        for kind, cue in _CUES.items():
            if cue.role == turn.role and cue.words.search(passage.text):
                yield kind, passage
                break


def detected(turn: CallTurn) -> Document:
    """Return the members of a turn that tell where its highlights stand in its Content."""
    found: Document = {}
    for kind, passage in highlights(turn):
        found.setdefault(kind, []).append({"CharacterOffsets": {"Begin": passage.begin, "End": passage.end}})
    return found
