"""What is said in a stream: the same while it comes in and in the transcript of its job afterwards."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from mockserver.engine.job import Job
from mockserver.engine.randomness import Seed
from mockserver.providers.revai.speech.editing import as_asked
from mockserver.providers.revai.streaming.hypotheses import up_to
from mockserver.transcripts.model import Element, Transcript, Turn, Word
from mockserver.transcripts.source import Transcripts

_SPEAKERS = 2


def spoken(transcripts: Transcripts, seed: Seed, job: Job) -> Iterator[Turn]:
    """Return the turns of a stream as its options want them, their times moved by `start_ts`; perhaps without end.

    Raises FixtureError for a fixture with mistakes.
    """
    options = job.submission
    stream, language = options["stream"], options["language"]
    with_speakers = stream["enable_speaker_switch"]
    turns = transcripts.live(seed, job, speakers=_SPEAKERS if with_speakers else 1, language=language)
    edited = (as_asked(Transcript(language, (), (turn,), turn.end_ms), options).turns for turn in turns)
    return (
        Turn(turn.speaker if with_speakers else 0, tuple(_moved(turn.elements, stream["start_ms"])))
        for turn in chain.from_iterable(edited)
    )


def heard(transcripts: Transcripts, seed: Seed, job: Job) -> Transcript:
    """Return what was said in a stream until it ended; in a single turn unless speakers are told apart."""
    stream = job.submission["stream"]
    end_ms = job.duration_ms + stream["start_ms"]
    turns = tuple(_until(spoken(transcripts, seed, job), end_ms))
    if turns and not stream["enable_speaker_switch"]:
        turns = (Turn(0, tuple(chain.from_iterable(turn.elements for turn in turns))),)
    speakers = max((turn.speaker for turn in turns), default=-1) + 1
    names = tuple(f"Speaker {number}" for number in range(speakers))
    return Transcript(job.submission["language"], names, turns, end_ms)


def _moved(elements: tuple[Element, ...], by_ms: int) -> Iterator[Element]:
    for element in elements:
        if isinstance(element, Word):
            element = replace(element, start_ms=element.start_ms + by_ms, end_ms=element.end_ms + by_ms)
        yield element


def _until(turns: Iterator[Turn], end_ms: int) -> Iterator[Turn]:
    for turn in turns:
        elements = up_to(turn.elements, end_ms)
        if elements:
            yield Turn(turn.speaker, elements)
        if elements != turn.elements:
            return
