"""The official package `rev_ai` against a running server: every method whose call exists (revai.md §2)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from requests import HTTPError
from rev_ai import apiclient
from rev_ai.models import CaptionType, CustomerUrlData, GroupChannelsType, JobStatus
from rev_ai.models.asynchronous.speaker_name import SpeakerName
from rev_ai.models.asynchronous.summarization_formatting_options import SummarizationFormattingOptions
from rev_ai.models.asynchronous.summarization_job_status import SummarizationJobStatus
from rev_ai.models.asynchronous.summarization_model import SummarizationModel
from rev_ai.models.asynchronous.summarization_options import SummarizationOptions
from rev_ai.models.asynchronous.translation_job_status import TranslationJobStatus
from rev_ai.models.asynchronous.translation_language_options import TranslationLanguageOptions
from rev_ai.models.asynchronous.translation_model import TranslationModel
from rev_ai.models.asynchronous.translation_options import TranslationOptions

from mockserver import MockWorkspace
from mockserver.transcripts.media import tone_wav

FROZEN = "summary: test\nclock: {start: 2018-05-05T23:23:22.29Z, frozen: true}\n"
POLLED = FROZEN + "jobs: [{timeline: [{in_progress: {polls: 2}}, completed]}]\n"
DONE = FROZEN + "jobs: [{timeline: [completed]}]\n"
WAITING = FROZEN + "jobs: [{timeline: [{in_progress: 60s}, completed]}]\n"
FAILING = FROZEN + "jobs: [{timeline: [{failed: download_failure}]}]\n"
MEDIA_URL = "https://example.com/FTC_Sample_1.mp3"


Sdk = Callable[..., Any]


@pytest.fixture
def sdk(mockserver: MockWorkspace) -> Sdk:
    """Return a function that begins a scenario, and gives an SDK client for it."""

    def begin(scenario: str, token: str = "good-token") -> Any:
        return apiclient.RevAiAPIClient(token, url=mockserver.use(scenario).url)

    return begin


def refused(error: pytest.ExceptionInfo[HTTPError]) -> tuple[int, Any]:
    """Return the status and body of the answer behind an SDK's error, whose text must carry that body."""
    response = error.value.response
    assert response is not None
    assert f"Server Response : {response.text}" in str(error.value)
    return response.status_code, response.json()


def test_submit_poll_and_fetch(sdk: Sdk) -> None:
    client = sdk(POLLED)
    job = client.submit_job_url(MEDIA_URL, metadata="m", skip_diarization=True, delete_after_seconds=0)
    assert (job.status, job.name, job.media_url) == (JobStatus.IN_PROGRESS, "FTC_Sample_1.mp3", MEDIA_URL)
    assert (job.metadata, job.skip_diarization, job.delete_after_seconds) == ("m", True, 0)
    statuses = [client.get_job_details(job.id).status for _ in range(3)]
    assert statuses == [JobStatus.IN_PROGRESS, JobStatus.IN_PROGRESS, JobStatus.TRANSCRIBED]
    done = client.get_job_details(job.id)
    assert done.created_on == job.created_on
    assert done.duration_seconds > 0
    assert done.language == "en"


def test_source_and_notification_config(sdk: Sdk) -> None:
    client = sdk(DONE)
    source = CustomerUrlData(MEDIA_URL, {"Authorization": "Bearer t"})
    job = client.submit_job_url(
        source_config=source, notification_config=CustomerUrlData("http://127.0.0.1:9/hook"), language="es"
    )
    assert (job.name, job.media_url, job.language) == ("FTC_Sample_1.mp3", None, "es")


def test_local_file(sdk: Sdk, tmp_path: Path) -> None:
    media = tone_wav(2_510)
    path = tmp_path / "My audio.wav"
    path.write_bytes(media)
    client = sdk(DONE)
    job = client.submit_job_local_file(str(path), metadata="m", speakers_count=1)
    assert (job.status, job.name, job.metadata) == (JobStatus.IN_PROGRESS, "My audio.wav", "m")
    assert client.get_job_details(job.id).duration_seconds == 2.51


