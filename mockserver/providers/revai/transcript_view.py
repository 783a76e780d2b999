"""Transcripts as Rev.ai writes them (revai.md §5.1-5.2)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Any, Final

from mockserver.providers.revai.versions import Version
from mockserver.transcripts.model import Element, Turn, Word, written

_SPACE: Final = {"type": "punct", "value": " "}


def render_json(
    turns: Sequence[Turn], *, one_speaker: bool = False, with_marks: bool = True, with_spaces: bool = True
) -> dict[str, Any]:
    """Return the transcript of some turns as data.

    `one_speaker` makes a single monologue of them. Without `with_marks` there are words and nothing else. With
    `with_spaces` each space is an element of its own, also the one that ends a monologue before another; without, a mark
    within a monologue holds the space that follows, as in the samples of v1beta.
    """
    monologues: list[dict[str, Any]] = [
        {"speaker": speaker, "elements": list(_elements(elements, with_marks, with_spaces))}
        for speaker, elements in _monologues(turns, one_speaker)
    ]
    if with_marks and with_spaces:
        for monologue in monologues[:-1]:
            monologue["elements"].append(_SPACE)
    return {"monologues": monologues}


def render_text(turns: Sequence[Turn], version: Version, *, one_speaker: bool = False, with_marks: bool = True) -> str:
    """Return the transcript of some turns as text: a line for each monologue, with its speaker and when it begins."""
    head = _v1beta_head if version is Version.V1BETA else _v1_head
    lines = []
    for speaker, elements in _monologues(turns, one_speaker):
        words = [element for element in elements if isinstance(element, Word)]
        lines.append(f"{head(speaker, words[0].start_ms // 1000)}{written(elements if with_marks else words)}\n")
    return "".join(lines)


def _v1_head(speaker: int, at_s: int) -> str:
    return f"Speaker {speaker}    {at_s // 3600:02}:{at_s // 60 % 60:02}:{at_s % 60:02}    "


def _v1beta_head(speaker: int, at_s: int) -> str:
    return f"Speaker {speaker}    {at_s // 60:02}:{at_s % 60:02}     "


def _monologues(turns: Sequence[Turn], one_speaker: bool) -> Iterator[tuple[int, Sequence[Element]]]:
    if not one_speaker:
        yield from ((turn.speaker, turn.elements) for turn in turns)
    elif turns:
        yield 0, tuple(chain.from_iterable(turn.elements for turn in turns))


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
    return {
        "type": "text",
        "value": word.text,
        "ts": word.start_ms / 1000,
        "end_ts": word.end_ms / 1000,
        "confidence": round(word.confidence, 2),
    }
