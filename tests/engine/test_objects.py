"""Buckets and what lies in them: files that clients put there, and results that jobs wrote."""

from pathlib import Path

import pytest

from mockserver.engine.clock import Clock, ClockSettings
from mockserver.engine.files import FileLimits, Files, FilesFull, Upload
from mockserver.engine.job import Job
from mockserver.engine.jobs import Jobs
from mockserver.engine.lifecycle import Stage, Status, Timeline, begin
from mockserver.engine.multipart import PartedUploads, UploadsFull, etag
from mockserver.engine.objects import About, BucketExists, BucketNotEmpty, BucketsFull, NoBucket, Objects, StoredObject
from mockserver.engine.outputs import Output, Outputs
from mockserver.engine.store import MemoryStore

_QUICK: Timeline = (Stage(Status.IN_PROGRESS, for_ms=10), Stage(Status.COMPLETED))
_AT_ONCE: Timeline = (Stage(Status.COMPLETED),)


async def _nobody(job: Job) -> None:
    """Nobody is told."""


class _World:
    def __init__(self, files: int = 10, buckets: int = 3) -> None:
        self.clock = Clock(ClockSettings(start_ms=1_000, frozen=True))
        self.jobs = Jobs(MemoryStore(), self.clock, _nobody)
        self.outputs = Outputs(self.jobs)
        self.files = Files(FileLimits(files=files))
        self.objects = Objects(self.files, self.outputs, self.clock, buckets)
        self.objects.create_bucket("bucket", "eu-west-1")
        self._number = 0

    async def put(self, key: str = "key", content: bytes = b"x") -> StoredObject:
        return await self.objects.put("bucket", key, upload(content), "etag", About({"content-type": "text/plain"}))

    async def start(
        self, timeline: Timeline = _QUICK, key: str = "key", bucket: str = "bucket", results_kept_ms: int | None = None
    ) -> Job:
        self._number += 1
        progress = begin(timeline, self.clock.now())
        name = f"job-{self._number}"
        job = Job("scope", name, "p", self._number, timeline, progress, {}, 1_000, results_kept_ms=results_kept_ms)
        await self.jobs.submit(job)
        self.outputs.claim(bucket, key, job)
        return job

    async def found(self, key: str = "key") -> str | None:
        found = await self.objects.find("bucket", key)
        if isinstance(found, Output):
            return found.job.id
        return None if found is None else "file"


def upload(content: bytes) -> Upload:
    incoming = Upload("", None)
    incoming.write(content)
    return incoming


async def test_what_was_put_is_found_until_it_is_removed() -> None:
    world = _World()
    stored = await world.put(content=b"hello")
    assert stored.file.path.read_bytes() == b"hello"
    assert (stored.modified_ms, stored.etag, stored.about.headers) == (1_000, "etag", {"content-type": "text/plain"})
    assert await world.objects.find("bucket", "key") is stored
    assert await world.objects.find("bucket", "other") is None
    await world.objects.remove("bucket", "key")
    await world.objects.remove("bucket", "key")
    assert await world.found() is None
    assert not stored.file.path.exists()


async def test_a_put_replaces_what_is_there_on_disk_as_well() -> None:
    world = _World()
    first, second = await world.put(content=b"1"), await world.put(content=b"22")
    assert await world.objects.find("bucket", "key") is second
    assert not first.file.path.exists()
    assert len(world.files) == 1


async def test_a_result_whose_time_is_over_is_gone_with_what_it_had_replaced() -> None:
    world = _World()
    await world.put()
    await world.start(key="key", results_kept_ms=5)
    await world.start(key="other", results_kept_ms=5)
    world.clock.advance(14)
    assert await world.objects.keys("bucket") == ["key", "other"]
    world.clock.advance(1)
    assert (await world.found("key"), await world.found("other")) == (None, None)
    assert await world.objects.keys("bucket") == []
    await world.put("other")
    assert await world.found("other") == "file"


async def test_whatever_was_written_last_lies_there_even_at_one_moment() -> None:
    world = _World()
    await world.start(_AT_ONCE)
    assert await world.found() == "job-1"
    await world.put()
    assert await world.found() == "file"
    await world.start(_AT_ONCE)
    assert await world.found() == "job-2"
    await world.objects.remove("bucket", "key")
    assert await world.found() is None


