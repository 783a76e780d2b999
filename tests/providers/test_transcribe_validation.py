"""Requests that the service's model or its further requirements refuse (transcribe.md §2.1, §2.3, §2.5)."""

from typing import Any

import pytest

from mockserver.providers.transcribe.errors import ERRORS
from mockserver.providers.transcribe.requests.model import input_shape
from mockserver.providers.transcribe.requests.validation import BrokenConstraints, WrongType, validate
from tests.conftest import MakeClient
from tests.providers.transcribe_support import REQUEST, UNCHECKED, make_service

_NAME_PATTERN = "^[0-9a-zA-Z._-]+"
_FAILED = "failed to satisfy constraint:"
_START = "StartTranscriptionJob"


async def _message(request: dict[str, Any], operation: str = _START) -> str:
    shape = input_shape(operation)
    with pytest.raises(BrokenConstraints) as error:
        validate(shape, request)
    return str(error.value)


def _with(**members: Any) -> dict[str, Any]:
    return REQUEST | members


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (
            {"TranscriptionJobName": "test/key"},
            f"Value 'test/key' at 'transcriptionJobName' {_FAILED} "
            f"Member must satisfy regular expression pattern: {_NAME_PATTERN}",
        ),
        ({"TranscriptionJobName": None}, f"Value null at 'transcriptionJobName' {_FAILED} Member must not be null"),
        (
            {"TranscriptionJobName": "x" * 201},
            f"Value '{'x' * 201}' at 'transcriptionJobName' {_FAILED} Member must have length less than or equal to 200",
        ),
        (
            {"Settings": {"MaxSpeakerLabels": 31}},
            f"Value '31' at 'settings.maxSpeakerLabels' {_FAILED} Member must have value less than or equal to 30",
        ),
        (
            {"MediaSampleRateHertz": 7_999},
            f"Value '7999' at 'mediaSampleRateHertz' {_FAILED} Member must have value greater than or equal to 8000",
        ),
        (
            {"LanguageOptions": []},
            f"Value '[]' at 'languageOptions' {_FAILED} Member must have length greater than or equal to 1",
        ),
        (
            {"MediaFormat": "aiff"},
            f"Value 'aiff' at 'mediaFormat' {_FAILED} "
            "Member must satisfy enum value set: [mp3, mp4, wav, flac, ogg, amr, webm, m4a]",
        ),
        (
            {"Subtitles": {"Formats": ["vtt", "txt"]}},
            f"Value '[vtt, txt]' at 'subtitles.formats' {_FAILED} "
            "Member must satisfy constraint: [Member must satisfy enum value set: [vtt, srt]]",
        ),
        ({"Tags": [{"Key": "a"}]}, f"Value null at 'tags.1.member.value' {_FAILED} Member must not be null"),
        ({"Tags": [None]}, f"Value null at 'tags.1.member' {_FAILED} Member must not be null"),
        ({"KMSEncryptionContext": {"a": None}}, f"Value null at 'kMSEncryptionContext.a.member' {_FAILED} "),
        (
            {"LanguageIdSettings": {"en-US": {"VocabularyName": "a b"}}},
            f"Value 'a b' at 'languageIdSettings.en-US.member.vocabularyName' {_FAILED} ",
        ),
        (
            {"LanguageIdSettings": {"xx": {"VocabularyName": "a"}}},
            f"Value '{{xx={{VocabularyName=a}}}}' at 'languageIdSettings' {_FAILED} "
            "Member must satisfy constraint: [Member must satisfy enum value set: [",
        ),
        ({"ContentRedaction": {}}, f"Value null at 'contentRedaction.redactionType' {_FAILED} Member must not be null"),
        ({"OutputKey": "a key"}, f"Value 'a key' at 'outputKey' {_FAILED} Member must satisfy regular expression"),
        ({"Media": {"MediaFileUri": "ftp://a"}}, f"Value 'ftp://a' at 'media.mediaFileUri' {_FAILED} "),
        ({"OutputBucketName": "bucket\n"}, f"Value 'bucket\n' at 'outputBucketName' {_FAILED} "),
    ],
)
async def test_what_the_model_refuses(members: dict[str, Any], said: str) -> None:
    message = await _message(_with(**members))
    assert "validation error" in message
    assert said in message


