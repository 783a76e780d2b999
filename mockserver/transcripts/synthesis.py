"""Transcripts made up from a seed: words, names and places of the language, at the pace of speech, for any length."""

import random
from collections.abc import Iterator

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
    spoken_of, names, rng = _begin(seed, identity, speakers, language)
    turns = _turns(spoken_of, len(names), duration_ms, rng)
    heard = max((turn.speaker for turn in turns), default=-1) + 1
    return Transcript(language, tuple(" ".join(name) for name in names[:heard]), tuple(turns), duration_ms)


def speech(seed: Seed, identity: tuple[object, ...], *, speakers: int = 2, language: str = "en") -> Iterator[Turn]:
    """Yield what is said in media whose end nobody knows yet, turn by turn and without end.

    The arguments are those of `synthesize`, as are the errors.
    """
    spoken_of, names, rng = _begin(seed, identity, speakers, language)
    return _speech(spoken_of, len(names), pause(rng, TURN_PAUSE_MS), rng)


def _begin(
    seed: Seed, identity: tuple[object, ...], speakers: int, language: str
) -> tuple[Lexicon, list[tuple[str, ...]], random.Random]:
    """Return the words of the language, the names of those who will speak, and what everything else is drawn from."""
    if speakers < 1:
        raise ValueError(f"A transcript needs at least one speaker, not {speakers}.")
    rng = seed.random("transcript", *identity)
    spoken_of = lexicon(language)
    return spoken_of, rng.sample(spoken_of.names, min(speakers, len(spoken_of.names))), rng


def _turns(spoken_of: Lexicon, speakers: int, duration_ms: int, rng: random.Random) -> list[Turn]:
    turns: list[Turn] = []
    for turn in _speech(spoken_of, speakers, min(pause(rng, TURN_PAUSE_MS), duration_ms // 4), rng):
        heard = _cut(turn.elements, duration_ms)
        if heard:
            turns.append(Turn(turn.speaker, heard))
        if heard != turn.elements:
            break
    if not turns and duration_ms > 0:
        turns.append(_single_word(spoken_of, duration_ms, rng))
    return turns


def _speech(spoken_of: Lexicon, speakers: int, at_ms: int, rng: random.Random) -> Iterator[Turn]:
    """Yield turns without end, of which the first begins at `at_ms`."""
    heard, last = 0, 0
    while True:
        tokens = [token for _ in range(rng.randint(*_SENTENCES)) for token in _sentence(spoken_of, rng)]
        elements = tuple(say(tokens, at_ms, rng))
        last = _speaker(heard, last, speakers, rng)
        turn = Turn(last, elements)
        yield turn
        heard += 1
        at_ms = turn.end_ms + pause(rng, TURN_PAUSE_MS)


def _speaker(turns: int, last: int, speakers: int, rng: random.Random) -> int:
    """Return who speaks after so many turns: first everyone once, then anyone but the one who has just spoken."""
    if turns < speakers:
        return turns
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


def _cut(elements: tuple[Element, ...], duration_ms: int) -> tuple[Element, ...]:
    """Return the elements that are heard before the recording ends, closed by a full stop where it cuts them short."""
    late = (n for n, element in enumerate(elements) if isinstance(element, Word) and element.end_ms > duration_ms)
    heard = next(late, None)
    if heard is None:
        return elements
    kept = elements[:heard]
    if kept and isinstance(kept[-1], Punctuation):
        kept = kept[:-1]
    return (*kept, _FULL_STOP) if kept else ()


def _single_word(spoken_of: Lexicon, duration_ms: int, rng: random.Random) -> Turn:
    """Return all that can be said when there is no time for a natural beginning: a short word that fills it."""
    shortest = min(rng.sample(spoken_of.words, _SHORTEST_OF), key=len)
    word = Word(capitalized(shortest), 0, duration_ms, confidence(rng))
    return Turn(0, (word, _FULL_STOP))
