"""Buckets and the objects in them: files that clients put there, and results that jobs wrote. Known by bucket and key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mockserver.engine.clock import Clock
from mockserver.engine.files import Files, StoredFile, Upload
from mockserver.engine.outputs import Output, Outputs

_MOST_BUCKETS = 1_000


class NoBucket(Exception):
    """There is no bucket of that name."""


class BucketExists(Exception):
    """There is a bucket of that name already."""


class BucketNotEmpty(Exception):
    """The bucket still holds objects."""


class BucketsFull(Exception):
    """The workspace has as many buckets as it takes."""


class Bucket(NamedTuple):
    """A bucket. `region` is the one that it was made for."""

    name: str
    region: str
    created_ms: int


@dataclass(frozen=True, slots=True)
class About:
    """What a client said of an object: the headers that it gets back with it, and the checksum that was found right.

    `headers` are those that describe the content and the client's own metadata, by lower-case names.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    checksum: tuple[str, str] | None = None


class StoredObject(NamedTuple):
    """A file under a key. `etag` is without its quotes, `modified_ms` the workspace's time (epoch ms) at which it was put."""

    key: str
    file: StoredFile
    etag: str
    modified_ms: int
    about: About


class Objects:
    """All buckets of one workspace. Bounded by its files, and by the number of buckets."""

    def __init__(self, files: Files, outputs: Outputs, clock: Clock, limit: int = _MOST_BUCKETS) -> None:
        self._files = files
        self._outputs = outputs
        self._clock = clock
        self._limit = limit
        self._buckets: dict[str, Bucket] = {}
        self._objects: dict[str, dict[str, StoredObject]] = {}
        self._stored = 0

    def bucket(self, name: str) -> Bucket | None:
        """Return the bucket of that name; those into which jobs write are there as well."""
        made = self._buckets.get(name)
        claimed_ms = self._outputs.buckets.get(name)
        return made if made is not None or claimed_ms is None else Bucket(name, "", claimed_ms)

    def buckets(self) -> list[Bucket]:
        """Return all buckets by name."""
        found = map(self.bucket, sorted({*self._buckets, *self._outputs.buckets}))
        return [bucket for bucket in found if bucket is not None]

    def create_bucket(self, name: str, region: str) -> Bucket:
        """Make a bucket. Raises BucketExists or BucketsFull."""
        if self.bucket(name) is not None:
            raise BucketExists(name)
        if len(self._buckets) >= self._limit:
            raise BucketsFull(
                f"There are {self._limit} buckets, which is the bound. Delete one, or reset the workspace."
            )
        bucket = self._buckets[name] = Bucket(name, region, self._clock.now())
        return bucket

    async def delete_bucket(self, name: str) -> None:
        """Delete an empty bucket. Raises NoBucket or BucketNotEmpty."""
        if await self.keys(name):
            raise BucketNotEmpty(name)
        self._buckets.pop(name, None)
        self._objects.pop(name, None)
        self._outputs.forget_bucket(name)

    async def put(self, bucket: str, key: str, upload: Upload, etag: str, about: About) -> StoredObject:
        """Keep an upload under a key, in place of what is there. Raises NoBucket or FilesFull."""
        self._check(bucket)
        await self._outputs.clear(bucket, key)
        self._stored += 1
        file = self._files.keep(f"objects/{self._stored}", upload)
        self._remove_stored(bucket, key)
        stored = StoredObject(key, file, etag, self._clock.now(), about)
        self._objects.setdefault(bucket, {})[key] = stored
        return stored

    def stored(self) -> Iterator[tuple[str, StoredObject]]:
        """Go through all objects that clients put, each with its bucket."""
        for bucket, objects in self._objects.items():
            yield from ((bucket, stored) for stored in objects.values())

    async def find(self, bucket: str, key: str) -> StoredObject | Output | None:
        """Return what lies under a key: whatever was written there last. Raises NoBucket."""
        self._check(bucket)
        # A put clears what jobs had written by then, so that what is found of theirs is later.
        output = await self._outputs.find(bucket, key)
        if output is None:
            return self._objects.get(bucket, {}).get(key)
        return None if self._is_gone(output) else output

    async def remove(self, bucket: str, key: str) -> None:
        """Delete what lies under a key, if anything does. Raises NoBucket."""
        self._check(bucket)
        await self._outputs.clear(bucket, key)
        self._remove_stored(bucket, key)

    async def keys(self, bucket: str) -> list[str]:
        """Return the keys of all objects in a bucket, in S3's order, which is that of UTF-8. Raises NoBucket."""
        self._check(bucket)
        held = set(self._objects.get(bucket, ()))
        for key in self._outputs.keys(bucket):
            output = await self._outputs.find(bucket, key)
            if output is not None:
                (held.discard if self._is_gone(output) else held.add)(key)
        return sorted(held)

    def _is_gone(self, output: Output) -> bool:
        """Tell whether a result's time is over. What it had replaced doesn't come back."""
        return output.job.results_gone_ms(self._clock.now()) is not None

    def _check(self, bucket: str) -> None:
        if self.bucket(bucket) is None:
            raise NoBucket(bucket)

    def _remove_stored(self, bucket: str, key: str) -> None:
        stored = self._objects.get(bucket, {}).pop(key, None)
        if stored is not None:
            self._files.remove(stored.file.id)
