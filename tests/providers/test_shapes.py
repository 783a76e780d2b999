"""The check of shapes is strict, or it would prove nothing."""

import re
from typing import Any

import pytest

from tests.providers.shapes import Map, Shape, assert_shape

_SHAPE = {"a": int, "b?": [{"c": {"x", "y"}}], "d?": re.compile(r"\d+"), "e?": Map({"k"}, float)}


@pytest.mark.parametrize(
    "value", [{"a": 1}, {"a": 1, "b": []}, {"a": 1, "b": [{"c": "x"}]}, {"a": 1, "d": "12"}, {"a": 1, "e": {"k": 1.0}}]
)
def test_what_fits(value: Any) -> None:
    assert_shape(_SHAPE, value)


@pytest.mark.parametrize(
    ("shape", "value", "where"),
    [
        (_SHAPE, {}, "document lacks {'a'}"),
        (_SHAPE, {"a": 1, "z": 1}, "document has {'z'}"),
        (_SHAPE, {"a": True}, "document.a: True"),
        (_SHAPE, {"a": 1, "b": [{"c": "x"}, {"c": "z"}]}, "document.b\\[1\\].c: 'z'"),
        (_SHAPE, {"a": 1, "b": [{}]}, "document.b\\[0\\] lacks"),
        (_SHAPE, {"a": 1, "d": "12a"}, "document.d: '12a'"),
        (_SHAPE, {"a": 1, "d": 12}, "document.d: 12"),
        (_SHAPE, {"a": 1, "e": {"l": 1.0}}, "document.e"),
        (_SHAPE, {"a": 1, "e": {"k": 1}}, "document.e.k: 1"),
        ([int], {}, "document"),
        (float, 1, "document: 1"),
    ],
)
def test_what_does_not(shape: Shape, value: Any, where: str) -> None:
    with pytest.raises(AssertionError, match=where):
        assert_shape(shape, value)
