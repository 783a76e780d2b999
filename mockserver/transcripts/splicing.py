"""One recording made of several, one after another."""

from collections.abc import Sequence
from dataclasses import replace

from mockserver.transcripts.model import Transcript, Turn, Word


def spliced(parts: Sequence[Transcript]) -> Transcript:
    """Return the parts, at least one, as one recording: in the language of the first, spoken by the same speakers.

    The speakers are named as in the part that names most of them.
    """
    turns: list[Turn] = []
    at_ms = 0
    for part in parts:
        turns += [_later(turn, at_ms) for turn in part.turns]
        at_ms += part.duration_ms
    speakers = max((part.speakers for part in parts), key=len)
    return Transcript(parts[0].language, speakers, tuple(turns), at_ms)


def _later(turn: Turn, by_ms: int) -> Turn:
    elements = tuple(
        replace(element, start_ms=element.start_ms + by_ms, end_ms=element.end_ms + by_ms)
        if isinstance(element, Word)
        else element
        for element in turn.elements
    )
    return replace(turn, elements=elements)
