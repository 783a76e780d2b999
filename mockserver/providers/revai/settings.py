"""What a scenario may set of Rev.ai, under `providers: {revai: …}`."""

from typing import Final

from pydantic import Field

from mockserver.gateway.provider import World
from mockserver.scenario.parts import Text
from mockserver.scenario.times import Time
from mockserver.yamlfile.parts import Part


class RevAiSettings(Part):
    """What becomes of the summaries and translations of jobs, and when a stream is idle."""

    summary_after: Time = Field(
        0.0, description="How long after its job a summary is there. Left out: it is there at the same time."
    )
    translation_after: Time = Field(
        0.0, description="How long after their job translations are there. Left out: they are there at the same time."
    )
    failed_outputs: list[Text] = Field(
        [],
        min_length=1,
        description="What fails though the job completes: `summary`, or a language of a translation.",
        examples=[["summary", "es"]],
    )
    stream_idle: Time = Field(
        10_000.0,
        ge=1,
        description="After how long without audio a stream is closed, on the workspace's clock. Left out: 10s.",
    )


_DEFAULT: Final = RevAiSettings()


def settings_of(workspace: World) -> RevAiSettings:
    """Return what holds in a workspace."""
    settings = workspace.scenario.providers.get("revai")
    return settings if isinstance(settings, RevAiSettings) else _DEFAULT
