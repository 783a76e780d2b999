"""ListObjectsV2 and ListObjects: pages of keys, by prefix, rolled up by a delimiter (transcribe.md §7.3)."""

import asyncio
import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from urllib.parse import quote

from mockserver.engine.randomness import Seed
from mockserver.gateway.answers import Answer
from mockserver.gateway.call import Call
from mockserver.providers.transcribe.storage import contents, xml
from mockserver.providers.transcribe.storage.buckets import OWNER, existing
from mockserver.providers.transcribe.storage.errors import invalid
from mockserver.providers.transcribe.storage.parameters import number_in_query

_MOST: Final = 1000


@dataclass(slots=True)
class Page:
    """Keys and common prefixes in their order. `last` is the last of them, where more follow."""

    keys: list[str] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    last: str | None = None


def page_of(keys: Iterable[str], prefix: str, delimiter: str, after: str, most: int) -> Page:
    """Return a page of up to `most` of `keys`, which are sorted.

    Keys that go on past the prefix to the delimiter are one common prefix. `after` is where the page before ended: a key,
    or a common prefix, which then isn't told again.
    """
    page = Page()
    last = ""
    for key in keys:
        if not key.startswith(prefix) or key <= after:
            continue
        rolled_up = _common_prefix(key, prefix, delimiter)
        if rolled_up is not None and rolled_up in (after, last):
            continue
        if len(page.keys) + len(page.prefixes) == most:
            page.last = last or None
            break
        last = key if rolled_up is None else rolled_up
        (page.keys if rolled_up is None else page.prefixes).append(last)
    return page


async def list_objects_v2(call: Call) -> Answer:
    """Answer with a page of a bucket's objects. A token leads on to the next one."""
    token, start_after = call.query.get("continuation-token"), call.query.get("start-after", "")
    after = start_after if token is None else _read_token(call, token)
    asked = _Asked.of(call)
    page = await asked.page(call, after)
    return xml.answer(
        "ListBucketResult",
        {
            **asked.told,
            "StartAfter": asked.written(start_after) if start_after else None,
            "ContinuationToken": token,
            "NextContinuationToken": None
            if page.last is None
            else _token(page.last, call.workspace.seed, asked.bucket),
            "KeyCount": len(page.keys) + len(page.prefixes),
            **await _entries(call, asked, page, with_owner=call.query.get("fetch-owner") == "true"),
        },
    )


async def list_objects(call: Call) -> Answer:
    """Answer with a page of a bucket's objects, as version 1 has it. The last name on the page leads on to the next one."""
    marker = call.query.get("marker", "")
    asked = _Asked.of(call)
    page = await asked.page(call, marker)
    return xml.answer(
        "ListBucketResult",
        {
            **asked.told,
            "Marker": asked.written(marker),
            # Without a delimiter clients go on from the last key.
            "NextMarker": asked.written(page.last) if page.last is not None and asked.delimiter else None,
            **await _entries(call, asked, page, with_owner=True),
        },
    )


class _Asked(NamedTuple):
    """What both versions are asked in the same words."""

    bucket: str
    prefix: str
    delimiter: str
    most: int
    written: Callable[[str], str]
    encoding: str | None

    @classmethod
    def of(cls, call: Call) -> "_Asked":
        encoding = call.query.get("encoding-type")
        if encoding not in (None, "url"):
            raise invalid(call, "Invalid Encoding Method specified in Request", ArgumentName="encoding-type")
        return cls(
            bucket=existing(call).name,
            prefix=call.query.get("prefix", ""),
            delimiter=call.query.get("delimiter", ""),
            most=min(_MOST, number_in_query(call, "max-keys", _MOST)),
            written=quote if encoding else str,
            encoding=encoding,
        )

    @property
    def told(self) -> dict[str, xml.Node]:
        return {
            "Name": self.bucket,
            "Prefix": self.written(self.prefix),
            "Delimiter": self.written(self.delimiter) if self.delimiter else None,
            "MaxKeys": self.most,
            "EncodingType": self.encoding,
        }

    async def page(self, call: Call, after: str) -> Page:
        keys = await call.workspace.objects.keys(self.bucket)
        return page_of(keys, self.prefix, self.delimiter, after, self.most)


async def _entries(call: Call, asked: _Asked, page: Page, *, with_owner: bool) -> dict[str, xml.Node]:
    entries: list[dict[str, xml.Node]] = []
    for key in page.keys:
        measured = await contents.measure(call, asked.bucket, key)
        if measured is None:
            continue  # deleted while the list is made
        size, etag, modified_ms = measured
        entries.append(
            {
                "Key": asked.written(key),
                "LastModified": xml.time(modified_ms),
                "ETag": f'"{etag}"',
                "Size": size,
                "StorageClass": "STANDARD",
                "Owner": OWNER if with_owner else None,
            }
        )
        await asyncio.sleep(0)  # results of jobs may have to be rendered for it: others get their turn in between
    prefixes: Sequence[dict[str, xml.Node]] = [{"Prefix": asked.written(prefix)} for prefix in page.prefixes]
    return {"IsTruncated": page.last is not None, "Contents": entries, "CommonPrefixes": prefixes}


def _common_prefix(key: str, prefix: str, delimiter: str) -> str | None:
    if not delimiter:
        return None
    end = key.find(delimiter, len(prefix))
    return None if end < 0 else key[: end + len(delimiter)]


def _token(last: str, seed: Seed, bucket: str) -> str:
    text = f"{seed.token(16, 's3', 'page', bucket, last)}.{last}"
    return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode()


def _read_token(call: Call, token: str) -> str:
    """Return where the page before ended. Raises InvalidArgument for a token that wasn't given out for this bucket."""
    try:
        last = base64.urlsafe_b64decode(token.encode()).decode("utf-8", "surrogatepass").partition(".")[2]
    except ValueError:
        last = ""
    if not last or token != _token(last, call.workspace.seed, call.params["bucket"]):
        raise invalid(call, "The continuation token provided is incorrect", ArgumentName="continuation-token")
    return last
