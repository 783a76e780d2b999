"""Transcripts that people write: one YAML file each, found by name in folders, performed for any length of media."""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from mockserver.engine.randomness import Seed
from mockserver.shelf import Shelf
from mockserver.transcripts.model import Transcript, Turn
from mockserver.transcripts.pacing import TURN_PAUSE_MS, fit, pause, say
from mockserver.transcripts.tokens import tokenize
from mockserver.yamlfile.language import Language
from mockserver.yamlfile.mistakes import FileError
from mockserver.yamlfile.parts import Part, Place, mistakes_at
from mockserver.yamlfile.reader import read
from mockserver.yamlfile.wording import found, no_such, shortened

_SUFFIX = ".yaml"
_SILENCE_AT_END_MS = 500
_LONGEST_SECONDS = 7 * 24 * 3600
_FILES_KEPT = 64


class FixtureError(FileError):
    """A fixture that isn't there, or has mistakes."""


def _speakable(text: str) -> str:
    """Refuse what no answer could carry: control characters and lone surrogates."""
    bad = next((char for char in text if unicodedata.category(char) in ("Cc", "Cs") and not char.isspace()), None)
    if bad is not None:
        raise ValueError(f"found the character U+{ord(bad):04X}, which nobody can say, expected it left out")
    return text


def _spoken(text: str) -> str:
    if not tokenize(text):
        raise ValueError(f"found {found(text)}, expected at least one word")
    return _speakable(text)


def _filled(entries: tuple[object, ...]) -> tuple[object, ...]:
    if not entries:
        raise ValueError("found an empty list, expected at least one entry")
    return entries


_Name = Annotated[str, Field(min_length=1), AfterValidator(_speakable)]
_Seconds = Annotated[float, Field(ge=0, le=_LONGEST_SECONDS)]


class FixtureTurn(Part):
    """What one speaker says in one go."""

    speaker: _Name = Field(description="Who says it: one of the speakers.")
    text: Annotated[str, AfterValidator(_spoken)] = Field(description="What is said.")
    start: _Seconds | None = Field(None, description="When, in seconds. Left out: soon after the turn before.")


class Fixture(Part):
    """A transcript as it is written."""

    language: _Name = Field("en", description="What is spoken, such as fr or de-DE.")
    speakers: Annotated[tuple[_Name, ...], AfterValidator(_filled)] = Field(
        strict=False, description="Everyone who speaks."
    )
    turns: Annotated[tuple[FixtureTurn, ...], AfterValidator(_filled)] = Field(
        strict=False, description="Who says what, in order."
    )
    duration: _Seconds | None = Field(
        None, description="The length of the media in seconds. Left out: as long as the words take."
    )

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        mistakes = [*self._wrong_names(), *self._wrong_times()]
        if mistakes:
            raise mistakes_at(mistakes)
        return self

    def perform(self, seed: Seed, identity: tuple[object, ...], duration_ms: int | None = None) -> Transcript:
        """Return the fixture as it is heard, its pace and confidences made up from `seed` by `identity`.

        With `duration_ms` all times are spread to fill media of that length (where there are fewer milliseconds than
        words, the last words are not heard); without it the media is as long as the fixture says.
        """
        turns, own_duration_ms = self._paced(seed, identity)
        if duration_ms is None:
            duration_ms = own_duration_ms
        elif duration_ms != own_duration_ms:
            turns = fit(turns, 0, own_duration_ms, duration_ms)
        heard = max((turn.speaker for turn in turns), default=-1) + 1
        return Transcript(self.language, self._heard_names()[:heard], tuple(turns), duration_ms)

    def _heard_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns))

    def _paced(self, seed: Seed, identity: tuple[object, ...]) -> tuple[list[Turn], int]:
        """Return the turns at the times that the fixture gives, and the length of its media in milliseconds."""
        rng = seed.random("transcript", *identity)
        numbers = {name: number for number, name in enumerate(self._heard_names())}
        turns: list[Turn] = []
        for start_ms, end_ms, written in self._runs():
            at_ms, run = start_ms, []
            for turn in written:
                run.append(Turn(numbers[turn.speaker], tuple(say(tokenize(turn.text), at_ms, rng))))
                at_ms = run[-1].end_ms + pause(rng, TURN_PAUSE_MS)
            if end_ms is not None and run[-1].end_ms > end_ms:
                run = fit(run, start_ms, run[-1].end_ms, end_ms)
            turns += run
        duration_ms = turns[-1].end_ms + _SILENCE_AT_END_MS if self.duration is None else _ms(self.duration)
        return turns, duration_ms

    def _runs(self) -> Iterator[tuple[int, int | None, list[FixtureTurn]]]:
        """Yield the turns that follow on one with a start: when they begin, when they must be over, and the turns."""
        firsts = [n for n, turn in enumerate(self.turns) if turn.start is not None or n == 0]
        for first, after in pairwise([*firsts, len(self.turns)]):
            end = self.turns[after].start if after < len(self.turns) else self.duration
            yield _ms(self.turns[first].start or 0), None if end is None else _ms(end), list(self.turns[first:after])

    def _wrong_names(self) -> Iterator[tuple[Place, str]]:
        for number, turn in enumerate(self.turns):
            if turn.speaker not in self.speakers:
                yield ("turns", number, "speaker"), no_such("speaker", turn.speaker, set(self.speakers))
        heard = self._heard_names()
        for number, name in enumerate(self.speakers):
            if name in self.speakers[:number]:
                yield ("speakers", number), f"found `{shortened(name)}` a second time, expected it once"
            elif name not in heard:
                sentence = f"`{shortened(name)}` says nothing, expected a turn of theirs, or the name left out"
                yield ("speakers", number), sentence

    def _wrong_times(self) -> Iterator[tuple[Place, str]]:
        """Yield each start or duration that comes too early: it leaves the words before it under a millisecond each."""
        number = 0
        for start_ms, end_ms, written in self._runs():
            number += len(written)
            words = sum(len(tokenize(turn.text)) for turn in written)
            if end_ms is not None and end_ms - start_ms < words:
                at: Place = ("turns", number, "start") if number < len(self.turns) else ("duration",)
                begin, end = f"{start_ms / 1000:g} s", f"{end_ms / 1000:g} s"
                yield at, f"found {end}, expected a later time: what is said before it begins at {begin}"


_LANGUAGE = Language(Fixture, FixtureError, "fixture")


class FixtureLibrary(Shelf):
    """The fixtures in some folders, by name."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(folders, _SUFFIX)

    def load(self, name: str) -> Fixture:
        """Return the fixture `name` as its file is now. Raises FixtureError when it is unknown or wrong."""
        path = self.find(name)
        if path is None:
            raise FixtureError(sentence=no_such("fixture", name, self.names()))
        try:
            facts = path.stat()
            return _read(path, facts.st_mtime_ns, facts.st_size)
        except OSError as error:
            raise FixtureError(sentence=f"The fixture {path} can't be read: {error.strerror}.") from None


@lru_cache(maxsize=_FILES_KEPT)
def _read(path: Path, mtime_ns: int, size: int) -> Fixture:
    """Return the fixture in `path`. Time and size are there to notice that a kept one is out of date."""
    return read(path.read_bytes(), str(path), _LANGUAGE).content


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
