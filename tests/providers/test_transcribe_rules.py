"""Every rule beyond the model, by operation: what it refuses, and with which words (transcribe.md §1.7, §2.5)."""

from typing import Any

import pytest

from mockserver.providers.transcribe.requests.rules import RULES
from tests.conftest import MakeClient
from tests.providers.transcribe_samples import CATEGORY_RULES, ROLE, SAMPLES
from tests.providers.transcribe_support import UNCHECKED, make_service

_FILTER_METHOD = "VocabularyFilterName can't be used without VocabularyFilterMethod. Add VocabularyFilterMethod"
_NO_KEY = "KMSEncryptionContext can't be used without OutputEncryptionKMSKeyId."
_SPEAKERS = "ShowSpeakerLabels and MaxSpeakerLabels must be used together."
_ALTERNATIVES = "ShowAlternatives and MaxAlternatives must be used together."
_MEDIA = "The media file URI is missing."
_PHRASES = (
    "1 validation error detected: Value '[]' at 'phrases' failed to satisfy constraint: "
    "Member must have length greater than or equal to 1"
)
_MULTI = {"LanguageCode": None, "IdentifyMultipleLanguages": True}
_FILTERED = {"Settings": {"VocabularyFilterName": "a"}}
_BY_LANGUAGE = {"en-US": {"VocabularyName": "a"}}
_SAME_CHANNEL = [{"ChannelId": 0, "ParticipantRole": "AGENT"}, {"ChannelId": 0, "ParticipantRole": "CUSTOMER"}]
_SAME_ROLE = [{"ChannelId": 0, "ParticipantRole": "AGENT"}, {"ChannelId": 1, "ParticipantRole": "AGENT"}]
_SCRIBE_CHANNELS = SAMPLES["StartMedicalScribeJob"]["ChannelDefinitions"]
_SPEAKING = {"ShowSpeakerLabels": True, "MaxSpeakerLabels": 2}


def _silence(**criteria: Any) -> dict[str, Any]:
    return {"Rules": [*CATEGORY_RULES, {"NonTalkTimeFilter": criteria}]}


_TAGS: dict[str, tuple[dict[str, Any], str]] = {
    "tags_50": (
        {"Tags": [{"Key": str(number), "Value": ""} for number in range(51)]},
        "A resource can have 50 tags at most.",
    ),
    "tags_not_reserved": ({"Tags": [{"Key": "aws:a", "Value": ""}]}, "Tag keys that begin with aws: are reserved."),
}
_RANGES: dict[str, tuple[dict[str, Any], str]] = {
    "time_range_has_both_ends": (
        _silence(AbsoluteTimeRange={"StartTime": 1}),
        "The two ends of a time range must be used together.",
    ),
}
_CONTENT: dict[str, tuple[dict[str, Any], str]] = {
    "Phrases_or_VocabularyFileUri": (
        {"Phrases": None},
        "Either Phrases or VocabularyFileUri field should be provided.",
    ),
    "Phrases_not_empty": ({"Phrases": []}, _PHRASES),
}
_ONLY_ENGLISH: dict[str, tuple[dict[str, Any], str]] = {
    "LanguageCode_en-US": (
        {"LanguageCode": "de-DE"},
        "The LanguageCode that you specified isn't supported for medical vocabularies. Use en-US and try your request again.",
    )
}
_WORDS: dict[str, tuple[dict[str, Any], str]] = {
    "Words_or_VocabularyFilterFileUri": (
        {"VocabularyFilterFileUri": "s3://bucket/words.txt"},
        "Either Words or VocabularyFilterFileUri field should be provided.",
    )
}

