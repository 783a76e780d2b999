"""Custom vocabularies: phrases to listen for, built before jobs name them (revai.md §2.11)."""

from collections.abc import Iterator
from typing import Any

from mockserver.engine.job import Job
from mockserver.engine.lifecycle import Status
from mockserver.gateway.call import Call
from mockserver.providers.revai.apis.family_view import FamilyView
from mockserver.providers.revai.apis.job_family import FamilyOptions, JobFamily
from mockserver.providers.revai.apis.phrases import Vocabularies, spellings, wrong_phrases
from mockserver.providers.revai.options import Contradiction, Flag


class VocabularyOptions(FamilyOptions):
    """The phrases. Unless `strict`, those that can't be taken are left out without a word."""

    custom_vocabularies: Vocabularies
    strict: Flag | None = None

    def contradictions(self) -> Iterator[Contradiction]:
        yield from super().contradictions()
        yield from wrong_phrases(self.custom_vocabularies, is_strict=self.strict is not False)

    def submission(self) -> dict[str, Any]:
        return {**super().submission(), "spellings": spellings(self.custom_vocabularies)}


CUSTOM_VOCABULARIES = JobFamily(
    kind="custom_vocabulary",
    noun="custom vocabulary",
    source="revai.md §2.11",
    paths=("/speechtotext/v1/vocabularies",),
    names=("SubmitCustomVocabulary", "GetCustomVocabularies", "GetCustomVocabulary", "DeleteCustomVocabulary"),
    options=VocabularyOptions,
    needs="custom_vocabularies",
    sample={"custom_vocabularies": [{"phrases": ["Los Angeles"]}]},
    listed_ms=None,
    id_prefix="cv",
    member="custom_vocabulary",
    view=FamilyView(completed="complete"),
    missing="vocabulary_not_found",
)


async def required(call: Call, vocabulary_id: str) -> Job:
    """Return the caller's vocabulary of that id; its `submission` holds the spellings.

    Raises the provider's `vocabulary_not_found` unless it is complete (revai.md §2.1).
    """
    vocabulary = await CUSTOM_VOCABULARIES.look(call, vocabulary_id)
    if vocabulary.status is not Status.COMPLETED:
        sentence = f"Custom vocabulary {vocabulary_id} can be used once it is complete; it is {vocabulary.status}."
        raise call.error("vocabulary_not_found", sentence)
    return vocabulary
