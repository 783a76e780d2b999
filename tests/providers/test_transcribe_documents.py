"""The documents of a transcription job: transcripts and subtitles from one source (transcribe.md §4.1–4.3)."""

import json
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Stage, Status, begin
from mockserver.engine.randomness import Seed
from mockserver.providers.transcribe import documents
from mockserver.providers.transcribe.documents import render
from mockserver.providers.transcribe.results.places import TRANSCRIPTION_JOB, Form
from mockserver.providers.transcribe.results.redaction import redact
from mockserver.transcripts.fixtures import FixtureLibrary
from mockserver.transcripts.model import Punctuation, Transcript, Turn, Word
from mockserver.transcripts.source import Transcripts
from tests.providers.transcribe_rendering import document_of, job_of, results_of, said, shipped

_SEED = Seed(1)
_DONE = (Stage(Status.COMPLETED),)
_TRANSCRIPT = Transcript(
    "en-US",
    ("Ann", "Ben", "Cleo"),
    (
        Turn(
            0, (Word("Hey", 119, 389, 0.998), Punctuation(","), Word("I", 400, 680, 0.5), Word("am", 700, 1_000, 1.0))
        ),
        Turn(
            1,
            (
                Word("Call", 2_000, 2_200, 0.9),
                Word("Rosalind", 2_300, 2_500, 0.9),
                Word("Achterberg", 2_600, 2_900, 0.8),
                Punctuation(","),
                Word("555-0142", 3_000, 3_500, 0.7),
                Punctuation("."),
                Word("Thanks", 3_600, 3_800, 0.9),
            ),
        ),
        Turn(2, (Word("ann@example.com", 9_000, 9_900, 0.9),)),
    ),
    10_000,
)


class _Fixed(Transcripts):
    def __init__(self, transcript: Transcript) -> None:
        super().__init__(FixtureLibrary([]))
        self.transcript = transcript

    def get(self, *args: Any, **kwargs: Any) -> Transcript:
        return self.transcript


def _job(**members: Any) -> Job:
    submission: Mapping[str, Any] = {"Media": {"MediaFileUri": "s3://bucket/a.wav"}} | members
    scope = "transcribe/us-east-1/transcription-job"
    return Job(scope, "j", "transcribe", 1, _DONE, begin(_DONE, 0), submission, 10_000, transcript="given")


def _document(form: Form = Form.TRANSCRIPT, transcript: Transcript = _TRANSCRIPT, **members: Any) -> Any:
    return json.loads(render(_job(**members), form, _Fixed(transcript), _SEED))


def _results(**members: Any) -> Any:
    return _document(**members)["results"]


def _flat_text(items: list[Any]) -> str:
    """Return the text as a client puts it together from the items."""
    text = ""
    for item in items:
        content = item["alternatives"][0]["content"]
        text += content if item["type"] == "punctuation" else f" {content}"
    return text.strip()


def test_the_plain_document() -> None:
    document = _document(LanguageCode="en-US")
    assert document.keys() == {"jobName", "accountId", "status", "results"}
    assert (document["jobName"], document["accountId"], document["status"]) == ("j", "111122223333", "COMPLETED")
    results = document["results"]
    assert results.keys() == {"transcripts", "items", "audio_segments"}
    assert results["items"][:3] == [
        {
            "id": 0,
            "type": "pronunciation",
            "alternatives": [{"confidence": "0.998", "content": "Hey"}],
            "start_time": "0.119",
            "end_time": "0.389",
        },
        {"id": 1, "type": "punctuation", "alternatives": [{"confidence": "0.0", "content": ","}]},
        {
            "id": 2,
            "type": "pronunciation",
            "alternatives": [{"confidence": "0.5", "content": "I"}],
            "start_time": "0.4",
            "end_time": "0.68",
        },
    ]
    assert results["audio_segments"][1] == {
        "id": 1,
        "transcript": "Call Rosalind Achterberg, 555-0142. Thanks",
        "start_time": "2.0",
        "end_time": "3.8",
        "items": [4, 5, 6, 7, 8, 9, 10],
    }
    assert [item["id"] for item in results["items"]] == list(range(12))


def test_all_parts_say_the_same() -> None:
    results = _results(LanguageCode="en-US")
    text = results["transcripts"][0]["transcript"]
    assert _flat_text(results["items"]) == text
    assert " ".join(segment["transcript"] for segment in results["audio_segments"]) == text
    vtt = render(_job(Subtitles={"Formats": ["vtt"]}), Form.VTT, _Fixed(_TRANSCRIPT), _SEED).decode()
    lines = [line for line in vtt.splitlines() if line and "-->" not in line and not line.isdigit()]
    assert " ".join(lines[1:]) == text


