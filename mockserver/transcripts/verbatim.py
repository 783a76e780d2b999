"""What is heard but not meant: fillers ("um") and sounds (`<laugh>`). Each provider decides which of it it shows.

Fixtures write it as any other word, and a made-up transcript has it in its pauses, so that the transcript without it is the
same as if it had never been there.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from itertools import chain, count, pairwise
from typing import Final

from mockserver.transcripts.model import Element, Punctuation, Transcript, Turn, Word, capitalized, ends_sentence

INAUDIBLE: Final = "<inaudible>"
"""Stands where somebody spoke and nobody understood. It is no sound of its own."""

# By the first part of the language's code: "um" is a filler in English, a word in German and Portuguese.
_FILLERS: Final = {
    "de": ("äh", "ähm"),
    "en": ("um", "uh", "uhm", "umm", "erm", "hmm"),
    "es": ("eh", "ehm"),
    "fr": ("euh",),
}
_SOUNDS: Final = ("<laugh>", "<cough>")
_OATH: Final = "damn"

# A made-up transcript has a filler at every second comma, an oath at every twentieth, and a sound at every twelfth end of a
# sentence: the first of each so early that a minute has them all.
_FILLER_EVERY, _OATH_EVERY, _OATH_FIRST = 2, 20, 1
_SOUND_EVERY, _SOUND_FIRST = 12, 1
_FILLERS_USED: Final = 2  # the commonest, which stand first
_SHORTEST_PAUSE_MS: Final = 4


def is_filler(word: Word, language: str) -> bool:
    """Tell whether a word only fills a pause, in the language that is spoken."""
    return word.text.lower() in _fillers(language)


def is_sound(word: Word) -> bool:
    """Tell whether a "word" is a sound that isn't speech, such as `<laugh>`."""
    return word.text.startswith("<") and word.text.endswith(">") and word.text != INAUDIBLE


def without(transcript: Transcript, *unwanted: Callable[[Word], bool]) -> Transcript:
    """Return a transcript without the words of which any of `unwanted` is true, and written as if they had not been there."""
    if not any(test(word) for word in transcript.words for test in unwanted):
        return transcript
    return transcript.edited(partial(_kept, lambda word: any(test(word) for test in unwanted)))


def clean(transcript: Transcript) -> Transcript:
    """Return a transcript with nothing but what was meant, its speakers numbered in the order in which they are heard then."""
    meant = without(transcript, lambda word: is_filler(word, transcript.language), is_sound, _is_inaudible)
    if meant is transcript:
        return transcript
    numbers = {speaker: number for number, speaker in enumerate(dict.fromkeys(turn.speaker for turn in meant.turns))}
    turns = tuple(replace(turn, speaker=numbers[turn.speaker]) for turn in meant.turns)
    return replace(meant, speakers=tuple(meant.speakers[speaker] for speaker in numbers), turns=turns)


def interjected(transcript: Transcript) -> Transcript:
    """Return a clean transcript with fillers, sounds and an oath now and then in its pauses; no other word moves.

    Nothing is put into languages whose fillers aren't known here.
    """
    turns = tuple(interject(transcript.turns, transcript.language, transcript.duration_ms))
    return replace(transcript, turns=turns)


def interject(turns: Iterable[Turn], language: str, end_ms: int) -> Iterator[Turn]:
    """Yield turns in the way of `interjected`, perhaps without end; `end_ms` is where the media of the last one ends."""
    fillers = _fillers(language)[:_FILLERS_USED]
    if not fillers:
        yield from turns
        return
    commas, ends = count(), count()

    def interjection(mark: str) -> str | None:
        if mark == ",":
            number = next(commas)
            if number % _OATH_EVERY == _OATH_FIRST and _primary(language) == "en":
                return _OATH
            return fillers[number // _FILLER_EVERY % len(fillers)] if number % _FILLER_EVERY == 0 else None
        number = next(ends)
        return _SOUNDS[number // _SOUND_EVERY % len(_SOUNDS)] if number % _SOUND_EVERY == _SOUND_FIRST else None

    for turn, after in pairwise(chain(turns, [None])):
        if turn is not None:
            next_ms = end_ms if after is None else after.start_ms
            yield Turn(turn.speaker, tuple(_interject(turn.elements, next_ms, interjection)))


def _interject(
    elements: Iterable[Element], next_ms: int, interjection: Callable[[str], str | None]
) -> Iterator[Element]:
    """Yield elements, with a word after some of the marks; `next_ms` is when the next turn begins."""
    last: Word | None = None
    for element, after in pairwise((*elements, None)):
        if element is None:
            return
        yield element
        if isinstance(element, Word):
            last = element
            continue
        if last is None or isinstance(after, Punctuation):
            continue
        pause_ms = (next_ms if after is None else after.start_ms) - last.end_ms
        text = interjection(element.text)
        if text is not None and pause_ms >= _SHORTEST_PAUSE_MS:
            at_ms = last.end_ms + pause_ms // 4
            yield Word(text, at_ms, at_ms + pause_ms // 2, last.confidence)
            if element.text == ",":
                yield element


def _kept(unwanted: Callable[[Word], bool], elements: Iterable[Element]) -> Iterator[Element]:
    """Yield the elements without unwanted words. A comma after one goes with it; a full stop takes a comma's place."""
    kept: list[Element] = []
    cut = False
    for element in elements:
        if isinstance(element, Word):
            if unwanted(element):
                cut = True
                continue
            if cut and (not kept or ends_sentence(kept[-1])):
                element = replace(element, text=capitalized(element.text))
            cut = False
            kept.append(element)
        elif not cut:
            kept.append(element)
        elif kept and ends_sentence(element) and not ends_sentence(kept[-1]):
            if isinstance(kept[-1], Punctuation):
                kept.pop()
            kept.append(element)
    return iter(kept)


def _is_inaudible(word: Word) -> bool:
    return word.text == INAUDIBLE


@lru_cache(maxsize=64)
def _fillers(language: str) -> tuple[str, ...]:
    return _FILLERS.get(_primary(language), ())


def _primary(language: str) -> str:
    return language.lower().replace("_", "-").replace("/", "-").partition("-")[0]
