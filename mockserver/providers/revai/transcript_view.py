"""Transcripts as Rev.ai writes them (revai.md §5.1-5.2)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from mockserver.providers.revai.versions import Version
from mockserver.transcripts.model import Element, Turn, Word
from mockserver.transcripts.verbatim import INAUDIBLE

_SPACE: Final = {"type": "punct", "value": " "}


def render_json(
    turns: Sequence[Turn], *, names: Sequence[str] = (), with_marks: bool = True, with_spaces: bool = True
) -> dict[str, Any]:
    """Return the transcript of some turns as data.

    `names` are those of the first speakers. Without `with_marks` there are words and nothing else. With `with_spaces` each
    space is an element of its own, also the one that ends a monologue before another; without, a mark within a monologue
    holds the space that follows, as in the samples of v1beta.
    """
    monologues = [
        {
            "speaker": turn.speaker,
            **_speaker_info(turn.speaker, names),
            "elements": list(_elements(turn.elements, with_marks, with_spaces)),
        }
        for turn in turns
    ]
    if with_marks and with_spaces:
        for monologue in monologues[:-1]:
            monologue["elements"].append(_SPACE)
    return {"monologues": monologues}


def render_text(turns: Sequence[Turn], version: Version, *, names: Sequence[str] = ()) -> str:
    """Return the transcript of some turns as text: a line for each monologue, with its speaker and when it begins."""
    write_time, gap = (_minutes, " " * 5) if version is Version.V1BETA else (_hours, " " * 4)
    return "".join(
        f"{_name(turn.speaker, names)}    {write_time(turn.start_ms // 1000)}{gap}{turn.text}\n" for turn in turns
    )


def _hours(at_s: int) -> str:
    return f"{at_s // 3600:02}:{at_s // 60 % 60:02}:{at_s % 60:02}"


def _minutes(at_s: int) -> str:
    return f"{at_s // 60:02}:{at_s % 60:02}"


def _name(speaker: int, names: Sequence[str]) -> str:
    return names[speaker] if speaker < len(names) else f"Speaker {speaker}"


def _speaker_info(speaker: int, names: Sequence[str]) -> dict[str, Any]:
    """Return who speaks, when the client said who does."""
    return {"speaker_info": {"id": speaker, "display_name": names[speaker]}} if speaker < len(names) else {}


def _elements(elements: Iterable[Element], with_marks: bool, with_spaces: bool) -> Iterator[dict[str, Any]]:
    if not with_marks:
        yield from (_word(element) for element in elements if isinstance(element, Word))
        return
    for element, after in pairwise((*elements, None)):
        is_spaced = isinstance(after, Word)
        if isinstance(element, Word):
            yield _word(element)
        elif element is not None:
            yield {"type": "punct", "value": f"{element.text} " if is_spaced and not with_spaces else element.text}
        if is_spaced and with_spaces:
            yield _SPACE


def _word(word: Word) -> dict[str, Any]:
    if word.text == INAUDIBLE:
        return {"type": "unknown", "value": word.text}
    return {
        "type": "text",
        "value": word.text,
        "ts": word.start_ms / 1000,
        "end_ts": word.end_ms / 1000,
        "confidence": round(word.confidence, 2),
    }
