"""Sentiment analysis: in which mood each sentence of a text or a transcript is (revai.md §2.14)."""

import re
from typing import Any, Final

from mockserver.engine.job import Job
from mockserver.gateway.call import Call
from mockserver.providers.revai.apis.job_family import JobFamily, Result, job_names
from mockserver.providers.revai.apis.passages import OF_TEXT, TextOptions
from mockserver.providers.revai.validation import InvalidParameters
from mockserver.transcripts.sentiment import sentiment

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BOUND: Final = 0.3
_JITTER: Final = 0.15
_SENTIMENTS: Final = ("positive", "neutral", "negative")


def _result(call: Call, job: Job) -> dict[str, Any]:
    """Return the sentences in order, each with its score; only those of one sentiment where that is asked for."""
    wanted = _wanted(call)
    messages = []
    for number, passage in enumerate(job.submission["passages"]):
        jitter = call.workspace.seed.uniform(-_JITTER, _JITTER, "revai", "sentiment", job.number, number)
        score = round(max(-1.0, min(1.0, tone(passage["content"]) + jitter)), 3)
        felt = sentiment_of(score)
        if wanted in (None, felt):
            place = {key: value for key, value in passage.items() if key != "content"}
            messages.append({"content": passage["content"], "score": score, "sentiment": felt, **place})
    return {"messages": messages}


def tone(content: str) -> float:
    """Return how glad a sentence is, from -1 to 1, by the words in it: 0 where these say nothing of it."""
    return sentiment(_WORD.findall(content)).score


def sentiment_of(score: float) -> str:
    """Return the word for a score."""
    if score > _BOUND:
        return "positive"
    return "negative" if score < -_BOUND else "neutral"


def _wanted(call: Call) -> str | None:
    """Return the sentiment that is asked for; None for all. Raises InvalidParameters for one that there isn't."""
    text = (call.query.get("filter_for") or "").lower()
    if text and text not in _SENTIMENTS:
        raise InvalidParameters({"filter_for": [f"The filter_for field must be one of {', '.join(_SENTIMENTS)}."]})
    return text or None


SENTIMENT_ANALYSIS = JobFamily(
    kind="sentiment_analysis",
    noun="sentiment analysis job",
    source="revai.md §2.14",
    paths=("/sentiment_analysis/v1/jobs",),
    names=job_names("SentimentAnalysis"),
    options=TextOptions,
    needs="text",
    sample={"text": "An umbrella is all that we need."},
    result=Result(
        "GetSentimentAnalysisResultById",
        "Get the sentences of a job's text, each with its sentiment.",
        "result",
        "application/vnd.rev.sentiment.v1.0+json",
        _result,
    ),
    view=OF_TEXT,
)
