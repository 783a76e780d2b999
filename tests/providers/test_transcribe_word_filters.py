"""Vocabulary filters: where their words come from, and what becomes of these (transcribe.md §4.2)."""

from typing import Any

import pytest
from yarl import URL

from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Stage, Status, begin
from mockserver.providers.transcribe.resources.context import categories, unwanted_words, with_context
from mockserver.providers.transcribe.results.places import CALL_ANALYTICS_JOB, TRANSCRIPTION_JOB, Form, scope
from tests.conftest import MakeClient, world
from tests.providers.transcribe_rendering import SEED, document_of, job_of, said, text_of
from tests.providers.transcribe_support import FROZEN, make_service

_SAID = said("Well, damn, it is Damn late.", "Damn!", "No, damned. damn")


def _filtered(method: str, *words: str, **members: Any) -> Any:
    settings = {"VocabularyFilterName": "f", "VocabularyFilterMethod": method} | members.pop("Settings", {})
    job = job_of(
        TRANSCRIPTION_JOB, transcript="t", context={"unwanted words": {"en-US": words}}, Settings=settings, **members
    )
    return document_of(job, _SAID)["results"]


@pytest.mark.parametrize(
    ("method", "text"),
    [
        ("remove", "Well, it is late. No, damned."),
        ("mask", "Well, ***, it is *** late. ***! No, damned. ***"),
        ("tag", "Well, damn, it is Damn late. Damn! No, damned. damn"),
    ],
)
def test_what_becomes_of_unwanted_words(method: str, text: str) -> None:
    found = _filtered(method, "DAMN")
    assert found["transcripts"][0]["transcript"] == text
    assert text_of(found["items"]) == text


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("it is", "Well, damn, *** *** Damn late. Damn! No, damned. damn"),
        ("DAMN late", "Well, damn, it is *** ***. Damn! No, damned. damn"),
        ("well damn", "Well, damn, it is Damn late. Damn! No, damned. damn"),
        ("late damn", "Well, damn, it is Damn late. Damn! No, damned. damn"),
        ("  ", "Well, damn, it is Damn late. Damn! No, damned. damn"),
    ],
)
def test_phrases_are_found_where_no_mark_stands_within(phrase: str, text: str) -> None:
    assert _filtered("mask", phrase)["transcripts"][0]["transcript"] == text


def test_of_phrases_that_overlap_every_word_is_found() -> None:
    found = _filtered("remove", "it", "it is", "is damn late")
    assert found["transcripts"][0]["transcript"] == "Well, damn, Damn! No, damned. damn"


def test_each_language_has_a_filter_of_its_own() -> None:
    job = job_of(
        TRANSCRIPTION_JOB,
        transcript="t",
        context={"unwanted words": {"en-US": ["damn"], "de-DE": ["mist"]}},
        IdentifyMultipleLanguages=True,
        LanguageOptions=["en-US", "de-DE"],
    )
    transcript = said("Damn Mist.", "Damn Mist.", at_ms=(0, 40_000))
    assert document_of(job, transcript)["results"]["transcripts"][0]["transcript"] == "*** Mist. Damn ***."


def test_tagged_words_are_told() -> None:
    found = _filtered("tag", "damn", Settings={"ShowAlternatives": True, "MaxAlternatives": 2})
    tagged = [item for item in found["items"] if "vocabularyFilterMatch" in item]
    assert [item["alternatives"][0]["content"] for item in tagged] == ["damn", "Damn", "Damn", "damn"]
    assert {item["vocabularyFilterMatch"] for item in tagged} == {True}
    (first, *_) = found["segments"][0]["alternatives"]
    assert [item["content"] for item in first["items"] if "vocabularyFilterMatch" in item] == ["damn", "Damn"]


@pytest.mark.parametrize("method", ["remove", "mask"])
def test_no_alternative_has_an_unwanted_word(method: str) -> None:
    found = _filtered(method, "damn", Settings={"ShowAlternatives": True, "MaxAlternatives": 10})
    texts = [one["transcript"] for segment in found["segments"] for one in segment["alternatives"]]
    assert len(texts) > len(found["segments"])
    assert not any("damn" in text.lower().replace("damned", "") for text in texts)


def test_a_recording_of_which_nothing_is_left() -> None:
    job = job_of(
        TRANSCRIPTION_JOB,
        transcript="t",
        context={"unwanted words": {"en-US": ["damn"]}},
        Settings={"VocabularyFilterMethod": "remove"},
    )
    found = document_of(job, said("Damn, damn."))["results"]
    assert found == {"transcripts": [{"transcript": ""}], "items": [], "audio_segments": []}


