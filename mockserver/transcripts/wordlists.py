"""Tables of words, written as text: how what is said is told apart by the words in it."""

import re


def words(text: str) -> frozenset[str]:
    """Return the words that stand in `text`, to be looked up in small letters."""
    return frozenset(text.split())


def phrases(text: str) -> re.Pattern[str]:
    """Return a pattern that finds any of the words that stand in `text`, in any case.

    Each may be a regular expression; "blood_test" finds "blood test".
    """
    return re.compile(rf"\b(?:{'|'.join(text.split()).replace('_', ' ')})\b", re.IGNORECASE)
