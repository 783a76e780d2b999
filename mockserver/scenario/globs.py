"""Globs: `*`, `?` and `[…]`, with regard to case, compiled once."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from typing import Final
from urllib.parse import unquote, urlsplit

from mockserver.yamlfile.wording import found


@dataclass(frozen=True, slots=True)
class Glob:
    """Some globs, of which one must fit. `match` tells whether one fits a whole text."""

    written: tuple[str, ...]
    match: Callable[[str], re.Match[str] | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "match", re.compile("|".join(map(translate, self.written))).match)

    def __str__(self) -> str:
        return " or ".join(self.written)


_SETS: Final = re.compile(r"\[(!?(?:\][^]]*|[^]!][^]]*)\])?")
"""A set, and what is in it with the bracket that closes it; a bracket that opens none."""

_RANGES: Final = re.compile("(.)-(.)", re.DOTALL)


def check_glob(written: str) -> str:
    """Return a glob in which every set is closed and may fit. Raises ValueError with a sentence for another."""
    for found_set in _SETS.finditer(written):
        if found_set[1] is None:
            raise ValueError(
                f"found {found(written)}, in which a `[` isn't closed; expected a set such as [abc], or `[[]` for a bracket"
            )
        for first, last in _RANGES.findall(found_set[1].removeprefix("!")[:-1]):
            if first > last:
                raise ValueError(
                    f"found {found(written)}, in which `{first}-{last}` fits nothing; did you mean `{last}-{first}`?"
                )
    return written


def glob(alternatives: Iterable[str]) -> Glob:
    """Compile globs into one."""
    return Glob(tuple(alternatives))


def fits(wanted: Glob | None, text: str | None) -> bool:
    """Tell whether a text is there and fits; no glob lets everything through."""
    return wanted is None or (text is not None and wanted.match(text) is not None)


def fits_media(wanted: Glob, media: Sequence[str]) -> bool:
    """Tell whether a glob fits one of some media: its whole location, or its file name."""
    return any(wanted.match(one) or wanted.match(_file_name(one)) for one in media)


def _file_name(media: str) -> str:
    """Return the last part of a path or URL, without a query and with `%20` and the like decoded."""
    try:
        path = urlsplit(media).path if "://" in media else media
    except ValueError:
        path = media
    return unquote(path.rstrip("/").rpartition("/")[2])
