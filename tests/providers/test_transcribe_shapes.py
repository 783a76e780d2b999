"""Every document is of the shape that Amazon's have, and its parts agree with each other, whatever is asked for (§4)."""

import io
from itertools import pairwise
from typing import Any

import srt
import webvtt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.providers.transcribe.documents import render
from mockserver.providers.transcribe.results.places import (
    CALL_ANALYTICS_JOB,
    MEDICAL_SCRIBE_JOB,
    MEDICAL_TRANSCRIPTION_JOB,
    TRANSCRIPTION_JOB,
    Form,
    results,
)
from tests.providers.shapes import assert_shape
from tests.providers.transcribe_rendering import SEED, document_of, job_of, shipped, text_of
from tests.providers.transcribe_shapes import (
    SCRIBE_NOTES,
    SCRIBE_TRANSCRIPT,
    call_analytics_shape,
    transcript_shape,
)

_TRANSCRIPTS = shipped()
_FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Words that the shipped fixtures and made-up transcripts have.
_UNWANTED = ("I", "the", "You", "thank", "will", "way")
_SPOKEN = st.sampled_from([None, "call_center", "dictation", "interview"])
_DURATIONS = st.sampled_from([1, 50, 900, 20_000, 90_000])


def _chosen(**options: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Return dicts that hold, of each option, what it may be, or nothing."""

    def merged(choices: dict[str, dict[str, Any]]) -> dict[str, Any]:
        return {name: member for choice in choices.values() for name, member in choice.items()}

    return st.fixed_dictionaries({name: st.just({}) | option for name, option in options.items()}).map(merged)


_SETTINGS = _chosen(
    speakers=st.integers(2, 10).map(lambda most: {"ShowSpeakerLabels": True, "MaxSpeakerLabels": most}),
    channels=st.just({"ChannelIdentification": True}),
    alternatives=st.integers(2, 10).map(lambda most: {"ShowAlternatives": True, "MaxAlternatives": most}),
    filters=st.sampled_from(["remove", "mask", "tag"]).map(
        lambda method: {"VocabularyFilterName": "f", "VocabularyFilterMethod": method}
    ),
).map(lambda found: {"Settings": found} if found else {})
_REDACTION = st.sampled_from([["ALL"], ["NAME"], ["PHONE", "EMAIL"], None]).map(
    lambda types: {
        "ContentRedaction": {
            "RedactionType": "PII",
            "RedactionOutput": "redacted_and_unredacted",
            **({} if types is None else {"PiiEntityTypes": types}),
        }
    }
)
_LANGUAGES = st.sampled_from(
    [
        {"LanguageCode": "en-US"},
        {"IdentifyLanguage": True},
        {"IdentifyLanguage": True, "LanguageOptions": ["de-DE", "en-US", "fr-FR"]},
        {"IdentifyMultipleLanguages": True},
        {"IdentifyMultipleLanguages": True, "LanguageOptions": ["ja-JP", "es-US"]},
    ]
)
_STANDARD = st.tuples(
    _LANGUAGES,
    _SETTINGS,
    _chosen(
        redaction=_REDACTION,
        toxicity=st.just({"ToxicityDetection": [{"ToxicityCategories": ["ALL"]}]}),
        subtitles=st.integers(0, 1).map(
            lambda first: {"Subtitles": {"Formats": ["vtt", "srt"], "OutputStartIndex": first}}
        ),
    ),
).map(lambda parts: {**parts[0], **parts[1], **parts[2]})


def _context(request: dict[str, Any]) -> dict[str, Any]:
    if "VocabularyFilterName" not in request.get("Settings", {}):
        return {}
    return {"unwanted words": dict.fromkeys(("de-DE", "en-US", "es-US", "fr-FR", "ja-JP"), _UNWANTED)}


@_FEW
@given(_STANDARD, _SPOKEN, _DURATIONS)
def test_a_standard_transcript(request: dict[str, Any], spoken: str | None, duration_ms: int) -> None:
    job = job_of(TRANSCRIPTION_JOB, transcript=spoken, duration_ms=duration_ms, context=_context(request), **request)
    for result in results(job, SEED):
        written = render(job, result.form, _TRANSCRIPTS, SEED)
        assert written == render(job, result.form, shipped(), SEED)
        if result.form in (Form.VTT, Form.SRT):
            continue
        document = document_of(job, _TRANSCRIPTS, result.form)
        assert_shape(transcript_shape(request, redacted=result.form is Form.REDACTED_TRANSCRIPT), document)
        _assert_agreement(document["results"], duration_ms)
    _assert_subtitles_agree(job, request)


@_FEW
@given(_SETTINGS, st.booleans(), st.sampled_from(["CONVERSATION", "DICTATION"]), _SPOKEN, _DURATIONS)
def test_a_medical_transcript(
    found: dict[str, Any], phi: bool, kind: str, spoken: str | None, duration_ms: int
) -> None:
    request = {
        "LanguageCode": "en-US",
        "OutputBucketName": "b",
        "Specialty": "PRIMARYCARE",
        "Type": kind,
        **({"ContentIdentificationType": "PHI"} if phi else {}),
        **found,
    }
    job = job_of(MEDICAL_TRANSCRIPTION_JOB, transcript=spoken, duration_ms=duration_ms, **request)
    document = document_of(job, _TRANSCRIPTS)
    assert_shape(transcript_shape(request), document)
    _assert_agreement(document["results"], duration_ms)
    for entity in document["results"].get("entities", ()):
        assert entity["content"] in document["results"]["transcripts"][0]["transcript"]
        assert entity["startTime"] < entity["endTime"] <= duration_ms / 1000


def _assert_agreement(found: dict[str, Any], duration_ms: int) -> None:
    """Fail unless all parts of a transcript tell of the same words at the same times."""
    items, text = found["items"], found["transcripts"][0]["transcript"]
    spoken = [item for item in items if item["type"] == "pronunciation"]
    times = [(float(item["start_time"]), float(item["end_time"])) for item in spoken]
    assert text_of(items) == text
    assert [item["id"] for item in items] == list(range(len(items)))
    assert all(start < end for start, end in times)
    assert all(before[1] <= after[0] for before, after in pairwise(times))
    assert not times or times[-1][1] <= duration_ms / 1000
    assert not any("start_time" in item or "end_time" in item for item in items if item["type"] == "punctuation")

    segments = found["audio_segments"]
    assert " ".join(segment["transcript"] for segment in segments) == text
    assert [number for segment in segments for number in segment["items"]] == list(range(len(items)))
    for segment in segments:
        own = [items[number] for number in segment["items"]]
        own_spoken = [item for item in own if item["type"] == "pronunciation"]
        assert text_of(own) == segment["transcript"]
        assert segment["start_time"] == own_spoken[0]["start_time"]
        assert segment["end_time"] == own_spoken[-1]["end_time"]
        for label in segment.keys() & {"speaker_label", "channel_label", "language_code"}:
            assert {item[label] for item in own} == {segment[label]}
    _assert_labels_agree(found, items, spoken)


def _assert_labels_agree(found: dict[str, Any], items: list[Any], spoken: list[Any]) -> None:
    if "speaker_labels" in found:
        labelled = [item for segment in found["speaker_labels"]["segments"] for item in segment["items"]]
        members = ("start_time", "end_time", "speaker_label")
        assert labelled == [{member: item[member] for member in members} for item in spoken]
        assert found["speaker_labels"]["speakers"] == len({item["speaker_label"] for item in spoken})
    if "channel_labels" in found:
        for channel in found["channel_labels"]["channels"]:
            own = [item for item in items if item["channel_label"] == channel["channel_label"]]
            assert channel["items"] == [{name: item[name] for name in item if name != "id"} for item in own]
    if "segments" in found:
        heard = [segment["alternatives"][0] for segment in found["segments"]]
        assert [one["transcript"] for one in heard] == [one["transcript"] for one in found["audio_segments"]]
        for segment in found["segments"]:
            assert all(text_of(one["items"]) == one["transcript"] for one in segment["alternatives"])
            sure = [sum(float(item.get("confidence", 1)) for item in one["items"]) for one in segment["alternatives"]]
            assert sure == sorted(sure, reverse=True)
    if "toxicity_detection" in found:
        assert [one["text"] for one in found["toxicity_detection"]] == [
            one["transcript"] for one in found["audio_segments"]
        ]


def _assert_subtitles_agree(job: Any, request: dict[str, Any]) -> None:
    """Fail unless independent parsers read from the subtitles what the transcript says, within its times."""
    if "Subtitles" not in request:
        return
    form = Form.REDACTED_TRANSCRIPT if "ContentRedaction" in request else Form.TRANSCRIPT
    found = document_of(job, _TRANSCRIPTS, form)["results"]
    spoken = [item for item in found["items"] if item["type"] == "pronunciation"]
    vtt = render(job, Form.VTT, _TRANSCRIPTS, SEED).decode()
    captions = webvtt.from_buffer(io.StringIO(vtt)).captions
    cues = list(srt.parse(render(job, Form.SRT, _TRANSCRIPTS, SEED).decode(), ignore_errors=False))
    first = request["Subtitles"]["OutputStartIndex"]
    assert [cue.index for cue in cues] == list(range(first, first + len(cues)))
    assert [caption.identifier for caption in captions] == [str(cue.index) for cue in cues]
    assert " ".join(cue.content.replace("\n", " ") for cue in cues) == found["transcripts"][0]["transcript"]
    assert [caption.text for caption in captions] == [cue.content for cue in cues]
    starts = [cue.start.total_seconds() for cue in cues]
    ends = [cue.end.total_seconds() for cue in cues]
    assert set(starts) <= {float(item["start_time"]) for item in spoken}
    assert set(ends) <= {float(item["end_time"]) for item in spoken}
    assert [caption.start_in_seconds for caption in captions] == [int(start) for start in starts]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


_CALL_SETTINGS = _chosen(
    redaction=_REDACTION,
    summary=st.just({"Summarization": {"GenerateAbstractiveSummary": True}}),
    filters=st.sampled_from(["remove", "mask", "tag"]).map(
        lambda method: {"VocabularyFilterName": "f", "VocabularyFilterMethod": method}
    ),
).map(lambda found: {"Settings": found} if found else {})
_ROLES = st.sampled_from([None, ("AGENT", "CUSTOMER"), ("CUSTOMER", "AGENT")])


@_FEW
@given(_CALL_SETTINGS, _ROLES, _SPOKEN, st.sampled_from([1_000, 20_000, 90_000]))
def test_call_analytics(
    request: dict[str, Any], roles: tuple[str, str] | None, spoken: str | None, duration_ms: int
) -> None:
    if roles is not None:
        channels = [{"ChannelId": number, "ParticipantRole": role} for number, role in enumerate(roles)]
        request = request | {"ChannelDefinitions": channels}
    job = job_of(CALL_ANALYTICS_JOB, transcript=spoken, duration_ms=duration_ms, context=_context(request), **request)
    for result in results(job, SEED):
        written = render(job, result.form, _TRANSCRIPTS, SEED)
        assert written == render(job, result.form, shipped(), SEED)
        if result.form is Form.REDACTED_MEDIA:
            continue
        document = document_of(job, _TRANSCRIPTS, result.form)
        assert_shape(call_analytics_shape(request, redacted=result.form is Form.REDACTED_TRANSCRIPT), document)
        _assert_numbers_are_counted(document, duration_ms)


def _assert_numbers_are_counted(document: dict[str, Any], duration_ms: int) -> None:
    turns, found = document["Transcript"], document["ConversationCharacteristics"]
    for turn in turns:
        words = [item for item in turn["Items"] if item["Type"] == "pronunciation"]
        flat = [{"type": item["Type"], "content": item["Content"]} for item in turn["Items"]]
        assert text_of(flat) == turn["Content"]
        assert turn["BeginOffsetMillis"] == words[0]["BeginOffsetMillis"]
        assert turn["EndOffsetMillis"] == words[-1]["EndOffsetMillis"]
        for kind in ("IssuesDetected", "OutcomesDetected", "ActionItemsDetected"):
            for detected in turn.get(kind, ()):
                begin, end = detected["CharacterOffsets"]["Begin"], detected["CharacterOffsets"]["End"]
                assert turn["Content"][begin:end].strip() == turn["Content"][begin:end] != ""
    by_role = {role: [turn for turn in turns if turn["ParticipantRole"] == role] for role in ("AGENT", "CUSTOMER")}
    talk = {
        role: sum(turn["EndOffsetMillis"] - turn["BeginOffsetMillis"] for turn in own)
        for role, own in by_role.items()
        if own
    }
    told = {role: one["TotalTimeMillis"] for role, one in found["TalkTime"]["DetailsByParticipant"].items()}
    assert told == talk
    assert found["TalkTime"]["TotalTimeMillis"] == sum(talk.values())
    assert found["TotalConversationDurationMillis"] == duration_ms
    for role, one in found["TalkSpeed"]["DetailsByParticipant"].items():
        words = [item for turn in by_role[role] for item in turn["Items"] if item["Type"] == "pronunciation"]
        assert one["AverageWordsPerMinute"] == round(len(words) * 60_000 / talk[role])
    for quarters in found["Sentiment"]["SentimentByPeriod"]["QUARTER"].values():
        assert [quarter["BeginOffsetMillis"] for quarter in quarters] == [duration_ms * n // 4 for n in range(4)]
        assert quarters[-1]["EndOffsetMillis"] == duration_ms
        assert all(-5 <= quarter["Score"] <= 5 for quarter in quarters)


_TEMPLATES = ("HISTORY_AND_PHYSICAL", "GIRPP", "BIRP", "SIRP", "DAP", "BEHAVIORAL_SOAP", "PHYSICAL_SOAP")


@_FEW
@given(
    _chosen(
        template=st.sampled_from(_TEMPLATES).map(
            lambda name: {"ClinicalNoteGenerationSettings": {"NoteTemplate": name}}
        ),
        filters=st.sampled_from(["remove", "mask", "tag"]).map(
            lambda method: {"VocabularyFilterName": "f", "VocabularyFilterMethod": method}
        ),
    ),
    _SPOKEN,
    st.sampled_from([1_000, 20_000, 90_000]),
)
def test_health_scribe(found: dict[str, Any], spoken: str | None, duration_ms: int) -> None:
    request = {"OutputBucketName": "b", "Settings": {"ShowSpeakerLabels": True, "MaxSpeakerLabels": 2, **found}}
    job = job_of(MEDICAL_SCRIBE_JOB, transcript=spoken, duration_ms=duration_ms, context=_context(request), **request)
    transcript = document_of(job, _TRANSCRIPTS)
    notes = document_of(job, shipped(), Form.CLINICAL_DOCUMENT)
    assert_shape(SCRIBE_TRANSCRIPT, transcript)
    assert_shape(SCRIBE_NOTES, notes)
    conversation = transcript["Conversation"]
    contents = {one["SegmentId"]: one["Content"] for one in conversation["TranscriptSegments"]}
    assert len(contents) == len(conversation["TranscriptSegments"])
    items = [
        {"type": item["Type"], "content": item["Alternatives"][0]["Content"]}
        for item in conversation["TranscriptItems"]
    ]
    assert " ".join(contents.values()) == text_of(items)
    for insight in conversation["ClinicalInsights"]:
        (span,) = insight["Spans"]
        part = slice(span["BeginCharacterOffset"], span["EndCharacterOffset"])
        assert contents[span["SegmentId"]][part] == span["Content"]
    for section in notes["ClinicalDocumentation"]["Sections"]:
        for sentence in section["Summary"]:
            (link,) = sentence["EvidenceLinks"]
            assert contents[link["SegmentId"]] in sentence["SummarizedSegment"]
