"""The content types of streamed audio, and how many bytes of each are heard in a second (revai.md §2.16)."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

RAW: Final = "audio/x-raw"
_LAYOUTS: Final = ("interleaved", "non-interleaved")
_RATES_HZ: Final = range(8_000, 48_001)
_CHANNELS: Final = range(1, 11)
_TYPE: Final = re.compile(r"audio/(\*|[A-Za-z0-9][A-Za-z0-9.+_-]*)")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")

# GStreamer's names of sample formats, and the bytes of a sample. All but the first two say LE or BE.
_SAMPLE_BYTES: Final[Mapping[str, int]] = {"S8": 1, "U8": 1} | {
    f"{name}{order}": size
    for name, size in {
        **dict.fromkeys(("S16", "U16"), 2),
        **dict.fromkeys(("S18", "U18", "S20", "U20", "S24", "U24"), 3),
        **dict.fromkeys(("S24_32", "U24_32", "S32", "U32", "F32"), 4),
        "F64": 8,
    }.items()
    for order in ("LE", "BE")
}

# What is common for speech, where nothing in the audio tells: bytes in a second by what the type ends with.
_USUAL: Final[Mapping[str, int]] = {"wav": 32_000, "flac": 19_200, "webm": 4_000, "ogg": 4_000, "opus": 4_000}
_USUAL_OTHERWISE: Final = 16_000


class WrongContentType(ValueError):
    """A content type can't be streamed. The text is a sentence that says why."""


class ContentType(NamedTuple):
    """What is streamed: `bytes_per_s` are sure when it `is_raw`, and else hold unless the audio itself tells."""

    bytes_per_s: int
    is_raw: bool


def read_content_type(text: str) -> ContentType:
    """Return what a content type means: `audio/x-raw;layout=interleaved;rate=16000;format=S16LE;channels=1`.

    Raises WrongContentType.
    """
    name, *rest = (part.strip() for part in text.split(";"))
    name = name.lower()
    match = _TYPE.fullmatch(name)
    if match is None:
        raise WrongContentType(f"The content type '{name[:40]}' is not supported.")
    if name != RAW:
        subtype = match[1].removeprefix("x-")
        return ContentType(_USUAL.get(subtype, _USUAL_OTHERWISE), is_raw=False)
    given = dict(_parameter(part) for part in rest if part)
    if given.get("layout") not in _LAYOUTS:
        raise WrongContentType(f"audio/x-raw needs a layout: {' or '.join(_LAYOUTS)}.")
    rate = _number(given, "rate", _RATES_HZ)
    sample_bytes = _SAMPLE_BYTES.get(given.get("format", ""))
    if sample_bytes is None:
        raise WrongContentType("audio/x-raw needs a format such as S16LE.")
    return ContentType(rate * sample_bytes * _number(given, "channels", _CHANNELS), is_raw=True)


def _parameter(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip().lower(), value.strip()


def _number(given: Mapping[str, str], name: str, allowed: range) -> int:
    text = given.get(name, "")
    if _NUMBER.fullmatch(text) is None or int(text) not in allowed:
        raise WrongContentType(f"audio/x-raw needs {name} from {allowed.start} to {allowed.stop - 1}.")
    return int(text)
