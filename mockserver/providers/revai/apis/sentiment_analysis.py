"""Sentiment analysis: in which mood each sentence of a text or a transcript is (revai.md §2.14)."""

import re
from typing import Any, Final

from mockserver.engine.jobs import Job
from mockserver.gateway.call import Call
from mockserver.providers.revai.apis.family_view import FamilyView, failing_as
from mockserver.providers.revai.apis.job_family import JobFamily, Result
from mockserver.providers.revai.apis.passages import TextOptions, counted_words
from mockserver.providers.revai.validation import InvalidParameters

_WORD: Final = re.compile(r"[^\W\d_]+")
_GLAD: Final = (
    "amazing awesome beautiful best better brilliant cheerful delighted delightful enjoy enjoyed excellent excited "
    "fantastic friendly fun glad good grateful great happily happy helpful hope joy joyful kind like love loved "
    "lovely nice perfect pleasant pleased proud succeed success successful superb thank thanks welcome win wonderful "
    "yay"
)
_SAD: Final = (
    "afraid angry annoyed annoying awful bad broken complain complaint crash cry cruel damage die disappointed "
    "disappointing disaster fail failed failure fault fear frustrated hate hated horrible hurt lose lost mad mess "
    "miserable pain poor problem rude sad sadly scared sick sorry terrible trouble ugly unhappy upset worse worst "
    "wrong"
)
_TONES: Final = dict.fromkeys(_GLAD.split(), 1) | dict.fromkeys(_SAD.split(), -1)
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
        sentiment = sentiment_of(score)
        if wanted in (None, sentiment):
            place = {key: value for key, value in passage.items() if key != "content"}
            messages.append({"content": passage["content"], "score": score, "sentiment": sentiment, **place})
    return {"messages": messages}


def tone(content: str) -> float:
    """Return how glad a sentence is, from -1 to 1, by the words in it: 0 where these say nothing of it."""
    balance = sum(_TONES.get(word, 0) for word in _WORD.findall(content.lower()))
    return balance / (abs(balance) + 1)


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
    names=(
        "SubmitSentimentAnalysisJob",
        "GetListOfSentimentAnalysisJobs",
        "GetSentimentAnalysisJobById",
        "DeleteSentimentAnalysisJobById",
    ),
    options=TextOptions,
    needs="text",
    result=Result(
        "GetSentimentAnalysisResultById",
        "Get the sentences of a job's text, each with its sentiment.",
        "result",
        "application/vnd.rev.sentiment.v1.0+json",
        _result,
    ),
    view=FamilyView(
        own_keys=("word_count", "delete_after_seconds", "language", "type"),
        measured=counted_words,
        failures=failing_as("insufficient_balance", "invoicing_limit_exceeded"),
    ),
)
