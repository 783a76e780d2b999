"""The table of rules that each operation's requests must meet beyond the model (transcribe.md §2.5, §1.7)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from mockserver.providers.transcribe.requests.requirements import (
    Request,
    Requirement,
    different,
    inside,
    needs,
    one_of,
    only,
    together,
)

_MOST_TAGS: Final = 50
_RESERVED_TAG: Final = "aws:"
_SELECTORS: Final = ("LanguageCode", "IdentifyLanguage", "IdentifyMultipleLanguages")
_TIME_RANGES: Final = {
    "AbsoluteTimeRange": ("StartTime", "EndTime"),
    "RelativeTimeRange": ("StartPercentage", "EndPercentage"),
}


def _selectors(request: Request) -> int:
    return sum(bool(request.get(name)) for name in _SELECTORS)


def _identifies(request: Request) -> bool:
    return bool(request.get("IdentifyLanguage") or request.get("IdentifyMultipleLanguages"))


def _names_language_model(request: Request) -> bool:
    by_language = request.get("LanguageIdSettings", {}).values()
    return "LanguageModelName" in request.get("ModelSettings", {}) or any(
        "LanguageModelName" in settings for settings in by_language
    )


def _needs_to_identify(member: str) -> Requirement:
    return Requirement(
        f"{member}_needs_identification",
        lambda request: member in request and not _identifies(request),
        f"{member} can only be used with IdentifyLanguage or IdentifyMultipleLanguages.",
    )


def _language_options(prefix: str) -> tuple[Requirement, ...]:
    """Return what holds of languages to choose from, in the request or, with a prefix, in its settings."""
    options, settings = f"{prefix}LanguageOptions", f"{prefix}LanguageIdSettings"
    return (
        Requirement(
            "LanguageOptions_are_two",
            lambda request: len(set(inside(request, options) or ("one", "two"))) < 2,
            "LanguageOptions must have at least two different language codes.",
        ),
        Requirement(
            "LanguageIdSettings_in_LanguageOptions",
            lambda request: (
                inside(request, options) is not None
                and not set(inside(request, settings) or ()) <= set(inside(request, options))
            ),
            "Each language code in LanguageIdSettings must be one of LanguageOptions.",
        ),
    )


def _ranges(request: Request) -> Iterator[tuple[Mapping[str, Any], str, str]]:
    """Yield each time range of a category's rules with the names of its two ends."""
    for rule in request["Rules"]:
        for criteria in rule.values():
            for kind, (start, end) in _TIME_RANGES.items():
                if kind in criteria:
                    yield criteria[kind], start, end


_MEDIA: Final = Requirement(
    "MediaFileUri_given",
    lambda request: "MediaFileUri" not in request["Media"],
    "The media file URI is missing. Add MediaFileUri to Media and try your request again.",
)
_FILTER_METHOD: Final = needs("Settings.VocabularyFilterName", "Settings.VocabularyFilterMethod")
_ENCRYPTION_CONTEXT: Final = needs("KMSEncryptionContext", "OutputEncryptionKMSKeyId")
_SPEAKERS: Final = together("ShowSpeakerLabels", "MaxSpeakerLabels")
_ALTERNATIVES: Final = together("ShowAlternatives", "MaxAlternatives")
_CHANNELS: Final = (different("ChannelDefinitions", "ChannelId"), different("ChannelDefinitions", "ParticipantRole"))
TAGS: Final = (
    Requirement(
        "tags_50",
        lambda request: len(request.get("Tags", ())) > _MOST_TAGS,
        f"A resource can have {_MOST_TAGS} tags at most. Use fewer tags and try your request again.",
    ),
    Requirement(
        "tags_not_reserved",
        lambda request: any(tag["Key"].startswith(_RESERVED_TAG) for tag in request.get("Tags", ())),
        f"Tag keys that begin with {_RESERVED_TAG} are reserved. Use a different key and try your request again.",
    ),
)
_PHRASES: Final = Requirement(
    "Phrases_not_empty",
    lambda request: request.get("Phrases") == [],
    "1 validation error detected: Value '[]' at 'phrases' failed to satisfy constraint: "
    "Member must have length greater than or equal to 1",
)
_TIME_RANGE: Final = Requirement(
    "time_range_has_both_ends",
    lambda request: any((start in found) != (end in found) for found, start, end in _ranges(request)),
    "The two ends of a time range must be used together. Add the one that is missing and try your request again.",
)

