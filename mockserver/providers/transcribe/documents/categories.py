"""Which categories a call is of: their rules held against its turns (transcribe.md §2.4, §4.5)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mockserver.providers.transcribe.documents.call import CallTurn, Interval
from mockserver.providers.transcribe.documents.characteristics import NON_TALK_MS, interruptions, non_talk
from mockserver.providers.transcribe.documents.writing import Document
from mockserver.transcripts.tokens import tokenize

_POST_CALL = "POST_CALL"

Rule = Mapping[str, Any]


@dataclass(frozen=True)
class _Call:
    turns: Sequence[CallTurn]
    duration_ms: int

    @cached_property
    def texts(self) -> list[str]:
        """The words of each turn, spaced: there may be thousands of targets to look for."""
        return [_spaced(word.text for word in turn.words) for turn in self.turns]

    def by(self, role: str | None) -> list[CallTurn]:
        """Return the turns of one role, or of both."""
        return [turn for turn in self.turns if role in (None, turn.role)]


def matched(categories: Sequence[Mapping[str, Any]], turns: Sequence[CallTurn], duration_ms: int) -> Document:
    """Return the categories whose rules all hold, each with the points of the call at which they do."""
    call = _Call(turns, duration_ms)
    details: Document = {}
    for category in categories:
        points = None
        if category.get("InputType", _POST_CALL) == _POST_CALL:
            points = _points(category["Rules"], call)
        if points is not None:
            found = sorted({(point.begin_ms, point.end_ms) for point in points})
            points_of_interest = [{"BeginOffsetMillis": begin, "EndOffsetMillis": end} for begin, end in found]
            details[category["CategoryName"]] = {"PointsOfInterest": points_of_interest}
    return {"MatchedDetails": details, "MatchedCategories": list(details)}


def _points(rules: Sequence[Mapping[str, Rule]], call: _Call) -> list[Interval] | None:
    """Return where rules hold; None unless all do. A negated rule holds where nothing is found: at no point."""
    points: list[Interval] = []
    for union in rules:
        ((kind, rule),) = union.items()
        begin_ms, end_ms = _window(rule, call.duration_ms)
        found = [point for point in _FILTERS[kind](rule, call) if begin_ms <= point.begin_ms and point.end_ms <= end_ms]
        if bool(found) is bool(rule.get("Negate")):
            return None
        points += found
    return points


def _window(rule: Rule, duration_ms: int) -> tuple[int, int]:
    """Return the part of the call that a rule looks at, in milliseconds."""
    absolute, relative = rule.get("AbsoluteTimeRange", {}), rule.get("RelativeTimeRange", {})
    bounds = dict(absolute)
    for ours, percentage in (
        ("StartTime", "StartPercentage"),
        ("EndTime", "EndPercentage"),
        ("First", "First"),
        ("Last", "Last"),
    ):
        if percentage in relative:
            bounds[ours] = duration_ms * relative[percentage] // 100
    if "First" in bounds:
        return 0, bounds["First"]
    if "Last" in bounds:
        return max(0, duration_ms - bounds["Last"]), duration_ms
    return bounds.get("StartTime", 0), bounds.get("EndTime", duration_ms)


def _non_talk(rule: Rule, call: _Call) -> Iterator[Interval]:
    yield from non_talk(call.turns, call.duration_ms, rule.get("Threshold", NON_TALK_MS))


def _interruption(rule: Rule, call: _Call) -> Iterator[Interval]:
    for role, interval in interruptions(call.turns):
        if rule.get("ParticipantRole") in (None, role) and interval.duration_ms >= rule.get("Threshold", 0):
            yield interval


def _sentiment(rule: Rule, call: _Call) -> Iterator[Interval]:
    for turn in call.by(rule.get("ParticipantRole")):
        if turn.sentiment.label in rule["Sentiments"]:
            yield Interval(turn.begin_ms, turn.end_ms)


def _transcript(rule: Rule, call: _Call) -> Iterator[Interval]:
    """Yield where one of the targets is said, word for word, in any case and whatever marks are between."""
    targets = [_spaced(token for token in tokenize(target) if isinstance(token, str)) for target in rule["Targets"]]
    for turn, text in zip(call.turns, call.texts, strict=True):
        if rule.get("ParticipantRole") in (None, turn.role):
            for target in targets:
                for first, last in _found(target, text):
                    yield Interval(turn.words[first].start_ms, turn.words[last].end_ms)


def _found(target: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield the first and the last word of each place at which the text has the target."""
    at = text.find(target) if target.strip() else -1
    while at >= 0:
        first = text.count(" ", 0, at)
        yield first, first + target.count(" ") - 2
        at = text.find(target, at + 1)


def _spaced(words: Iterable[str]) -> str:
    """Return words in small letters, with one space around each."""
    return f" {' '.join(word.casefold() for word in words)} "


_FILTERS: Mapping[str, Callable[[Rule, _Call], Iterator[Interval]]] = {
    "NonTalkTimeFilter": _non_talk,
    "InterruptionFilter": _interruption,
    "SentimentFilter": _sentiment,
    "TranscriptFilter": _transcript,
}
