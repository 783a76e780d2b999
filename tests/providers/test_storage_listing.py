"""Lists of objects, against a naive model as well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.providers.transcribe.storage.listing import page_of
from tests.conftest import MakeClient
from tests.providers.storage_support import Storage, make_storage, texts


async def _fill(make_client: MakeClient, *keys: str) -> Storage:
    storage = await make_storage(make_client)
    for key in keys:
        await storage.put(f"bucket/{key}")
    return storage


async def test_version_2_goes_on_by_tokens(make_client: MakeClient) -> None:
    storage = await _fill(make_client, "a", "b/1", "b/2", "c", "d/1")
    first = await storage.xml("GET", "bucket?list-type=2&delimiter=/&max-keys=2")
    assert (texts(first, "Contents/Key"), texts(first, "CommonPrefixes/Prefix")) == (["a"], ["b/"])
    assert (first.findtext("IsTruncated"), first.findtext("KeyCount"), first.findtext("MaxKeys")) == ("true", "2", "2")
    assert first.findtext("Contents/Owner/ID") is None
    token = first.findtext("NextContinuationToken")
    second = await storage.xml(
        "GET", f"bucket?list-type=2&delimiter=/&max-keys=2&continuation-token={token}&fetch-owner=true"
    )
    assert (texts(second, "Contents/Key"), texts(second, "CommonPrefixes/Prefix")) == (["c"], ["d/"])
    assert (second.findtext("IsTruncated"), second.findtext("NextContinuationToken")) == ("false", None)
    assert second.findtext("ContinuationToken") == token
    assert second.findtext("Contents/Owner/ID")
    after = await storage.xml("GET", "bucket?list-type=2&start-after=b/1")
    assert texts(after, "Contents/Key") == ["b/2", "c", "d/1"]
    assert after.findtext("StartAfter") == "b/1"


async def test_version_1_goes_on_by_markers(make_client: MakeClient) -> None:
    storage = await _fill(make_client, "a/1", "a/2", "b")
    first = await storage.xml("GET", "bucket?delimiter=/&max-keys=1")
    assert (texts(first, "CommonPrefixes/Prefix"), first.findtext("NextMarker")) == (["a/"], "a/")
    second = await storage.xml("GET", "bucket?delimiter=/&marker=a/")
    assert (texts(second, "Contents/Key"), texts(second, "CommonPrefixes/Prefix")) == (["b"], [])
    assert second.findtext("Marker") == "a/"
    plain = await storage.xml("GET", "bucket?max-keys=1")
    assert (plain.findtext("IsTruncated"), plain.findtext("NextMarker")) == ("true", None)


async def test_names_may_come_encoded(make_client: MakeClient) -> None:
    storage = await _fill(make_client, "a%20b%2B/%C3%A9")
    document = await storage.xml("GET", "bucket?list-type=2&encoding-type=url&prefix=a%20")
    assert texts(document, "Contents/Key") == ["a%20b%2B/%C3%A9"]
    assert (document.findtext("Prefix"), document.findtext("EncodingType")) == ("a%20", "url")
    rolled = await storage.xml("GET", "bucket?encoding-type=url&delimiter=/")
    assert texts(rolled, "CommonPrefixes/Prefix") == ["a%20b%2B/"]


async def test_entries(make_client: MakeClient) -> None:
    storage = await _fill(make_client, "key")
    document = await storage.xml("GET", "bucket?list-type=2")
    assert {element.tag: element.text for element in document.iterfind("Contents/*")} == {
        "Key": "key",
        "LastModified": "2018-05-05T23:23:22.000Z",
        "ETag": '"5d41402abc4b2a76b9719d911017c592"',
        "Size": "5",
        "StorageClass": "STANDARD",
    }


@pytest.mark.parametrize(
    "query",
    [
        "max-keys=x",
        "max-keys=-1",
        "list-type=2&continuation-token=x",
        "list-type=2&continuation-token=%C3%A9",
        "encoding-type=gzip",
    ],
)
async def test_questions_that_are_refused(make_client: MakeClient, query: str) -> None:
    storage = await _fill(make_client, "key")
    assert (await storage.refused("GET", f"bucket?{query}"))[:2] == (400, "InvalidArgument")


async def test_no_keys_at_all(make_client: MakeClient) -> None:
    storage = await _fill(make_client, "key")
    none = await storage.xml("GET", "bucket?max-keys=0")
    assert (none.findtext("IsTruncated"), texts(none, "Contents/Key")) == ("false", [])
    assert texts(await storage.xml("GET", "bucket?max-keys=100000"), "MaxKeys") == ["1000"]
    assert (await storage.refused("GET", "nowhere"))[:2] == (404, "NoSuchBucket")


_KEYS = st.sets(st.text("ab/.", min_size=1, max_size=6), max_size=12)


def _naive(keys: list[str], prefix: str, delimiter: str) -> list[str]:
    """Return all names that a list shows, in order: keys, and what they are rolled up to."""
    shown = set()
    for key in keys:
        if key.startswith(prefix):
            head, found, _ = key[len(prefix) :].partition(delimiter) if delimiter else (key, "", "")
            shown.add(prefix + head + delimiter if found else key)
    return sorted(shown)


@given(_KEYS, st.text("ab/", max_size=2), st.sampled_from(["", "/", "a", "//"]), st.integers(1, 5))
def test_all_pages_together_show_each_name_once(keys: set[str], prefix: str, delimiter: str, most: int) -> None:
    names: list[str] = []
    after: str | None = ""
    while after is not None:
        page = page_of(sorted(keys), prefix, delimiter, after, most)
        shown = sorted([*page.keys, *page.prefixes])
        assert len(shown) == most if page.last is not None else len(shown) <= most
        names += shown
        after = page.last
    assert names == _naive(sorted(keys), prefix, delimiter)