RULES: Final[Mapping[str, tuple[Requirement, ...]]] = {
    "StartTranscriptionJob": (
        Requirement(
            "language_given",
            lambda request: _selectors(request) == 0,
            "The language code is missing. Either add a language code or turn on language identification.",
        ),
        Requirement(
            "language_given_once",
            lambda request: _selectors(request) > 1,
            "You can only use one of LanguageCode, IdentifyLanguage and IdentifyMultipleLanguages. Choose one of them and "
            "try your request again.",
        ),
        _MEDIA,
        _needs_to_identify("LanguageOptions"),
        _needs_to_identify("LanguageIdSettings"),
        *_language_options(""),
        Requirement(
            "one_language_for_redaction",
            lambda request: bool(request.get("IdentifyMultipleLanguages")) and "ContentRedaction" in request,
            "ContentRedaction can't be used with IdentifyMultipleLanguages.",
        ),
        Requirement(
            "one_language_for_models",
            lambda request: bool(request.get("IdentifyMultipleLanguages")) and _names_language_model(request),
            "Custom language models can't be used with IdentifyMultipleLanguages.",
        ),
        _SPEAKERS,
        _ALTERNATIVES,
        _FILTER_METHOD,
        needs("JobExecutionSettings.AllowDeferredExecution", "JobExecutionSettings.DataAccessRoleArn"),
        needs("OutputKey", "OutputBucketName"),
        needs("OutputEncryptionKMSKeyId", "OutputBucketName"),
        _ENCRYPTION_CONTEXT,
        *TAGS,
    ),
    "StartMedicalTranscriptionJob": (
        only("LanguageCode", "en-US", "medical transcription"),
        _MEDIA,
        _SPEAKERS,
        _ALTERNATIVES,
        _ENCRYPTION_CONTEXT,
        *TAGS,
    ),
    "StartMedicalScribeJob": (
        _MEDIA,
        Requirement(
            "speakers_or_channels",
            lambda request: (
                bool(inside(request, "Settings.ShowSpeakerLabels"))
                == bool(inside(request, "Settings.ChannelIdentification"))
            ),
            "One and only one of ChannelIdentification and ShowSpeakerLabels must be set. Set one of them and try your "
            "request again.",
        ),
        _SPEAKERS,
        Requirement(
            "channels_defined",
            lambda request: (
                bool(inside(request, "Settings.ChannelIdentification")) != ("ChannelDefinitions" in request)
            ),
            "ChannelIdentification and ChannelDefinitions must be used together. Add the one that is missing and try your "
            "request again.",
        ),
        *_CHANNELS,
        _FILTER_METHOD,
        _ENCRYPTION_CONTEXT,
        *TAGS,
    ),
    "StartCallAnalyticsJob": (
        _MEDIA,
        *_CHANNELS,
        *_language_options("Settings."),
        _FILTER_METHOD,
        needs("OutputEncryptionKMSKeyId", "OutputLocation"),
        *TAGS,
    ),
    "CreateCallAnalyticsCategory": (_TIME_RANGE, *TAGS),
    "UpdateCallAnalyticsCategory": (_TIME_RANGE,),
    "CreateVocabulary": (one_of("Phrases", "VocabularyFileUri"), _PHRASES, *TAGS),
    "UpdateVocabulary": (one_of("Phrases", "VocabularyFileUri"), _PHRASES),
    "CreateMedicalVocabulary": (only("LanguageCode", "en-US", "medical vocabularies"), *TAGS),
    "UpdateMedicalVocabulary": (only("LanguageCode", "en-US", "medical vocabularies"),),
    "CreateVocabularyFilter": (one_of("Words", "VocabularyFilterFileUri"), *TAGS),
    "UpdateVocabularyFilter": (one_of("Words", "VocabularyFilterFileUri"),),
    "CreateLanguageModel": TAGS,
    "TagResource": TAGS,
}
"""By operation: its rules, in the order in which they are looked at."""
