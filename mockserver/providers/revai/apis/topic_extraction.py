"""Topic extraction: what a text or a transcript is about (revai.md §2.13)."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from mockserver.engine.job import Job
from mockserver.gateway.call import Call
from mockserver.providers.revai.apis.job_family import JobFamily, Result, job_names
from mockserver.providers.revai.apis.passages import OF_TEXT, Passage, TextOptions
from mockserver.providers.revai.validation import InvalidParameters

_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_MOST_TOPICS: Final = 10
_TOP_SCORE, _SCORE_STEP = 0.95, 0.02
# Words of four letters and more that say nothing of the subject.
_EMPTY: Final = (
    "about above after again against also always another anything around away back because been before being below "
    "between both came cannot come could does doing done down during each either else even ever every everything from "
    "further gave give goes going gone good have having here hers herself himself into itself just know like made "
    "make many might more most much must myself never nothing okay once only other others ours over perhaps quite "
    "rather really said same seem shall should since some something such than that their theirs them themselves then "
    "there these they thing things think this those though through thus together took under until upon very want well "
    "went were what when where whether which while whom whose will with within without would yeah your yours yourself"
)
_EMPTY_WORDS: Final = frozenset(_EMPTY.split())


def _result(call: Call, job: Job) -> dict[str, Any]:
    threshold = _threshold(call)
    return {"topics": [topic for topic in topics(job.submission["passages"]) if topic["score"] >= threshold]}


def topics(passages: Sequence[Passage]) -> list[dict[str, Any]]:
    """Return the words that come most often, as they are first written, with the passages that hold them.

    The best have the highest scores, and no two have the same.
    """
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    informants: dict[str, list[Passage]] = {}
    for passage in passages:
        words = [word for word in _WORD.findall(passage["content"]) if word.lower() not in _EMPTY_WORDS]
        for word in words:
            counts[word.lower()] += 1
            first.setdefault(word.lower(), word)
        for term in dict.fromkeys(map(str.lower, words)):
            informants.setdefault(term, []).append(passage)
    # Those that come equally often stay in the order in which they are first met.
    best = counts.most_common(_MOST_TOPICS)
    return [
        {
            "topic_name": first[term],
            "score": round(_TOP_SCORE * (1 + count / best[0][1]) / 2 - _SCORE_STEP * rank, 3),
            "informants": informants[term],
        }
        for rank, (term, count) in enumerate(best)
    ]


def _threshold(call: Call) -> float:
    """Return the score under which a topic is not wanted. Raises InvalidParameters unless it is from 0 to 1."""
    text = call.query.get("threshold") or "0"
    try:
        threshold = float(text)
    except ValueError:
        threshold = math.nan
    if not 0 <= threshold <= 1:
        raise InvalidParameters({"threshold": ["The threshold field must be a number from 0 to 1."]})
    return threshold


TOPIC_EXTRACTION = JobFamily(
    kind="topic_extraction",
    noun="topic extraction job",
    source="revai.md §2.13",
    paths=("/topic_extraction/v1/jobs",),
    names=job_names("TopicExtraction"),
    options=TextOptions,
    needs="text",
    sample={"text": "An umbrella is all that we need."},
    result=Result(
        "GetTopicExtractionResultById",
        "Get the topics of a job's text, each with the sentences that speak of it.",
        "result",
        "application/vnd.rev.topic.v1.0+json",
        _result,
    ),
    view=OF_TEXT,
)
