"""The arithmetic of AWS's signatures, against AWS's own signer and AWS's documentation (transcribe.md §8)."""

import base64
import contextlib
import hashlib
import hmac
from dataclasses import replace

import pytest
from botocore.auth import HmacV1Auth, HmacV1QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict

from mockserver.providers.transcribe.signatures.chunks import Chunks
from mockserver.providers.transcribe.signatures.reading import read as read_version4
from mockserver.providers.transcribe.signatures.refusals import Kind, Refused
from mockserver.providers.transcribe.signatures.request import SignedRequest
from mockserver.providers.transcribe.signatures.verifying import (
    STORAGE,
    TRANSCRIBE,
    Now,
    Secrets,
    Service,
    read,
    verify,
)
from tests.providers.aws_signing import DATE, DATE_MS, KEY, SECRET, arrived, sign

_NOTHING = hashlib.sha256().hexdigest()
_URL = "http://localhost:8080"
_SECRETS = Secrets(SECRET)


def _check(request: SignedRequest, service: Service, secrets: Secrets = _SECRETS, now_ms: int = DATE_MS) -> None:
    signature = read(request, service)
    assert signature is not None
    assert signature.access_key_id == KEY
    verify(request, signature, service, secrets, Now(now_ms))


def _refusal(request: SignedRequest, service: Service, secrets: Secrets = _SECRETS, now_ms: int = DATE_MS) -> Refused:
    with pytest.raises(Refused) as refused:
        _check(request, service, secrets, now_ms)
    return refused.value


# Paths and queries as clients put them on the wire: encoded once.
_SEGMENT = st.text(st.sampled_from("aZ0-_.~!*'()é %2F+=&:@,;"), max_size=6).map(
    lambda text: "".join(c if c.isascii() and (c.isalnum() or c in "-_.~!*'():@,;") else _percent(c) for c in text)
)
_PATHS = st.lists(_SEGMENT, max_size=4).map(lambda segments: "/" + "/".join(segments))
_NAMES = st.sampled_from(["uploads", "list-type", "prefix", "a", "A", "b-c"])
_QUERIES = st.lists(st.tuples(_NAMES, _SEGMENT), max_size=4, unique_by=lambda pair: pair[0])
_HEADERS = st.dictionaries(
    st.sampled_from(["X-Amz-Target", "X-Amz-User-Agent", "Content-Type", "X-Custom", "amz-sdk-request"]),
    st.text(st.sampled_from("abc /;=\t,é"), max_size=8),
)


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())


@settings(deadline=None)
@given(path=_PATHS, query=_QUERIES, headers=_HEADERS, body=st.binary(max_size=20), storage=st.booleans())
def test_what_aws_signs_is_verified(
    path: str, query: list[tuple[str, str]], headers: dict[str, str], body: bytes, storage: bool
) -> None:
    url = f"{_URL}{path}?{'&'.join(f'{name}={value}' for name, value in query)}".removesuffix("?")
    service, hashed = (STORAGE, None) if storage else (TRANSCRIBE, hashlib.sha256(body).hexdigest())
    signed = sign("PUT", url, headers=headers, body=body, service=service.name)
    request = arrived(signed, hashed)
    _check(request, service)

    assert _refusal(request, service, Secrets("another")).kind is Kind.MISMATCH
    assert _refusal(replace(request, target=f"{request.target}x"), service).kind is Kind.MISMATCH
    assert _refusal(replace(request, method="GET"), service).kind is Kind.MISMATCH


@settings(deadline=None)
@given(path=_PATHS, query=_QUERIES, storage=st.booleans(), expires_s=st.integers(1, 604_800))
def test_what_aws_presigns_is_verified_while_it_is_valid(
    path: str, query: list[tuple[str, str]], storage: bool, expires_s: int
) -> None:
    url = f"{_URL}{path}?{'&'.join(f'{name}={value or 1}' for name, value in query)}".removesuffix("?")
    service, hashed = (STORAGE, None) if storage else (TRANSCRIBE, _NOTHING)
    request = arrived(sign("GET", url, service=service.name, expires_s=expires_s), hashed)
    _check(request, service)
    _check(request, service, now_ms=DATE_MS + expires_s * 1000 - 1)
    assert _refusal(request, service, now_ms=DATE_MS + expires_s * 1000).kind is Kind.EXPIRED
    assert _refusal(request, service, Secrets("another")).kind is Kind.MISMATCH


