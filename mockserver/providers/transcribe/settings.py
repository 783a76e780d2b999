"""What a scenario may set of Amazon Transcribe, under `providers: {transcribe: …}`."""

from typing import Final, Literal

from pydantic import Field

from mockserver.gateway.provider import World
from mockserver.scenario.parts import WebAddress
from mockserver.yamlfile.parts import Part


class TranscribeSettings(Part):
    """What concerns Amazon Transcribe alone."""

    events: WebAddress | None = Field(
        None, description="Where EventBridge's events of what has ended are posted. Left out: nobody is told."
    )
    signed_by: Literal["machine", "workspace"] = Field(
        "machine",
        description="The clock by which clients sign. The dates of verified signatures are held against it.",
    )


DEFAULT: Final = TranscribeSettings()


def settings_of(workspace: World) -> TranscribeSettings:
    """Return what holds in a workspace, for the service and its storage."""
    settings = workspace.scenario.providers.get("transcribe")
    return settings if isinstance(settings, TranscribeSettings) else DEFAULT
