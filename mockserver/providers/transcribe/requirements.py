"""What the model can't say: which members of a request need or exclude each other (transcribe.md §2.5, §1.7)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Request = Mapping[str, Any]

_MOST_TAGS = 50
_RESERVED_TAG = "aws:"


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a request that the model allows must satisfy as well: when it is `unmet`, and the message that says so."""

    unmet: Callable[[Request], bool]
    message: str


def what_is_unmet(requirements: tuple[Requirement, ...], request: Request) -> str | None:
    """Return the message of the first requirement that a request doesn't meet; None when it meets all."""
    return next((requirement.message for requirement in requirements if requirement.unmet(request)), None)


def _language_selectors(request: Request) -> int:
    return sum(bool(request.get(name)) for name in ("LanguageCode", "IdentifyLanguage", "IdentifyMultipleLanguages"))


def _identifies(request: Request) -> bool:
    return bool(request.get("IdentifyLanguage") or request.get("IdentifyMultipleLanguages"))


def _setting(request: Request, name: str) -> Any:
    return request.get("Settings", {}).get(name)


def _language_model(request: Request) -> bool:
    by_language = request.get("LanguageIdSettings", {}).values()
    return "LanguageModelName" in request.get("ModelSettings", {}) or any(
        "LanguageModelName" in settings for settings in by_language
    )


def _needs(member: str, needed: str) -> Requirement:
    return Requirement(
        lambda request: member in request and needed not in request,
        f"{member} can't be used without {needed}. Add {needed} and try your request again.",
    )


def _together(switch: str, number: str) -> Requirement:
    return Requirement(
        lambda request: bool(_setting(request, switch)) != (_setting(request, number) is not None),
        f"{switch} and {number} must be used together. Add the one that is missing and try your request again.",
    )


START_TRANSCRIPTION_JOB = (
    Requirement(
        lambda request: _language_selectors(request) == 0,
        "The language code is missing. Either add a language code or turn on language identification.",
    ),
    Requirement(
        lambda request: _language_selectors(request) > 1,
        "You can only use one of LanguageCode, IdentifyLanguage and IdentifyMultipleLanguages. Choose one of them and try "
        "your request again.",
    ),
    Requirement(
        lambda request: "MediaFileUri" not in request["Media"],
        "The media file URI is missing. Add MediaFileUri to Media and try your request again.",
    ),
    Requirement(
        lambda request: "LanguageOptions" in request and not _identifies(request),
        "LanguageOptions can only be used with IdentifyLanguage or IdentifyMultipleLanguages.",
    ),
    Requirement(
        lambda request: len(set(request.get("LanguageOptions", ("one", "two")))) < 2,
        "LanguageOptions must have at least two different language codes.",
    ),
    Requirement(
        lambda request: "LanguageIdSettings" in request and not _identifies(request),
        "LanguageIdSettings can only be used with IdentifyLanguage or IdentifyMultipleLanguages.",
    ),
    Requirement(
        lambda request: (
            "LanguageOptions" in request
            and not set(request.get("LanguageIdSettings", ())) <= set(request["LanguageOptions"])
        ),
        "Each language code in LanguageIdSettings must be one of LanguageOptions.",
    ),
    Requirement(
        lambda request: bool(request.get("IdentifyMultipleLanguages")) and "ContentRedaction" in request,
        "ContentRedaction can't be used with IdentifyMultipleLanguages.",
    ),
    Requirement(
        lambda request: bool(request.get("IdentifyMultipleLanguages")) and _language_model(request),
        "Custom language models can't be used with IdentifyMultipleLanguages.",
    ),
    _together("ShowSpeakerLabels", "MaxSpeakerLabels"),
    _together("ShowAlternatives", "MaxAlternatives"),
    Requirement(
        lambda request: (
            _setting(request, "VocabularyFilterName") is not None
            and _setting(request, "VocabularyFilterMethod") is None
        ),
        "VocabularyFilterName can't be used without VocabularyFilterMethod. Add VocabularyFilterMethod and try your request "
        "again.",
    ),
    Requirement(
        lambda request: (
            bool(request.get("JobExecutionSettings", {}).get("AllowDeferredExecution"))
            and "DataAccessRoleArn" not in request["JobExecutionSettings"]
        ),
        "AllowDeferredExecution can't be used without DataAccessRoleArn. Add DataAccessRoleArn to JobExecutionSettings and "
        "try your request again.",
    ),
    _needs("OutputKey", "OutputBucketName"),
    _needs("OutputEncryptionKMSKeyId", "OutputBucketName"),
    _needs("KMSEncryptionContext", "OutputEncryptionKMSKeyId"),
    Requirement(
        lambda request: len(request.get("Tags", ())) > _MOST_TAGS,
        f"A resource can have {_MOST_TAGS} tags at most. Use fewer tags and try your request again.",
    ),
    Requirement(
        lambda request: any(tag["Key"].startswith(_RESERVED_TAG) for tag in request.get("Tags", ())),
        f"Tag keys that begin with {_RESERVED_TAG} are reserved. Use a different key and try your request again.",
    ),
)
