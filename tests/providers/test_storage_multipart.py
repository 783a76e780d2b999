"""Uploads in parts, and buckets (transcribe.md §7.3)."""

import hashlib

import pytest

from tests.conftest import MakeClient, world
from tests.providers.storage_support import STRICT, Storage, make_storage, texts

FIVE_MIB = b"x" * 5 * 1024**2


async def _begin(storage: Storage, key: str = "bucket/key", **headers: str) -> str:
    document = await storage.xml("POST", f"{key}?uploads", **headers)
    assert document.tag == "InitiateMultipartUploadResult"
    return document.findtext("UploadId", "")


def _complete(*parts: tuple[object, str]) -> str:
    named = "".join(f"<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>" for number, tag in parts)
    return f"<CompleteMultipartUpload>{named}</CompleteMultipartUpload>"


async def test_parts_become_an_object(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    upload = await _begin(storage, Content_Type="audio/wav", x_amz_meta_a="1")
    last = (await storage.put(f"bucket/key?partNumber=2&uploadId={upload}", b"end")).headers["ETag"]
    await storage.put(f"bucket/key?partNumber=1&uploadId={upload}", b"replaced")
    first = (await storage.put(f"bucket/key?partNumber=1&uploadId={upload}", FIVE_MIB)).headers["ETag"]
    parts = await storage.xml("GET", f"bucket/key?uploadId={upload}")
    assert texts(parts, "Part/PartNumber") == ["1", "2"]
    assert texts(parts, "Part/Size") == [str(len(FIVE_MIB)), "3"]
    assert texts(await storage.xml("GET", "bucket?uploads"), "Upload/UploadId") == [upload]
    done = await storage.xml("POST", f"bucket/key?uploadId={upload}", _complete((1, first), (2, last)))
    digests = hashlib.md5(FIVE_MIB).digest() + hashlib.md5(b"end").digest()
    assert done.findtext("ETag") == f'"{hashlib.md5(digests).hexdigest()}-2"'
    assert done.findtext("Location", "").endswith("/bucket/key")
    response = await storage.call("GET", "bucket/key")
    assert await response.read() == FIVE_MIB + b"end"
    assert (response.headers["Content-Type"], response.headers["x-amz-meta-a"]) == ("audio/wav", "1")
    assert len(world(storage.client).files) == 1
    assert texts(await storage.xml("GET", "bucket?uploads"), "Upload/UploadId") == []
    again = await storage.refused("POST", f"bucket/key?uploadId={upload}", _complete((1, first)))
    assert again[:2] == (404, "NoSuchUpload")


async def test_parts_may_be_copied(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    await storage.put("bucket/source", b"0123456789")
    upload = await _begin(storage)
    copied = await storage.xml(
        "PUT",
        f"bucket/key?partNumber=1&uploadId={upload}",
        x_amz_copy_source="bucket/source",
        x_amz_copy_source_range="bytes=2-4",
    )
    assert copied.tag == "CopyPartResult"
    await storage.xml("POST", f"bucket/key?uploadId={upload}", _complete((1, copied.findtext("ETag", ""))))
    assert await storage.get("bucket/key") == b"234"
    upload = await _begin(storage)
    for wrong in ("bytes=2-10", "bytes=4-2", "2-4"):
        refused = await storage.refused(
            "PUT",
            f"bucket/key?partNumber=1&uploadId={upload}",
            x_amz_copy_source="bucket/source",
            x_amz_copy_source_range=wrong,
        )
        assert refused[:2] == (400, "InvalidArgument")


async def test_an_upload_is_thrown_away(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    upload = await _begin(storage)
    await storage.put(f"bucket/key?partNumber=1&uploadId={upload}")
    assert (await storage.call("DELETE", f"bucket/key?uploadId={upload}")).status == 204
    assert len(world(storage.client).files) == 0
    for method in ("DELETE", "GET", "PUT"):
        refused = await storage.refused(method, f"bucket/key?partNumber=1&uploadId={upload}")
        assert refused[:2] == (404, "NoSuchUpload")


@pytest.mark.parametrize("number", ["0", "10001", "x", "-1", ""])
async def test_numbers_of_parts_have_bounds(make_client: MakeClient, number: str) -> None:
    storage = await make_storage(make_client)
    upload = await _begin(storage)
    refused = await storage.refused("PUT", f"bucket/key?partNumber={number}&uploadId={upload}", b"x")
    assert refused[:2] == (400, "InvalidArgument")


async def test_what_is_put_together_must_fit(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    upload = await _begin(storage)
    tag = (await storage.put(f"bucket/key?partNumber=1&uploadId={upload}", b"small")).headers["ETag"]
    await storage.put(f"bucket/key?partNumber=2&uploadId={upload}", b"small")
    for body, code in (
        (_complete((1, tag), (2, tag)), "EntityTooSmall"),
        (_complete((2, tag), (1, tag)), "InvalidPartOrder"),
        (_complete((1, tag), (1, tag)), "InvalidPartOrder"),
        (_complete((1, "other")), "InvalidPart"),
        (_complete((3, tag)), "InvalidPart"),
        (_complete(("x" * 5000, tag)), "InvalidPart"),
        (_complete(), "MalformedXML"),
        ("nonsense", "MalformedXML"),
    ):
        refused = await storage.refused("POST", f"bucket/key?uploadId={upload}", body)
        assert refused[:2] == (400, code)
    assert (await storage.refused("GET", "bucket/key"))[1] == "NoSuchKey"


async def test_parts_come_in_pages(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    upload = await _begin(storage)
    for number in (1, 2, 3):
        await storage.put(f"bucket/key?partNumber={number}&uploadId={upload}", b"x")
    page = await storage.xml("GET", f"bucket/key?uploadId={upload}&max-parts=2")
    assert (texts(page, "Part/PartNumber"), page.findtext("IsTruncated")) == (["1", "2"], "true")
    rest = await storage.xml("GET", f"bucket/key?uploadId={upload}&part-number-marker=2")
    assert (texts(rest, "Part/PartNumber"), rest.findtext("IsTruncated")) == (["3"], "false")


async def test_buckets_are_made_and_deleted(make_client: MakeClient) -> None:
    storage = await make_storage(make_client, STRICT)
    assert (await storage.call("HEAD", "bucket")).status == 404
    assert (await storage.put("bucket", b"")).headers["Location"] == "/bucket"
    assert (await storage.refused("PUT", "bucket"))[:2] == (409, "BucketAlreadyOwnedByYou")
    assert (await storage.call("HEAD", "bucket")).headers["x-amz-bucket-region"] == "us-east-1"
    assert (await storage.xml("GET", "bucket?location")).text is None
    listed = await storage.xml("GET", "")
    assert texts(listed, "Buckets/Bucket/Name") == ["bucket"]
    assert texts(listed, "Buckets/Bucket/CreationDate") == ["2018-05-05T23:23:22.000Z"]
    await storage.put("bucket/key")
    assert (await storage.refused("DELETE", "bucket"))[:2] == (409, "BucketNotEmpty")
    await storage.call("DELETE", "bucket/key")
    await _begin(storage)
    assert (await storage.call("DELETE", "bucket")).status == 204
    assert list(world(storage.client).parted_uploads) == []
    for method in ("GET", "DELETE"):
        assert (await storage.refused(method, "bucket"))[:2] == (404, "NoSuchBucket")


async def test_a_bucket_has_a_region(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    body = "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>"
    await storage.put("bucket", body)
    assert (await storage.xml("GET", "bucket?location")).text == "eu-west-1"
    assert (await storage.refused("PUT", "second", "<Other/>"))[:2] == (400, "MalformedXML")
    for name in ("ab", "a_b", "a..b", "A" * 70, "-ab"):
        assert (await storage.refused("PUT", name))[:2] == (400, "InvalidBucketName")


async def test_uploads_under_way_come_in_pages(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    begun = [await _begin(storage, f"bucket/{key}") for key in ("b", "a", "b", "c")]
    listed = [begun[1], *sorted((begun[0], begun[2])), begun[3]]
    found: list[str | None] = []
    page = await storage.xml("GET", "bucket?uploads&max-uploads=1")
    while page.findtext("IsTruncated") == "true":
        found += texts(page, "Upload/UploadId")
        key, upload = page.findtext("NextKeyMarker"), page.findtext("NextUploadIdMarker")
        page = await storage.xml("GET", f"bucket?uploads&max-uploads=1&key-marker={key}&upload-id-marker={upload}")
    found += texts(page, "Upload/UploadId")
    assert sorted(found[1:3], key=str) == sorted(listed[1:3])
    assert (found[0], found[3]) == (listed[0], listed[3])
    assert page.findtext("NextKeyMarker") is None
    after_key = await storage.xml("GET", "bucket?uploads&key-marker=b&upload-id-marker=unknown")
    assert texts(after_key, "Upload/UploadId") == [begun[3]]
    ignored = await storage.xml("GET", f"bucket?uploads&upload-id-marker={begun[3]}")
    assert len(texts(ignored, "Upload/UploadId")) == 4
    assert (await storage.refused("GET", "bucket?uploads&max-uploads=x"))[1] == "InvalidArgument"
