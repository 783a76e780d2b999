"""What a client asks for only under conditions, or only a part of (RFC 9110 §13, §14, as S3 reads them)."""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Final

_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Verdict(Enum):
    """What the conditions of a request come to."""

    HOLD = "hold"
    NOT_MODIFIED = "not modified"
    FAILED = "failed"


class NotSatisfiable(Exception):
    """The range lies outside of the content."""


def judge(headers: Mapping[str, str], etag: str, modified_ms: int, prefix: str = "") -> Verdict:
    """Return what the conditions come to for content of this ETag (without quotes) and time (epoch ms).

    `prefix` begins the headers' names: `x-amz-copy-source-` for the source of a copy. A date that can't be read is none.
    """
    matches, none_match = headers.get(f"{prefix}If-Match"), headers.get(f"{prefix}If-None-Match")
    since = _seconds(headers.get(f"{prefix}If-Modified-Since"))
    unmodified_since = _seconds(headers.get(f"{prefix}If-Unmodified-Since"))
    modified = modified_ms // 1000
    if matches is not None:
        if not _names(matches, etag):
            return Verdict.FAILED
    elif unmodified_since is not None and modified > unmodified_since:
        return Verdict.FAILED
    if none_match is not None:
        return Verdict.NOT_MODIFIED if _names(none_match, etag) else Verdict.HOLD
    if since is not None and modified <= since:
        return Verdict.NOT_MODIFIED
    return Verdict.HOLD


def part_of(range_header: str | None, size: int) -> tuple[int, int] | None:
    """Return the first byte and the length that a Range header asks for; None where it asks for all of it.

    As S3 does, several ranges and what is no range are taken for all of it. Raises NotSatisfiable.
    """
    match = _RANGE.fullmatch((range_header or "").strip())
    if match is None or match[0] == "bytes=-":
        return None
    first, last = match[1], match[2]
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= end:
        raise NotSatisfiable
    return start, end - start


def _names(header: str, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/").strip('"') for tag in header.split(",")]
    return "*" in tags or etag in tags


def _seconds(date: str | None) -> float | None:
    try:
        return None if date is None else parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return None