def test_speakers_are_told_when_asked_for() -> None:
    results = _results(Settings={"ShowSpeakerLabels": True, "MaxSpeakerLabels": 5})
    labels = results["speaker_labels"]
    assert labels["speakers"] == 3
    assert labels["segments"][0] == {
        "start_time": "0.119",
        "end_time": "1.0",
        "speaker_label": "spk_0",
        "items": [
            {"start_time": "0.119", "end_time": "0.389", "speaker_label": "spk_0"},
            {"start_time": "0.4", "end_time": "0.68", "speaker_label": "spk_0"},
            {"start_time": "0.7", "end_time": "1.0", "speaker_label": "spk_0"},
        ],
    }
    assert {item["speaker_label"] for item in results["items"]} == {"spk_0", "spk_1", "spk_2"}
    assert results["items"][1]["type"] == "punctuation"
    assert results["items"][1]["speaker_label"] == "spk_0"
    assert results["audio_segments"][2]["speaker_label"] == "spk_2"


def test_no_more_speakers_than_the_client_allows() -> None:
    results = _results(Settings={"ShowSpeakerLabels": True, "MaxSpeakerLabels": 2})
    assert results["speaker_labels"]["speakers"] == 2
    assert results["audio_segments"][2]["speaker_label"] == "spk_1"


def test_channels() -> None:
    results = _results(Settings={"ChannelIdentification": True})
    assert results["channel_labels"]["number_of_channels"] == 2
    first, second = results["channel_labels"]["channels"]
    assert (first["channel_label"], second["channel_label"]) == ("ch_0", "ch_1")
    assert _flat_text(second["items"]) == "Call Rosalind Achterberg, 555-0142. Thanks"
    assert len(first["items"]) + len(second["items"]) == len(results["items"])
    assert [segment["channel_label"] for segment in results["audio_segments"]] == ["ch_0", "ch_1", "ch_0"]
    assert "speaker_labels" not in results


def test_alternatives() -> None:
    results = _results(Settings={"ShowAlternatives": True, "MaxAlternatives": 3})
    first, _, last = results["segments"]
    assert [(first["start_time"], first["end_time"]), len(first["alternatives"])] == [("0.119", "1.0"), 3]
    assert len(last["alternatives"]) == 2
    assert first["alternatives"][0]["transcript"] == "Hey, I am"
    assert first["alternatives"][0]["items"][0] == {
        "type": "pronunciation",
        "start_time": "0.119",
        "end_time": "0.389",
        "confidence": "0.998",
        "content": "Hey",
    }
    sure = [
        sum(float(item["confidence"]) for item in alternative["items"]) for alternative in first["alternatives"][:2]
    ]
    assert sure == sorted(sure, reverse=True)


def test_an_identified_language() -> None:
    results = _results(IdentifyLanguage=True, LanguageOptions=["en-US", "de-DE", "fr-FR"])
    scores = [float(item["score"]) for item in results["language_identification"]]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) <= 1
    assert results["language_identification"][0]["code"] == results["language_code"]
    assert {item["code"] for item in results["language_identification"]} == {"en-US", "de-DE", "fr-FR"}


def test_several_languages() -> None:
    results = _results(IdentifyMultipleLanguages=True, LanguageOptions=["en-US", "de-DE"])
    assert results["language_codes"] == [
        {"language_code": "en-US", "duration_in_seconds": 5.0},
        {"language_code": "de-DE", "duration_in_seconds": 5.0},
    ]
    assert "language_code" not in results
    assert [segment["language_code"] for segment in results["audio_segments"]] == ["en-US", "en-US", "de-DE"]
    assert results["items"][-1]["language_code"] == "de-DE"


def test_toxicity() -> None:
    found = _results(ToxicityDetection=[{"ToxicityCategories": ["ALL"]}])["toxicity_detection"]
    assert [item["text"] for item in found] == [turn.text for turn in _TRANSCRIPT.turns]
    for item in found:
        assert len(item["categories"]) == 7
        assert item["toxicity"] == max(item["categories"].values()) < 1
    assert (found[0]["start_time"], found[0]["end_time"]) == (0.119, 1.0)


def _redaction(*entities: str) -> dict[str, Any]:
    types = {"PiiEntityTypes": list(entities)} if entities else {}
    return {"ContentRedaction": {"RedactionType": "PII", "RedactionOutput": "redacted_and_unredacted"} | types}


def test_redaction() -> None:
    document = _document(Form.REDACTED_TRANSCRIPT, **_redaction())
    assert document["isRedacted"] is True
    results = document["results"]
    assert results["transcripts"][0]["transcript"] == "Hey, I am Call [PII], [PII]. Thanks [PII]"
    assert results["items"][5] == {
        "id": 5,
        "type": "pronunciation",
        "alternatives": [
            {"content": "[PII]", "redactions": [{"confidence": "0.8", "type": "NAME", "category": "PII"}]}
        ],
        "start_time": "2.3",
        "end_time": "2.9",
    }
    assert _flat_text(results["items"]) == results["transcripts"][0]["transcript"]


