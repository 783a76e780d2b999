"""How far a stream has come: what a scenario waits for before it breaks into one."""

from dataclasses import dataclass
from typing import Self

from pydantic import Field, model_validator

from mockserver.scenario.times import Time
from mockserver.yamlfile.parts import Part


@dataclass(frozen=True, slots=True)
class Progress:
    """What a client has sent on a WebSocket. `audio_ms` is counted by the providers that take audio."""

    messages: int = 0
    bytes: int = 0
    audio_ms: float = 0.0

    def reaches(self, other: "Progress") -> bool:
        """Tell whether it has come as far as another, in all that this counts."""
        return self.messages >= other.messages and self.bytes >= other.bytes and self.audio_ms >= other.audio_ms

    def __str__(self) -> str:
        said = [f"{self.messages} messages"] * bool(self.messages) + [f"{self.bytes} bytes"] * bool(self.bytes)
        return " and ".join([*said, *[f"{self.audio_ms / 1000:g} s of audio"] * bool(self.audio_ms)])


class ProgressPart(Part):
    """How far a client has come with what it sends on a WebSocket. All that is given must be reached."""

    messages: int | None = Field(None, ge=1, le=2**40, description="So many messages.")
    bytes: int | None = Field(None, ge=1, le=2**40, description="So many bytes, in all its messages.")
    audio: Time | None = Field(None, gt=0, description="Audio of so long a time, where the provider takes audio.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("found an empty mapping, expected `messages`, `bytes` or `audio`")
        return self

    def progress(self) -> Progress:
        """Return it as it is compared."""
        return Progress(self.messages or 0, self.bytes or 0, self.audio or 0.0)
