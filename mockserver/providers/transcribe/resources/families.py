"""The kinds of resources that the service has, as data: their operations differ in names and states only (transcribe.md §2.2).

What a request holds and an answer shows is Amazon's model's to say; what stands here is what the model can't.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from mockserver.engine.lifecycle import Status
from mockserver.providers.transcribe.requests.requirements import Request
from mockserver.providers.transcribe.results.places import (
    CALL_ANALYTICS_JOB,
    CATEGORY,
    LANGUAGE_MODEL,
    MEDICAL_SCRIBE_JOB,
    MEDICAL_TRANSCRIPTION_JOB,
    MEDICAL_VOCABULARY,
    TRANSCRIPTION_JOB,
    VOCABULARY,
    VOCABULARY_FILTER,
)
from mockserver.scenario.matching import DEFAULT_TIMELINE, StageRule
from mockserver.scenario.spread import Uniform

_MINUTE_MS, _HOUR_MS = 60_000, 3_600_000
JOB_WORDS: Final[Mapping[Status, str]] = {status: status.name for status in Status if status is not Status.GONE}
_VOCABULARY_WORDS: Final = {
    Status.QUEUED: "PENDING",
    Status.IN_PROGRESS: "PENDING",
    Status.COMPLETED: "READY",
    Status.FAILED: "FAILED",
}
_MODEL_WORDS: Final = {**JOB_WORDS, Status.QUEUED: "IN_PROGRESS"}


def _usually(for_ms: int) -> tuple[StageRule, ...]:
    """Return the timeline of what takes its time, but no more than two polls: no loop on a frozen clock goes on for ever."""
    return StageRule(Status.IN_PROGRESS, Uniform(for_ms, for_ms), polls=(2, 2)), StageRule(Status.COMPLETED)


class Verb(StrEnum):
    """What is done with resources of every kind."""

    BEGIN = "begin"
    READ = "read"
    LIST = "list"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One kind of resource.

    `kind` is its word in ARNs, `noun` that in messages; `entity` and `plural` are in the names of its operations; `name` and
    `status` are the members that hold these. `pace` is how one goes where the scenario doesn't say; None for what has no
    states. `media` is where a request has the URI that scenario rules look at, `file` that of a list of words. `content` are
    the members of which an update replaces all. `defaults` is what a client who left it out is told, `shown_settings` what
    only Get adds. `references` are the kinds of what a job's settings may name. Those that `may_wait` are queued when no slot
    is free. `quota` names the setting that says how many there may be. `sample` is what a request to begin one
    needs beside its name.
    """

    kind: str
    noun: str
    entity: str
    plural: str
    name: str
    status: str = ""
    words: Mapping[Status, str] = field(default_factory=lambda: JOB_WORDS)
    begin: str = "Create"
    read: str = "Get"
    updatable: bool = True
    pace: tuple[StageRule, ...] | None = None
    media: str = ""
    file: str = ""
    content: frozenset[str] = frozenset()
    defaults: Request = field(default_factory=dict)
    shown_settings: Request = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)
    may_wait: Callable[[Request], bool] = lambda _: False
    quota: str | None = None
    sample: Request = field(default_factory=dict)

    @property
    def operations(self) -> Mapping[Verb, str]:
        """The names of its operations."""
        names = {
            Verb.BEGIN: f"{self.begin}{self.entity}",
            Verb.READ: f"{self.read}{self.entity}",
            Verb.LIST: f"List{self.plural}",
            Verb.UPDATE: f"Update{self.entity}",
            Verb.DELETE: f"Delete{self.entity}",
        }
        return names if self.updatable else {verb: name for verb, name in names.items() if verb is not Verb.UPDATE}

    @property
    def is_job(self) -> bool:
        """Whether it is one of the four kinds of jobs, which leave results."""
        return self.begin == "Start"

    @property
    def unfinished(self) -> str:
        """The state of one that was just begun."""
        return self.words[Status.IN_PROGRESS]

    @property
    def finished(self) -> str:
        """The state of one that is ready for use."""
        return self.words[Status.COMPLETED]


_BUCKET: Final = "my-bucket"
_MEDIA: Final = {"MediaFileUri": f"s3://{_BUCKET}/audio.mp3"}
_ROLE: Final = "arn:aws:iam::111122223333:role/my-role"
_SETTINGS: Final = {"ChannelIdentification": False, "ShowAlternatives": False}
_REFERENCES: Final = {
    "VocabularyName": VOCABULARY,
    "VocabularyFilterName": VOCABULARY_FILTER,
    "LanguageModelName": LANGUAGE_MODEL,
}


