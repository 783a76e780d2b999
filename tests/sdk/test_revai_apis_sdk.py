"""The package `rev_ai` for the APIs beside speech-to-text: every public method, success and errors (revai.md §1.4)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from requests import HTTPError
from rev_ai import CustomVocabulary, apiclient
from rev_ai.custom_vocabularies_client import RevAiCustomVocabulariesClient
from rev_ai.generic_api_client import GenericApiClient
from rev_ai.language_identification_client import LanguageIdentificationClient
from rev_ai.models import CustomerUrlData, JobStatus
from rev_ai.models.insights.sentiment_analysis import SentimentValue
from rev_ai.sentiment_analysis_client import SentimentAnalysisClient
from rev_ai.topic_extraction_client import TopicExtractionClient

from mockserver import MockWorkspace
from mockserver.transcripts.media import tone_wav
from tests.sdk.test_revai_sdk import DONE, FAILING, FROZEN, MEDIA_URL, POLLED, WAITING, refused

TEXT = "The harbour opens at dawn. I love the harbour! Parking near the harbour is terrible."
TOKENS = FROZEN + "accounts: {revai: [{token: good-token}]}\n"
HOOK = CustomerUrlData("http://127.0.0.1:9/hook", {"Authorization": "Bearer t"})
SECONDS_2H_1 = FROZEN + "jobs: [{timeline: [completed], duration: 7201}]\n"

Submit = Callable[[Any], Any]


def language_id(url: str, token: str) -> Any:
    return LanguageIdentificationClient(token, url=url)


def topic_extraction(url: str, token: str) -> Any:
    client = TopicExtractionClient(token)
    client.base_url = f"{url}/topic_extraction/v1/"
    return client


def sentiment_analysis(url: str, token: str) -> Any:
    client = SentimentAnalysisClient(token)
    client.base_url = f"{url}/sentiment_analysis/v1/"
    return client


def vocabularies(url: str, token: str = "good-token") -> Any:
    client = RevAiCustomVocabulariesClient(token)
    client.base_url = f"{url}/speechtotext/v1/vocabularies/"
    return client


def submit_url(client: Any) -> Any:
    return client.submit_job_url(MEDIA_URL)


def submit_text(client: Any) -> Any:
    return client.submit_job_from_text(TEXT)


every_client = pytest.mark.parametrize(
    ("connect", "submit"),
    [(language_id, submit_url), (topic_extraction, submit_text), (sentiment_analysis, submit_text)],
    ids=["language_id", "topic_extraction", "sentiment_analysis"],
)
Connect = Callable[[str, str], Any]


@every_client
def test_submit_poll_list_and_delete(mockserver: MockWorkspace, connect: Connect, submit: Submit) -> None:
    client = connect(mockserver.use(POLLED).url, "good-token")
    job = submit(client)
    assert job.status is JobStatus.IN_PROGRESS
    statuses = [client.get_job_details(job.id).status for _ in range(3)]
    assert statuses == [JobStatus.IN_PROGRESS, JobStatus.IN_PROGRESS, JobStatus.COMPLETED]
    done = client.get_job_details(job.id)
    assert done.created_on == job.created_on
    assert done.completed_on is not None
    newer = submit(client)
    assert [listed.id for listed in client.get_list_of_jobs()] == [newer.id, job.id]
    assert [listed.id for listed in client.get_list_of_jobs(limit=1)] == [newer.id]
    assert [listed.id for listed in client.get_list_of_jobs(limit=1, starting_after=newer.id)] == [job.id]
    assert client.delete_job(job.id) is None
    assert [listed.id for listed in client.get_list_of_jobs()] == [newer.id]


@every_client
def test_errors(mockserver: MockWorkspace, connect: Connect, submit: Submit) -> None:
    client = connect(mockserver.use(WAITING).url, "good-token")
    job = submit(client)
    for call, allowed in (client.get_result_json, ["completed"]), (client.delete_job, ["completed", "failed"]):
        with pytest.raises(HTTPError) as error:
            call(job.id)
        status, body = refused(error)
        assert (status, body["current_value"], body["allowed_values"]) == (409, "in_progress", allowed)
    for call in client.get_job_details, client.delete_job, client.get_result_json, client.get_result_object:
        with pytest.raises(HTTPError) as error:
            call("nobody")
        assert refused(error)[0] == 404
    with pytest.raises(HTTPError) as error:
        client.get_list_of_jobs(limit=1001)
    assert refused(error)[0] == 400


@every_client
def test_unauthorized(mockserver: MockWorkspace, connect: Connect, submit: Submit) -> None:
    client = connect(mockserver.use(TOKENS).url, "wrong")
    for call in (
        lambda: submit(client),
        client.get_list_of_jobs,
        lambda: client.get_job_details("x"),
        lambda: client.get_result_object("x"),
        lambda: client.delete_job("x"),
    ):
        with pytest.raises(HTTPError) as error:
            call()
        assert refused(error)[0] == 401


@every_client
def test_failed_job(mockserver: MockWorkspace, connect: Connect, submit: Submit) -> None:
    client = connect(mockserver.use(FAILING.replace("download_failure", "internal")).url, "good-token")
    job = client.get_job_details(submit(client).id)
    assert (job.status, job.failure) == (JobStatus.FAILED, "internal_processing")
    assert job.failure_detail


@every_client
@pytest.mark.parametrize(("name", "status"), [("access_denied", 403), ("unsupported_api", 404), ("rate_limited", 429)])
def test_errors_by_name(mockserver: MockWorkspace, connect: Connect, submit: Submit, name: str, status: int) -> None:
    client = connect(mockserver.use(FROZEN + f"requests: [{{error: {name}}}]\n").url, "good-token")
    with pytest.raises(HTTPError) as error:
        submit(client)
    assert refused(error)[0] == status


@pytest.mark.parametrize("make", [LanguageIdentificationClient, TopicExtractionClient, SentimentAnalysisClient])
def test_clients_where_the_class_names_the_address(
    mockserver: MockWorkspace, monkeypatch: pytest.MonkeyPatch, make: Callable[[str], Any]
) -> None:
    monkeypatch.setattr(GenericApiClient, "default_url", mockserver.use(DONE).url)
    assert make("good-token").get_list_of_jobs() == []


def test_language_id_options(mockserver: MockWorkspace) -> None:
    client = language_id(mockserver.use(DONE).url, "good-token")
    job = client.submit_job_url(MEDIA_URL, metadata="m", callback_url="http://127.0.0.1:9/h", delete_after_seconds=0)
    assert (job.media_url, job.metadata, job.callback_url) == (MEDIA_URL, "m", "http://127.0.0.1:9/h")
    assert job.delete_after_seconds == 0
    job = client.submit_job_url(None, source_config=CustomerUrlData(MEDIA_URL), notification_config=HOOK)
    assert (job.media_url, job.callback_url) == (None, None)
    with pytest.raises(HTTPError) as error:
        client.submit_job_url("no url")
    status, body = refused(error)
    assert (status, list(body["parameters"])) == (400, ["media_url"])


def test_language_id_of_a_local_file(mockserver: MockWorkspace, tmp_path: Path) -> None:
    path = tmp_path / "My audio.wav"
    path.write_bytes(tone_wav(2_510))
    client = language_id(mockserver.use(DONE).url, "good-token")
    job = client.submit_job_local_file(str(path), metadata="m", notification_config=HOOK)
    assert job.metadata == "m"
    assert client.get_job_details(job.id).processed_duration_seconds == 2.51
    result = client.get_result_object(job.id)
    assert result.top_language == result.language_confidences[0].language == "en"
    assert client.get_result_json(job.id)["top_language"] == "en"


def test_language_id_of_too_long_media(mockserver: MockWorkspace) -> None:
    client = language_id(mockserver.use(SECONDS_2H_1).url, "good-token")
    job = client.get_job_details(submit_url(client).id)
    assert (job.status, job.failure) == (JobStatus.FAILED, "duration_exceeded")


def test_topics(mockserver: MockWorkspace) -> None:
    client = topic_extraction(mockserver.use(DONE).url, "good-token")
    job = client.submit_job_from_text(TEXT, metadata="m", delete_after_seconds=5, notification_config=HOOK)
    assert (job.metadata, job.delete_after_seconds) == ("m", 5)
    assert client.get_job_details(job.id).word_count == 15
    topic = client.get_result_object(job.id).topics[0]
    assert topic.topic_name == "harbour"
    for informant in topic.informants:
        assert TEXT[informant.offset : informant.offset + informant.length] == informant.content
    assert client.get_result_json(job.id, threshold=1) == {"topics": []}
    with pytest.raises(HTTPError) as error:
        client.get_result_json(job.id, threshold=2)
    assert refused(error)[0] == 400


def test_sentiments(mockserver: MockWorkspace) -> None:
    client = sentiment_analysis(mockserver.use(DONE).url, "good-token")
    job = client.submit_job_from_text(TEXT, metadata="m", language="en", callback_url="http://127.0.0.1:9/hook")
    messages = client.get_result_object(job.id).messages
    sentiments = [SentimentValue.NEUTRAL, SentimentValue.POSITIVE, SentimentValue.NEGATIVE]
    assert [message.sentiment for message in messages] == sentiments
    for message in messages:
        assert TEXT[message.offset : message.offset + message.length] == message.content
    (glad,) = client.get_result_object(job.id, filter_for=SentimentValue.POSITIVE).messages
    assert glad.content == "I love the harbour!"
    assert len(client.get_result_json(job.id, filter_for=SentimentValue.NEGATIVE)["messages"]) == 1


@pytest.mark.parametrize("connect", [topic_extraction, sentiment_analysis])
def test_analysis_of_a_transcript(mockserver: MockWorkspace, connect: Connect) -> None:
    url = mockserver.use(DONE).url
    speech = apiclient.RevAiAPIClient("good-token", url=url)
    transcript = speech.get_transcript_object(speech.submit_job_url(MEDIA_URL).id)
    client = connect(url, "good-token")
    job = client.submit_job_from_transcript(transcript, metadata="m", delete_after_seconds=5, language="en")
    elements = [element for monologue in transcript.monologues for element in monologue.elements]
    result = client.get_result_object(job.id)
    places = result.messages if connect is sentiment_analysis else result.topics[0].informants
    assert places
    assert {place.timestamp for place in places} <= {element.timestamp for element in elements if element.timestamp}
    assert {place.end_timestamp for place in places} <= {element.end_timestamp for element in elements}


@pytest.mark.parametrize("connect", [topic_extraction, sentiment_analysis])
def test_nothing_to_analyse(mockserver: MockWorkspace, connect: Connect) -> None:
    client = connect(mockserver.use(DONE).url, "good-token")
    with pytest.raises(HTTPError) as error:
        client.submit_job_from_text(None)
    status, body = refused(error)
    assert (status, list(body["parameters"])) == (400, ["text"])
    with pytest.raises(HTTPError) as error:
        client.submit_job_from_text(TEXT, language="fr")
    assert refused(error)[0] == 400


def test_vocabularies(mockserver: MockWorkspace) -> None:
    client = vocabularies(mockserver.use(POLLED).url)
    submitted = client.submit_custom_vocabularies(
        [CustomVocabulary(["Patrick Henry Winston"]), {"phrases": ["Noam Chomsky"]}],
        metadata="m",
        callback_url="http://127.0.0.1:9/hook",
    )
    assert (submitted["status"], submitted["metadata"]) == ("in_progress", "m")
    assert "callback_url" not in client.submit_custom_vocabularies([{"phrases": ["Rev"]}], notification_config=HOOK)
    seen = [client.get_custom_vocabularies_information(submitted["id"])["status"] for _ in range(3)]
    assert seen == ["in_progress", "in_progress", "complete"]
    assert len(client.get_list_of_custom_vocabularies()) == 2
    (newest,) = client.get_list_of_custom_vocabularies(limit=1)
    assert newest["id"] != submitted["id"]
    assert client.delete_custom_vocabulary(submitted["id"]) is None
    assert [each["id"] for each in client.get_list_of_custom_vocabularies()] == [newest["id"]]
    with pytest.raises(HTTPError) as error:
        client.delete_custom_vocabulary(newest["id"])
    status, body = refused(error)
    assert (status, body["allowed_values"]) == (409, ["complete", "failed"])


def test_vocabulary_errors(mockserver: MockWorkspace) -> None:
    client = vocabularies(mockserver.use(TOKENS).url)
    with pytest.raises(HTTPError) as error:
        client.submit_custom_vocabularies([CustomVocabulary(["four2"])])
    status, body = refused(error)
    assert (status, list(body["parameters"])) == (400, ["custom_vocabularies[0].phrases"])
    for call in client.get_custom_vocabularies_information, client.delete_custom_vocabulary:
        with pytest.raises(HTTPError) as error:
            call("nobody")
        status, body = refused(error)
        assert (status, body["title"]) == (404, "could not find custom vocabulary")
    stranger = vocabularies(mockserver.url, "wrong")
    with pytest.raises(HTTPError) as error:
        stranger.get_list_of_custom_vocabularies()
    assert refused(error)[0] == 401


def test_vocabularies_where_the_class_names_the_address(
    mockserver: MockWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RevAiCustomVocabulariesClient, "base_url", f"{mockserver.use(DONE).url}/speechtotext/v1/")
    client = RevAiCustomVocabulariesClient("good-token")
    assert client.get_list_of_custom_vocabularies() == []


def test_a_job_with_a_vocabulary(mockserver: MockWorkspace) -> None:
    url = mockserver.use(WAITING).url
    vocabulary_id = vocabularies(url).submit_custom_vocabularies([CustomVocabulary(["Rev"])])["id"]
    speech = apiclient.RevAiAPIClient("good-token", url=url)
    with pytest.raises(HTTPError) as error:
        speech.submit_job_url(MEDIA_URL, custom_vocabulary_id=vocabulary_id)
    assert refused(error)[0] == 404
    mockserver.clock.advance("60s")
    assert speech.submit_job_url(MEDIA_URL, custom_vocabulary_id=vocabulary_id).status is JobStatus.IN_PROGRESS
