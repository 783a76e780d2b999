"""How a mistake is put into words: what was found, what was expected, what may have been meant."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches

_MOST_LISTED = 14
_LONGEST_TEXT = 40
_NEAR = 0.65


def found(value: object) -> str:
    """Describe a value as it stands in the file: "the number 5", "a list"."""
    match value:
        case None:
            return "nothing"
        case bool():
            return f"`{str(value).lower()}`"
        case int():
            return f"the number {value}"
        case float():
            return f"the number {_decimal(value)}"
        case str():
            return f"the text `{shortened(value)}`" if value else "an empty text"
        case list():
            return "a list" if value else "an empty list"
        case _:
            return "a mapping" if value else "an empty mapping"


def _decimal(value: float) -> str:
    """Return a number so that it can be told from a whole one."""
    text = f"{value:.15g}"
    return f"{text}.0" if text.lstrip("-").isdigit() else text


def shortened(text: str) -> str:
    """Return a text on one line, only its beginning when it is long, and nothing in it that a terminal would obey."""
    line = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
    return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 1] + "…"


def listing(names: Iterable[str]) -> str:
    """List names in order, the first few only when there are many."""
    ordered = sorted(names)
    more = ["…"] if len(ordered) > _MOST_LISTED else []
    return ", ".join(ordered[:_MOST_LISTED] + more)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that was most likely meant; None when none is near."""
    by_lower = {candidate.lower(): candidate for candidate in sorted(known)}
    close = get_close_matches(name.lower(), by_lower, n=1, cutoff=_NEAR)
    return by_lower[close[0]] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that names the nearest known name, or nothing."""
    meant = nearest(name, known)
    return f"; did you mean `{meant}`?" if meant else ""


def no_such(what: str, name: str, known: Collection[str], none: str = "there are none") -> str:
    """Return the sentence for a name that is not known. `what` says what it should have been: "operation of revai".

    `none` is said in place of the names that are known, where there are none.
    """
    expected = f"expected one of: {listing(known)}" if known else none
    return f"`{shortened(name)}` is no {what}, {expected}{did_you_mean(name, known)}"