def test_every_option_goes_through(sdk: Sdk) -> None:
    client = sdk(DONE)
    options: dict[str, Any] = {
        "metadata": "m",
        "skip_diarization": True,
        "skip_punctuation": True,
        "filter_profanity": True,
        "remove_disfluencies": True,
        "delete_after_seconds": 60,
        "language": "en-us",
        "transcriber": "human",
        "verbatim": True,
        "rush": True,
        "test_mode": True,
        "segments_to_transcribe": [{"start": 0, "end": 61}],
        "speaker_names": [SpeakerName("Ann").to_dict()],
        "skip_postprocessing": True,
        "remove_atmospherics": True,
        "speakers_count": 1,
        "diarization_type": "premium",
        "custom_vocabularies": [{"phrases": ["GitHub"]}],
    }
    job = client.submit_job_url(source_config=CustomerUrlData(MEDIA_URL), **options)
    seen = options.keys() & vars(job).keys()
    assert len(seen) > 10
    assert {key: getattr(job, key) for key in seen} == {key: options[key] for key in seen}
    channels = client.submit_job_url(MEDIA_URL, speaker_channels_count=2)
    assert channels.speaker_channels_count == 2


def test_people_name_the_speakers(sdk: Sdk) -> None:
    client = sdk(DONE)
    job = client.submit_job_url(MEDIA_URL, transcriber="human", speaker_names=[SpeakerName("Ann").to_dict()])
    first = client.get_transcript_object(job.id).monologues[0]
    assert (first.speaker_info.id, first.speaker_info.display_name) == (0, "Ann")


def test_captions(sdk: Sdk) -> None:
    client = sdk(DONE)
    plain = client.submit_job_url(MEDIA_URL).id
    channels = client.submit_job_url(MEDIA_URL, speaker_channels_count=2).id
    written = client.get_captions(plain)
    assert written.startswith("1\n00:00:0")
    assert client.get_captions_as_stream(plain).text == written
    assert client.get_captions(plain, CaptionType.VTT).startswith("WEBVTT\n\n1\n")
    assert client.get_captions(channels, channel_id=0) != client.get_captions(channels, channel_id=1)
    for job_id, channel in ((plain, 0), (channels, None)):
        with pytest.raises(HTTPError) as error:
            client.get_captions(job_id, channel_id=channel)
        assert refused(error)[0] == 405


def test_groups_of_channels(sdk: Sdk) -> None:
    client = sdk(DONE)
    job_id = client.submit_job_url(MEDIA_URL, speaker_channels_count=2).id
    counts = [
        len(client.get_transcript_json(job_id, group_channels_by=by)["monologues"])
        for by in (GroupChannelsType.SPEAKER, GroupChannelsType.SENTENCE, GroupChannelsType.WORD)
    ]
    assert counts == sorted(set(counts))


def test_summaries(sdk: Sdk) -> None:
    client = sdk(DONE)
    bullets = SummarizationOptions("Be brief", SummarizationModel.PREMIUM, SummarizationFormattingOptions.BULLETS)
    submitted = client.submit_job_url(MEDIA_URL, summarization_config=bullets)
    assert submitted.summarization.status == SummarizationJobStatus.IN_PROGRESS
    job = client.get_job_details(submitted.id)
    assert (job.summarization.prompt, job.summarization.model, job.summarization.type) == (
        "Be brief",
        "premium",
        "bullets",
    )
    assert job.summarization.status == SummarizationJobStatus.COMPLETED
    points = client.get_transcript_summary_object(job.id).bullet_points
    assert points
    assert client.get_transcript_summary_json(job.id) == {"bullet_points": points}
    assert client.get_transcript_summary_json_as_stream(job.id).json() == {"bullet_points": points}
    assert client.get_transcript_summary_text(job.id).splitlines() == [f"- {point}" for point in points]
    paragraph = client.submit_job_url(MEDIA_URL, summarization_config=SummarizationOptions())
    assert client.get_transcript_summary_object(paragraph.id).summary