def _jobs(kind: str, entity: str, status: str, **facts: Any) -> Family:
    """Return a kind of jobs, with the facts that others haven't."""
    return Family(
        kind=kind,
        noun="job",
        entity=entity,
        plural=f"{entity}s",
        name=f"{entity}Name",
        status=status,
        begin="Start",
        updatable=False,
        pace=DEFAULT_TIMELINE,
        media="Media.MediaFileUri",
        **{"references": _REFERENCES, **facts},
    )


FAMILIES: Final = (
    _jobs(
        TRANSCRIPTION_JOB,
        "TranscriptionJob",
        "TranscriptionJobStatus",
        shown_settings=_SETTINGS,
        sample={"LanguageCode": "en-US", "Media": _MEDIA},
        may_wait=lambda request: bool(request.get("JobExecutionSettings", {}).get("AllowDeferredExecution")),
    ),
    _jobs(
        MEDICAL_TRANSCRIPTION_JOB,
        "MedicalTranscriptionJob",
        "TranscriptionJobStatus",
        shown_settings=_SETTINGS,
        references={"VocabularyName": MEDICAL_VOCABULARY},
        sample={
            "LanguageCode": "en-US",
            "Media": _MEDIA,
            "OutputBucketName": _BUCKET,
            "Specialty": "PRIMARYCARE",
            "Type": "DICTATION",
        },
    ),
    _jobs(
        MEDICAL_SCRIBE_JOB,
        "MedicalScribeJob",
        "MedicalScribeJobStatus",
        defaults={"LanguageCode": "en-US"},
        sample={
            "Media": _MEDIA,
            "OutputBucketName": _BUCKET,
            "DataAccessRoleArn": _ROLE,
            "Settings": {"ShowSpeakerLabels": True, "MaxSpeakerLabels": 2},
        },
    ),
    _jobs(
        CALL_ANALYTICS_JOB,
        "CallAnalyticsJob",
        "CallAnalyticsJobStatus",
        sample={
            "Media": _MEDIA,
            "ChannelDefinitions": [
                {"ChannelId": 0, "ParticipantRole": "AGENT"},
                {"ChannelId": 1, "ParticipantRole": "CUSTOMER"},
            ],
        },
        may_wait=lambda request: "DataAccessRoleArn" in request,
    ),
    Family(
        kind=CATEGORY,
        noun="category",
        entity="CallAnalyticsCategory",
        plural="CallAnalyticsCategories",
        name="CategoryName",
        defaults={"InputType": "POST_CALL"},
    ),
    Family(
        kind=VOCABULARY,
        noun="vocabulary",
        entity="Vocabulary",
        plural="Vocabularies",
        name="VocabularyName",
        status="VocabularyState",
        words=_VOCABULARY_WORDS,
        pace=_usually(_MINUTE_MS),
        media="VocabularyFileUri",
        file="VocabularyFileUri",
        content=frozenset({"Phrases", "VocabularyFileUri"}),
        quota="vocabularies",
        sample={"LanguageCode": "en-US", "Phrases": ["Los-Angeles"]},
    ),
    Family(
        kind=MEDICAL_VOCABULARY,
        noun="vocabulary",
        entity="MedicalVocabulary",
        plural="MedicalVocabularies",
        name="VocabularyName",
        status="VocabularyState",
        words=_VOCABULARY_WORDS,
        pace=_usually(_MINUTE_MS),
        media="VocabularyFileUri",
        file="VocabularyFileUri",
        quota="vocabularies",
        sample={"LanguageCode": "en-US", "VocabularyFileUri": f"s3://{_BUCKET}/terms.txt"},
    ),
    Family(
        kind=VOCABULARY_FILTER,
        noun="vocabulary filter",
        file="VocabularyFilterFileUri",
        entity="VocabularyFilter",
        plural="VocabularyFilters",
        name="VocabularyFilterName",
        content=frozenset({"Words", "VocabularyFilterFileUri"}),
        quota="vocabulary_filters",
    ),
    Family(
        kind=LANGUAGE_MODEL,
        noun="model",
        entity="LanguageModel",
        plural="LanguageModels",
        name="ModelName",
        status="ModelStatus",
        words=_MODEL_WORDS,
        read="Describe",
        pace=_usually(6 * _HOUR_MS),
        media="InputDataConfig.S3Uri",
        defaults={"UpgradeAvailability": False},
        sample={
            "LanguageCode": "en-US",
            "BaseModelName": "WideBand",
            "InputDataConfig": {"S3Uri": f"s3://{_BUCKET}/texts/", "DataAccessRoleArn": _ROLE},
        },
    ),
)
"""All kinds of resources. Their order is that of the documentation of operations."""

BY_KIND: Final[Mapping[str, Family]] = {family.kind: family for family in FAMILIES}
_NOUNS: Final = {name: family.noun for family in FAMILIES for name in family.operations.values()}


def noun_of(operation: str) -> str:
    """Return what an operation is about, as messages call it."""
    return _NOUNS.get(operation, "resource")