REFUSED: dict[str, dict[str, tuple[dict[str, Any], str]]] = {
    "StartTranscriptionJob": {
        "language_given": (
            {"LanguageCode": None},
            "The language code is missing. Either add a language code or turn on language identification.",
        ),
        "language_given_once": ({"IdentifyLanguage": True}, "You can only use one of LanguageCode, IdentifyLanguage"),
        "MediaFileUri_given": ({"Media": {}}, _MEDIA),
        "LanguageOptions_needs_identification": (
            {"LanguageOptions": ["en-US", "de-DE"]},
            "LanguageOptions can only be used with IdentifyLanguage or IdentifyMultipleLanguages.",
        ),
        "LanguageIdSettings_needs_identification": (
            {"LanguageIdSettings": _BY_LANGUAGE},
            "LanguageIdSettings can only be used with IdentifyLanguage or IdentifyMultipleLanguages.",
        ),
        "LanguageOptions_are_two": (
            _MULTI | {"LanguageOptions": ["en-US", "en-US"]},
            "LanguageOptions must have at least two different language codes.",
        ),
        "LanguageIdSettings_in_LanguageOptions": (
            _MULTI | {"LanguageOptions": ["fr-FR", "de-DE"], "LanguageIdSettings": _BY_LANGUAGE},
            "Each language code in LanguageIdSettings must be one of LanguageOptions.",
        ),
        "one_language_for_redaction": (
            _MULTI | {"ContentRedaction": {"RedactionType": "PII", "RedactionOutput": "redacted"}},
            "ContentRedaction can't be used with IdentifyMultipleLanguages.",
        ),
        "one_language_for_models": (
            _MULTI | {"ModelSettings": {"LanguageModelName": "a"}},
            "Custom language models can't be used with IdentifyMultipleLanguages.",
        ),
        "ShowSpeakerLabels_with_MaxSpeakerLabels": ({"Settings": {"ShowSpeakerLabels": True}}, _SPEAKERS),
        "ShowAlternatives_with_MaxAlternatives": ({"Settings": {"MaxAlternatives": 2}}, _ALTERNATIVES),
        "VocabularyFilterName_needs_VocabularyFilterMethod": (_FILTERED, _FILTER_METHOD),
        "AllowDeferredExecution_needs_DataAccessRoleArn": (
            {"JobExecutionSettings": {"AllowDeferredExecution": True}},
            "AllowDeferredExecution can't be used without DataAccessRoleArn.",
        ),
        "OutputKey_needs_OutputBucketName": ({"OutputKey": "a"}, "OutputKey can't be used without OutputBucketName."),
        "OutputEncryptionKMSKeyId_needs_OutputBucketName": (
            {"OutputEncryptionKMSKeyId": "a"},
            "OutputEncryptionKMSKeyId can't be used without OutputBucketName.",
        ),
        "KMSEncryptionContext_needs_OutputEncryptionKMSKeyId": ({"KMSEncryptionContext": {"a": "b"}}, _NO_KEY),
        **_TAGS,
    },
    "StartMedicalTranscriptionJob": {
        "LanguageCode_en-US": (
            {"LanguageCode": "en-GB"},
            "The LanguageCode that you specified isn't supported for medical transcription. Use en-US",
        ),
        "MediaFileUri_given": ({"Media": {}}, _MEDIA),
        "ShowSpeakerLabels_with_MaxSpeakerLabels": ({"Settings": {"MaxSpeakerLabels": 2}}, _SPEAKERS),
        "ShowAlternatives_with_MaxAlternatives": ({"Settings": {"ShowAlternatives": True}}, _ALTERNATIVES),
        "KMSEncryptionContext_needs_OutputEncryptionKMSKeyId": ({"KMSEncryptionContext": {"a": "b"}}, _NO_KEY),
        **_TAGS,
    },
    "StartMedicalScribeJob": {
        "MediaFileUri_given": ({"Media": {}}, _MEDIA),
        "speakers_or_channels": (
            {"Settings": {"ChannelIdentification": True, **_SPEAKING}},
            "One and only one of ChannelIdentification and ShowSpeakerLabels must be set.",
        ),
        "ShowSpeakerLabels_with_MaxSpeakerLabels": (
            {"Settings": {"ShowSpeakerLabels": True}, "ChannelDefinitions": None},
            _SPEAKERS,
        ),
        "channels_defined": (
            {"Settings": _SPEAKING},
            "ChannelIdentification and ChannelDefinitions must be used together.",
        ),
        "ChannelDefinitions_differ_in_ChannelId": (
            {"ChannelDefinitions": [_SCRIBE_CHANNELS[0], _SCRIBE_CHANNELS[1] | {"ChannelId": 0}]},
            "Each of ChannelDefinitions must have a ChannelId of its own.",
        ),
        "ChannelDefinitions_differ_in_ParticipantRole": (
            {"ChannelDefinitions": [_SCRIBE_CHANNELS[0], _SCRIBE_CHANNELS[0] | {"ChannelId": 1}]},
            "Each of ChannelDefinitions must have a ParticipantRole of its own.",
        ),
        "VocabularyFilterName_needs_VocabularyFilterMethod": (
            {"Settings": {"ChannelIdentification": True, "VocabularyFilterName": "a"}},
            _FILTER_METHOD,
        ),
        "KMSEncryptionContext_needs_OutputEncryptionKMSKeyId": ({"KMSEncryptionContext": {"a": "b"}}, _NO_KEY),
        **_TAGS,
    },
    "StartCallAnalyticsJob": {
        "MediaFileUri_given": ({"Media": {}}, _MEDIA),
        "ChannelDefinitions_differ_in_ChannelId": (
            {"ChannelDefinitions": _SAME_CHANNEL},
            "Each of ChannelDefinitions must have a ChannelId of its own. Use different ones and try your request again.",
        ),
        "ChannelDefinitions_differ_in_ParticipantRole": (
            {"ChannelDefinitions": _SAME_ROLE},
            "Each of ChannelDefinitions must have a ParticipantRole of its own.",
        ),
        "LanguageOptions_are_two": (
            {"Settings": {"LanguageOptions": ["en-US"]}},
            "LanguageOptions must have at least two different language codes.",
        ),
        "LanguageIdSettings_in_LanguageOptions": (
            {"Settings": {"LanguageOptions": ["fr-FR", "de-DE"], "LanguageIdSettings": _BY_LANGUAGE}},
            "Each language code in LanguageIdSettings must be one of LanguageOptions.",
        ),
        "VocabularyFilterName_needs_VocabularyFilterMethod": (_FILTERED, _FILTER_METHOD),
        "OutputEncryptionKMSKeyId_needs_OutputLocation": (
            {"OutputEncryptionKMSKeyId": "a"},
            "OutputEncryptionKMSKeyId can't be used without OutputLocation.",
        ),
        **_TAGS,
    },
    "CreateCallAnalyticsCategory": {**_RANGES, **_TAGS},
    "UpdateCallAnalyticsCategory": _RANGES,
    "CreateVocabulary": {**_CONTENT, **_TAGS},
    "UpdateVocabulary": _CONTENT,
    "CreateMedicalVocabulary": {**_ONLY_ENGLISH, **_TAGS},
    "UpdateMedicalVocabulary": _ONLY_ENGLISH,
    "CreateVocabularyFilter": {**_WORDS, **_TAGS},
    "UpdateVocabularyFilter": _WORDS,
    "CreateLanguageModel": _TAGS,
    "TagResource": _TAGS,
}
"""By operation and rule: members that break it, and how the message begins."""


