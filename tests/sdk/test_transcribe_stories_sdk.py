"""boto3 from the upload to the document, for each of the four families of jobs, with what they name made through the API."""

import json
import urllib.request
import wave
from io import BytesIO
from typing import Any

import boto3
import pytest

from mockserver import MockWorkspace
from tests.providers.transcribe_samples import ROLE

_SECONDS = 20
_MEDIA = {"MediaFileUri": "s3://media/call.wav"}
_NO_PAUSE = {"Delay": 0, "MaxAttempts": 10}
_REDACTION = {"RedactionType": "PII", "RedactionOutput": "redacted_and_unredacted"}
_CHANNELS = [{"ChannelId": 0, "ParticipantRole": "AGENT"}, {"ChannelId": 1, "ParticipantRole": "CUSTOMER"}]
_SCENARIO = "summary: t\nclock: {frozen: true}\njobs: [{timeline: [{in_progress: {polls: 1}}, completed]%s}]"


class Story:
    """Transcribe and its storage as one client sees them, with a recording of two channels in the bucket `media`."""

    def __init__(self, server: MockWorkspace) -> None:
        self._server = server
        self.transcribe, self.s3 = self._client("transcribe"), self._client("s3")
        self.s3.create_bucket(Bucket="media")
        self.put("call.wav", _recording())

    def put(self, key: str, content: bytes) -> str:
        self.s3.put_object(Bucket="media", Key=key, Body=content)
        return f"s3://media/{key}"

    def wait(self, waiter: str, **name: str) -> None:
        self.transcribe.get_waiter(waiter).wait(**name, WaiterConfig=_NO_PAUSE)

    def standard(self, **members: Any) -> Any:
        """Run a transcription job to its end, and return it."""
        name = {"TranscriptionJobName": "job"}
        self.transcribe.start_transcription_job(**name, Media=_MEDIA, **members)
        self.wait("transcription_job_completed", **name)
        return self.transcribe.get_transcription_job(**name)["TranscriptionJob"]

    def call(self, **members: Any) -> Any:
        """Run a call analytics job to its end, and return it."""
        name = {"CallAnalyticsJobName": "call"}
        self.transcribe.start_call_analytics_job(**name, Media=_MEDIA, ChannelDefinitions=_CHANNELS, **members)
        self.wait("call_analytics_job_completed", **name)
        return self.transcribe.get_call_analytics_job(**name)["CallAnalyticsJob"]

    def keys(self, bucket: str) -> list[str]:
        return [found["Key"] for found in self.s3.list_objects_v2(Bucket=bucket).get("Contents", ())]

    def _client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self._server.url,
            region_name="us-east-1",
            aws_access_key_id="AKIAEXAMPLE",
            aws_secret_access_key="secret",
        )


def _recording() -> bytes:
    file = BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(2)
        writer.setsampwidth(2)
        writer.setframerate(8000)
        writer.writeframes(bytes(_SECONDS * 8000 * 4))
    return file.getvalue()


def _download(uri: str) -> bytes:
    with urllib.request.urlopen(uri) as response:
        return bytes(response.read())


def _document(uri: str) -> Any:
    return json.loads(_download(uri))


@pytest.fixture
def story(mockserver: MockWorkspace) -> Story:
    return Story(mockserver.use(_SCENARIO % ", transcript: call_center"))


