"""What was heard, as the options of a job have it (revai.md §2.1)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from mockserver.transcripts.model import Element, Transcript, Turn, Word
from mockserver.transcripts.numbers import LARGEST, said
from mockserver.transcripts.profanity import masked
from mockserver.transcripts.verbatim import is_filler, is_sound, without


def as_asked(transcript: Transcript, options: Mapping[str, Any]) -> Transcript:
    """Return what was heard as a job's options have it.

    People write down what was meant, machines all that was heard, unless `verbatim` says. With channels each speaker is
    one, whatever else is said of speakers.
    """
    if options.get("type") == "human_tc" and (segments := options.get("segments_to_transcribe")):
        transcript = transcript.edited(partial(_within, segments))
    verbatim = options.get("verbatim", options.get("type") != "human_tc")
    if not verbatim or options.get("remove_disfluencies"):
        language = transcript.language
        transcript = without(transcript, lambda word: is_filler(word, language))
    if not verbatim or options.get("remove_atmospherics"):
        transcript = without(transcript, is_sound)
    if spellings := options.get("spellings"):
        transcript = transcript.edited(partial(_spelt, spellings))
    if options.get("filter_profanity"):
        transcript = transcript.edited(_masked)
    if options.get("skip_postprocessing"):
        transcript = transcript.edited(_unprocessed)
    if options.get("skip_punctuation"):
        transcript = transcript.edited(_words)
    return _by_channel(transcript, options)


def _by_channel(transcript: Transcript, options: Mapping[str, Any]) -> Transcript:
    channels = options.get("speaker_channels_count")
    turns = transcript.turns
    if channels:
        turns = tuple(replace(turn, speaker=turn.speaker % channels) for turn in turns)
    elif options.get("skip_diarization") and turns:
        turns = (Turn(0, tuple(chain.from_iterable(turn.elements for turn in turns))),)
    return replace(transcript, turns=turns)


def _within(segments: Sequence[Mapping[str, float]], elements: Iterable[Element]) -> Iterator[Element]:
    """Yield the words that begin in one of the segments (seconds), with their marks."""
    kept = False
    for element in elements:
        if isinstance(element, Word):
            kept = any(segment["start"] <= element.start_ms / 1000 < segment["end"] for segment in segments)
        if kept:
            yield element


def _spelt(spellings: Mapping[str, str], elements: Iterable[Element]) -> Iterator[Element]:
    """Yield the elements with the words of a custom vocabulary as that spells them."""
    for element in elements:
        yield _worded(element, spellings.get(element.text.lower(), element.text))


def _masked(elements: Iterable[Element]) -> Iterator[Element]:
    return (_worded(element, masked(element.text)) for element in elements)


def _worded(element: Element, text: str) -> Element:
    """Return an element with another text; most keep theirs, and copying is what takes long in a long transcript."""
    return element if text == element.text else replace(element, text=text)


def _words(elements: Iterable[Element]) -> Iterator[Element]:
    return (element for element in elements if isinstance(element, Word))


def _unprocessed(elements: Iterable[Element]) -> Iterator[Element]:
    """Yield words in lower case alone, their numbers as they are said."""
    for word in _words(elements):
        if isinstance(word, Word) and word.text.isascii() and word.text.isdigit() and int(word.text) <= LARGEST:
            yield from _in_parts(word, said(int(word.text)))
        else:
            yield _worded(word, word.text.lower())


def _in_parts(word: Word, texts: Sequence[str]) -> Iterator[Word]:
    """Yield several words in place of one, within its time; one of them where there is no time for several."""
    length_ms = word.end_ms - word.start_ms
    if length_ms < len(texts):
        texts = ["-".join(texts)]
    edges = [word.start_ms + length_ms * number // len(texts) for number in range(len(texts) + 1)]
    for number, text in enumerate(texts):
        yield replace(word, text=text, start_ms=edges[number], end_ms=edges[number + 1])
