"""Options that don't go together, where only some versions or quirks refuse them (revai.md §2.1)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from mockserver.gateway.provider import Documented
from mockserver.providers.revai.options import Contradiction
from mockserver.providers.revai.speech.options import NOT_FOR_FOREIGN, JobOptions, V1JobOptions
from mockserver.providers.revai.versions import Version

_DEFAULT_TRANSCRIBER: Final = "machine"

_HUMAN_ONLY: Final = ("rush", "test_mode", "segments_to_transcribe", "speaker_names")
_NEVER_WITH: Final[Mapping[str, Sequence[str]]] = {
    "human": ("remove_disfluencies", "remove_atmospherics", "speaker_channels_count", "diarization_type"),
    "low_cost": ("diarization_type", "forced_alignment"),
}
# What jobs in other languages than English could not have in 2021.
_ENGLISH_ONLY: Final = (
    "skip_punctuation",
    "remove_disfluencies",
    "filter_profanity",
    "speaker_channels_count",
    "custom_vocabulary_id",
)


def refusals(options: JobOptions, version: Version, documented: Documented) -> Iterator[Contradiction]:
    """Yield what is wrong with options that are right by their types and limits."""
    if not isinstance(options, V1JobOptions):
        return
    if not options.speaks("en") and (version is Version.EARLY_V1 or documented("foreign_options")):
        yield from ((field, NOT_FOR_FOREIGN) for field in _given(options, _ENGLISH_ONLY))
    if documented("transcriber_options"):
        yield from _wrong_for(options.transcriber or _DEFAULT_TRANSCRIBER, options)


def _wrong_for(transcriber: str, options: V1JobOptions) -> Iterator[Contradiction]:
    for field in _given(options, _NEVER_WITH.get(transcriber, ())):
        yield field, f"This option is not allowed for the transcriber {transcriber}."
    if transcriber != "human":
        yield from (
            (field, "This option is only allowed for the transcriber human.") for field in _given(options, _HUMAN_ONLY)
        )


def _given(options: V1JobOptions, fields: Sequence[str]) -> Iterator[str]:
    return (field for field in fields if getattr(options, field))
