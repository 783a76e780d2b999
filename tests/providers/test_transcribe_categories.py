"""Categories of calls: each kind of rule, held against a call (transcribe.md §2.4, §4.5)."""

from typing import Any

import pytest

from mockserver.providers.transcribe.results.places import CALL_ANALYTICS_JOB
from tests.providers.transcribe_rendering import document_of, job_of, said

_CALL = said(
    "Thank you for calling. How can I help?",
    "I want to cancel, this is terrible",
    "I am sorry. Please hold the line.",
    "Hold the line, hold the line!",
    at_ms=(0, 4_000, 6_000, 20_000),
    duration_ms=40_000,
)

Points = list[tuple[int, int]] | None


def _points(*rules: dict[str, Any], **category: Any) -> Points:
    """Return the points of interest of a category with these rules; None when the call isn't of it."""
    mine = {"CategoryName": "mine", "Rules": list(rules), **category}
    document = document_of(job_of(CALL_ANALYTICS_JOB, context={"categories": [mine]}), _CALL)
    found = document["Categories"]
    assert list(found["MatchedDetails"]) == found["MatchedCategories"]
    if not found["MatchedCategories"]:
        return None
    points = found["MatchedDetails"]["mine"]["PointsOfInterest"]
    return [(point["BeginOffsetMillis"], point["EndOffsetMillis"]) for point in points]


def _said_rule(*targets: str, **more: Any) -> dict[str, Any]:
    return {"TranscriptFilter": {"TranscriptFilterType": "EXACT", "Targets": list(targets), **more}}


@pytest.mark.parametrize(
    ("rule", "points"),
    [
        (_said_rule("CANCEL this"), [(4_900, 5_400)]),
        (_said_rule("cancel that"), None),
        (_said_rule("hold the line"), [(7_200, 8_000), (20_000, 20_800), (20_900, 21_700)]),
        (_said_rule("hold the line", ParticipantRole="CUSTOMER"), [(20_000, 20_800), (20_900, 21_700)]),
        (_said_rule("hold the line", AbsoluteTimeRange={"First": 10_000}), [(7_200, 8_000)]),
        (_said_rule("hold the line", AbsoluteTimeRange={"Last": 20_000}), [(20_000, 20_800), (20_900, 21_700)]),
        (_said_rule("hold the line", AbsoluteTimeRange={"StartTime": 20_500}), [(20_900, 21_700)]),
        (_said_rule("hold the line", AbsoluteTimeRange={"StartTime": 1, "EndTime": 7_999}), None),
        (_said_rule("hold the line", RelativeTimeRange={"First": 25}), [(7_200, 8_000)]),
        (
            _said_rule("hold the line", RelativeTimeRange={"StartPercentage": 52, "EndPercentage": 60}),
            [(20_900, 21_700)],
        ),
        (_said_rule("cancel", Negate=True), None),
        (_said_rule("upgrade", Negate=True), []),
        (_said_rule("!"), None),
        ({"NonTalkTimeFilter": {}}, [(8_000, 20_000), (21_700, 40_000)]),
        ({"NonTalkTimeFilter": {"Threshold": 15_000}}, [(21_700, 40_000)]),
        ({"NonTalkTimeFilter": {"Threshold": 19_000, "Negate": True}}, []),
        ({"InterruptionFilter": {}}, [(6_000, 6_800)]),
        ({"InterruptionFilter": {"ParticipantRole": "CUSTOMER"}}, None),
        ({"InterruptionFilter": {"Threshold": 801}}, None),
        ({"SentimentFilter": {"Sentiments": ["NEGATIVE"]}}, [(4_000, 6_000), (6_000, 8_000)]),
        ({"SentimentFilter": {"Sentiments": ["NEGATIVE"], "ParticipantRole": "CUSTOMER"}}, [(4_000, 6_000)]),
        ({"SentimentFilter": {"Sentiments": ["MIXED"]}}, None),
    ],
)
def test_a_rule(rule: dict[str, Any], points: Points) -> None:
    assert _points(rule) == points


def test_all_rules_must_hold() -> None:
    assert _points(_said_rule("cancel"), {"InterruptionFilter": {}}) == [(4_900, 5_100), (6_000, 6_800)]
    assert _points(_said_rule("cancel"), _said_rule("upgrade")) is None


def test_categories_for_calls_that_go_on_are_not_for_those_that_are_over() -> None:
    assert _points(_said_rule("cancel"), InputType="POST_CALL") == [(4_900, 5_100)]
    assert _points(_said_rule("cancel"), InputType="REAL_TIME") is None
