"""The documents of a transcription job, rendered from its one transcript (transcribe.md §4.1–4.3)."""

import json
from collections.abc import Callable, Mapping
from itertools import accumulate, count
from typing import Any

from mockserver.engine.jobs import Job
from mockserver.engine.randomness import Seed
from mockserver.gateway.answers import JSON
from mockserver.providers.transcribe import languages
from mockserver.providers.transcribe.authentication import ACCOUNT_ID
from mockserver.providers.transcribe.redaction import RedactedWord, redact
from mockserver.providers.transcribe.results import Form
from mockserver.providers.transcribe.word_lists import word_list
from mockserver.transcripts import captions
from mockserver.transcripts.model import Element, Transcript, Turn, Word, written
from mockserver.transcripts.source import Transcripts

CONTENT_TYPES: Mapping[Form, str] = {
    Form.TRANSCRIPT: JSON,
    Form.REDACTED_TRANSCRIPT: JSON,
    Form.VTT: "text/vtt",
    Form.SRT: "application/x-subrip",
    Form.WORDS: "text/plain",
}

_CHANNELS = 2
_TOXICITIES = (
    "profanity",
    "hate_speech",
    "sexual",
    "insult",
    "violence_or_threat",
    "graphic",
    "harassment_or_abuse",
)
_HARMLESS = (0.001, 0.2)

Document = dict[str, Any]


def render(job: Job, form: Form, transcripts: Transcripts, seed: Seed) -> bytes:
    """Return one document of a completed job, or of a vocabulary: the same bytes each time."""
    if form is Form.WORDS:
        return word_list(job)
    transcript = transcripts.of_job(seed, job, language=languages.spoken(job, seed))
    redaction = job.submission.get("ContentRedaction")
    if redaction is not None and form is not Form.TRANSCRIPT:
        transcript = redact(transcript, redaction.get("PiiEntityTypes") or ("ALL",))
    return _WRITERS[form](job, transcript, seed).encode()


def _subtitles(write: Callable[..., str]) -> Callable[[Job, Transcript, Seed], str]:
    def subtitles(job: Job, transcript: Transcript, seed: Seed) -> str:
        return write(captions.cues(transcript), first=job.submission["Subtitles"].get("OutputStartIndex", 0))

    return subtitles


def _transcript(redacted: bool) -> Callable[[Job, Transcript, Seed], str]:
    def transcript_document(job: Job, transcript: Transcript, seed: Seed) -> str:
        document: Document = {"jobName": job.id, "accountId": ACCOUNT_ID, "status": "COMPLETED"}
        if "ContentRedaction" in job.submission:
            document["isRedacted"] = redacted
        document["results"] = _Renderer(job, transcript, seed).results()
        return json.dumps(document, ensure_ascii=False, separators=(",", ":"))

    return transcript_document


_WRITERS: Mapping[Form, Callable[[Job, Transcript, Seed], str]] = {
    Form.TRANSCRIPT: _transcript(redacted=False),
    Form.REDACTED_TRANSCRIPT: _transcript(redacted=True),
    Form.VTT: _subtitles(captions.vtt),
    Form.SRT: _subtitles(captions.srt),
}


