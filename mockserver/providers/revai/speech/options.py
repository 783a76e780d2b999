"""What may be asked for when a job is submitted: types and limits of every option (revai.md §2.1, §2.9)."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from mockserver.engine.job import Notification
from mockserver.providers.revai.apis.phrases import Vocabularies, spellings, wrong_phrases
from mockserver.providers.revai.options import (
    LANGUAGES,
    TRANSLATION_LANGUAGES,
    Contradiction,
    DeleteAfter,
    Flag,
    MediaOptions,
    Options,
    ShortUrl,
    Url,
    one_of,
)

_TRANSCRIBERS: Final = "machine machine_v2 human low_cost fusion"
_CHANNEL_LANGUAGES: Final = ("en", "es", "fr")

_SHORTEST_SEGMENT_S: Final = 60

NOT_FOR_FOREIGN: Final = "This option is not allowed for foreign languages."

Model = Literal["standard", "premium"]


class Segment(Options):
    """A part of the media, in seconds."""

    start: Annotated[float, Field(ge=0)]
    end: float


class SpeakerName(Options):
    """A speaker's name. It may come as plain text, which a client library passes on as it is (revai.md §2.1)."""

    display_name: Annotated[str, StringConstraints(max_length=50)]

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: Any) -> Any:
        return {"display_name": data} if isinstance(data, str) else data


class Summarization(Options):
    prompt: str | None = None
    model: Model = "standard"
    type: Literal["paragraph", "bullets"] = "paragraph"


class TranslationTarget(Options):
    language: Annotated[str, one_of(TRANSLATION_LANGUAGES)]
    model: Model = "standard"


class Translation(Options):
    target_languages: Annotated[list[TranslationTarget], Field(min_length=1, max_length=5)]


class JobOptions(Options):
    """Options under v1beta. The reserved ones (`language_model`, `locales`, …) are ignored (revai.md §2.9)."""

    media_url: Url | None = None
    metadata: Annotated[str, StringConstraints(max_length=256)] | None = None
    callback_url: ShortUrl | None = None
    skip_diarization: Flag | None = None

    @property
    def source_url(self) -> str | None:
        """Where the media is, unless it is uploaded."""
        return self.media_url

    @property
    def vocabulary_id(self) -> str | None:
        """The custom vocabulary that the job names."""
        return None

    @property
    def notification(self) -> Notification | None:
        return None if self.callback_url is None else Notification(self.callback_url)

    def unseen(self) -> dict[str, Any]:
        """Return what the job goes by and doesn't show, as plain data; of its `outputs` it shows their status as well."""
        return {}


class V1JobOptions(MediaOptions, JobOptions):
    """Options under v1."""

    delete_after_seconds: DeleteAfter | None = None
    transcriber: Annotated[str, one_of(_TRANSCRIBERS, quirk="unlisted_transcriber")] | None = None
    verbatim: Flag | None = None
    rush: Flag | None = None
    test_mode: Flag | None = None
    segments_to_transcribe: list[Segment] | None = None
    speaker_names: Annotated[list[SpeakerName], Field(max_length=100)] | None = None
    skip_postprocessing: Flag | None = None
    skip_punctuation: Flag | None = None
    remove_disfluencies: Flag | None = None
    remove_atmospherics: Flag | None = None
    filter_profanity: Flag | None = None
    speaker_channels_count: Annotated[int, Field(ge=1, le=8)] | None = None
    speakers_count: Annotated[int, Field(ge=1)] | None = None
    diarization_type: Literal["standard", "premium"] | None = None
    custom_vocabulary_id: str | None = None
    custom_vocabularies: Vocabularies | None = None
    strict_custom_vocabulary: Flag | None = None
    summarization_config: Summarization | None = None
    translation_config: Translation | None = None
    language: Annotated[str, one_of(LANGUAGES, quirk="unlisted_language")] | None = None
    enable_multilingual: Flag | None = None
    forced_alignment: Flag | None = None

    @property
    def vocabulary_id(self) -> str | None:
        return self.custom_vocabulary_id or None

    def unseen(self) -> dict[str, Any]:
        names = [speaker.display_name for speaker in self.speaker_names or ()]
        unseen: dict[str, Any] = {
            "outputs": self._outputs(),
            "speaker_names": names if self.transcriber == "human" else None,
            "spellings": spellings(self.custom_vocabularies or ()),
            "test_mode": self.test_mode,
        }
        return {key: value for key, value in unseen.items() if value}

    def _outputs(self) -> dict[str, Any]:
        asked: dict[str, Any] = {}
        if self.summarization_config:
            asked["summarization"] = self.summarization_config.model_dump(exclude_none=True)
        if self.translation_config:
            asked["translation"] = self.translation_config.model_dump()["target_languages"]
        return asked

    def contradictions(self) -> Iterator[Contradiction]:
        yield from super().contradictions()
        if self.custom_vocabulary_id is not None and self.custom_vocabularies is not None:
            yield "custom_vocabularies", "Only one of custom_vocabulary_id and custom_vocabularies can be given."
        if self.filter_profanity and not self.speaks("en"):
            yield "filter_profanity", NOT_FOR_FOREIGN
        if self.speaker_channels_count is not None and not self.speaks(*_CHANNEL_LANGUAGES):
            yield "speaker_channels_count", NOT_FOR_FOREIGN
        yield from self._wrong_segments()
        yield from wrong_phrases(
            self.custom_vocabularies or (),
            is_strict=self.strict_custom_vocabulary is not False,
            is_foreign=not self.speaks("en"),
        )

    def speaks(self, *languages: str) -> bool:
        """Tell whether the media are in one of the languages, or may be."""
        language = (self.language or "en").lower()
        return language == "auto" or language.startswith(languages)

    def _wrong_segments(self) -> Iterator[Contradiction]:
        segments = sorted(self.segments_to_transcribe or (), key=lambda segment: segment.start)
        if any(segment.end - segment.start < _SHORTEST_SEGMENT_S for segment in segments):
            yield "segments_to_transcribe", f"Each segment must last at least {_SHORTEST_SEGMENT_S} seconds."
        if any(after.start < before.end for before, after in pairwise(segments)):
            yield "segments_to_transcribe", "Segments must not overlap."
