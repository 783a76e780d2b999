"""What a job's request names and its documents depend on: vocabulary filters and call analytics categories.

This is the seam to the operations that manage these: `documents` is given a `Resources` and asks for nothing itself.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Resources:
    """The named resources of a job's account and region, as they were when the job was started.

    `filter_words` are the words of vocabulary filters by the filter's name; a filter that is not there filters nothing.
    `categories` are CategoryProperties as the API has them, of which those with the InputType POST_CALL (or none) count.
    """

    filter_words: Mapping[str, Collection[str]] = field(default_factory=dict)
    categories: Sequence[Mapping[str, Any]] = ()


NO_RESOURCES: Final = Resources()