def test_translations(sdk: Sdk) -> None:
    client = sdk(DONE)
    targets = [TranslationLanguageOptions("es", TranslationModel.PREMIUM), TranslationLanguageOptions("de")]
    submitted = client.submit_job_url(MEDIA_URL, translation_config=TranslationOptions(targets))
    assert [one.status for one in submitted.translation.target_languages] == [TranslationJobStatus.IN_PROGRESS] * 2
    job = client.get_job_details(submitted.id)
    assert [(one.language, one.model, one.status) for one in job.translation.target_languages] == [
        ("es", "premium", "completed"),
        ("de", "standard", "completed"),
    ]
    data = client.get_translated_transcript_json(job.id, "es")
    assert client.get_translated_transcript_json_as_stream(job.id, "es").json() == data
    assert client.get_translated_transcript_object(job.id, "es").to_dict()["monologues"][0]["speaker"] == 0
    text = client.get_translated_transcript_text(job.id, "es")
    assert client.get_translated_transcript_text_as_stream(job.id, "es").text == text
    assert text != client.get_transcript_text(job.id)
    captions = client.get_translated_captions(job.id, "de", CaptionType.VTT)
    assert captions.startswith("WEBVTT")
    assert client.get_translated_captions_as_stream(job.id, "de", CaptionType.VTT).text == captions
    with pytest.raises(HTTPError) as error:
        client.get_translated_transcript_json(job.id, "fr")
    assert refused(error)[0] == 404


def test_outputs_that_are_late(sdk: Sdk) -> None:
    client = sdk(DONE + "providers: {revai: {summary_after: 1m, translation_after: 1m}}\n")
    job_id = client.submit_job_url(
        MEDIA_URL,
        summarization_config=SummarizationOptions(),
        translation_config=TranslationOptions([TranslationLanguageOptions("es")]),
    ).id
    for fetch in (
        client.get_transcript_summary_text,
        lambda job_id: client.get_translated_transcript_text(job_id, "es"),
        lambda job_id: client.get_translated_captions(job_id, "es"),
    ):
        with pytest.raises(HTTPError) as error:
            fetch(job_id)
        status, body = refused(error)
        assert (status, body["current_value"]) == (409, "in_progress")


# The errors that no ordinary request brings about, by the names that a scenario has for them.
SCRIPTED = {
    "access_denied": 403,
    "forbidden": 403,
    "unsupported_api": 404,
    "payload_too_large": 413,
    "unsupported_media_type": 415,
    "rate_limited": 429,
    "server_error": 500,
    "bad_gateway": 502,
    "service_unavailable": 503,
    "gateway_timeout": 504,
}


@pytest.mark.parametrize(("name", "expected"), SCRIPTED.items())
def test_scripted_errors(sdk: Sdk, name: str, expected: int) -> None:
    client = sdk(FROZEN + f"requests: [{{when: {{provider: revai}}, error: {name}}}]\n")
    for call in (client.get_account, lambda: client.submit_job_url(MEDIA_URL), lambda: client.get_captions("x")):
        with pytest.raises(HTTPError) as error:
            call()
        assert refused(error)[0] == expected


def test_transcripts(sdk: Sdk) -> None:
    client = sdk(DONE)
    job_id = client.submit_job_url(MEDIA_URL).id
    data = client.get_transcript_json(job_id)
    assert client.get_transcript_object(job_id).to_dict()["monologues"][0]["speaker"] == 0
    assert client.get_transcript_json_as_stream(job_id).json() == data
    written = client.get_transcript_text(job_id)
    assert written.startswith("Speaker 0    00:00:0")
    assert client.get_transcript_text_as_stream(job_id).text == written
    assert client.get_transcript_json(job_id, group_channels_by="speaker", group_channels_threshold_ms=5) == data


