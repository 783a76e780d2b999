"""Profanity, and how it is hidden. A short list of English words: enough to see the option at work."""

from typing import Final

_WORDS: Final = (
    "arse arsehole ass asshole bastard bitch bloody bollocks bullshit crap damn damned dammit dick fuck fucked fucking goddamn "
    "hell motherfucker piss pissed shit shitty twat wanker"
)
_PROFANE: Final = frozenset(_WORDS.split())


def masked(text: str) -> str:
    """Return a profane word with asterisks between its first and last character, any other word as it is (revai.md §2.1)."""
    return f"{text[0]}{'*' * (len(text) - 2)}{text[-1]}" if text.lower() in _PROFANE else text
