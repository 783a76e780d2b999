"""A request for every operation of Amazon Transcribe that is valid in a world in which `SETTING` was done."""

from typing import Any, Final

ROLE: Final = "arn:aws:iam::111122223333:role/transcribe"
MEDIA: Final = {"MediaFileUri": "s3://bucket/talk.mp3"}
TAGS: Final = [{"Key": "team", "Value": "a"}]
CATEGORY_RULES: Final[list[dict[str, Any]]] = [
    {"TranscriptFilter": {"TranscriptFilterType": "EXACT", "Targets": ["thank you"]}},
    {"NonTalkTimeFilter": {"Threshold": 30_000, "AbsoluteTimeRange": {"StartTime": 0, "EndTime": 60_000}}},
    {"InterruptionFilter": {"ParticipantRole": "AGENT", "RelativeTimeRange": {"First": 50}}},
    {"SentimentFilter": {"Sentiments": ["NEGATIVE"], "ParticipantRole": "CUSTOMER"}},
]

BEGINNINGS: Final[dict[str, dict[str, Any]]] = {
    "StartTranscriptionJob": {"TranscriptionJobName": "job", "LanguageCode": "en-US", "Media": MEDIA},
    "StartMedicalTranscriptionJob": {
        "MedicalTranscriptionJobName": "medical-job",
        "LanguageCode": "en-US",
        "Media": MEDIA,
        "OutputBucketName": "results",
        "Specialty": "PRIMARYCARE",
        "Type": "CONVERSATION",
        "ContentIdentificationType": "PHI",
    },
    "StartMedicalScribeJob": {
        "MedicalScribeJobName": "scribe-job",
        "Media": MEDIA,
        "OutputBucketName": "results",
        "DataAccessRoleArn": ROLE,
        "Settings": {"ChannelIdentification": True},
        "ChannelDefinitions": [
            {"ChannelId": 0, "ParticipantRole": "CLINICIAN"},
            {"ChannelId": 1, "ParticipantRole": "PATIENT"},
        ],
        "MedicalScribeContext": {"PatientContext": {"Pronouns": "THEY_THEM"}},
    },
    "StartCallAnalyticsJob": {
        "CallAnalyticsJobName": "call",
        "Media": MEDIA,
        "DataAccessRoleArn": ROLE,
        "Settings": {"Summarization": {"GenerateAbstractiveSummary": True}},
        "ChannelDefinitions": [
            {"ChannelId": 0, "ParticipantRole": "AGENT"},
            {"ChannelId": 1, "ParticipantRole": "CUSTOMER"},
        ],
    },
    "CreateCallAnalyticsCategory": {"CategoryName": "thanks", "Rules": CATEGORY_RULES},
    "CreateVocabulary": {"VocabularyName": "words", "LanguageCode": "en-US", "Phrases": ["Los-Angeles", "C.T.O."]},
    "CreateMedicalVocabulary": {
        "VocabularyName": "medical-words",
        "LanguageCode": "en-US",
        "VocabularyFileUri": "s3://bucket/words.txt",
    },
    "CreateVocabularyFilter": {"VocabularyFilterName": "filter", "LanguageCode": "en-US", "Words": ["darn"]},
    "CreateLanguageModel": {
        "ModelName": "model",
        "LanguageCode": "en-US",
        "BaseModelName": "WideBand",
        "InputDataConfig": {"S3Uri": "s3://bucket/texts/", "DataAccessRoleArn": ROLE},
    },
}
"""What begins a resource of each kind."""

_NAMES: Final = {
    "TranscriptionJob": {"TranscriptionJobName": "job"},
    "MedicalTranscriptionJob": {"MedicalTranscriptionJobName": "medical-job"},
    "MedicalScribeJob": {"MedicalScribeJobName": "scribe-job"},
    "CallAnalyticsJob": {"CallAnalyticsJobName": "call"},
    "CallAnalyticsCategory": {"CategoryName": "thanks"},
    "Vocabulary": {"VocabularyName": "words"},
    "MedicalVocabulary": {"VocabularyName": "medical-words"},
    "VocabularyFilter": {"VocabularyFilterName": "filter"},
    "LanguageModel": {"ModelName": "model"},
}
_ARN: Final = {"ResourceArn": "arn:aws:transcribe:us-east-1:111122223333:vocabulary/words"}

SAMPLES: Final[dict[str, dict[str, Any]]] = {
    **BEGINNINGS,
    **{f"Get{entity}": name for entity, name in _NAMES.items() if entity != "LanguageModel"},
    "DescribeLanguageModel": _NAMES["LanguageModel"],
    **{f"Delete{entity}": name for entity, name in _NAMES.items()},
    "ListTranscriptionJobs": {"Status": "COMPLETED", "JobNameContains": "j"},
    "ListMedicalTranscriptionJobs": {"Status": "COMPLETED", "JobNameContains": "j"},
    "ListMedicalScribeJobs": {"Status": "COMPLETED", "JobNameContains": "j"},
    "ListCallAnalyticsJobs": {"Status": "COMPLETED", "JobNameContains": "c"},
    "ListCallAnalyticsCategories": {"MaxResults": 1},
    "ListVocabularies": {"StateEquals": "READY", "NameContains": "w"},
    "ListMedicalVocabularies": {"StateEquals": "READY", "NameContains": "w"},
    "ListVocabularyFilters": {"NameContains": "f"},
    "ListLanguageModels": {"StatusEquals": "COMPLETED", "NameContains": "m"},
    "UpdateCallAnalyticsCategory": {"CategoryName": "thanks", "Rules": CATEGORY_RULES[:1]},
    "UpdateVocabulary": {"VocabularyName": "words", "LanguageCode": "en-US", "Phrases": ["New-York"]},
    "UpdateMedicalVocabulary": {
        "VocabularyName": "medical-words",
        "LanguageCode": "en-US",
        "VocabularyFileUri": "s3://bucket/other.txt",
    },
    "UpdateVocabularyFilter": {"VocabularyFilterName": "filter", "Words": ["drat", "darn"]},
    "UpdateLanguageModel": {
        "ModelName": "model",
        "DataAccessRoleArn": ROLE,
        "EncryptionConfiguration": {
            "KMSKey": "arn:aws:kms:us-east-1:111122223333:key/a",
            "KMSEncryptionContext": {"a": "b"},
        },
    },
    "TagResource": {**_ARN, "Tags": TAGS},
    "UntagResource": {**_ARN, "TagKeys": ["team"]},
    "ListTagsForResource": _ARN,
}
