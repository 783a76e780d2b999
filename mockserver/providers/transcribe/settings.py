"""What a scenario may set of Amazon Transcribe, under `providers: {transcribe: …}`."""

from typing import Final, Literal

from pydantic import Field

from mockserver.gateway.provider import World
from mockserver.scenario.parts import Text, WebAddress
from mockserver.scenario.times import Time
from mockserver.yamlfile.parts import Part

_DAY_MS = 86_400_000


class ExternalStorage(Part):
    """Another S3 (moto, MinIO, LocalStack) that holds media and results."""

    endpoint_url: WebAddress = Field(
        description="Where it is: on this machine, in a private network, or at a host that webhooks may go to."
    )
    access_key_id: Text = Field("test", description="The access key id with which the server signs its own calls.")
    secret_access_key: Text = Field("test", description="The secret that belongs to it.")
    region: Text = Field("us-east-1", description="The region for which it signs.")


class StorageSettings(Part):
    """Where media and results lie."""

    external: ExternalStorage | None = Field(
        None, description="Another S3 that holds them. Left out: the server's own."
    )
    create_buckets: bool = Field(
        True, description="The first upload to a bucket creates it. False: a bucket that isn't there is NoSuchBucket."
    )


class TranscribeSettings(Part):
    """What concerns Amazon Transcribe alone. Quotas hold in each region of a workspace."""

    concurrent_jobs: int | None = Field(
        None,
        ge=1,
        description="How many jobs of each kind are worked on at once; more are queued where that was asked for, else "
        "refused. Left out: any number, where AWS has 250.",
    )
    queued_jobs: int = Field(10_000, ge=0, description="How many jobs of each kind may wait. Left out: 10,000.")
    vocabularies: int = Field(100, ge=0, description="How many vocabularies there may be. Left out: 100.")
    vocabulary_filters: int = Field(100, ge=0, description="How many vocabulary filters there may be. Left out: 100.")
    retention: Time = Field(90.0 * _DAY_MS, gt=0, description="How long jobs are kept after their end. Left out: 90d.")
    named_must_exist: bool = Field(
        True,
        description="Whether the vocabularies, filters and models that a job names must have been created. Left out: yes.",
    )
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
