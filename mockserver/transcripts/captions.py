"""Captions: a transcript cut into cues of a few short lines, written as SRT or WebVTT."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mockserver.transcripts.model import Element, Transcript, Turn, Word, clock_time


class Cue(NamedTuple):
    """What is shown at one time, from `start_ms` to `end_ms` of the media: the lines of one speaker."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speaker: int


class _Line(NamedTuple):
    text: str
    start_ms: int
    end_ms: int


def cues(source: Transcript | Sequence[Turn], *, line_chars: int = 42, lines: int = 2) -> list[Cue]:
    """Return the cues of a transcript or of some of its turns, in order.

    A cue has at most `lines` lines of at most `line_chars` characters (a longer word has a line of its own), all from
    one turn. Together they hold the whole text.
    """
    turns = source.turns if isinstance(source, Transcript) else source
    found: list[Cue] = []
    for turn in turns:
        of_turn = list(_lines(turn.elements, line_chars))
        for first in range(0, len(of_turn), lines):
            shown = of_turn[first : first + lines]
            texts = tuple(line.text for line in shown)
            found.append(Cue(shown[0].start_ms, shown[-1].end_ms, texts, turn.speaker))
    return found


def srt(cues: Iterable[Cue], first: int = 1) -> str:
    """Return SubRip text, its cues numbered from `first` (revai.md §5.3, transcribe.md §4.3)."""
    return "".join(
        f"{number}\n{_time(cue.start_ms, ',')} --> {_time(cue.end_ms, ',')}\n{_joined(cue)}\n\n"
        for number, cue in enumerate(cues, first)
    )


def vtt(cues: Iterable[Cue], first: int = 1) -> str:
    """Return WebVTT text, its cues numbered from `first` (revai.md §5.3, transcribe.md §4.3)."""
    return "WEBVTT\n\n" + "".join(
        f"{number}\n{_time(cue.start_ms, '.')} --> {_time(cue.end_ms, '.')}\n{_escaped(_joined(cue))}\n\n"
        for number, cue in enumerate(cues, first)
    )


def _lines(elements: Sequence[Element], line_chars: int) -> Iterator[_Line]:
    """Yield the lines that `elements` fill, each as full as it can be."""
    line: _Line | None = None
    for unit in _units(elements):
        if line is None:
            line = unit
        elif len(line.text) + 1 + len(unit.text) <= line_chars:
            line = _Line(f"{line.text} {unit.text}", line.start_ms, unit.end_ms)
        else:
            yield line
            line = unit
    if line is not None:
        yield line


def _units(elements: Sequence[Element]) -> Iterator[_Line]:
    """Yield each word with the marks that belong to it: what no line break may part."""
    unit: _Line | None = None
    for element in elements:
        if isinstance(element, Word):
            if unit is not None:
                yield unit
            unit = _Line(element.text, element.start_ms, element.end_ms)
        elif unit is not None:
            unit = _Line(unit.text + element.text, unit.start_ms, unit.end_ms)
    if unit is not None:
        yield unit


def _time(ms: int, point: str) -> str:
    return f"{clock_time(ms)}{point}{ms % 1000:03}"


def _joined(cue: Cue) -> str:
    return "\n".join(cue.lines)


def _escaped(text: str) -> str:
    """Return `text` with what WebVTT would take for tags and references written as references."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
