"""The framing aws-chunked: any chunking, torn anywhere, and everything that may be wrong with it (transcribe.md §7.2)."""

import base64
import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.providers.transcribe.storage.chunked import BrokenChunks, ChunkedDecoder
from tests.conftest import MakeClient, world
from tests.providers.storage_support import make_storage

UNSIGNED = {"x_amz_content_sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "Content_Encoding": "aws-chunked"}
SIGNED = {"x_amz_content_sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "Content_Encoding": "aws-chunked,gzip"}
CRC32 = "x-amz-checksum-crc32"
HELLO = b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n"


def _framed(chunks: list[bytes], *, signed: bool, trailers: dict[str, str], ends: bytes = b"\r\n") -> bytes:
    signature = b";chunk-signature=" + b"0" * 64 if signed else b""
    body = b"".join(b"%x%b%b%b%b" % (len(chunk), signature, ends, chunk, ends) for chunk in chunks if chunk)
    told = b"".join(f"{name}:{value}".encode() + ends for name, value in trailers.items())
    return body + b"0" + signature + ends + told + ends


def _decode(pieces: list[bytes]) -> tuple[bytes, dict[str, str]]:
    found = bytearray()
    decoder = ChunkedDecoder(found.extend)
    for piece in pieces:
        decoder.feed(piece)
    decoder.finish()
    return bytes(found), decoder.trailers


def _torn(body: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({place % (len(body) + 1) for place in places} | {0, len(body)})
    return [body[start:end] for start, end in pairwise(edges)]


@given(
    st.lists(st.binary(max_size=40), max_size=6),
    st.booleans(),
    st.sampled_from([b"\r\n", b"\n"]),
    st.lists(st.integers(0, 1000), max_size=20),
)
def test_any_chunking_gives_the_same_bytes(chunks: list[bytes], signed: bool, ends: bytes, places: list[int]) -> None:
    body = _framed(chunks, signed=signed, trailers={CRC32: "NhCmhg=="}, ends=ends)
    assert _decode(_torn(body, places)) == (b"".join(chunks), {CRC32: "NhCmhg=="})


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=4), st.integers(0, 1000))
def test_what_is_cut_off_is_told_or_nothing_of_the_content(chunks: list[bytes], place: int) -> None:
    body = _framed(chunks, signed=False, trailers={})
    try:
        content, _ = _decode([body[: place % len(body)]])
    except BrokenChunks:
        return
    assert content == b"".join(chunks)


@given(st.binary(max_size=100), st.lists(st.integers(0, 100), max_size=5))
def test_any_bytes_are_decoded_or_refused(body: bytes, places: list[int]) -> None:
    try:
        content, _ = _decode(_torn(body, places))
    except BrokenChunks:
        return
    assert len(content) < len(body)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (UNSIGNED | {"x_amz_trailer": CRC32, "x_amz_decoded_content_length": "5"}, HELLO),
        (UNSIGNED, b"2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"),
        (UNSIGNED, b"5\r\nhello\r\n0\r\n"),
        (
            SIGNED | {"x_amz_decoded_content_length": "5"},
            _framed([b"hel", b"lo"], signed=True, trailers={}),
        ),
        (
            {
                "x_amz_content_sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
                "x_amz_trailer": CRC32,
                "Content_Encoding": "aws-chunked",
            },
            _framed([b"hello"], signed=True, trailers={CRC32: "NhCmhg==", "x-amz-trailer-signature": "0" * 64}),
        ),
    ],
)
async def test_framed_bodies_are_stored_without_their_frame(
    make_client: MakeClient, headers: dict[str, str], body: bytes
) -> None:
    storage = await make_storage(make_client)
    put = await storage.put("bucket/key", body, **headers)
    assert put.headers.get(CRC32) == ("NhCmhg==" if "x_amz_trailer" in headers else None)
    head = await storage.call("HEAD", "bucket/key")
    assert head.headers["ETag"] == '"5d41402abc4b2a76b9719d911017c592"'
    assert head.headers.get("Content-Encoding") == ("gzip" if "gzip" in headers["Content_Encoding"] else None)


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ({}, b"5\r\nhel", "IncompleteBody"),
        ({}, b"", "IncompleteBody"),
        ({}, b"no chunks", "IncompleteBody"),
        ({}, b"-5\r\nhello\r\n0\r\n\r\n", "IncompleteBody"),
        ({}, b"5\r\nhello!\r\n0\r\n\r\n", "IncompleteBody"),
        ({}, b"f" * 17 + b"\r\n", "IncompleteBody"),
        ({}, b"5;" + b"x" * 5000, "IncompleteBody"),
        ({}, b"5\r\nhello\r\n0\r\nno trailer\r\n\r\n", "IncompleteBody"),
        ({}, b"0\r\n" + b"".join(b"%d:b\r\n" % number for number in range(20)) + b"\r\n", "IncompleteBody"),
        ({}, b"0\r\n\r\nmore", "IncompleteBody"),
        ({"x_amz_decoded_content_length": "6"}, HELLO, "IncompleteBody"),
        ({"x_amz_decoded_content_length": "many"}, HELLO, "IncompleteBody"),
        ({"x_amz_trailer": CRC32}, b"5\r\nhello\r\n0\r\n\r\n", "MalformedTrailerError"),
        ({"x_amz_trailer": CRC32}, HELLO.replace(b"NhCm", b"AAAA"), "BadDigest"),
        ({"x_amz_trailer": CRC32}, HELLO.replace(b"NhCmhg==", b"nonsense!"), "InvalidRequest"),
    ],
)
async def test_frames_that_are_broken(make_client: MakeClient, headers: dict[str, str], body: bytes, code: str) -> None:
    storage = await make_storage(make_client)
    assert (await storage.refused("PUT", "bucket/key", body, **UNSIGNED, **headers))[:2] == (400, code)
    assert len(world(storage.client).files) == 0


async def test_a_large_body_in_small_pieces(make_client: MakeClient) -> None:
    storage = await make_storage(make_client)
    content = bytes(range(256)) * 4000
    checksum = base64.b64encode(zlib.crc32(content).to_bytes(4, "big")).decode()
    chunks = [content[start : start + 1000] for start in range(0, len(content), 1000)]
    body = _framed(chunks, signed=False, trailers={CRC32: checksum})

    async def pieces() -> object:
        for start in range(0, len(body), 7777):
            yield body[start : start + 7777]

    await storage.put("bucket/key", pieces(), **UNSIGNED, x_amz_trailer=CRC32)
    assert await storage.get("bucket/key") == content
