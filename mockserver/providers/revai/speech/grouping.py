"""How the channels of a transcript are put in order: `group_channels_by` and its threshold (revai.md §2.5)."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from mockserver.gateway.call import Call
from mockserver.providers.revai.errors import invalid_parameters
from mockserver.transcripts.model import Element, Turn, Word
from mockserver.transcripts.sentences import sentences

_INTEGER: Final = re.compile(r"[0-9]{1,18}")


def _whole(turn: Turn) -> Iterator[Turn]:
    yield turn


def _words(turn: Turn) -> Iterator[Turn]:
    """Yield a turn word by word, each with its marks."""
    elements: list[Element] = []
    for element in turn.elements:
        if isinstance(element, Word) and elements:
            yield Turn(turn.speaker, tuple(elements))
            elements = []
        elements.append(element)
    yield Turn(turn.speaker, tuple(elements))


_PIECES: Final[Mapping[str, Callable[[Turn], Iterator[Turn]]]] = {
    "speaker": _whole,
    "sentence": sentences,
    "word": _words,
}


@dataclass(frozen=True, slots=True)
class Grouping:
    """What is kept in one piece, and the longest pause (ms) over which two pieces of a channel are one monologue.

    Without one, pieces of a channel that follow on each other are joined when they are whole speeches, and never else.
    """

    by: str = "speaker"
    threshold_ms: int | None = None

    def apply(self, turns: Iterable[Turn]) -> list[Turn]:
        """Return turns in pieces, in the order in which they begin."""
        pieces = sorted((piece for turn in turns for piece in _PIECES[self.by](turn)), key=lambda piece: piece.start_ms)
        monologues: list[list[Turn]] = []
        for piece in pieces:
            if monologues and self._joins(monologues[-1][-1], piece):
                monologues[-1].append(piece)
            else:
                monologues.append([piece])
        return [
            Turn(joined[0].speaker, tuple(chain.from_iterable(piece.elements for piece in joined)))
            for joined in monologues
        ]

    def _joins(self, before: Turn, after: Turn) -> bool:
        if before.speaker != after.speaker:
            return False
        if self.threshold_ms is None:
            return self.by == "speaker"
        return after.start_ms - before.end_ms <= self.threshold_ms


def grouping_of(call: Call) -> Grouping:
    """Return what a request asks for. Raises the 400 for what is no way to group.

    A client library sends `GroupChannelsType.SPEAKER` for `speaker` (revai.md §2.0).
    """
    wrong: dict[str, Sequence[str]] = {}
    by = (call.query.get("group_channels_by") or "speaker").rpartition(".")[2].strip().lower()
    if by not in _PIECES:
        wrong["group_channels_by"] = [f"The group_channels_by field must be one of {', '.join(_PIECES)}."]
    threshold = call.query.get("group_channels_threshold_ms") or ""
    if threshold and _INTEGER.fullmatch(threshold) is None:
        wrong["group_channels_threshold_ms"] = ["The group_channels_threshold_ms field must be an integer, 0 or above."]
    if wrong:
        raise invalid_parameters(call, wrong)
    return Grouping(by, int(threshold) if threshold else None)