def test_every_rule_is_tried() -> None:
    assert {name: [rule.name for rule in rules] for name, rules in RULES.items()} == {
        name: list(rules) for name, rules in REFUSED.items()
    }


@pytest.mark.parametrize(
    ("operation", "rule"), [(operation, rule) for operation, rules in REFUSED.items() for rule in rules]
)
async def test_what_a_rule_refuses(make_client: MakeClient, operation: str, rule: str) -> None:
    service = await make_service(make_client, UNCHECKED)
    members, said = REFUSED[operation][rule]
    request = {name: value for name, value in (SAMPLES[operation] | members).items() if value is not None}
    kind, text = await service.refused(operation, request)
    assert kind == "BadRequestException"
    assert text is not None
    assert text.startswith(said)


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("StartMedicalTranscriptionJob", {"OutputEncryptionKMSKeyId": "key", "KMSEncryptionContext": {"a": "b"}}),
        ("StartMedicalTranscriptionJob", {"Settings": _SPEAKING | {"ShowAlternatives": True, "MaxAlternatives": 2}}),
        ("StartMedicalScribeJob", {"Settings": _SPEAKING, "ChannelDefinitions": None}),
        ("StartCallAnalyticsJob", {"ChannelDefinitions": [{"ChannelId": 0}, {"ChannelId": 1}]}),
        ("StartCallAnalyticsJob", {"OutputLocation": "s3://results", "OutputEncryptionKMSKeyId": "key"}),
        ("StartCallAnalyticsJob", {"Settings": {"LanguageOptions": ["en-US", "de-DE"]}}),
        ("CreateCallAnalyticsCategory", {"InputType": "REAL_TIME"}),
        ("CreateCallAnalyticsCategory", _silence(AbsoluteTimeRange={"First": 10}, RelativeTimeRange={"Last": 5})),
        (
            "CreateVocabulary",
            {"Phrases": None, "VocabularyFileUri": "s3://bucket/words.txt", "DataAccessRoleArn": ROLE},
        ),
        ("CreateVocabularyFilter", {"Words": None, "VocabularyFilterFileUri": "https://bucket.s3.amazonaws.com/w.txt"}),
    ],
)
async def test_what_is_allowed(make_client: MakeClient, operation: str, members: dict[str, Any]) -> None:
    service = await make_service(make_client, UNCHECKED)
    request = {name: value for name, value in (SAMPLES[operation] | members).items() if value is not None}
    await service.call(operation, request)


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        ({}, "{}"),
        (
            {"SentimentFilter": {"Sentiments": ["MIXED"]}, "NonTalkTimeFilter": {"Negate": True}},
            "{NonTalkTimeFilter={Negate=true}, SentimentFilter={Sentiments=[MIXED]}}",
        ),
    ],
)
async def test_a_rule_of_a_category_is_one_of_four(make_client: MakeClient, rule: dict[str, Any], shown: str) -> None:
    service = await make_service(make_client)
    assert await service.refused("CreateCallAnalyticsCategory", {"CategoryName": "a", "Rules": [rule]}) == (
        "BadRequestException",
        f"1 validation error detected: Value '{shown}' at 'rules.1.member' failed to satisfy constraint: "
        "Member must have exactly one of: [nonTalkTimeFilter, interruptionFilter, transcriptFilter, sentimentFilter]",
    )
