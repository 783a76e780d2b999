"""Objects: put, get in part and under conditions, copy, delete (transcribe.md §7.3)."""

import base64
import gzip
import hashlib

import pytest
from yarl import URL

from tests.conftest import MakeClient, world
from tests.providers.storage_support import STRICT, make_storage, texts
from tests.providers.transcribe_support import COMPLETED, FROZEN, Service, signed

HELLO_MD5 = "5d41402abc4b2a76b9719d911017c592"


async def test_an_object_comes_back_as_it_was_put(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    put = await storage.put(
        "bucket/a%20b/%C3%A9.wav",
        Content_Type="audio/wav",
        x_amz_meta_Note="caf\u00e9",
        Content_Disposition="inline",
        Cache_Control="no-cache",
        Content_Language="fr",
        Expires="Thu, 01 Jan 2032 00:00:00 GMT",
    )
    assert put.headers["ETag"] == f'"{HELLO_MD5}"'
    response = await storage.call("GET", "bucket/a%20b/%C3%A9.wav")
    assert await response.read() == b"hello"
    told = {
        "Content-Type": "audio/wav",
        "x-amz-meta-note": "caf\u00e9",
        "Content-Disposition": "inline",
        "Cache-Control": "no-cache",
        "Content-Language": "fr",
        "Expires": "Thu, 01 Jan 2032 00:00:00 GMT",
        "ETag": f'"{HELLO_MD5}"',
        "Last-Modified": "Sat, 05 May 2018 23:23:22 GMT",
        "Accept-Ranges": "bytes",
        "Content-Length": "5",
    }
    assert {name: response.headers[name] for name in told} == told
    head = await storage.call("HEAD", "bucket/a%20b/%C3%A9.wav")
    assert {name: head.headers[name] for name in told} == told
    assert await head.read() == b""


@pytest.mark.parametrize("key", ["folder/", "a//b", "/a", "a%2Fb", "%2E%2E/x", "a+b", "%25", "a%0Ab", "%F0%9F%8E%B5"])
async def test_keys_are_any_text(make_client: MakeClient, key: str) -> None:
    storage = await make_storage(make_client)
    await storage.put(f"bucket/{key}")
    assert await storage.get(f"bucket/{key}") == b"hello"
    assert texts(await storage.xml("GET", "bucket?encoding-type=url"), "Contents/Key") != []


@pytest.mark.parametrize("base", ["/", "/s3/", "/w/one/", "/w/one/s3/", "//w//one/s3/"])
async def test_slashes_of_a_key_are_its_own_wherever_the_bucket_is(make_client: MakeClient, base: str) -> None:
    storage = await make_storage(make_client)
    url = str(storage.client.make_url("/")).rstrip("/") + base
    content = b""
    for method, body in (("PUT", b"hello"), ("GET", None)):
        address = URL(f"{url}bucket//a//b/", encoded=True)
        async with storage.client.session.request(method, address, data=body, headers=signed(service="s3")) as response:
            assert response.status == 200
            content = await response.read()
    assert content == b"hello"
    workspace = world(storage.client, "one" if "one" in base else "default")
    assert await workspace.objects.keys("bucket") == ["/a//b/"]


async def test_a_compressed_object_is_stored_as_it_was_sent(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    body = gzip.compress(b"hello" * 100)
    await storage.put("bucket/key", body, Content_Encoding="gzip")
    async with storage.client.session.get(
        storage.client.make_url("/s3/bucket/key"), headers={"Accept-Encoding": "gzip"}
    ) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        assert response.headers["Content-Length"] == str(len(body))


async def test_an_empty_object(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    await storage.put("bucket/key", b"")
    assert await storage.get("bucket/key") == b""
    assert (await storage.refused("GET", "bucket/key", Range="bytes=0-"))[1] == "InvalidRange"


@pytest.mark.parametrize(
    ("asked", "status", "content", "told"),
    [
        ("bytes=0-0", 206, b"0", "bytes 0-0/10"),
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-30", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=5-100", 206, b"56789", "bytes 5-9/10"),
        ("bytes=4-2", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
async def test_ranges(make_client: MakeClient, asked: str, status: int, content: bytes, told: str | None) -> None:
    storage = await make_storage(make_client)
    await storage.put("bucket/key", b"0123456789")
    response = await storage.call("GET", "bucket/key", Range=asked)
    assert response.status == status
    assert response.headers.get("Content-Range") == told
    assert await response.read() == content
    head = await storage.call("HEAD", "bucket/key", Range=asked)
    assert (head.status, head.headers["Content-Length"]) == (status, str(len(content)))


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=100-200", "bytes=-0"])
async def test_ranges_outside_of_the_object(make_client: MakeClient, asked: str) -> None:
    storage = await make_storage(make_client)
    await storage.put("bucket/key", b"0123456789")
    response = await storage.call("GET", "bucket/key", Range=asked)
    assert response.status == 416
    assert response.headers["Content-Range"] == "bytes */10"
    assert "<Code>InvalidRange</Code>" in await response.text()


OTHER = '"00000000000000000000000000000000"'
EARLIER, LATER = "Sat, 05 May 2018 23:23:21 GMT", "Sat, 05 May 2018 23:23:23 GMT"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If_Match": f'"{HELLO_MD5}"'}, 200),
        ({"If_Match": "*"}, 200),
        ({"If_Match": f'{OTHER}, "{HELLO_MD5}"'}, 200),
        ({"If_Match": OTHER}, 412),
        ({"If_None_Match": f'"{HELLO_MD5}"'}, 304),
        ({"If_None_Match": f'W/"{HELLO_MD5}"'}, 304),
        ({"If_None_Match": OTHER}, 200),
        ({"If_Modified_Since": LATER}, 304),
        ({"If_Modified_Since": EARLIER}, 200),
        ({"If_Modified_Since": "yesterday"}, 200),
        ({"If_Unmodified_Since": EARLIER}, 412),
        ({"If_Unmodified_Since": LATER}, 200),
        ({"If_Match": f'"{HELLO_MD5}"', "If_Unmodified_Since": EARLIER}, 200),
        ({"If_None_Match": OTHER, "If_Modified_Since": LATER}, 200),
    ],
)
async def test_conditions(make_client: MakeClient, headers: dict[str, str], status: int) -> None:
    storage = await make_storage(make_client)
    await storage.put("bucket/key")
    for method in ("GET", "HEAD"):
        response = await storage.call(method, "bucket/key", **headers)
        assert response.status == status
        if status == 304:
            assert response.headers["ETag"] == f'"{HELLO_MD5}"'
            assert await response.read() == b""


async def test_a_put_under_conditions(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    assert (await storage.refused("PUT", "bucket/key", b"x", If_Match=OTHER))[:2] == (404, "NoSuchKey")
    await storage.put("bucket/key", If_None_Match="*")
    assert (await storage.refused("PUT", "bucket/key", b"x", If_None_Match="*"))[:2] == (412, "PreconditionFailed")
    assert (await storage.refused("PUT", "bucket/key", b"x", If_Match=OTHER))[:2] == (412, "PreconditionFailed")
    await storage.put("bucket/key", b"y", If_Match=f'"{HELLO_MD5}"')
    assert await storage.get("bucket/key") == b"y"


async def test_the_query_may_name_other_headers(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    await storage.put("bucket/key", Content_Type="audio/wav")
    response = await storage.call(
        "GET", "bucket/key?response-content-type=text%2Fplain&response-content-disposition=attachment%3B%20filename%3Da"
    )
    assert response.headers["Content-Type"] == "text/plain"
    assert response.headers["Content-Disposition"] == "attachment; filename=a"
    broken = await storage.refused("GET", "bucket/key?response-content-type=a%0D%0AX-Evil:%201")
    assert broken[:2] == (400, "InvalidArgument")


async def test_what_is_not_there(make_client: MakeClient) -> None:
    storage = await make_storage(make_client, STRICT)
    for method in ("GET", "PUT", "DELETE"):
        assert (await storage.refused(method, "bucket/key"))[:2] == (404, "NoSuchBucket")
    await storage.put("bucket", b"")
    assert await storage.refused("GET", "bucket/key") == (404, "NoSuchKey", "The specified key does not exist.")
    head = await storage.call("HEAD", "bucket/key")
    assert (head.status, await head.read()) == (404, b"")
    assert (await storage.call("DELETE", "bucket/key")).status == 204


@pytest.mark.parametrize(
    ("address", "headers", "code"),
    [
        ("bucket/" + "k" * 1025, {}, "KeyTooLongError"),
        ("bucket/key", {"x_amz_meta_a": "v" * 2048}, "MetadataTooLarge"),
        ("Bucket/key", {}, "InvalidBucketName"),
        ("b/key", {}, "InvalidBucketName"),
        ("bucket/key", {"Content_MD5": "nonsense"}, "InvalidDigest"),
        ("bucket/key", {"Content_MD5": base64.b64encode(b"0" * 16).decode()}, "BadDigest"),
        ("bucket/key", {"x_amz_checksum_crc32": "AAAAAA=="}, "BadDigest"),
        ("bucket/key", {"x_amz_checksum_crc32": "AAAA"}, "InvalidRequest"),
        ("bucket/key", {"x_amz_checksum_sha256": base64.b64encode(b"0" * 32).decode()}, "BadDigest"),
        ("bucket/key", {"x_amz_checksum_sha1": "\u00e9"}, "InvalidRequest"),
        ("bucket/key", {"x_amz_content_sha256": "0" * 64}, "XAmzContentSHA256Mismatch"),
    ],
)
async def test_puts_that_are_refused_leave_nothing(
    make_client: MakeClient, address: str, headers: dict[str, str], code: str
) -> None:
    storage = await make_storage(make_client)
    status, found, _ = await storage.refused("PUT", address, b"hello", **headers)
    assert (status, found) == (400, code)
    assert len(world(storage.client).files) == 0


async def test_checksums_are_told_again(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    md5 = base64.b64encode(bytes.fromhex(HELLO_MD5)).decode()
    sha256 = hashlib.sha256(b"hello")
    put = await storage.put(
        "bucket/key", Content_MD5=md5, x_amz_checksum_crc32="NhCmhg==", x_amz_content_sha256=sha256.hexdigest()
    )
    assert put.headers["x-amz-checksum-crc32"] == "NhCmhg=="
    plain = await storage.call("GET", "bucket/key")
    assert "x-amz-checksum-crc32" not in plain.headers
    checked = await storage.call("HEAD", "bucket/key", x_amz_checksum_mode="ENABLED")
    assert checked.headers["x-amz-checksum-crc32"] == "NhCmhg=="
    await storage.put("bucket/key", x_amz_checksum_crc32c="AAAAAA==")


async def test_copies(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    await storage.put("bucket/a%20b", Content_Type="audio/wav", x_amz_meta_n="1")
    copied = await storage.xml("PUT", "other/key", x_amz_copy_source="/bucket/a%20b")
    assert copied.tag == "CopyObjectResult"
    assert copied.findtext("ETag") == f'"{HELLO_MD5}"'
    assert copied.findtext("LastModified") == "2018-05-05T23:23:22.000Z"
    response = await storage.call("GET", "other/key")
    assert (response.headers["Content-Type"], response.headers["x-amz-meta-n"]) == ("audio/wav", "1")
    replaced = {"x_amz_metadata_directive": "REPLACE", "x_amz_meta_n": "2", "x_amz_copy_source": "bucket/a%20b"}
    await storage.put("bucket/a%20b", **replaced)
    assert (await storage.call("HEAD", "bucket/a%20b")).headers["x-amz-meta-n"] == "2"


@pytest.mark.parametrize(
    ("source", "headers", "expected"),
    [
        ("bucket/none", {}, (404, "NoSuchKey")),
        ("nowhere/key", {}, (404, "NoSuchBucket")),
        ("key", {}, (400, "InvalidArgument")),
        ("bucket/", {}, (400, "InvalidArgument")),
        ("bucket/key", {}, (400, "InvalidRequest")),
        ("/bucket/%6Bey", {}, (400, "InvalidRequest")),
        ("bucket/key", {"x_amz_copy_source_if_match": OTHER}, (412, "PreconditionFailed")),
        ("bucket/key", {"x_amz_copy_source_if_none_match": "*"}, (412, "PreconditionFailed")),
    ],
)
async def test_copies_that_are_refused(
    make_client: MakeClient, source: str, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    storage = await make_storage(make_client)
    await storage.put("bucket/key")
    target = "bucket/key" if headers == {} else "bucket/copy"
    assert (await storage.refused("PUT", target, x_amz_copy_source=source, **headers))[:2] == expected


async def test_many_are_deleted_at_once(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    for key in "abc":
        await storage.put(f"bucket/{key}")
    body = "<Delete><Object><Key>a</Key></Object><Object><Key>none</Key></Object></Delete>"
    document = await storage.xml("POST", "bucket?delete", body)
    assert texts(document, "Deleted/Key") == ["a", "none"]
    quiet = '<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet><Object><Key>b</Key></Object></Delete>'
    assert list(await storage.xml("POST", "bucket?delete", quiet)) == []
    assert texts(await storage.xml("GET", "bucket"), "Contents/Key") == ["c"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<Delete/>",
        b"<Delete><Object/></Delete>",
        b"<Other/>",
        b"<Delete",
        b"\xff\xfe",
        b'<?xml version="1.0" encoding="nonsense"?><Delete/>',
        b'<!DOCTYPE x [<!ENTITY a "b">]><Delete><Object><Key>&a;</Key></Object></Delete>',
        b"<Delete>" + b"<Object><Key>k</Key></Object>" * 1001 + b"</Delete>",
        b"<a>" * 50_000,
    ],
)
async def test_xml_that_cannot_be_read(make_client: MakeClient, body: bytes) -> None:
    storage = await make_storage(make_client)
    await storage.put("bucket", b"")
    assert (await storage.refused("POST", "bucket?delete", body))[:2] == (400, "MalformedXML")


async def test_results_of_jobs_are_objects_among_others(make_client: MakeClient) -> None:
    storage = await make_storage(make_client, COMPLETED)
    await Service(storage.client).start(OutputBucketName="my-bucket", OutputKey="out/")
    document = await storage.get("my-bucket/out/job.json")
    head = await storage.call("HEAD", "my-bucket/out/job.json")
    assert head.headers["Content-Length"] == str(len(document))
    assert await storage.get("my-bucket/out/job.json", Range="bytes=0-8") == document[:9]
    listed = await storage.xml("GET", "my-bucket?list-type=2&prefix=out/")
    assert texts(listed, "Contents/Key") == ["out/job.json"]
    assert texts(listed, "Contents/Size") == [str(len(document))]
    assert texts(listed, "Contents/ETag") == [head.headers["ETag"]]
    assert texts(await storage.xml("GET", ""), "Buckets/Bucket/Name") == ["my-bucket"]
    await storage.put("my-bucket/copy.json", x_amz_copy_source="my-bucket/out/job.json")
    assert await storage.get("my-bucket/copy.json") == document
    assert (await storage.call("DELETE", "my-bucket/out/job.json")).status == 204
    assert (await storage.refused("GET", "my-bucket/out/job.json"))[1] == "NoSuchKey"
    await storage.put("my-bucket/out/job.json", b"mine")
    assert await storage.get("my-bucket/out/job.json") == b"mine"


async def test_the_services_bucket_takes_nothing(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    for method, address in (("PUT", "/key"), ("DELETE", "/key"), ("GET", ""), ("DELETE", ""), ("GET", "/key")):
        assert (await storage.refused(method, f"aws-transcribe-us-east-1-prod{address}"))[:2] == (403, "AccessDenied")


async def test_a_full_workspace_says_so(make_client: MakeClient) -> None:
    storage = await make_storage(make_client, max_file_bytes=4)
    assert (await storage.refused("PUT", "bucket/key", b"hello"))[:2] == (503, "ServiceUnavailable")
    assert len(world(storage.client).files) == 0


@pytest.mark.parametrize(
    "address", ["bucket?acl", "bucket/key?tagging", "bucket?versions", "bucket/key?versionId=1", "?policy"]
)
async def test_sub_resources_that_are_not_emulated(make_client: MakeClient, address: str) -> None:
    storage = await make_storage(make_client)
    assert (await storage.refused("GET", address))[:2] == (501, "NotImplemented")


async def test_a_bucket_may_stand_in_the_host(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    await storage.put("my-bucket/folder/key")
    for host in ("my-bucket.localhost:80", "my-bucket.s3.localhost", "my-bucket.s3.eu-west-1.amazonaws.com"):
        answer = await storage.client.get(URL("/folder/key"), headers={"Host": host})
        assert await answer.read() == b"hello", host
    by_path = await storage.client.get("/my-bucket/folder/key", headers={"Host": "s3.us-east-1.amazonaws.com"})
    assert await by_path.read() == b"hello"


async def test_a_body_is_asked_for_with_100_continue(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    await storage.put("bucket/key", Expect="100-continue")
    assert await storage.get("bucket/key") == b"hello"


async def test_a_reset_takes_everything_away(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    await storage.put("bucket/key")
    await world(storage.client).reset()
    assert (await storage.refused("GET", "bucket/key"))[1] == "NoSuchBucket"


@pytest.mark.parametrize("error", ["rate_limited", "no_such_bucket"])
async def test_scenarios_name_errors(make_client: MakeClient, error: str) -> None:
    scenario = f"{FROZEN}\nrequests: [{{when: {{provider: s3, operation: HeadBucket}}, error: {error}}}]"
    storage = await make_storage(make_client, scenario)
    await storage.put("bucket", b"")
    assert (await storage.call("HEAD", "bucket")).status in (404, 503)
