"""What may be asked for in the query when a stream is opened (revai.md §2.16)."""

from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from mockserver.gateway.call import Call
from mockserver.providers.revai.errors import invalid_parameters
from mockserver.providers.revai.options import DeleteAfter, Flag, Options, one_of
from mockserver.providers.revai.speech.job_view import ECHOED
from mockserver.providers.revai.streaming.content_types import WrongContentType, read_content_type
from mockserver.providers.revai.validation import InvalidParameters, read_options

_LANGUAGES: Final = "en fr de it ja ko cmn pt es"
_LONGEST_START_S: Final = 365 * 24 * 3600
_LONGEST_WAIT_S: Final = 3600
_LONGEST_SEGMENT_S: Final = 5


def _content_type(text: str) -> str:
    try:
        read_content_type(text)
    except WrongContentType as error:
        raise PydanticCustomError("wrong_content_type", "{sentence}", {"sentence": str(error)}) from error
    return text


class StreamOptions(Options):
    """The options of a stream: text as the query has it, of which numbers and flags are read."""

    model_config = ConfigDict(strict=False)

    content_type: Annotated[str, AfterValidator(_content_type)]
    language: Annotated[str, one_of(_LANGUAGES)] = "en"
    metadata: Annotated[str, StringConstraints(max_length=512)] | None = None
    custom_vocabulary_id: str | None = None
    filter_profanity: Flag | None = None
    remove_disfluencies: Flag | None = None
    delete_after_seconds: DeleteAfter | None = None
    detailed_partials: Flag = False
    start_ts: Annotated[float, Field(ge=0, le=_LONGEST_START_S)] = 0
    max_segment_duration_seconds: Annotated[int, Field(ge=5, le=30)] = _LONGEST_SEGMENT_S
    transcriber: Literal["machine", "machine_v2"] | None = None
    enable_speaker_switch: Flag = False
    skip_postprocessing: Flag | None = None
    priority: Literal["speed", "accuracy"] = "speed"
    max_connection_wait_seconds: Annotated[int, Field(ge=0, le=_LONGEST_WAIT_S)] = 60

    @property
    def longest_segment_ms(self) -> int:
        return self.max_segment_duration_seconds * 1000

    def submission(self) -> dict[str, Any]:
        """Return what the stream's job keeps: what it shows, and under `stream` what its transcript depends on besides."""
        return {
            **self.model_dump(include=set(ECHOED), exclude_none=True),
            "type": "stream",
            "version": "v1",
            "stream": {"enable_speaker_switch": self.enable_speaker_switch, "start_ms": round(self.start_ts * 1000)},
        }


def read_stream_options(call: Call) -> StreamOptions:
    """Return the options in a call's query. What is empty counts as left out. Raises the provider's `bad_request`."""
    given = {name: call.query[name] for name in call.query if call.query[name]}
    try:
        return read_options(StreamOptions, given)
    except InvalidParameters as error:
        raise invalid_parameters(call, error.parameters) from error
