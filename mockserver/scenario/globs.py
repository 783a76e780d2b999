"""Globs: `*`, `?` and `[…]`, with regard to case, compiled once."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Glob:
    """Some globs, of which one must fit. `match` tells whether one fits a whole text."""

    written: tuple[str, ...]
    match: Callable[[str], re.Match[str] | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "match", re.compile("|".join(map(translate, self.written))).match)

    def __str__(self) -> str:
        return " or ".join(self.written)


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
