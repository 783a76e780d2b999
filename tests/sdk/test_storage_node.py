"""Amazon's S3 client for JavaScript, with its uploads in parts and its presigned URLs."""

from mockserver import MockWorkspace
from tests.sdk.conftest import RunNode


def test_objects_come_back_as_they_went(mockserver: MockWorkspace, run_node: RunNode) -> None:
    assert run_node("storage.mjs", URL=mockserver.url) == {
        "metadata": {"note": "x"},
        "text": "hello",
        "part": "el",
        "whole": True,
        "parts": '3"',
        "presigned": "presigned",
        "missing": ["NoSuchKey", 404],
        "absent": ["NotFound", 404],
        "listed": ["a b/é.txt", "big", "copy", "signed", "stream"],
        "deleted": 2,
    }
