"""Transcripts that people write: one YAML file each, found by name in folders, performed for any length of media."""

import difflib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from mockserver.engine.randomness import Seed
from mockserver.transcripts.model import Transcript, Turn
from mockserver.transcripts.pacing import TURN_PAUSE_MS, fit, pause, say
from mockserver.transcripts.tokens import tokenize
from mockserver.transcripts.yaml_lines import LineError, Location, parse

_SUFFIX = ".yaml"
_SILENCE_AT_END_MS = 500
_LONGEST_SECONDS = 7 * 24 * 3600
_FILES_KEPT = 64


class FixtureError(ValueError):
    """A fixture that is not there or is wrong: a sentence for each mistake, on a line of its own, with file and line."""


def _speakable(text: str) -> str:
    """Refuse what no answer could carry: control characters and lone surrogates."""
    bad = next((char for char in text if unicodedata.category(char) in ("Cc", "Cs") and not char.isspace()), None)
    if bad is not None:
        raise ValueError(f"it holds the character {bad!a}, which nobody can say. Take it out.")
    return text


def _spoken(text: str) -> str:
    if not tokenize(text):
        raise ValueError("it holds no word. Write what is said.")
    return _speakable(text)


_Name = Annotated[str, Field(min_length=1), AfterValidator(_speakable)]
_Seconds = Annotated[float, Field(ge=0, le=_LONGEST_SECONDS, allow_inf_nan=False)]


class FixtureTurn(BaseModel):
    """What one speaker says in one go, from `start` seconds on (omitted: soon after the turn before)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    speaker: _Name
    text: Annotated[str, AfterValidator(_spoken)]
    start: _Seconds | None = None


class Fixture(BaseModel):
    """A transcript as it is written. `duration` is its media's length in seconds (omitted: as long as it takes)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: _Name = "en"
    speakers: Annotated[tuple[_Name, ...], Field(min_length=1)]
    turns: Annotated[tuple[FixtureTurn, ...], Field(min_length=1)]
    duration: _Seconds | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        mistakes = [*self._wrong_names(), *self._wrong_times()]
        if mistakes:
            raise PydanticCustomError("fixture", "{mistakes}", {"mistakes": mistakes})
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

    def _wrong_names(self) -> Iterator[tuple[Location, str]]:
        for number, turn in enumerate(self.turns):
            if turn.speaker not in self.speakers:
                hint = _did_you_mean(turn.speaker, self.speakers)
                yield ("turns", number, "speaker"), f"{turn.speaker!r} is not one of the speakers.{hint}"
        for number, name in enumerate(self.speakers):
            if name in self.speakers[:number]:
                yield ("speakers", number), f"{name!r} is named twice. Keep one of them."
            elif name not in self._heard_names():
                yield ("speakers", number), f"{name!r} says nothing. Give them a turn, or leave them out."

    def _wrong_times(self) -> Iterator[tuple[Location, str]]:
        """Yield where a start or the duration leaves less than a millisecond for each word before it, or comes too early."""
        number = 0
        for start_ms, end_ms, written in self._runs():
            number += len(written)
            words = sum(len(tokenize(turn.text)) for turn in written)
            if end_ms is not None and end_ms - start_ms < words:
                at: Location = ("turns", number, "start") if number < len(self.turns) else ("duration",)
                yield (
                    at,
                    f"{end_ms / 1000:g} s is too early: what comes before it starts at {start_ms / 1000:g} s.",
                )


class FixtureLibrary:
    """The fixtures in some folders, by name: `interview` is `interview.yaml` in the first folder that has it."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Folders that are not there count as empty."""
        self._folders = tuple(folders)

    def names(self) -> list[str]:
        """Return the names of all fixtures, sorted."""
        return sorted(self._paths())

    def find(self, name: str) -> Path | None:
        """Return the file of the fixture `name`, or None. A name is looked up in a listing and never made into a path."""
        return self._paths().get(name)

    def load(self, name: str) -> Fixture:
        """Return the fixture `name` as its file is now. Raises FixtureError when it is unknown or wrong."""
        path = self.find(name)
        if path is None:
            raise FixtureError(f"No fixture is named {name!r}.{_did_you_mean(name, self.names())}")
        try:
            facts = path.stat()
            return _read(path, facts.st_mtime_ns, facts.st_size)
        except OSError as error:
            raise FixtureError(f"{path}: The file can't be read ({error.strerror}).") from error

    def _paths(self) -> dict[str, Path]:
        return {
            path.name.removesuffix(_SUFFIX): path
            for folder in reversed(self._folders)
            for path in folder.glob(f"*{_SUFFIX}")
            if path.is_file()
        }


@lru_cache(maxsize=_FILES_KEPT)
def _read(path: Path, mtime_ns: int, size: int) -> Fixture:
    """Return the fixture in `path`. Time and size are there to notice that a kept one is out of date."""
    try:
        document = parse(path.read_bytes())
    except LineError as error:
        raise FixtureError(f"{path}:{error.line}: {error}") from None
    if not isinstance(document.data, dict):
        raise FixtureError(f"{path}:1: A fixture has keys: {', '.join(Fixture.model_fields)}. This has none.")
    try:
        return Fixture.model_validate(document.data)
    except ValidationError as error:
        mistakes = sorted((document.line(at), sentence) for at, sentence in _mistakes(error.errors()))
        raise FixtureError("\n".join(f"{path}:{line}: {sentence}" for line, sentence in mistakes)) from None


def _mistakes(errors: Iterable[ErrorDetails]) -> Iterator[tuple[Location, str]]:
    """Yield where each mistake is, and a sentence about it."""
    for error in errors:
        if error["type"] == "fixture":
            yield from error["ctx"]["mistakes"]
        else:
            yield error["loc"], _sentence(error)


def _sentence(error: ErrorDetails) -> str:
    location = error["loc"]
    where = ".".join(map(str, location))
    match error["type"]:
        case "missing":
            return f"{where} is missing. Add it."
        case "extra_forbidden":
            known = Fixture.model_fields if len(location) == 1 else FixtureTurn.model_fields
            return f"{where} is not known here.{_did_you_mean(str(location[-1]), known)}"
        case "value_error":
            return f"{where} is wrong: {error['ctx']['error']}"
        case _:
            return f"{where} is wrong: {error['msg'][0].lower()}{error['msg'][1:]}."


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return what to try instead of `word`, as the sentence that follows on the complaint."""
    choices = list(known)
    near = difflib.get_close_matches(word, choices, n=1)
    if near:
        return f" Did you mean {near[0]!r}?"
    return f" Known: {', '.join(choices)}." if choices else " There are none at all."


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