class _Renderer:
    """Renders the results of one job. Each turn of the transcript is a segment."""

    def __init__(self, job: Job, transcript: Transcript, seed: Seed) -> None:
        self._job = job
        self._transcript = transcript
        self._words = transcript.words  # put together from the turns each time
        self._seed = seed
        self._request = job.submission
        settings = job.submission.get("Settings", {})
        self._most_speakers: int | None = settings.get("MaxSpeakerLabels")
        self._by_channel: bool = settings.get("ChannelIdentification", False)
        self._alternatives: int | None = settings.get("MaxAlternatives")
        several = job.submission.get("IdentifyMultipleLanguages", False)
        self._spans = languages.spans(job) if several else []
        self._labels = [self._labels_of(turn) for turn in transcript.turns]

    def results(self) -> Document:
        """Return what the document holds beside the job's name."""
        results: Document = {"transcripts": [{"transcript": self._transcript.text}]}
        results |= self._identified_languages()
        items = [
            [_item(element) | labels for element in turn.elements]
            for turn, labels in zip(self._transcript.turns, self._labels, strict=True)
        ]
        if self._most_speakers is not None:
            results["speaker_labels"] = self._speaker_labels()
        if self._by_channel:
            results["channel_labels"] = _channel_labels([item for of_turn in items for item in of_turn])
        if self._alternatives is not None:
            results["segments"] = [self._segment(turn, self._alternatives) for turn in self._transcript.turns]
        if "ToxicityDetection" in self._request:
            results["toxicity_detection"] = [self._toxicity(turn) for turn in self._transcript.turns]
        numbers = count()
        results["items"] = [{"id": next(numbers), **item} for of_turn in items for item in of_turn]
        results["audio_segments"] = self._audio_segments()
        return results

    def _audio_segments(self) -> list[Document]:
        ends = accumulate(len(turn.elements) for turn in self._transcript.turns)
        return [
            {
                "id": number,
                "transcript": turn.text,
                **_times(turn.start_ms, turn.end_ms),
                **self._labels[number],
                "items": list(range(end - len(turn.elements), end)),
            }
            for number, (turn, end) in enumerate(zip(self._transcript.turns, ends, strict=True))
        ]

    def _labels_of(self, turn: Turn) -> Document:
        """Return what is told of each item of a turn: its speaker, channel and language, as far as the client asked."""
        labels: Document = {}
        if self._by_channel:
            labels["channel_label"] = f"ch_{turn.speaker % _CHANNELS}"
        if self._most_speakers is not None:
            labels["speaker_label"] = f"spk_{min(turn.speaker, self._most_speakers - 1)}"
        if self._spans:
            labels["language_code"] = next(
                (span.code for span in self._spans if turn.start_ms < span.end_ms), self._spans[-1].code
            )
        return labels

    def _identified_languages(self) -> Document:
        if self._spans:
            return {
                "language_codes": [
                    {"language_code": span.code, "duration_in_seconds": span.seconds} for span in self._spans
                ]
            }
        if not self._request.get("IdentifyLanguage"):
            return {}
        scores = languages.scores(self._job, self._seed)
        return {
            "language_code": scores[0][0],
            "language_identification": [{"score": str(score), "code": code} for code, score in scores],
        }

    def _speaker_labels(self) -> Document:
        segments = [
            {
                **_times(turn.start_ms, turn.end_ms),
                "speaker_label": labels["speaker_label"],
                "items": [
                    {**_times(word.start_ms, word.end_ms), "speaker_label": labels["speaker_label"]}
                    for word in turn.words
                ],
            }
            for turn, labels in zip(self._transcript.turns, self._labels, strict=True)
        ]
        speakers = {segment["speaker_label"] for segment in segments}
        return {"channel_label": "ch_0", "speakers": len(speakers), "segments": segments}

    def _segment(self, turn: Turn, most: int) -> Document:
        """Return a turn with what else may have been said: the words that the service was least sure of heard otherwise."""
        doubtful = sorted(turn.words, key=lambda word: word.confidence)[: most - 1]
        heard = [turn.elements]
        for number, doubt in enumerate(doubtful, 1):
            other = self._instead_of(doubt, number)
            heard.append(tuple(other if element is doubt else element for element in turn.elements))
        return {
            **_times(turn.start_ms, turn.end_ms),
            "alternatives": [
                {"transcript": written(elements), "items": [_flat_item(element) for element in elements]}
                for elements in heard
            ],
        }

    def _instead_of(self, word: Word, number: int) -> Word:
        identity = ("transcribe", "job", self._job.number, "alternative", word.start_ms, number)
        other = self._words[self._seed.integer(*identity) % len(self._words)]
        return Word(other.text, word.start_ms, word.end_ms, round(word.confidence * 0.9**number, 3))

    def _toxicity(self, turn: Turn) -> Document:
        def score(category: str) -> float:
            identity = ("transcribe", "job", self._job.number, "toxicity", turn.start_ms, category)
            return round(self._seed.uniform(*_HARMLESS, *identity), 4)

        categories = {category: score(category) for category in _TOXICITIES}
        return {
            "text": turn.text,
            "toxicity": max(categories.values()),
            "categories": categories,
            "start_time": turn.start_ms / 1000,
            "end_time": turn.end_ms / 1000,
        }


def _channel_labels(items: list[Document]) -> Document:
    labels = [f"ch_{number}" for number in range(_CHANNELS)]
    return {
        "channels": [
            {"channel_label": label, "items": [item for item in items if item["channel_label"] == label]}
            for label in labels
        ],
        "number_of_channels": _CHANNELS,
    }


def _item(element: Element) -> Document:
    if not isinstance(element, Word):
        return {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": element.text}]}
    return {
        "type": "pronunciation",
        "alternatives": [_heard(element)],
        **_times(element.start_ms, element.end_ms),
    }


def _heard(word: Word) -> Document:
    if isinstance(word, RedactedWord):
        redaction = {"confidence": str(word.confidence), "type": word.entity, "category": "PII"}
        return {"content": word.text, "redactions": [redaction]}
    return {"confidence": str(word.confidence), "content": word.text}


def _flat_item(element: Element) -> Document:
    """Return an item as it is within an alternative: what is told of its one reading stands beside its times."""
    item = _item(element)
    (reading,) = item.pop("alternatives")
    return {**item, **reading}


def _times(start_ms: int, end_ms: int) -> Document:
    """Return times as AWS writes them: seconds in a string, up to three decimals, none of them for nothing but "0.0"."""
    return {"start_time": str(start_ms / 1000), "end_time": str(end_ms / 1000)}
