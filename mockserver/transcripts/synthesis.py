"""Transcripts made up from a seed: words, names and places of the language, at the pace of speech, for any length."""

import random
from dataclasses import dataclass
from functools import lru_cache

from mockserver.engine.randomness import Seed
from mockserver.transcripts.model import Element, Punctuation, Transcript, Turn, Word
from mockserver.transcripts.pacing import TURN_PAUSE_MS, Token, confidence, pause, say

# Locales for which Faker has words and names of the language; the longest code that fits a language is taken.
_LOCALES = {
    "ar": "ar_AA",
    "bn": "bn_BD",
    "cmn": "zh_CN",
    "cs": "cs_CZ",
    "da": "da_DK",
    "de": "de_DE",
    "el": "el_GR",
    "en": "en_US",
    "es": "es_ES",
    "fa": "fa_IR",
    "fr": "fr_FR",
    "he": "he_IL",
    "hy": "hy_AM",
    "it": "it_IT",
    "ja": "ja_JP",
    "nl": "nl_NL",
    "pl": "pl_PL",
    "ru": "ru_RU",
    "th": "th_TH",
    "uk": "uk_UA",
    "vi": "vi_VN",
    "zh": "zh_CN",
    "zh-tw": "zh_TW",
}
_FALLBACK = "en"
_POOL = 200

_SENTENCES = (1, 4)
_SENTENCE_WORDS = (4, 14)
_COMMA, _QUESTION = 0.1, 0.15
_NAME, _PLACE, _NUMBER = 0.01, 0.01, 0.02
_SHORTEST_OF = 20
_FULL_STOP = Punctuation(".")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """What is spoken of in a language. Names and places are tuples of words."""

    words: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    places: tuple[tuple[str, ...], ...]


def synthesize(
    seed: Seed, identity: tuple[object, ...], duration_ms: int, *, speakers: int = 2, language: str = "en"
) -> Transcript:
    """Return a transcript of `duration_ms` milliseconds that depends on the arguments alone.

    Up to `speakers` people take turns; those whom a short recording leaves no time to speak are not named. A `language`
    without words of its own (see `_LOCALES`) is spoken in English ones. Raises ValueError for fewer than one speaker.
    """
    if speakers < 1:
        raise ValueError(f"A transcript needs at least one speaker, not {speakers}.")
    rng = seed.random("transcript", *identity)
    lexicon = _lexicon(_locale(language))
    names = rng.sample(lexicon.names, min(speakers, len(lexicon.names)))
    turns = _turns(lexicon, len(names), duration_ms, rng)
    heard = max((turn.speaker for turn in turns), default=-1) + 1
    return Transcript(language, tuple(" ".join(name) for name in names[:heard]), tuple(turns), duration_ms)


def _locale(language: str) -> str:
    code = language.lower().replace("_", "-")
    while code not in _LOCALES:
        code = code.rpartition("-")[0] or _FALLBACK
    return _LOCALES[code]


@lru_cache(maxsize=len(_LOCALES))
def _lexicon(locale: str) -> _Lexicon:
    """Take everything from Faker once: a call per word would cost seconds for a long recording."""
    from faker import Faker

    faker = Faker(locale)
    faker.seed_instance(0)
    return _Lexicon(
        words=tuple(word for entry in faker.get_words_list() for word in entry.split()),
        names=tuple(dict.fromkeys((*faker.first_name().split(), *faker.last_name().split()) for _ in range(_POOL))),
        places=tuple(dict.fromkeys(tuple(faker.city().split()) for _ in range(_POOL))),
    )


def _turns(lexicon: _Lexicon, speakers: int, duration_ms: int, rng: random.Random) -> list[Turn]:
    turns: list[Turn] = []
    at_ms = min(pause(rng, TURN_PAUSE_MS), duration_ms // 4)
    while at_ms < duration_ms:
        tokens = [token for _ in range(rng.randint(*_SENTENCES)) for token in _sentence(lexicon, rng)]
        heard = _cut(say(tokens, at_ms, rng), duration_ms)
        if not heard:
            break
        turns.append(Turn(_speaker(turns, speakers, rng), heard))
        at_ms = turns[-1].end_ms + pause(rng, TURN_PAUSE_MS)
    if not turns and duration_ms > 0:
        turns.append(_single_word(lexicon, duration_ms, rng))
    return turns


def _speaker(turns: list[Turn], speakers: int, rng: random.Random) -> int:
    """Return who speaks next: first everyone once, then anyone but the one who has just spoken."""
    if len(turns) < speakers:
        return len(turns)
    last = turns[-1].speaker
    return (last + rng.randrange(1, speakers)) % speakers if speakers > 1 else last


def _sentence(lexicon: _Lexicon, rng: random.Random) -> list[Token]:
    length = rng.randint(*_SENTENCE_WORDS)
    words: list[str] = []
    while len(words) < length:
        words.extend(_phrase(lexicon, rng))
    del words[length:]
    words[0] = _capitalized(words[0])
    tokens: list[Token] = []
    for remaining, word in zip(range(length, 0, -1), words, strict=True):
        tokens.append(word)
        if remaining > 2 and rng.random() < _COMMA:
            tokens.append(Punctuation(","))
    tokens.append(Punctuation("?") if rng.random() < _QUESTION else _FULL_STOP)
    return tokens


def _phrase(lexicon: _Lexicon, rng: random.Random) -> tuple[str, ...]:
    """Return a word, or now and then a name, a place or a number."""
    dice = rng.random()
    if dice < _NAME:
        return rng.choice(lexicon.names)
    if dice < _NAME + _PLACE:
        return rng.choice(lexicon.places)
    if dice < _NAME + _PLACE + _NUMBER:
        return (str(rng.randint(2, 999)),)
    return (rng.choice(lexicon.words),)


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


def _single_word(lexicon: _Lexicon, duration_ms: int, rng: random.Random) -> Turn:
    """Return all that can be said when there is no time for a natural beginning: a short word that fills it."""
    shortest = min(rng.sample(lexicon.words, _SHORTEST_OF), key=len)
    word = Word(_capitalized(shortest), 0, duration_ms, confidence(rng))
    return Turn(0, (word, _FULL_STOP))


def _capitalized(word: str) -> str:
    return word[0].upper() + word[1:]
