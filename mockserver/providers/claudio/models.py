"""What SubmitJob takes (seed 001), and the sentences about what is wrong with a submission."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

_FILES = 100
_FIELDS = 1_000
_TIME = re.compile(r"([0-9]{1,2}):([0-5][0-9]):([0-5][0-9])")
_RAW: dict[str | int, bool] = {"0": False, "1": True, 0: False, 1: True}


def _milliseconds(value: Any) -> int:
    if value in (None, ""):
        return 0
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("must be a time as HH:MM:SS, such as 00:01:30")
    hours, minutes, seconds = map(int, match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000


def _raw(value: Any) -> bool:
    raw = _RAW.get(value) if isinstance(value, str | int) else None
    if raw is None:
        raise ValueError('must be "1" (raw transcript) or "0" (formatted transcript)')
    return raw


def _list(value: Any) -> Any:
    return [] if value is None else value


Time = Annotated[int, BeforeValidator(_milliseconds)]
Location = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Lenient(BaseModel):
    """The pages require three values only, so that unknown keys pass and numbers do for texts."""

    model_config = ConfigDict(extra="ignore", defer_build=True, coerce_numbers_to_str=True)


class FormField(_Lenient):
    """One field of the form. `input_value` may be of any type: it follows `ui_type`."""

    key: str
    ui_label: str | None = None
    input_value: Any = None


class AudioFile(_Lenient):
    """One audio or video file. `audio_start` and `audio_end` become milliseconds; an end of 0 is the file's own."""

    audio_filename: str | None = None
    audio_location: Location
    audio_start: Time = 0
    audio_end: Time = 0


class Attachment(_Lenient):
    """One document."""

    filename: str | None = None
    doc_type: str | None = None
    location: Location


class Submission(_Lenient):
    """The body of SubmitJob, without the credentials."""

    form_id: str | None = None
    profile_id: str | None = None
    is_raw: Annotated[bool, BeforeValidator(_raw)] = False
    profile_name: str | None = None
    job_name: str | None = None
    job_data: Annotated[list[FormField], BeforeValidator(_list), Field(max_length=_FIELDS)] = []
    audio_files: Annotated[list[AudioFile], Field(min_length=1, max_length=_FILES)]
    attachments: Annotated[list[Attachment], BeforeValidator(_list), Field(max_length=_FILES)] = []


_WRONG = {
    "missing": "is missing",
    "string_type": "must be a text",
    "string_too_short": "is empty",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "too_short": "must have {min_length} entry at least",
    "too_long": "must have {max_length} entries at most",
    "value_error": "{error}",
}


def sentence(error: ValidationError) -> str:
    """Return a sentence about the first thing that is wrong, naming its field: `audio_files[0].audio_location is missing.`"""
    first = error.errors(include_url=False)[0]
    return f"{_field(first)} {_wrong(first)}."


def _field(error: ErrorDetails) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error["loc"]).lstrip(".")


def _wrong(error: ErrorDetails) -> str:
    template = _WRONG.get(error["type"])
    return error["msg"] if template is None else template.format(**error.get("ctx", {}))
