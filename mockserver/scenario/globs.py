"""Globs: `*`, `?` and `[…]`, with regard to case, compiled once."""

import re
from collections.abc import Iterable, Sequence
from fnmatch import translate
from urllib.parse import unquote, urlsplit

Glob = re.Pattern[str]


def glob(alternatives: Iterable[str]) -> Glob:
    """Compile globs into one pattern; `match` tells whether one of them fits a whole text."""
    return re.compile("|".join(map(translate, alternatives)))


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
