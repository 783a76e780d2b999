"""When each word is heard: a natural pace, and that pace fitted into the time there is."""

import random
from collections.abc import Iterable, Sequence
from itertools import islice

from mockserver.transcripts.model import Element, Punctuation, Turn, Word

Token = str | Punctuation
"""A word without its times yet, or the mark after it."""

# Together these come to about 150 words a minute in English.
_WORD_MS = 110
_CHARACTER_MS = 38
_JITTER = 0.2
_BREATH_MS = (10, 50)
_PAUSE_MS = {",": (80, 220), ";": (80, 220), ":": (80, 220)}
_SENTENCE_PAUSE_MS = (180, 420)
TURN_PAUSE_MS = (250, 700)


def pause(rng: random.Random, between_ms: tuple[int, int]) -> int:
    """Return a number of milliseconds between the two given."""
    low, high = between_ms
    return low + int(rng.random() * (high - low))


def confidence(rng: random.Random) -> float:
    """Return a number from 0.8 to 1 with three decimals, mostly close to 1."""
    return round(1 - 0.2 * rng.random() ** 2, 3)


def say(tokens: Iterable[Token], at_ms: int, rng: random.Random) -> list[Element]:
    """Return `tokens` as they are heard at a natural pace when the first word begins at `at_ms`."""
    elements: list[Element] = []
    clock_ms = at_ms
    for token in tokens:
        if isinstance(token, Punctuation):
            elements.append(token)
            clock_ms += pause(rng, _PAUSE_MS.get(token.text, _SENTENCE_PAUSE_MS))
            continue
        jitter = 1 + _JITTER * (2 * rng.random() - 1)
        end_ms = clock_ms + int((_WORD_MS + _CHARACTER_MS * len(token)) * jitter)
        elements.append(Word(token, clock_ms, end_ms, confidence(rng)))
        clock_ms = end_ms + pause(rng, _BREATH_MS)
    return elements


def fit(turns: Sequence[Turn], start_ms: int, old_end_ms: int, new_end_ms: int) -> list[Turn]:
    """Return `turns` with their times stretched or squeezed: `start_ms` stays, `old_end_ms` becomes `new_end_ms`.

    Every word keeps at least one millisecond. When there are more words than milliseconds, the last ones are not heard.
    """
    factor = (new_end_ms - start_ms) / (old_end_ms - start_ms)
    words = [word for turn in turns for word in turn.words][: new_end_ms - start_ms]
    times = [
        (start_ms + int((word.start_ms - start_ms) * factor), start_ms + int((word.end_ms - start_ms) * factor))
        for word in words
    ]
    moved = [
        Word(word.text, start, end, word.confidence)
        for word, (start, end) in zip(words, _apart(times, new_end_ms), strict=True)
    ]
    return _refilled(turns, moved)


def _apart(times: list[tuple[int, int]], end_ms: int) -> list[tuple[int, int]]:
    """Return `times` moved as little as needed for each to last a millisecond, not to overlap, and to end in time."""
    forward: list[tuple[int, int]] = []
    earliest = 0
    for start, end in times:
        start = max(start, earliest)
        earliest = max(end, start + 1)
        forward.append((start, earliest))
    backward: list[tuple[int, int]] = []
    latest = end_ms
    for start, end in reversed(forward):
        end = min(end, latest)
        latest = min(start, end - 1)
        backward.append((latest, end))
    return backward[::-1]


def _refilled(turns: Iterable[Turn], words: Iterable[Word]) -> list[Turn]:
    """Return `turns` with `words` in place of their own, as far as `words` go."""
    supply = iter(words)
    refilled: list[Turn] = []
    for turn in turns:
        own = list(islice(supply, len(turn.words)))
        if not own:
            break
        refilled.append(Turn(turn.speaker, _with_words(turn.elements, own)))
    return refilled


def _with_words(elements: Iterable[Element], words: list[Word]) -> tuple[Element, ...]:
    supply = iter(words)
    kept: list[Element] = []
    for element in elements:
        if isinstance(element, Punctuation):
            kept.append(element)
        elif (word := next(supply, None)) is not None:
            kept.append(word)
        else:
            break
    return tuple(kept)