def test_a_transcription_with_everything_that_it_may_name(story: Story) -> None:
    uri = story.put("words.txt", b"two weeks\nkettle\n")
    story.transcribe.create_vocabulary(VocabularyName="words", LanguageCode="en-US", VocabularyFileUri=uri)
    story.transcribe.create_vocabulary_filter(
        VocabularyFilterName="filter", LanguageCode="en-US", VocabularyFilterFileUri=uri
    )
    story.transcribe.create_language_model(
        ModelName="model",
        LanguageCode="en-US",
        BaseModelName="WideBand",
        InputDataConfig={"S3Uri": "s3://media/texts/", "DataAccessRoleArn": ROLE},
    )
    story.wait("vocabulary_ready", VocabularyName="words")
    story.wait("language_model_completed", ModelName="model")
    job = story.standard(
        LanguageCode="en-US",
        Settings={"VocabularyName": "words", "VocabularyFilterName": "filter", "VocabularyFilterMethod": "mask"},
        ModelSettings={"LanguageModelName": "model"},
        ContentRedaction=_REDACTION,
        Subtitles={"Formats": ["srt", "vtt"]},
    )
    plain = _document(job["Transcript"]["TranscriptFileUri"])
    redacted = _document(job["Transcript"]["RedactedTranscriptFileUri"])
    assert "I ordered a *** *** *** ago" in plain["results"]["transcripts"][0]["transcript"]
    assert "[PII]" in redacted["results"]["transcripts"][0]["transcript"]
    assert "[PII]" not in plain["results"]["transcripts"][0]["transcript"]
    vtt, srt = (_download(uri).decode() for uri in job["Subtitles"]["SubtitleFileUris"])
    assert vtt.startswith("WEBVTT")
    assert "I ordered a *** *** *** ago" in " ".join(srt.split())
    for shown in (
        story.transcribe.get_vocabulary(VocabularyName="words"),
        story.transcribe.get_vocabulary_filter(VocabularyFilterName="filter"),
    ):
        assert _download(shown["DownloadUri"]) == b"two weeks\nkettle\n"


def test_a_transcription_into_the_own_bucket(story: Story) -> None:
    job = story.standard(
        LanguageCode="en-US",
        OutputBucketName="media",
        OutputKey="out/",
        ContentRedaction=_REDACTION,
        Subtitles={"Formats": ["srt"]},
    )
    assert story.keys("media") == ["call.wav", "out/job.json", "out/job.srt", "out/redacted-job.json"]
    body = story.s3.get_object(Bucket="media", Key="out/job.json")["Body"].read()
    assert body == _download(job["Transcript"]["TranscriptFileUri"])
    assert json.loads(body)["results"]["items"]
    story.transcribe.delete_transcription_job(TranscriptionJobName="job")
    assert story.s3.get_object(Bucket="media", Key="out/job.json")["Body"].read() == body


def _of_two_languages(mockserver: MockWorkspace, words: dict[str, str]) -> dict[str, list[str]]:
    """Return what is said in each of two languages, where `words` are filtered."""
    story = Story(mockserver.use(_SCENARIO % ""))
    for code, word in words.items():
        story.transcribe.create_vocabulary_filter(VocabularyFilterName=code, LanguageCode=code, Words=[word])
    job = story.standard(
        IdentifyMultipleLanguages=True,
        LanguageOptions=list(words),
        LanguageIdSettings={code: {"VocabularyFilterName": code} for code in words},
    )
    said: dict[str, list[str]] = {code: [] for code in words}
    for item in _document(job["Transcript"]["TranscriptFileUri"])["results"]["items"]:
        said[item["language_code"]].append(item["alternatives"][0]["content"])
    return said


def test_several_languages_each_with_a_filter_of_its_own(mockserver: MockWorkspace) -> None:
    plain = _of_two_languages(mockserver, {"en-US": "xyzzy", "de-DE": "xyzzy"})
    english, german = plain["en-US"][0], plain["de-DE"][0]
    assert _of_two_languages(mockserver, {"en-US": english, "de-DE": german}) == {
        "en-US": ["***" if word.lower() == english.lower() else word for word in plain["en-US"]],
        "de-DE": ["***" if word.lower() == german.lower() else word for word in plain["de-DE"]],
    }
    assert _of_two_languages(mockserver, {"en-US": german, "de-DE": english}) == plain