def test_the_unredacted_companion_says_so() -> None:
    document = _document(**_redaction())
    assert document["isRedacted"] is False
    assert "[PII]" not in document["results"]["transcripts"][0]["transcript"]


def test_only_what_is_asked_for_is_redacted() -> None:
    document = _document(Form.REDACTED_TRANSCRIPT, **_redaction("EMAIL", "PIN"))
    assert document["results"]["transcripts"][0]["transcript"].endswith("555-0142. Thanks [PII]")


def test_alternatives_of_a_redacted_transcript_hold_nothing_personal() -> None:
    settings = {"ShowAlternatives": True, "MaxAlternatives": 10}
    text = render(
        _job(Settings=settings, **_redaction()), Form.REDACTED_TRANSCRIPT, _Fixed(_TRANSCRIPT), _SEED
    ).decode()
    assert "[PII]" in text
    assert not any(word in text for word in ("Rosalind", "Achterberg", "555-0142", "ann@example.com"))


def test_redaction_keeps_what_is_not_personal() -> None:
    plain = Transcript("en-US", ("Ann",), (_TRANSCRIPT.turns[0],), 10_000)
    assert redact(plain, ["ALL"]) == plain


def test_subtitles_are_numbered_from_where_the_client_says() -> None:
    def subtitles(form: Form, **members: Any) -> list[str]:
        return render(_job(**members), form, _Fixed(_TRANSCRIPT), _SEED).decode().splitlines()

    vtt = subtitles(Form.VTT, Subtitles={"Formats": ["vtt"]})
    assert vtt[:5] == ["WEBVTT", "", "0", "00:00:00.119 --> 00:00:01.000", "Hey, I am"]
    srt = subtitles(Form.SRT, Subtitles={"Formats": ["srt"], "OutputStartIndex": 1})
    assert srt[:3] == ["1", "00:00:00,119 --> 00:00:01,000", "Hey, I am"]
    redacted = subtitles(Form.SRT, Subtitles={"Formats": ["srt"]}, **_redaction())
    assert any("[PII]" in line for line in redacted)


@pytest.mark.parametrize(
    "members",
    [
        {},
        {
            "Settings": {
                "ShowSpeakerLabels": True,
                "MaxSpeakerLabels": 2,
                "ChannelIdentification": True,
                "ShowAlternatives": True,
                "MaxAlternatives": 2,
            },
            "ToxicityDetection": [{}],
        },
        {"IdentifyMultipleLanguages": True},
    ],
)
def test_media_without_speech(members: dict[str, Any]) -> None:
    results = _results(transcript=Transcript("en-US", (), (), 0), **members)
    assert results["transcripts"] == [{"transcript": ""}]
    assert results["items"] == []
    assert results["audio_segments"] == []


def test_a_made_up_transcript_is_the_same_each_time() -> None:
    transcripts = Transcripts(FixtureLibrary([]))
    job = replace(_job(LanguageCode="de-DE"), transcript=None)
    first = render(job, Form.TRANSCRIPT, transcripts, _SEED)
    assert first == render(job, Form.TRANSCRIPT, Transcripts(FixtureLibrary([])), _SEED)
    assert first != render(job, Form.TRANSCRIPT, transcripts, Seed(2))


@pytest.mark.parametrize(("duration_ms", "beside"), [(60_000, False), (3_600_000, True)])
async def test_a_long_document_is_rendered_beside_the_loop(
    duration_ms: int, beside: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[bool] = []

    def render_elsewhere(*_: object) -> bytes:
        threads.append(threading.current_thread() is not threading.main_thread())
        return b"document"

    monkeypatch.setattr(documents, "render", render_elsewhere)
    job = replace(_job(), duration_ms=duration_ms)
    assert await documents.rendered(job, Form.TRANSCRIPT, _Fixed(_TRANSCRIPT), _SEED) == b"document"
    assert threads == [beside]


def test_several_languages_are_made_up_each_in_its_part() -> None:
    job = job_of(
        TRANSCRIPTION_JOB,
        duration_ms=60_000,
        IdentifyMultipleLanguages=True,
        LanguageOptions=["en-US", "ja-JP"],
    )
    segments = document_of(job, shipped())["results"]["audio_segments"]
    assert {segment["language_code"] for segment in segments} == {"en-US", "ja-JP"}
    for segment in segments:
        assert segment["transcript"].isascii() is (segment["language_code"] == "en-US")
        assert (float(segment["start_time"]) >= 30) is (segment["language_code"] == "ja-JP")


def test_toxic_words_are_told() -> None:
    harmless, toxic = results_of(
        said("What a lovely day.", "Shut up, you idiot!"), ToxicityDetection=[{"ToxicityCategories": ["ALL"]}]
    )["toxicity_detection"]
    assert harmless["toxicity"] < 0.3
    high = {category for category, score in toxic["categories"].items() if score > 0.5}
    assert high == {"insult", "harassment_or_abuse"}
    assert toxic["toxicity"] == max(toxic["categories"].values())