async def test_all_mistakes_are_told_at_once() -> None:
    message = await _message({"TranscriptionJobName": "", "Settings": {"MaxAlternatives": 11}})
    assert message == (
        "4 validation errors detected: "
        f"Value '' at 'transcriptionJobName' {_FAILED} Member must have length greater than or equal to 1; "
        f"Value '' at 'transcriptionJobName' {_FAILED} Member must satisfy regular expression pattern: {_NAME_PATTERN}; "
        f"Value null at 'media' {_FAILED} Member must not be null; "
        f"Value '11' at 'settings.maxAlternatives' {_FAILED} Member must have value less than or equal to 10"
    )


async def test_one_mistake_is_an_error_in_the_singular() -> None:
    assert (await _message({}, "GetTranscriptionJob")).startswith("1 validation error detected: Value null at ")


async def test_sensitive_values_are_not_repeated() -> None:
    message = await _message({"MedicalScribeContext": {"PatientContext": {"Pronouns": "IT"}}}, "StartMedicalScribeJob")
    assert f"Value at 'medicalScribeContext.patientContext.pronouns' {_FAILED}" in message


async def test_what_the_model_does_not_know_is_left_out() -> None:
    shape = input_shape(_START)
    settings = {"ShowAlternatives": False, "Other": 1, "VocabularyName": None}
    assert validate(shape, _with(Settings=settings, Unknown={"a": []}, mediaFormat="x")) == _with(
        Settings={"ShowAlternatives": False}
    )


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"TranscriptionJobName": 1}, "NUMBER_VALUE can not be converted to a String"),
        ({"TranscriptionJobName": True}, "TRUE_VALUE can not be converted to a String"),
        ({"TranscriptionJobName": []}, "Start of list found where not expected"),
        ({"TranscriptionJobName": {}}, "Start of structure or map found where not expected"),
        ({"MediaSampleRateHertz": "8000"}, "STRING_VALUE can not be converted to an Integer"),
        ({"MediaSampleRateHertz": 8000.5}, "DECIMAL_VALUE can not be converted to an Integer"),
        ({"MediaSampleRateHertz": False}, "FALSE_VALUE can not be converted to an Integer"),
        ({"MediaSampleRateHertz": 2**31}, "NUMBER_VALUE can not be converted to an Integer"),
        ({"MediaSampleRateHertz": -(10**400)}, "NUMBER_VALUE can not be converted to an Integer"),
        ({"IdentifyLanguage": "true"}, "STRING_VALUE can not be converted to a Boolean"),
        ({"IdentifyLanguage": 1}, "NUMBER_VALUE can not be converted to a Boolean"),
        ({"Media": "s3://a/b"}, "Expected structure or null"),
        ({"LanguageOptions": "en-US"}, "Expected list or null"),
        ({"LanguageOptions": {"a": 1}}, "Expected list or null"),
        ({"LanguageIdSettings": []}, "Expected map or null"),
        ({"LanguageOptions": [1]}, "NUMBER_VALUE can not be converted to a String"),
    ],
)
async def test_wrong_types(members: dict[str, Any], said: str) -> None:
    shape = input_shape(_START)
    with pytest.raises(WrongType) as error:
        validate(shape, _with(**members))
    assert str(error.value) == said