def test_a_medical_transcription(story: Story) -> None:
    story.transcribe.create_medical_vocabulary(
        VocabularyName="words", LanguageCode="en-US", VocabularyFileUri=story.put("words.txt", b"Phrase\nstent\n")
    )
    story.wait("medical_vocabulary_ready", VocabularyName="words")
    name = {"MedicalTranscriptionJobName": "job"}
    story.transcribe.start_medical_transcription_job(
        **name,
        LanguageCode="en-US",
        Media=_MEDIA,
        OutputBucketName="results",
        Specialty="PRIMARYCARE",
        Type="CONVERSATION",
        ContentIdentificationType="PHI",
        Settings={"VocabularyName": "words", "ChannelIdentification": True},
    )
    story.wait("medical_transcription_job_completed", **name)
    job = story.transcribe.get_medical_transcription_job(**name)["MedicalTranscriptionJob"]
    assert story.keys("results") == ["medical/job.json"]
    document = _document(job["Transcript"]["TranscriptFileUri"])
    assert document["status"] == "COMPLETED"
    assert document["results"]["channel_labels"]["number_of_channels"] == 2


def test_a_visit_with_its_clinical_notes(story: Story) -> None:
    name = {"MedicalScribeJobName": "visit"}
    story.transcribe.start_medical_scribe_job(
        **name,
        Media=_MEDIA,
        OutputBucketName="results",
        DataAccessRoleArn=ROLE,
        Settings={"ShowSpeakerLabels": True, "MaxSpeakerLabels": 2},
    )
    story.wait("medical_scribe_job_completed", **name)
    job = story.transcribe.get_medical_scribe_job(**name)["MedicalScribeJob"]
    assert story.keys("results") == ["visit/summary.json", "visit/transcript.json"]
    transcript = _document(job["MedicalScribeOutput"]["TranscriptFileUri"])["Conversation"]
    notes = _document(job["MedicalScribeOutput"]["ClinicalDocumentUri"])["ClinicalDocumentation"]
    segments = {segment["SegmentId"] for segment in transcript["TranscriptSegments"]}
    linked = {
        link["SegmentId"]
        for section in notes["Sections"]
        for summary in section["Summary"]
        for link in summary["EvidenceLinks"]
    }
    assert linked
    assert linked <= segments


@pytest.mark.parametrize("location", [None, "s3://results", "s3://results/calls/", "s3://results/calls/mine.json"])
def test_a_call_with_its_categories(story: Story, location: str | None) -> None:
    rule = {"TranscriptFilter": {"TranscriptFilterType": "EXACT", "Targets": ["two weeks"]}}
    other = {"TranscriptFilter": {"TranscriptFilterType": "EXACT", "Targets": ["never said by anybody"]}}
    story.transcribe.create_call_analytics_category(CategoryName="waited", Rules=[rule])
    story.transcribe.create_call_analytics_category(CategoryName="other", Rules=[other])
    story.transcribe.create_vocabulary_filter(VocabularyFilterName="filter", LanguageCode="en-US", Words=["kettle"])
    job = story.call(
        Settings={
            "VocabularyFilterName": "filter",
            "VocabularyFilterMethod": "mask",
            "ContentRedaction": _REDACTION,
            "Summarization": {"GenerateAbstractiveSummary": True},
        },
        DataAccessRoleArn=ROLE,
        **({} if location is None else {"OutputLocation": location}),
    )
    plain = _document(job["Transcript"]["TranscriptFileUri"])
    redacted = _document(job["Transcript"]["RedactedTranscriptFileUri"])
    assert plain["Categories"]["MatchedCategories"] == ["waited"]
    said = " ".join(turn["Content"] for turn in plain["Transcript"])
    assert "I ordered a *** two weeks ago" in said
    assert "[PII]" not in said
    assert "[PII]" in json.dumps(redacted["Transcript"])
    with wave.open(BytesIO(_download(job["Media"]["RedactedMediaFileUri"]))) as reader:
        assert reader.getnframes() / reader.getframerate() == _SECONDS
    if location is not None:
        folder = "calls/" if "calls" in location else ""
        file = "mine" if "mine" in location else "call"
        assert story.keys("results") == [
            f"{folder}analytics/{file}.json",
            f"{folder}redacted-analytics/{file}.json",
            f"{folder}redacted-analytics/{file}.wav",
        ]
