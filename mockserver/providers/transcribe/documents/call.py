"""A call between an agent and a customer: its turns as call analytics sees them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from mockserver.providers.transcribe.documents.heard import Heard
from mockserver.providers.transcribe.requests.submission import channel_roles
from mockserver.transcripts.model import Turn, Word
from mockserver.transcripts.sentiment import Sentiment, sentiment

ROLES: Final = ("AGENT", "CUSTOMER")


@dataclass(frozen=True)
class CallTurn:
    """A turn and who speaks in it. Times are milliseconds of the call."""

    number: int
    role: str
    spoken: Turn
    begin_ms: int
    end_ms: int

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return self.spoken.words

    @cached_property
    def sentiment(self) -> Sentiment:
        return sentiment(word.text for word in self.words)

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.begin_ms


@dataclass(frozen=True)
class Interval:
    """A part of the call: in which nobody speaks, or in which one interrupts the other."""

    begin_ms: int
    end_ms: int

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.begin_ms


def call_turns(heard: Heard) -> list[CallTurn]:
    """Return the turns of a call, in order. The role of a speaker is that of the channel on which they are heard."""
    roles = channel_roles(heard.job, ROLES)
    return [
        CallTurn(number, roles[turn.speaker % len(roles)], turn, turn.start_ms, turn.end_ms)
        for number, turn in enumerate(heard.transcript.turns)
    ]