async def test_a_job_that_goes_on_writes_over_what_is_put_meanwhile() -> None:
    world = _World()
    await world.start(_QUICK)
    await world.put()
    assert await world.found() == "file"
    world.clock.advance(10)
    assert await world.found() == "job-1"


async def test_a_result_that_was_overwritten_does_not_come_back_when_its_job_is_deleted() -> None:
    world = _World()
    job = await world.start(_AT_ONCE)
    await world.put()
    world.outputs.release(job)
    assert await world.found() == "file"
    await world.objects.remove("bucket", "key")
    assert await world.found() is None


async def test_a_result_that_outlived_its_job_can_be_overwritten_and_removed() -> None:
    world = _World()
    job = await world.start(_AT_ONCE)
    world.outputs.release(job)
    assert await world.found() == "job-1"
    await world.objects.remove("bucket", "key")
    assert await world.found() is None


async def test_keys_are_those_of_files_and_results_in_order() -> None:
    world = _World()
    for key in ("b", "a/\N{MUSICAL SYMBOL G CLEF}", "a/\uffee", "A"):
        await world.put(key)
    await world.start(_QUICK, "aa")
    assert await world.objects.keys("bucket") == ["A", "a/\uffee", "a/\N{MUSICAL SYMBOL G CLEF}", "b"]
    world.clock.advance(10)
    assert "aa" in await world.objects.keys("bucket")


async def test_buckets() -> None:
    world = _World()
    with pytest.raises(BucketExists):
        world.objects.create_bucket("bucket", "")
    with pytest.raises(NoBucket):
        await world.objects.find("nowhere", "key")
    await world.start(_QUICK, bucket="claimed")
    assert [(bucket.name, bucket.region) for bucket in world.objects.buckets()] == [
        ("bucket", "eu-west-1"),
        ("claimed", ""),
    ]
    with pytest.raises(BucketExists):
        world.objects.create_bucket("claimed", "")
    await world.objects.delete_bucket("claimed")
    await world.put()
    with pytest.raises(BucketNotEmpty):
        await world.objects.delete_bucket("bucket")
    await world.objects.remove("bucket", "key")
    await world.objects.delete_bucket("bucket")
    assert world.objects.buckets() == []
    with pytest.raises(NoBucket):
        await world.objects.delete_bucket("bucket")


async def test_buckets_and_files_are_bounded() -> None:
    world = _World(files=1, buckets=1)
    with pytest.raises(BucketsFull, match="1 buckets, which is the bound"):
        world.objects.create_bucket("another", "")
    await world.put()
    refused = upload(b"x")
    with pytest.raises(FilesFull):
        await world.objects.put("bucket", "second", refused, "etag", About())
    refused.discard()
    assert await world.found("second") is None


async def test_parts_are_joined_in_the_order_that_is_asked_for() -> None:
    files = Files()
    uploads = PartedUploads(files, Clock(ClockSettings(start_ms=5, frozen=True)))
    to = uploads.begin("id", "bucket", "key", About())
    parts = [uploads.add(to, number, upload(content), "00" * 16) for number, content in ((2, b"b"), (1, b"a"))]
    replaced = parts[1].file.path
    parts[1] = uploads.add(to, 1, upload(b"A"), "11" * 16)
    assert not replaced.exists()
    whole = await uploads.joined([to.parts[1], to.parts[2]])
    whole.finish()
    assert whole.path.read_bytes() == b"Ab"
    whole.discard()
    assert etag([to.parts[1], to.parts[2]]).endswith("-2")
    assert uploads.get("id", "bucket", "key") is to
    assert uploads.get("id", "bucket", "other") is None
    uploads.end(to)
    assert uploads.get("id", "bucket", "key") is None
    assert len(files) == 0


async def test_a_part_that_is_gone_while_they_are_joined_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = Files()
    uploads = PartedUploads(files, Clock(), limit=1)
    to = uploads.begin("id", "bucket", "key", About())
    part = uploads.add(to, 1, upload(b"a"), "00" * 16)
    with pytest.raises(UploadsFull, match="1 uploads are under way"):
        uploads.begin("second", "bucket", "key", About())
    uploads.end(to)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(FilesFull):
        await uploads.joined([part])
    assert list(tmp_path.iterdir()) == []