def test_example_of_aws_documentation_for_a_header() -> None:
    """Get Object, from "Signature Calculations for the Authorization Header" of S3's API reference."""
    request = SignedRequest(
        "GET",
        "/test.txt",
        CIMultiDict(
            {
                "Host": "examplebucket.s3.amazonaws.com",
                "Range": "bytes=0-9",
                "x-amz-content-sha256": _NOTHING,
                "x-amz-date": "20130524T000000Z",
                "Authorization": "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            }
        ),
    )
    signature = read(request, STORAGE)
    assert signature is not None
    verify(request, signature, STORAGE, Secrets("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), Now(1_369_353_600_000))


def test_example_of_aws_documentation_for_a_link() -> None:
    """From "Authenticating Requests: Using Query Parameters" of S3's API reference."""
    request = SignedRequest(
        "GET",
        "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
        "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
        CIMultiDict({"Host": "examplebucket.s3.amazonaws.com"}),
    )
    signature = read(request, STORAGE)
    assert signature is not None
    verify(request, signature, STORAGE, Secrets("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), Now(1_369_353_600_000))


def test_example_of_aws_documentation_for_chunks() -> None:
    """From "Transferring Payload in Multiple Chunks" of S3's API reference: 64 KiB and 1 KiB of the letter a."""
    request = SignedRequest(
        "PUT",
        "/examplebucket/chunkObject.txt",
        CIMultiDict(
            {
                "Host": "s3.amazonaws.com",
                "x-amz-date": "20130524T000000Z",
                "x-amz-storage-class": "REDUCED_REDUNDANCY",
                "Authorization": "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                "SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
                "x-amz-decoded-content-length;x-amz-storage-class,"
                "Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
                "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                "Content-Encoding": "aws-chunked",
                "x-amz-decoded-content-length": "66560",
                "Content-Length": "66824",
            }
        ),
    )
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    signature = read_version4(request)
    assert signature is not None
    verify(request, signature, STORAGE, Secrets(secret), Now(1_369_353_600_000))
    bodies = [b"a" * 65536, b"a" * 1024, b""]
    hashes = [hashlib.sha256(body).hexdigest() for body in bodies]
    given = [
        "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
        "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
        "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
    ]
    chunks = Chunks(signature, secret)
    for chunk_sha256, chunk_signature in zip(hashes, given, strict=True):
        chunks.check(chunk_sha256, chunk_signature)

    tampered = Chunks(signature, secret)
    tampered.check(hashes[0], given[0])
    with pytest.raises(Refused, match="Chunk 2 of the body"):
        tampered.check(hashlib.sha256(b"b" * 1024).hexdigest(), given[1])
    with pytest.raises(Refused, match="Chunk 1 of the body"):
        Chunks(signature, secret).check(hashes[1], given[1])


@pytest.mark.parametrize("path", ["//a//b", "/a/./b/../c", "/a%20b", "/w/blue/transcribe", "/transcribe/", "/.."])
def test_paths_are_tidied_for_transcribe_alone(path: str) -> None:
    _check(arrived(sign("POST", _URL + path), _NOTHING), TRANSCRIBE)
    _check(arrived(sign("GET", _URL + path, service="s3")), STORAGE)


def test_headers_that_nobody_signed_may_be_added_on_the_way() -> None:
    _check(arrived(sign("POST", f"{_URL}/"), _NOTHING, **{"X-Forwarded-For": "::1", "User-Agent": "x"}), TRANSCRIBE)


def test_the_host_is_signed_with_its_port() -> None:
    request = arrived(sign("POST", f"{_URL}/"), _NOTHING, Host="localhost")
    assert _refusal(request, TRANSCRIBE).kind is Kind.MISMATCH


def test_a_header_that_came_twice_is_joined() -> None:
    signed = sign("POST", f"{_URL}/", headers={"X-Custom": "a,b c"})
    request = arrived(signed, _NOTHING)
    headers = CIMultiDict(request.headers)
    del headers["X-Custom"]
    headers.add("x-custom", " a ")
    headers.add("X-CUSTOM", "b   c")
    _check(replace(request, headers=headers), TRANSCRIBE)


def test_over_http2_the_authority_is_signed() -> None:
    request = arrived(sign("POST", f"{_URL}/", headers={":authority": "localhost:8080"}), _NOTHING)
    signed_twice = request.headers["Authorization"]
    assert "SignedHeaders=:authority;host;" in signed_twice
    headers = CIMultiDict(request.headers)
    del headers[":authority"]
    _check(replace(request, headers=headers), TRANSCRIBE)


def test_the_date_may_come_in_the_date_header() -> None:
    signed = sign("POST", f"{_URL}/", headers={"Date": "any"})
    assert "X-Amz-Date" not in signed.headers
    _check(arrived(signed, _NOTHING), TRANSCRIBE)


@pytest.mark.parametrize(("service", "skew_s"), [(TRANSCRIBE, 300), (STORAGE, 900)])
def test_clocks_may_differ_by_so_much(service: Service, skew_s: int) -> None:
    request = arrived(sign("GET", f"{_URL}/b/k", service=service.name), None if service is STORAGE else _NOTHING)
    for now_ms in (DATE_MS - skew_s * 1000, DATE_MS + skew_s * 1000):
        _check(request, service, now_ms=now_ms)
    assert _refusal(request, service, now_ms=DATE_MS + skew_s * 1000 + 1).kind is Kind.TOO_OLD
    assert _refusal(request, service, now_ms=DATE_MS - skew_s * 1000 - 1).kind is Kind.TOO_NEW
    link = arrived(sign("GET", f"{_URL}/b/k", service=service.name, expires_s=60), _NOTHING)
    assert _refusal(link, service, now_ms=DATE_MS - skew_s * 1000 - 1).kind is Kind.NOT_YET_VALID


@pytest.mark.parametrize(
    ("token", "secrets", "kind"),
    [
        ("t", Secrets(SECRET, "t"), None),
        ("t", Secrets(SECRET, "t", token_left_ms=1), None),
        ("other", Secrets(SECRET, "t"), Kind.BAD_TOKEN),
        (None, Secrets(SECRET, "t"), Kind.BAD_TOKEN),
        ("t", _SECRETS, Kind.BAD_TOKEN),
        ("t", Secrets(SECRET, "t", token_left_ms=0), Kind.EXPIRED_TOKEN),
    ],
)
@pytest.mark.parametrize("expires_s", [None, 60])
def test_the_session_token_is_the_one_of_the_key(
    token: str | None, secrets: Secrets, kind: Kind | None, expires_s: int | None
) -> None:
    request = arrived(sign("GET", f"{_URL}/b/k", service="s3", token=token, expires_s=expires_s))
    if kind is None:
        _check(request, STORAGE, secrets)
    else:
        assert _refusal(request, STORAGE, secrets).kind is kind


def test_the_scope_is_of_the_service_and_day() -> None:
    assert _refusal(arrived(sign("POST", f"{_URL}/", service="s3"), _NOTHING), TRANSCRIBE).kind is Kind.WRONG_SERVICE
    request = arrived(sign("POST", f"{_URL}/"), _NOTHING)
    other_day = request.headers["Authorization"].replace("/20180505/", "/20180504/")
    headers = CIMultiDict(request.headers)
    headers["Authorization"] = other_day
    assert _refusal(replace(request, headers=headers), TRANSCRIBE).kind is Kind.WRONG_DAY


def test_what_has_to_be_signed() -> None:
    unsigned_host = arrived(sign("POST", f"{_URL}/"), _NOTHING)
    headers = CIMultiDict(unsigned_host.headers)
    headers["Authorization"] = headers["Authorization"].replace("host;", "")
    assert _refusal(replace(unsigned_host, headers=headers), TRANSCRIBE).facts["names"] == "host"
    added = arrived(sign("GET", f"{_URL}/b/k", service="s3"), **{"x-amz-acl": "public-read"})
    assert _refusal(added, STORAGE).facts["names"] == "x-amz-acl"


def test_the_body_of_a_call_is_signed() -> None:
    signed = sign("POST", f"{_URL}/", body=b"{}")
    _check(arrived(signed, hashlib.sha256(b"{}").hexdigest()), TRANSCRIBE)
    assert _refusal(arrived(signed, _NOTHING), TRANSCRIBE).kind is Kind.MISMATCH


def test_an_upload_declares_a_hash() -> None:
    request = arrived(sign("PUT", f"{_URL}/b/k", service="s3"))
    headers = CIMultiDict(request.headers)
    del headers["X-Amz-Content-SHA256"]
    assert _refusal(replace(request, headers=headers), STORAGE).kind is Kind.NO_BODY_HASH


@pytest.mark.parametrize("expires", ["soon", "-1", "604801", "1" * 30])
def test_how_long_a_link_may_last(expires: str) -> None:
    link = arrived(sign("GET", f"{_URL}/b/k", service="s3", expires_s=60))
    with pytest.raises(Refused) as refused:
        read(replace(link, target=link.target.replace("Expires=60", f"Expires={expires}")), STORAGE)
    assert refused.value.kind is Kind.BAD_EXPIRES


@pytest.mark.parametrize("name", ["Algorithm", "Credential", "Signature", "Date", "SignedHeaders", "Expires"])
def test_a_link_has_all_its_parameters(name: str) -> None:
    link = arrived(sign("GET", f"{_URL}/b/k", service="s3", expires_s=60))
    with pytest.raises(Refused, match=f"lacks X-Amz-{name} in its query"):
        read(replace(link, target=link.target.replace(f"X-Amz-{name}=", "X-Other=")), STORAGE)


def test_a_mismatch_shows_what_would_have_been_accepted_without_credentials() -> None:
    link = arrived(sign("GET", f"{_URL}/b/k", service="s3", token="to/ken", expires_s=60))
    refused = _refusal(link, STORAGE, Secrets("not this", "to/ken"))
    canonical = refused.facts["canonical"]
    assert canonical.startswith("GET\n/b/k\nX-Amz-Algorithm=AWS4-HMAC-SHA256&")
    assert refused.facts["string_to_sign"].endswith(hashlib.sha256(canonical.encode()).hexdigest())
    assert refused.facts["string_to_sign"] in str(refused)
    for credential in (KEY, "to/ken", "to%2Fken", "not this"):
        assert credential not in str(refused)


_ANYTHING = st.text(st.characters(codec=None, exclude_characters="\r\n\0"), max_size=60)
_PARTS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "AWS4-HMAC-SHA256 ",
                "AWS ",
                "Credential=",
                "a/20180505/us-east-1/s3/aws4_request",
                ", ",
                "SignedHeaders=host;\udcff",
                "Signature=\udcff",
                "AWSAccessKeyId=a&",
                "Expires=9&",
                "Signature=&",
                "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a/20180505/us-east-1/s3/aws4_request&X-Amz-Signature=%ff"
                "&X-Amz-Date=20180505T232322Z&X-Amz-SignedHeaders=host&X-Amz-Expires=9&",
                "x-amz-security-token=%00&",
                DATE,
                "Fri, 31 Dec 9999 23:59:59 -1200",
            ]
        ),
        _ANYTHING,
    ),
    max_size=6,
).map("".join)


@settings(deadline=None)
@given(authorization=_PARTS, query=_PARTS, date=_PARTS, token=_ANYTHING, storage=st.booleans())
def test_whatever_comes_is_let_in_or_refused(
    authorization: str, query: str, date: str, token: str, storage: bool
) -> None:
    headers = CIMultiDict({"Authorization": authorization, "X-Amz-Date": date, "X-Amz-Security-Token": token})
    service = STORAGE if storage else TRANSCRIBE
    for given_headers in (headers, CIMultiDict({"Host": "\udcff"})):
        request = SignedRequest("G\udcffT", f"/\udcff?{query}", given_headers, None, "/\udcff")
        with contextlib.suppress(Refused):
            signature = read(request, service)
            if signature is not None:
                verify(request, signature, service, Secrets("s\u00e9cret", token), Now(DATE_MS))


# The older signature.


@settings(deadline=None)
@given(path=_PATHS, query=_QUERIES, token=st.sampled_from([None, "to/ken+"]))
def test_what_aws_signs_the_older_way_is_verified(path: str, query: list[tuple[str, str]], token: str | None) -> None:
    url = f"{_URL}/w/blue/s3{path}?{'&'.join(f'{name}={value}' if value else name for name, value in query)}".removesuffix(
        "?"
    )
    secrets = Secrets(SECRET, token)
    for auth in (HmacV1Auth(Credentials(KEY, SECRET, token)), HmacV1QueryAuth(Credentials(KEY, SECRET, token), 60)):
        signed = AWSRequest("GET", url, {"X-Amz-Acl": "private"}, b"", auth_path=path)
        auth.add_auth(signed)
        request = replace(arrived(signed), resource=path)
        signature = read(request, STORAGE)
        assert signature is not None
        now = Now(_signed_ms(request))
        verify(request, signature, STORAGE, secrets, now)
        with pytest.raises(Refused) as refused:
            verify(request, signature, STORAGE, secrets._replace(secret="another"), now)
        assert refused.value.kind is Kind.MISMATCH
        assert refused.value.facts["string_to_sign"].startswith("GET\n\n\n")
        assert "to/ken+" not in str(refused.value)


def _signed_ms(request: SignedRequest) -> int:
    expires = request.parameter("Expires")
    if expires is not None:
        return int(expires) * 1000 - 60_000
    signature = read(request, STORAGE)
    signed_ms = getattr(signature, "signed_ms", None)
    assert signed_ms is not None
    return int(signed_ms)


def test_the_older_signature_as_documented() -> None:
    """HMAC-SHA1 of method, expiry and resource with its subresource, and of nothing else in the query."""
    text = "GET\n\n\n1525562662\n/bucket/key?uploadId=1"
    given = base64.b64encode(hmac.digest(SECRET.encode(), text.encode(), "sha1")).decode()
    quoted = given.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    target = f"/bucket/key?uploadId=1&other=2&AWSAccessKeyId={KEY}&Expires=1525562662&Signature={quoted}"
    request = SignedRequest("GET", target, CIMultiDict(Host="h"), resource="/bucket/key")
    _check(request, STORAGE)
    assert _refusal(request, STORAGE, now_ms=DATE_MS + 60_000).kind is Kind.EXPIRED
    other = replace(request, resource="/bucket/else", target=target.replace("key?", "else?"))
    assert _refusal(other, STORAGE).kind is Kind.MISMATCH


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        (f"AWSAccessKeyId={KEY}&Expires=1", Kind.OLD_LINK_LACKS),
        (f"AWSAccessKeyId={KEY}&Signature=s", Kind.OLD_LINK_LACKS),
        (f"AWSAccessKeyId={KEY}&Signature=s&Expires=soon", Kind.BAD_OLD_EXPIRES),
        (f"AWSAccessKeyId={KEY}&Signature=s&Expires=123456789012", Kind.BAD_OLD_EXPIRES),
    ],
)
def test_a_link_signed_the_older_way_has_its_three_parameters(query: str, kind: Kind) -> None:
    with pytest.raises(Refused) as refused:
        read(SignedRequest("GET", f"/b/k?{query}", CIMultiDict(Host="h")), STORAGE)
    assert refused.value.kind is kind


def test_the_older_signature_has_a_date() -> None:
    headers = CIMultiDict(Authorization=f"AWS {KEY}:c2ln")
    for date in ({}, {"Date": "yesterday"}):
        with pytest.raises(Refused) as refused:
            read(SignedRequest("GET", "/b/k", CIMultiDict(headers, **date)), STORAGE)
        assert refused.value.kind is Kind.BAD_DATE
    dated = SignedRequest("GET", "/b/k", CIMultiDict(headers, **{"X-Amz-Date": DATE}))
    assert _refusal(dated, STORAGE, now_ms=DATE_MS + 901_000).kind is Kind.TOO_OLD
    assert _refusal(dated, STORAGE).kind is Kind.MISMATCH
