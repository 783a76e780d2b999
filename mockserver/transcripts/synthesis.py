"""Transcripts made up from a seed: words, names and places of the language, at the pace of speech, for any length."""

import random

from mockserver.engine.randomness import Seed
from mockserver.transcripts.lexicon import Lexicon, lexicon
from mockserver.transcripts.model import Element, Punctuation, Transcript, Turn, Word, capitalized
from mockserver.transcripts.pacing import TURN_PAUSE_MS, Token, confidence, pause, say

_SENTENCES = (1, 4)
_SENTENCE_WORDS = (4, 14)
_COMMA, _QUESTION = 0.1, 0.15
_NAME, _PLACE, _NUMBER = 0.01, 0.01, 0.02
_SHORTEST_OF = 20
_FULL_STOP = Punctuation(".")


def synthesize(
    seed: Seed, identity: tuple[object, ...], duration_ms: int, *, speakers: int = 2, language: str = "en"
) -> Transcript:
    """Return a transcript of `duration_ms` milliseconds that depends on the arguments alone.

    Up to `speakers` people take turns; those whom a short recording leaves no time to speak are not named. A `language`
    without words of its own (see lexicon.py) is spoken in English ones. Raises ValueError for fewer than one speaker.
    """
    if speakers < 1:
        raise ValueError(f"A transcript needs at least one speaker, not {speakers}.")
    rng = seed.random("transcript", *identity)
    spoken_of = lexicon(language)
    names = rng.sample(spoken_of.names, min(speakers, len(spoken_of.names)))
    turns = _turns(spoken_of, len(names), duration_ms, rng)
    heard = max((turn.speaker for turn in turns), default=-1) + 1
    return Transcript(language, tuple(" ".join(name) for name in names[:heard]), tuple(turns), duration_ms)


def _turns(spoken_of: Lexicon, speakers: int, duration_ms: int, rng: random.Random) -> list[Turn]:
    turns: list[Turn] = []
    at_ms = min(pause(rng, TURN_PAUSE_MS), duration_ms // 4)
    while at_ms < duration_ms:
        tokens = [token for _ in range(rng.randint(*_SENTENCES)) for token in _sentence(spoken_of, rng)]
        heard = _cut(say(tokens, at_ms, rng), duration_ms)
        if not heard:
            break
        turns.append(Turn(_speaker(turns, speakers, rng), heard))
        at_ms = turns[-1].end_ms + pause(rng, TURN_PAUSE_MS)
    if not turns and duration_ms > 0:
        turns.append(_single_word(spoken_of, duration_ms, rng))
    return turns


def _speaker(turns: list[Turn], speakers: int, rng: random.Random) -> int:
    """Return who speaks next: first everyone once, then anyone but the one who has just spoken."""
    if len(turns) < speakers:
        return len(turns)
    last = turns[-1].speaker
    return (last + rng.randrange(1, speakers)) % speakers if speakers > 1 else last


def _sentence(spoken_of: Lexicon, rng: random.Random) -> list[Token]:
    length = rng.randint(*_SENTENCE_WORDS)
    words: list[str] = []
    while len(words) < length:
        words.extend(_phrase(spoken_of, rng))
    del words[length:]
    words[0] = capitalized(words[0])
    tokens: list[Token] = []
    for remaining, word in zip(range(length, 0, -1), words, strict=True):
        tokens.append(word)
        if remaining > 2 and rng.random() < _COMMA:
            tokens.append(Punctuation(","))
    tokens.append(Punctuation("?") if rng.random() < _QUESTION else _FULL_STOP)
    return tokens


def _phrase(spoken_of: Lexicon, rng: random.Random) -> tuple[str, ...]:
    """Return a word, or now and then a name, a place or a number."""
    dice = rng.random()
    if dice < _NAME:
        return rng.choice(spoken_of.names)
    if dice < _NAME + _PLACE:
        return rng.choice(spoken_of.places)
    if dice < _NAME + _PLACE + _NUMBER:
        return (str(rng.randint(2, 999)),)
    return (rng.choice(spoken_of.words),)


def _cut(elements: list[Element], duration_ms: int) -> tuple[Element, ...]:
    """Return the elements that are heard before the recording ends, closed by a full stop where it cuts them short."""
    late = (n for n, element in enumerate(elements) if isinstance(element, Word) and element.end_ms > duration_ms)
    heard = next(late, None)
    if heard is None:
        return tuple(elements)
    kept = elements[:heard]
    if kept and isinstance(kept[-1], Punctuation):
        kept.pop()
    return (*kept, _FULL_STOP) if kept else ()


def _single_word(spoken_of: Lexicon, duration_ms: int, rng: random.Random) -> Turn:
    """Return all that can be said when there is no time for a natural beginning: a short word that fills it."""
    shortest = min(rng.sample(spoken_of.words, _SHORTEST_OF), key=len)
    word = Word(capitalized(shortest), 0, duration_ms, confidence(rng))
    return Turn(0, (word, _FULL_STOP))