def test_list(sdk: Sdk) -> None:
    client = sdk(POLLED)
    ids = [client.submit_job_url(MEDIA_URL).id for _ in range(3)]
    assert [job.id for job in client.get_list_of_jobs()] == ids[::-1]
    assert [job.id for job in client.get_list_of_jobs(limit=1)] == [ids[2]]
    assert [job.id for job in client.get_list_of_jobs(limit=5, starting_after=ids[2])] == [ids[1], ids[0]]
    with pytest.raises(HTTPError) as error:
        client.get_list_of_jobs(limit=1001)
    assert refused(error)[0] == 400


def test_delete(sdk: Sdk, mockserver: MockWorkspace) -> None:
    client = sdk(WAITING)
    job_id = client.submit_job_url(MEDIA_URL).id
    with pytest.raises(HTTPError) as error:
        client.delete_job(job_id)
    status, body = refused(error)
    assert (status, body["current_value"]) == (409, "in_progress")
    mockserver.clock.advance("60s")
    assert client.delete_job(job_id) is None
    with pytest.raises(HTTPError) as error:
        client.delete_job(job_id)
    assert refused(error)[0] == 404


def test_account(sdk: Sdk) -> None:
    client = sdk(FROZEN + "accounts: {revai: [{token: good-token, email: a@b.c, balance_seconds: 90}]}\n")
    account = client.get_account()
    assert (account.email, account.balance_seconds) == ("a@b.c", 90)


def test_failed_job(sdk: Sdk) -> None:
    client = sdk(FAILING)
    job = client.get_job_details(client.submit_job_url(MEDIA_URL).id)
    assert (job.status, job.failure) == (JobStatus.FAILED, "download_failure")
    assert job.failure_detail == "Failed to download media file. Please check your url and file type"
    with pytest.raises(HTTPError) as error:
        client.get_transcript_json(job.id)
    status, body = refused(error)
    assert (status, body["current_value"]) == (409, "failed")


def test_unauthorized(sdk: Sdk) -> None:
    client = sdk(FROZEN + "accounts: {revai: [{token: good-token}]}\n", token="wrong")
    for call in (
        client.get_account,
        client.get_list_of_jobs,
        lambda: client.submit_job_url(MEDIA_URL),
        lambda: client.get_job_details("x"),
        lambda: client.delete_job("x"),
        lambda: client.get_transcript_text("x"),
    ):
        with pytest.raises(HTTPError) as error:
            call()
        assert refused(error) == (
            401,
            {"title": "Authorization has been denied for this request.", "status": 401},
        )


def test_not_found(sdk: Sdk) -> None:
    client = sdk(FROZEN)
    for call in client.get_job_details, client.delete_job, client.get_transcript_object, client.get_transcript_text:
        with pytest.raises(HTTPError) as error:
            call("nobody")
        assert refused(error)[0] == 404


def test_out_of_credit(sdk: Sdk) -> None:
    poor = FROZEN + "accounts: {revai: [{token: good-token, balance_seconds: 10}]}\n"
    client = sdk(poor + "jobs: [{timeline: [completed]}]\n")
    job = client.get_job_details(client.submit_job_url(MEDIA_URL).id)
    assert (job.status, job.failure) == (JobStatus.FAILED, "insufficient_balance")
    client = sdk(poor + "quirks: {revai: documented}\n")
    with pytest.raises(HTTPError) as error:
        client.submit_job_url(MEDIA_URL)
    status, body = refused(error)
    assert (status, body["current_balance"]) == (403, 10)


def test_wrong_options(sdk: Sdk) -> None:
    client = sdk(FROZEN)
    with pytest.raises(HTTPError) as error:
        client.submit_job_url(MEDIA_URL, language="xx", speaker_channels_count=9)
    status, body = refused(error)
    assert status == 400
    assert body["parameters"].keys() == {"language", "speaker_channels_count"}


def test_not_acceptable(sdk: Sdk) -> None:
    client = sdk(DONE)
    job_id = client.submit_job_url(MEDIA_URL).id
    client.rev_json_content_type = "application/vnd.rev.transcript.v9.0+json"
    with pytest.raises(HTTPError) as error:
        client.get_transcript_json(job_id)
    status, body = refused(error)
    assert (status, body["current_value"]) == (406, "application/vnd.rev.transcript.v9.0+json")