async def test_mistakes_come_out_as_the_services_errors(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    assert await service.refused(_START, _with(LanguageCode=5)) == (
        "SerializationException",
        "NUMBER_VALUE can not be converted to a String",
    )
    kind, text = await service.refused(_START, _with(LanguageCode="non-existent"))
    assert kind == "BadRequestException"
    assert text is not None
    assert text.startswith(f"1 validation error detected: Value 'non-existent' at 'languageCode' {_FAILED} Member must")


_MULTI = {"LanguageCode": None, "IdentifyMultipleLanguages": True}
_IDENTIFY = {"LanguageCode": None, "IdentifyLanguage": True}
_REDACTION = {"ContentRedaction": {"RedactionType": "PII", "RedactionOutput": "redacted"}}
_TWO = ["en-US", "de-DE"]


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (
            {"LanguageCode": None},
            "The language code is missing. Either add a language code or turn on language identification.",
        ),
        ({"LanguageCode": None, "IdentifyLanguage": False}, "The language code is missing."),
        ({"IdentifyLanguage": True}, "You can only use one of LanguageCode,"),
        (_MULTI | {"IdentifyLanguage": True}, "You can only use one of LanguageCode,"),
        ({"Media": {}}, "The media file URI is missing."),
        ({"LanguageOptions": _TWO}, "LanguageOptions can only be used with"),
        (_IDENTIFY | {"LanguageOptions": ["en-US"]}, "LanguageOptions must have at least two"),
        (_IDENTIFY | {"LanguageOptions": ["en-US", "en-US"]}, "LanguageOptions must have at least two"),
        ({"LanguageIdSettings": {"en-US": {}}}, "LanguageIdSettings can only be used with"),
        (
            _IDENTIFY | {"LanguageOptions": _TWO, "LanguageIdSettings": {"fr-FR": {}}},
            "Each language code in LanguageIdSettings",
        ),
        (_MULTI | _REDACTION, "ContentRedaction can't be used with"),
        (_MULTI | {"ModelSettings": {"LanguageModelName": "a"}}, "Custom language models can't be used with"),
        (
            _MULTI | {"LanguageIdSettings": {"en-US": {"LanguageModelName": "a"}}},
            "Custom language models can't be used with",
        ),
        ({"Settings": {"ShowSpeakerLabels": True}}, "ShowSpeakerLabels and MaxSpeakerLabels must be used together."),
        ({"Settings": {"MaxSpeakerLabels": 2}}, "ShowSpeakerLabels and MaxSpeakerLabels must be used together."),
        ({"Settings": {"ShowAlternatives": True}}, "ShowAlternatives and MaxAlternatives must be used together."),
        (
            {"Settings": {"ShowAlternatives": False, "MaxAlternatives": 2}},
            "ShowAlternatives and MaxAlternatives must be used together.",
        ),
        ({"Settings": {"VocabularyFilterName": "a"}}, "VocabularyFilterName can't be used without"),
        ({"JobExecutionSettings": {"AllowDeferredExecution": True}}, "AllowDeferredExecution can't be used without"),
        ({"OutputKey": "a.json"}, "OutputKey can't be used without OutputBucketName."),
        ({"OutputEncryptionKMSKeyId": "a"}, "OutputEncryptionKMSKeyId can't be used without OutputBucketName."),
        (
            {"OutputBucketName": "bucket", "KMSEncryptionContext": {"a": "b"}},
            "KMSEncryptionContext can't be used without OutputEncryptionKMSKeyId.",
        ),
        ({"Tags": [{"Key": str(number), "Value": ""} for number in range(51)]}, "A resource can have 50 tags at most."),
        ({"Tags": [{"Key": "aws:a", "Value": ""}]}, "Tag keys that begin with aws: are reserved."),
    ],
)
async def test_what_business_rules_refuse(make_client: MakeClient, members: dict[str, Any], said: str) -> None:
    service = await make_service(make_client)
    kind, text = await service.refused(_START, _with(**members))
    assert kind == "BadRequestException"
    assert text is not None
    assert text.startswith(said)


@pytest.mark.parametrize(
    "members",
    [
        _IDENTIFY,
        _IDENTIFY | {"LanguageOptions": _TWO, "LanguageIdSettings": {"de-DE": {"VocabularyName": "a"}}},
        _MULTI | {"LanguageOptions": _TWO},
        {"Settings": {"ShowSpeakerLabels": False}},
        {"Settings": {"ShowSpeakerLabels": True, "MaxSpeakerLabels": 2, "ChannelIdentification": True}},
        {"JobExecutionSettings": {"AllowDeferredExecution": False}},
        {"Media": {"MediaFileUri": "https://s3.eu-west-1.amazonaws.com/bucket/a.wav"}},
        {"Subtitles": {}},
        {"Subtitles": {"Formats": []}},
        {
            "OutputBucketName": "bucket",
            "OutputKey": "a/b.json",
            "OutputEncryptionKMSKeyId": "key",
            "KMSEncryptionContext": {"a": "b"},
        },
        {"Tags": [{"Key": str(number), "Value": ""} for number in range(50)]},
    ],
)
async def test_what_is_allowed(make_client: MakeClient, members: dict[str, Any]) -> None:
    service = await make_service(make_client, UNCHECKED)
    await service.start(**members)


async def test_no_body_is_an_empty_request(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    assert await service.call("ListTranscriptionJobs", None) == {"TranscriptionJobSummaries": []}


def test_scenarios_can_name_every_error_that_the_service_has() -> None:
    expected = {
        "bad_request",
        "conflict",
        "not_found",
        "limit_exceeded",
        "rate_limited",
        "server_error",
        "service_unavailable",
        "unauthorized",
        "access_denied",
        "expired_token",
        "invalid_signature",
        "unknown_operation",
        "malformed_body",
        "payload_too_large",
        "method_not_allowed",
    }
    assert expected <= ERRORS.keys()
