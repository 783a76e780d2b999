"""What a scenario may set of Amazon Transcribe, under `providers: {transcribe: …}`."""

from typing import Final, Literal

from pydantic import Field

from mockserver.gateway.provider import World
from mockserver.scenario.parts import WebAddress
from mockserver.yamlfile.parts import Part


class StorageSettings(Part):
    """Where media and results lie."""

    create_buckets: bool = Field(
        True, description="The first upload to a bucket creates it. False: a bucket that isn't there is NoSuchBucket."
    )


class TranscribeSettings(Part):
    """What concerns Amazon Transcribe alone."""

    events: WebAddress | None = Field(
        None, description="Where EventBridge's events of what has ended are posted. Left out: nobody is told."
    )
    signed_by: Literal["machine", "workspace"] = Field(
        "machine",
        description="The clock by which clients sign. The dates of verified signatures are held against it.",
    )
    media_must_exist: bool = Field(
        False,
        description="Media are looked up when a job starts, and so is the bucket that results are to be written to.",
    )
    storage: StorageSettings = Field(StorageSettings(), description="Where media and results lie.")


DEFAULT: Final = TranscribeSettings()


def settings_of(workspace: World) -> TranscribeSettings:
    """Return what holds in a workspace, for the service and its storage."""
    settings = workspace.scenario.providers.get("transcribe")
    return settings if isinstance(settings, TranscribeSettings) else DEFAULT
