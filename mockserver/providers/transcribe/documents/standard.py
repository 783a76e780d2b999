"""The transcript of a transcription job (transcribe.md §4.1, §4.2)."""

from collections.abc import Iterator
from itertools import accumulate, count

from mockserver.providers.transcribe.authentication import ACCOUNT_ID
from mockserver.providers.transcribe.documents import items
from mockserver.providers.transcribe.documents.alternatives import segment
from mockserver.providers.transcribe.documents.heard import Heard
from mockserver.providers.transcribe.documents.toxicity import toxicity
from mockserver.providers.transcribe.documents.writing import Document, times, written
from mockserver.providers.transcribe.requests import submission
from mockserver.providers.transcribe.results import languages
from mockserver.transcripts.model import Turn, Word

_CHANNELS = tuple(f"ch_{number}" for number in range(2))

_Labelled = list[tuple[Turn, Document]]


def document(heard: Heard) -> Iterator[bytes]:
    """Yield the document: the results, and the little that stands beside them."""
    return written(envelope(heard, results(heard)))


def envelope(heard: Heard, found: Document) -> Document:
    """Return results with what stands beside them: of which job they are, and whether they are redacted."""
    redaction = submission.redaction(heard.job)
    return {
        "jobName": heard.job.id,
        "accountId": ACCOUNT_ID,
        "status": "COMPLETED",
        **({} if redaction is None else {"isRedacted": heard.redacted}),
        "results": found,
    }


def results(heard: Heard) -> Document:
    """Return the results. Each turn of the transcript is a segment; what is long is made when it is written."""
    turns = heard.transcript.turns
    labelled = [(turn, labels) for turn, labels in zip(turns, _labels(heard), strict=True)]
    found: Document = {"transcripts": [{"transcript": heard.transcript.text}]} | _identified_languages(heard)
    if submission.most_speakers(heard.job) is not None:
        found["speaker_labels"] = _speaker_labels(labelled)
    if submission.settings(heard.job).get("ChannelIdentification"):
        found["channel_labels"] = _channel_labels(labelled)
    alternatives = submission.most_alternatives(heard.job)
    if alternatives is not None:
        found["segments"] = (segment(heard, turn, alternatives) for turn in turns)
    if "ToxicityDetection" in heard.job.submission:
        found["toxicity_detection"] = (toxicity(heard, turn) for turn in turns)
    numbers = count()
    found["items"] = ({"id": next(numbers), **item} for item in _items(labelled))
    found["audio_segments"] = _audio_segments(labelled)
    return found


def _labels(heard: Heard) -> Iterator[Document]:
    """Yield what is told of each item of a turn: its speaker, channel and language, as far as the client asked."""
    most_speakers = submission.most_speakers(heard.job)
    by_channel = submission.settings(heard.job).get("ChannelIdentification")
    several = bool(languages.spans(heard.job))
    for turn in heard.transcript.turns:
        labels: Document = {}
        if by_channel:
            labels["channel_label"] = _CHANNELS[turn.speaker % len(_CHANNELS)]
        if most_speakers is not None:
            labels["speaker_label"] = f"spk_{min(turn.speaker, most_speakers - 1)}"
        if several:
            labels["language_code"] = languages.spoken_at(heard.job, heard.seed, turn.start_ms)
        yield labels


def _items(labelled: _Labelled) -> Iterator[Document]:
    return (items.item(element) | labels for turn, labels in labelled for element in turn.elements)


def _audio_segments(labelled: _Labelled) -> Iterator[Document]:
    ends = accumulate(len(turn.elements) for turn, _ in labelled)
    for number, ((turn, labels), end) in enumerate(zip(labelled, ends, strict=True)):
        yield {
            "id": number,
            "transcript": turn.text,
            **times(turn.start_ms, turn.end_ms),
            **labels,
            "items": list(range(end - len(turn.elements), end)),
        }


def _identified_languages(heard: Heard) -> Document:
    spans = languages.spans(heard.job)
    if spans:
        return {"language_codes": [{"language_code": span.code, "duration_in_seconds": span.seconds} for span in spans]}
    if not heard.job.submission.get("IdentifyLanguage"):
        return {}
    scores = languages.scores(heard.job, heard.seed)
    return {
        "language_code": scores[0][0],
        "language_identification": [{"score": str(score), "code": code} for code, score in scores],
    }


def _speaker_labels(labelled: _Labelled) -> Document:
    speakers = {labels["speaker_label"] for _, labels in labelled}
    segments = (_speaker_segment(turn, labels["speaker_label"]) for turn, labels in labelled)
    return {"channel_label": _CHANNELS[0], "speakers": len(speakers), "segments": segments}


def _speaker_segment(turn: Turn, label: str) -> Document:
    return {
        **times(turn.start_ms, turn.end_ms),
        "speaker_label": label,
        "items": [
            {**times(element.start_ms, element.end_ms), "speaker_label": label}
            for element in turn.elements
            if isinstance(element, Word)
        ],
    }


def _channel_labels(labelled: _Labelled) -> Document:
    return {
        "channels": [
            {
                "channel_label": channel,
                "items": _items([(turn, labels) for turn, labels in labelled if labels["channel_label"] == channel]),
            }
            for channel in _CHANNELS
        ],
        "number_of_channels": len(_CHANNELS),
    }
