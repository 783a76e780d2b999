"""Mistakes in files, reported like a compiler's: where, what, and the line with a mark under the place."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from unicodedata import east_asian_width

_MOST_SHOWN = 50
_WIDEST_LINE = 120
_LEAD = 60


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake. `line` and `column` count from 1, the column in characters; `source_line` is the whole line."""

    file: str
    line: int
    column: int
    message: str
    source_line: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        shown, column = _window(self.source_line, self.column - 1)
        place = f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message}"
        if not shown.strip():
            return place
        return f"{place}\n    {shown}\n    {_blank(shown[:column])}^"


class FileError(Exception):
    """A file can't be used. `mistakes` holds all that were found, in order; `str()` is the full report.

    What isn't there has no place to point to: then there are no mistakes, and `str()` is a sentence.
    """

    def __init__(self, mistakes: Iterable[Mistake] = (), sentence: str = "") -> None:
        self.mistakes = list(mistakes)
        super().__init__(sentence or _report(self.mistakes))


def _report(mistakes: list[Mistake]) -> str:
    blocks = [str(mistake) for mistake in mistakes[:_MOST_SHOWN]]
    if len(mistakes) > _MOST_SHOWN:
        blocks.append(f"… and {len(mistakes) - _MOST_SHOWN} more mistakes.")
    return "\n".join(blocks)


def _window(line: str, column: int) -> tuple[str, int]:
    """Return the part of a long line around a column, and the column within it."""
    if len(line) <= _WIDEST_LINE:
        return line, column
    start = max(0, column - _LEAD)
    before, after = "…" if start else "", "…" if start + _WIDEST_LINE < len(line) else ""
    return before + line[start : start + _WIDEST_LINE] + after, column - start + len(before)


def _blank(text: str) -> str:
    """Return blanks as wide as `text` is on a screen, so that what follows stands right under it."""
    return "".join("\t" if char == "\t" else "  " if east_asian_width(char) in "WF" else " " for char in text)