def test_what_is_redacted_is_not_filtered_too() -> None:
    transcript = said("So I met Rosalind yesterday.")
    redaction = {"RedactionType": "PII", "RedactionOutput": "redacted_and_unredacted"}
    job = job_of(
        TRANSCRIPTION_JOB,
        transcript="t",
        context={"unwanted words": {"en-US": ["rosalind", "met"]}},
        ContentRedaction=redaction,
        Settings={"VocabularyFilterMethod": "mask"},
    )
    for form, text in {
        Form.TRANSCRIPT: "So I *** *** yesterday.",
        Form.REDACTED_TRANSCRIPT: "So I *** [PII] yesterday.",
    }.items():
        assert document_of(job, transcript, form)["results"]["transcripts"] == [{"transcript": text}]


def _resource(kind: str, name: str, number: int, region: str = "us-east-1", **submission: Any) -> Job:
    done = (Stage(Status.COMPLETED),)
    submission = {"LanguageCode": "en-US"} | submission
    return Job(scope(region, kind), name, "transcribe", number, done, begin(done, 0), submission, 0)


async def test_a_filter_is_looked_up_when_a_job_is_submitted(make_client: MakeClient) -> None:
    jobs = world(await make_client()).jobs
    await jobs.submit(_resource("vocabulary-filter", "f", 1, Words=["damn"]))
    await jobs.submit(_resource("vocabulary-filter", "f", 2, region="eu-west-1", Words=["hell"]))
    await jobs.submit(_resource("vocabulary-filter", "german", 3, Words=["Mist"], LanguageCode="de-DE"))

    async def words(**members: Any) -> Any:
        return unwanted_words(await with_context(job_of(TRANSCRIPTION_JOB, **members), jobs, SEED))

    assert await words(LanguageCode="en-US", Settings={"VocabularyFilterName": "f"}) == {"en-US": ["damn"]}
    by_language = {"en-US": {"VocabularyFilterName": "f"}}
    assert await words(IdentifyLanguage=True, LanguageIdSettings=by_language) == {"en-US": ["damn"]}
    assert await words(IdentifyLanguage=True, LanguageOptions=["de-DE"], LanguageIdSettings=by_language) == {}
    several = by_language | {"de-DE": {"VocabularyFilterName": "german"}}
    assert await words(
        IdentifyMultipleLanguages=True, LanguageOptions=["de-DE", "en-US"], LanguageIdSettings=several
    ) == {"de-DE": ["Mist"], "en-US": ["damn"]}
    for name in ("german", "nobody"):
        assert await words(LanguageCode="en-US", Settings={"VocabularyFilterName": name}) == {}
    assert await words(LanguageCode="en-US") == {}


async def test_categories_are_looked_up_when_a_call_is_submitted(make_client: MakeClient) -> None:
    jobs = world(await make_client()).jobs
    await jobs.submit(_resource("analytics-category", "one", 1, CategoryName="one"))
    await jobs.submit(_resource("analytics-category", "two", 2, CategoryName="two"))
    call = await with_context(job_of(CALL_ANALYTICS_JOB), jobs, SEED)
    await jobs.delete(scope("us-east-1", "analytics-category"), "one")
    assert [category["CategoryName"] for category in categories(call)] == ["one", "two"]
    assert categories(await with_context(job_of(TRANSCRIPTION_JOB), jobs, SEED)) == ()


async def test_a_client_gets_what_its_filter_left_whatever_becomes_of_the_filter(make_client: MakeClient) -> None:
    service = await make_service(make_client, f"{FROZEN}\njobs: [{{timeline: [completed], transcript: call_center}}]")
    jobs = world(service.client).jobs
    await jobs.submit(_resource("vocabulary-filter", "f", 1, VocabularyFilterName="f", Words=["kettle"]))
    await service.start(Settings={"VocabularyFilterName": "f", "VocabularyFilterMethod": "mask"})
    await jobs.delete(scope("us-east-1", "vocabulary-filter"), "f")
    uri = (await service.get())["Transcript"]["TranscriptFileUri"]
    document = await (await service.client.session.get(URL(uri, encoded=True))).json()
    text = document["results"]["transcripts"][0]["transcript"]
    assert "I ordered a *** two weeks ago" in text
    assert "kettle" not in text
