"""What a job's request refers to and its documents depend on: vocabulary filters, and the categories of calls.

Both are looked up once, when the job is submitted, and kept with it. Results are the same bytes whenever they are fetched,
whatever becomes of filters and categories.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mockserver.engine.job import Job
from mockserver.engine.jobs import Jobs
from mockserver.engine.randomness import Seed
from mockserver.providers.transcribe.requests import submission
from mockserver.providers.transcribe.results import languages, word_lists
from mockserver.providers.transcribe.results.places import (
    CALL_ANALYTICS_JOB,
    CATEGORY,
    VOCABULARY_FILTER,
    family_of,
    region_of,
    scope,
)

_UNWANTED, _CATEGORIES = "unwanted words", "categories"
_MOST_CATEGORIES = 200


async def with_context(job: Job, jobs: Jobs, seed: Seed) -> Job:
    """Return a job that is about to be submitted with what it refers to: filters and categories of its region.

    A filter that isn't there filters nothing, and neither does one of another language than it is named for.
    """
    context: dict[str, Any] = {}
    unwanted: dict[str, Sequence[str]] = {}
    for code in languages.all_spoken(job, seed):
        name = submission.filter_name(job, code)
        found = None if name is None else await jobs.look(scope(region_of(job), VOCABULARY_FILTER), name)
        if found is not None and found.submission["LanguageCode"] == code:
            unwanted[code] = word_lists.entries(found)
    if unwanted:
        context[_UNWANTED] = unwanted
    if family_of(job) == CALL_ANALYTICS_JOB:
        newest = await jobs.newest(scope(region_of(job), CATEGORY), _MOST_CATEGORIES)
        context[_CATEGORIES] = [category.submission for category in reversed(newest)]
    return replace(job, context=context)


def unwanted_words(job: Job) -> Mapping[str, Sequence[str]]:
    """Return the words and phrases of the vocabulary filters that apply to a job, by the language that they are for."""
    words: Mapping[str, Sequence[str]] = job.context.get(_UNWANTED, {})
    return words


def categories(job: Job) -> Sequence[Mapping[str, Any]]:
    """Return the categories that a call is held against, oldest first, as CreateCallAnalyticsCategory was given them."""
    found: Sequence[Mapping[str, Any]] = job.context.get(_CATEGORIES, ())
    return found
