"""What a scenario may set of Rev.ai, under `providers: {revai: …}`."""

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from mockserver.gateway.provider import World
from mockserver.providers.revai.options import TRANSLATION_LANGUAGES
from mockserver.scenario.times import Time
from mockserver.yamlfile.parts import Part
from mockserver.yamlfile.wording import no_such

SUMMARY: Final = "summary"
_OUTPUTS: Final = (SUMMARY, *TRANSLATION_LANGUAGES.split())


def _is_output(name: str) -> str:
    if name not in _OUTPUTS:
        raise ValueError(no_such("output", name, _OUTPUTS))
    return name


def _lasts(idle_ms: float) -> float:
    if idle_ms < 1:
        raise ValueError("found no time at all, expected one such as 10s: a stream needs some to begin")
    return idle_ms


class RevAiSettings(Part):
    """What becomes of the summaries and translations of jobs, and when a stream is idle."""

    summary_after: Time = Field(
        0.0, description="How long after its job a summary is there. Left out: it is there at the same time."
    )
    translation_after: Time = Field(
        0.0, description="How long after their job translations are there. Left out: they are there at the same time."
    )
    failed_outputs: list[Annotated[str, AfterValidator(_is_output)]] = Field(
        [],
        min_length=1,
        description="What fails though the job completes: `summary`, or a translation by its language.",
        examples=[["summary", "es"]],
    )
    stream_idle: Annotated[Time, AfterValidator(_lasts)] = Field(
        10_000.0,
        description="After how long without audio a stream is closed, on the workspace's clock. Left out: 10s.",
    )


_DEFAULT: Final = RevAiSettings()


def settings_of(workspace: World) -> RevAiSettings:
    """Return what holds in a workspace."""
    settings = workspace.scenario.providers.get("revai")
    return settings if isinstance(settings, RevAiSettings) else _DEFAULT
