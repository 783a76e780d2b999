"""Transcription jobs on their way: what Start, Get and Delete say of them (transcribe.md §3)."""

from typing import Any

import pytest

from tests.conftest import MakeClient, world
from tests.providers.transcribe_support import COMPLETED, FROZEN, REQUEST, UNCHECKED, epoch, make_service

_START = epoch("2018-05-05T23:23:22.290+00:00")
_MISSING = "The requested job couldn't be found. Check the job name and try your request again."


async def test_start_answers_with_the_job_under_way(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    assert await service.start() == {
        "TranscriptionJobName": "job",
        "TranscriptionJobStatus": "IN_PROGRESS",
        "LanguageCode": "en-US",
        "Media": {"MediaFileUri": "s3://bucket/talk.mp3"},
        "CreationTime": _START,
        "StartTime": _START,
    }


async def test_get_adds_default_settings_and_an_empty_transcript(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    started = await service.start()
    assert await service.get() == started | {
        "Settings": {"ChannelIdentification": False, "ShowAlternatives": False},
        "Transcript": {},
    }


async def test_a_queued_job_has_not_started(make_client: MakeClient) -> None:
    service = await make_service(
        make_client, f"{FROZEN}\njobs: [{{timeline: [queued: 5s, in_progress: 10s, completed]}}]"
    )
    started = await service.start()
    assert started["TranscriptionJobStatus"] == "QUEUED"
    assert "StartTime" not in started
    assert "StartTime" not in await service.get()
    await world(service.client).agenda.advance(5_000)
    job = await service.get()
    assert job["TranscriptionJobStatus"] == "IN_PROGRESS"
    assert job["StartTime"] == _START + 5


async def test_a_completed_job_tells_what_was_found_out(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    await service.start()
    await world(service.client).agenda.advance(5_000)
    job = await service.get()
    assert job["TranscriptionJobStatus"] == "COMPLETED"
    assert job["CompletionTime"] == _START + 5
    assert job["MediaFormat"] == "mp3"
    assert 8_000 <= job["MediaSampleRateHertz"] <= 48_000
    assert list(job["Transcript"]) == ["TranscriptFileUri"]
    assert "FailureReason" not in job


async def test_start_never_shows_an_end(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    assert (await service.start())["TranscriptionJobStatus"] == "IN_PROGRESS"
    assert (await service.get())["TranscriptionJobStatus"] == "COMPLETED"


@pytest.mark.parametrize(
    ("stage", "reason"),
    [
        ("{failed: invalid_media}", "Unsupported media format."),
        ("{failed: internal}", "Internal Failure. Please try your request again."),
        ("{failed: media_format_mismatch}", "The media format provided does not match the detected media format."),
        ("{failed: {failure: internal, detail: As the scenario says.}}", "As the scenario says."),
    ],
)
async def test_a_failed_job_tells_why(make_client: MakeClient, stage: str, reason: str) -> None:
    service = await make_service(make_client, f"{FROZEN}\njobs: [{{timeline: [{stage}]}}]")
    await service.start()
    job = await service.get()
    assert job["TranscriptionJobStatus"] == "FAILED"
    assert job["FailureReason"] == reason
    assert job["Transcript"] == {}
    assert not {"CompletionTime", "MediaFormat", "MediaSampleRateHertz"} & set(job)


_FULL: dict[str, Any] = {
    "LanguageCode": None,
    "IdentifyLanguage": True,
    "LanguageOptions": ["en-US", "de-DE"],
    "LanguageIdSettings": {"en-US": {"VocabularyName": "words"}},
    "MediaFormat": "flac",
    "MediaSampleRateHertz": 16_000,
    "Settings": {
        "ShowSpeakerLabels": True,
        "MaxSpeakerLabels": 3,
        "ShowAlternatives": True,
        "MaxAlternatives": 2,
        "VocabularyFilterName": "filter",
        "VocabularyFilterMethod": "mask",
        "VocabularyName": "words",
    },
    "ModelSettings": {"LanguageModelName": "model"},
    "JobExecutionSettings": {
        "AllowDeferredExecution": True,
        "DataAccessRoleArn": "arn:aws:iam::111122223333:role/transcribe",
    },
    "ContentRedaction": {"RedactionType": "PII", "RedactionOutput": "redacted_and_unredacted"},
    "Subtitles": {"Formats": ["vtt", "srt"], "OutputStartIndex": 1},
    "Tags": [{"Key": "team", "Value": "a"}],
    "ToxicityDetection": [{"ToxicityCategories": ["ALL"]}],
}


async def test_what_was_given_is_in_every_answer(make_client: MakeClient) -> None:
    service = await make_service(make_client, UNCHECKED)
    given = {name: value for name, value in _FULL.items() if value is not None}
    started = await service.start(**_FULL)
    assert {name: started[name] for name in given} == given
    job = await service.get()
    settings = {"ChannelIdentification": False, **_FULL["Settings"]}
    for name in given.keys() - {"Settings", "Subtitles"}:
        assert job[name] == given[name]
    assert job["Settings"] == settings
    assert job["LanguageCode"] in _FULL["LanguageOptions"]
    assert 0 < job["IdentifiedLanguageScore"] < 1
    assert [uri.partition("?")[0].rpartition(".")[2] for uri in job["Subtitles"]["SubtitleFileUris"]] == ["vtt", "srt"]


async def test_every_member_of_the_documented_answer_can_be_had(make_client: MakeClient) -> None:
    # The members of seed 004's response syntax; FailureReason excludes CompletionTime and the links.
    documented = {
        "CompletionTime": None,
        "ContentRedaction": {"RedactionOutput", "RedactionType"},
        "CreationTime": None,
        "IdentifiedLanguageScore": None,
        "IdentifyLanguage": None,
        "JobExecutionSettings": {"AllowDeferredExecution", "DataAccessRoleArn"},
        "LanguageCode": None,
        "LanguageOptions": None,
        "Media": {"MediaFileUri"},
        "MediaFormat": None,
        "MediaSampleRateHertz": None,
        "ModelSettings": {"LanguageModelName"},
        "Settings": {
            "ChannelIdentification",
            "MaxAlternatives",
            "MaxSpeakerLabels",
            "ShowAlternatives",
            "ShowSpeakerLabels",
            "VocabularyFilterMethod",
            "VocabularyFilterName",
            "VocabularyName",
        },
        "StartTime": None,
        "Transcript": {"RedactedTranscriptFileUri", "TranscriptFileUri"},
        "TranscriptionJobName": None,
        "TranscriptionJobStatus": None,
    }
    service = await make_service(make_client, f"{UNCHECKED}\nquirks: {{transcribe: documented}}")
    await service.start(**_FULL)
    job = await service.get()
    assert documented.keys() <= job.keys()
    for name, members in documented.items():
        assert members is None or members <= job[name].keys()


async def test_several_languages_are_told_with_their_durations(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    await service.start(LanguageCode=None, IdentifyMultipleLanguages=True, LanguageOptions=["en-US", "fr-FR"])
    job = await service.get()
    assert "LanguageCode" not in job
    assert [item["LanguageCode"] for item in job["LanguageCodes"]] == ["en-US", "fr-FR"]
    assert all(item["DurationInSeconds"] > 0 for item in job["LanguageCodes"])


async def test_a_name_is_taken_once_in_a_region(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    await service.start()
    assert await service.refused("StartTranscriptionJob", REQUEST) == (
        "ConflictException",
        "The requested job name already exists. Use a different job name.",
    )
    await service.call("StartTranscriptionJob", REQUEST, region="eu-west-1")
    await service.start(TranscriptionJobName="JOB")


async def test_an_unknown_job_is_a_bad_request(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    name = {"TranscriptionJobName": "nobody"}
    assert await service.refused("GetTranscriptionJob", name) == ("BadRequestException", _MISSING)
    assert await service.refused("DeleteTranscriptionJob", name) == ("BadRequestException", _MISSING)


async def test_documentation_has_unknown_jobs_not_found(make_client: MakeClient) -> None:
    service = await make_service(make_client, f"{FROZEN}\nquirks: {{transcribe: {{missing_job: documented}}}}")
    name = {"TranscriptionJobName": "nobody"}
    assert await service.refused("GetTranscriptionJob", name) == (
        "NotFoundException",
        "We can't find the requested resource. Check the name and try your request again.",
    )
    assert await service.refused("DeleteTranscriptionJob", name) == ("BadRequestException", _MISSING)


async def test_a_job_that_ended_is_deleted(make_client: MakeClient) -> None:
    service = await make_service(make_client, COMPLETED)
    await service.start()
    await service.call("DeleteTranscriptionJob", {"TranscriptionJobName": "job"})
    await world(service.client).agenda.advance(2_000)
    assert await service.refused("GetTranscriptionJob", {"TranscriptionJobName": "job"}) == (
        "BadRequestException",
        _MISSING,
    )
    entry = list(world(service.client).journal)[-1]
    assert entry.explanation == "TranscriptionJob job was deleted 2 s ago."
    await service.start()


async def test_a_job_that_goes_on_is_not_deleted(make_client: MakeClient) -> None:
    service = await make_service(make_client)
    await service.start()
    kind, text = await service.refused("DeleteTranscriptionJob", {"TranscriptionJobName": "job"})
    assert kind == "BadRequestException"
    assert text is not None
    assert "couldn't be deleted" in text
    assert (await service.get())["TranscriptionJobStatus"] == "IN_PROGRESS"


async def test_same_calls_give_the_same_bytes(make_client: MakeClient) -> None:
    answers = []
    for _ in range(2):
        service = await make_service(make_client, UNCHECKED)
        await service.start(**_FULL)
        job = await service.get()
        uri = job["Transcript"]["TranscriptFileUri"]
        path = uri.removeprefix(str(service.client.make_url("/")).rstrip("/"))
        answers.append((path, await (await service.client.get(path)).read()))
    assert answers[0] == answers[1]


async def test_a_rule_looks_at_the_job_of_the_kind_that_is_asked_for(make_client: MakeClient) -> None:
    when = "{operation: GetTranscriptionJob, status: in_progress}"
    ready = "{when: {operation: CreateVocabulary}, timeline: [completed]}"
    jobs = f"summary: test\njobs: [{ready}, {{timeline: [in_progress: manual, completed]}}]"
    service = await make_service(make_client, f"{jobs}\nrequests: [{{when: {when}, error: bad_request}}]")
    await service.call("CreateVocabulary", {"VocabularyName": "job", "LanguageCode": "en-US", "Phrases": ["one"]})
    await service.start()
    assert (await service.refused("GetTranscriptionJob", {"TranscriptionJobName": "job"}))[0] == "BadRequestException"


async def test_each_job_of_a_name_is_counted_for_itself(make_client: MakeClient) -> None:
    when = "{operation: [GetTranscriptionJob, GetMedicalTranscriptionJob], per: job, call: 1}"
    service = await make_service(make_client, f"{COMPLETED}\nrequests: [{{when: {when}, error: bad_request}}]")
    name = {"TranscriptionJobName": "job"}
    for _ in range(2):
        await service.start()
        assert (await service.refused("GetTranscriptionJob", name))[0] == "BadRequestException"
        await service.call("GetTranscriptionJob", name)
        await service.call("DeleteTranscriptionJob", name)
