"""What may be asked for when a job is submitted: types and limits of every option (revai.md §2.1, §2.9)."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from mockserver.engine.jobs import Notification

LANGUAGES: Final = (
    "ar bg ca cmn cs da de el en en-us en-gb en/es es fa fi fr he hi hr hu id it ja ko lt lv ms nl no pl pt ro ru sk sl "
    "sv ta te tr auto"
)
TRANSLATION_LANGUAGES: Final = "en en-us en-gb ar pt pt-br pt-pt fr fr-ca es es-es es-la it ja ko de ru"
_CHANNEL_LANGUAGES: Final = ("en", "es", "fr")

_NOT_FOR_FOREIGN: Final = "This option is not allowed for foreign languages."
_SHORTEST_SEGMENT_S: Final = 60
_FOREIGN_PHRASES: Final = 1000
_PHRASE_WORDS, _WORD_CHARACTERS = 12, 34
_AUTHORIZATION: Final = re.compile(r"[\x21-\x7e]+ +[\x20-\x7e]+")

Contradiction = tuple[str, str]
"""A field's name, and the sentence about it."""


def _url(text: str) -> str:
    if not text:
        raise PydanticCustomError("missing", "Required")
    if not _is_url(text):
        raise PydanticCustomError("not_url", "Not a URL")
    return text


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https", "ftp") and bool(parts.hostname) and text.isprintable() and " " not in text


def _authorization(text: str) -> str:
    if _AUTHORIZATION.fullmatch(text) is None:
        raise PydanticCustomError("not_authorization", "Not a scheme and a token")
    return text


def _flag(value: Any) -> Any:
    """Let booleans come as strings, as in a sample of v1beta (revai.md §2.1)."""
    return {"true": True, "false": False}.get(value.lower(), value) if isinstance(value, str) else value


def one_of(codes: str) -> AfterValidator:
    """Return a check that a code is one of these, in whatever case."""
    known = frozenset(codes.split())

    def check(text: str) -> str:
        if text.lower() not in known:
            raise PydanticCustomError("not_supported", "Not supported")
        return text

    return AfterValidator(check)


Flag = Annotated[bool, BeforeValidator(_flag)]
ShortUrl = Annotated[str, StringConstraints(max_length=1024), AfterValidator(_url)]
DeleteAfter = Annotated[int, Field(ge=0, le=2_592_000)]
Url = Annotated[str, StringConstraints(max_length=2048), AfterValidator(_url)]
Model = Literal["standard", "premium"]


class Options(BaseModel):
    """Options that are not known are ignored, null counts as absent, and nothing is converted but flags."""

    model_config = ConfigDict(extra="ignore", strict=True, allow_inf_nan=False, defer_build=True)

    def contradictions(self) -> Iterator[Contradiction]:
        """Yield what is wrong with options that are each right by themselves."""
        yield from ()


class AuthHeaders(Options):
    """Headers to send along. Only `Authorization` is supported."""

    Authorization: Annotated[str, AfterValidator(_authorization)] | None = None


class UrlConfig(Options):
    """A URL of the client's, with headers for it."""

    url: Url
    auth_headers: AuthHeaders | None = None

    @property
    def headers(self) -> dict[str, str]:
        return self.auth_headers.model_dump(exclude_none=True) if self.auth_headers else {}


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


class Phrases(Options):
    """One custom vocabulary."""

    phrases: Annotated[list[str], Field(min_length=1, max_length=6000)]


Vocabularies = Annotated[list[Phrases], Field(min_length=1, max_length=50)]


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


class V1Options(Options):
    """Options that every API has under v1."""

    metadata: Annotated[str, StringConstraints(max_length=512)] | None = None
    callback_url: ShortUrl | None = None
    notification_config: UrlConfig | None = None

    @property
    def notification(self) -> Notification | None:
        """Who wants to be told of the end, and where."""
        config = self.notification_config
        if config is not None:
            return Notification(config.url, config.headers)
        return None if self.callback_url is None else Notification(self.callback_url)

    def contradictions(self) -> Iterator[Contradiction]:
        if self.callback_url is not None and self.notification_config is not None:
            yield "notification_config", "Only one of callback_url and notification_config can be given."


class MediaOptions(V1Options):
    """Options of the APIs under v1 that listen to media."""

    media_url: Url | None = None
    source_config: UrlConfig | None = None

    @property
    def source_url(self) -> str | None:
        """Where the media is, unless it is uploaded."""
        return self.source_config.url if self.source_config else self.media_url

    def contradictions(self) -> Iterator[Contradiction]:
        if self.media_url is not None and self.source_config is not None:
            yield "source_config", "Only one of media_url and source_config can be given."
        yield from super().contradictions()


class V1JobOptions(MediaOptions, JobOptions):
    """Options under v1."""

    delete_after_seconds: DeleteAfter | None = None
    transcriber: str | None = None
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
    language: Annotated[str, one_of(LANGUAGES)] | None = None
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
        if self.filter_profanity and not self._speaks("en"):
            yield "filter_profanity", _NOT_FOR_FOREIGN
        if self.speaker_channels_count is not None and not self._speaks(*_CHANNEL_LANGUAGES):
            yield "speaker_channels_count", _NOT_FOR_FOREIGN
        yield from self._wrong_segments()
        yield from wrong_phrases(
            self.custom_vocabularies or (),
            is_strict=self.strict_custom_vocabulary is not False,
            is_foreign=not self._speaks("en"),
        )

    def _speaks(self, *languages: str) -> bool:
        language = (self.language or "en").lower()
        return language == "auto" or language.startswith(languages)

    def _wrong_segments(self) -> Iterator[Contradiction]:
        segments = sorted(self.segments_to_transcribe or (), key=lambda segment: segment.start)
        if any(segment.end - segment.start < _SHORTEST_SEGMENT_S for segment in segments):
            yield "segments_to_transcribe", f"Each segment must last at least {_SHORTEST_SEGMENT_S} seconds."
        if any(after.start < before.end for before, after in pairwise(segments)):
            yield "segments_to_transcribe", "Segments must not overlap."


def wrong_phrases(
    vocabularies: Iterable[Phrases], *, is_strict: bool, is_foreign: bool = False
) -> Iterator[Contradiction]:
    """Yield the first wrong phrase of each vocabulary. Unless strict, wrong phrases are left out without a word."""
    for number, vocabulary in enumerate(vocabularies):
        field = f"custom_vocabularies[{number}].phrases"
        if len(vocabulary.phrases) > _FOREIGN_PHRASES and is_foreign:
            yield field, f"At most {_FOREIGN_PHRASES} phrases are allowed for foreign languages."
        wrong = next((phrase for phrase in vocabulary.phrases if not is_phrase(phrase)), None)
        if wrong is not None and is_strict:
            yield field, f"The phrase '{wrong[:100]}' is not valid."


def spellings(vocabularies: Iterable[Phrases]) -> dict[str, str]:
    """Return how the single words among the phrases are spelt, by the word in lower case."""
    words = (phrase.strip() for vocabulary in vocabularies for phrase in vocabulary.phrases if is_phrase(phrase))
    return {word.lower(): word for word in words if " " not in word}


def is_phrase(text: str) -> bool:
    """Tell whether a custom vocabulary takes a phrase: 12 words of 34 characters at most, some letter, no digit."""
    words = text.split()
    return (
        len(words) <= _PHRASE_WORDS
        and all(len(word) <= _WORD_CHARACTERS for word in words)
        and any(character.isalpha() for character in text)
        and not any(character.isdigit() for character in text)
    )
