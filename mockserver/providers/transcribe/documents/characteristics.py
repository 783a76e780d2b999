"""How a call went, in numbers that are counted from its turns (transcribe.md §4.5)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from mockserver.providers.transcribe.documents.call import ROLES, CallTurn, Interval
from mockserver.providers.transcribe.documents.writing import Document
from mockserver.transcripts.model import Punctuation
from mockserver.transcripts.places import passages
from mockserver.transcripts.sentiment import Sentiment

NON_TALK_MS = 3_000
_MINUTE_MS = 60_000
_BEST = 5
_QUARTERS = 4
_BROKEN_OFF = re.compile(r"[–—-]+|\.{2,}|…")


def characteristics(turns: Sequence[CallTurn], duration_ms: int) -> Document:
    """Return the numbers of a call of `duration_ms` milliseconds. Of who says nothing there are none."""
    spoken = [(role, [turn for turn in turns if turn.role == role]) for role in ROLES]
    by_role = [(role, own) for role, own in spoken if own]
    return {
        "TotalConversationDurationMillis": duration_ms,
        "NonTalkTime": _non_talk_time(turns, duration_ms),
        "Interruptions": _interruptions(turns),
        "Sentiment": {
            "OverallSentiment": {role: _score(own) for role, own in by_role},
            "SentimentByPeriod": {"QUARTER": {role: _by_quarter(own, duration_ms) for role, own in by_role}},
        },
        "TalkSpeed": {"DetailsByParticipant": {role: {"AverageWordsPerMinute": _speed(own)} for role, own in by_role}},
        "TalkTime": {
            "DetailsByParticipant": {role: {"TotalTimeMillis": _total(own)} for role, own in by_role},
            "TotalTimeMillis": _total(turns),
        },
    }


def non_talk(turns: Sequence[CallTurn], duration_ms: int, least_ms: int = NON_TALK_MS) -> list[Interval]:
    """Return the parts of a call, of `least_ms` milliseconds or more, in which nobody speaks."""
    ends = [0, *(turn.end_ms for turn in turns)]
    begins = [*(turn.begin_ms for turn in turns), duration_ms]
    silences = (Interval(end, begin) for end, begin in zip(ends, begins, strict=True))
    return [silence for silence in silences if silence.duration_ms >= max(1, least_ms)]


def interruptions(turns: Sequence[CallTurn]) -> Iterator[tuple[str, Interval]]:
    """Yield who interrupts the other and when.

    It is an interruption when one begins where the other has broken off: with no mark, a dash or dots at the end. As the
    words of a transcript don't overlap, it lasts for the sentence with which the other is cut short.
    """
    for before, turn in pairwise(turns):
        last = before.spoken.elements[-1]
        if turn.role != before.role and (not isinstance(last, Punctuation) or _BROKEN_OFF.fullmatch(last.text)):
            first = next(passages(turn.spoken.elements))
            yield turn.role, Interval(turn.begin_ms, first.words[-1].end_ms)


def _non_talk_time(turns: Sequence[CallTurn], duration_ms: int) -> Document:
    silences = non_talk(turns, duration_ms)
    return {"Instances": [_instance(silence) for silence in silences], "TotalTimeMillis": _total(silences)}


def _interruptions(turns: Sequence[CallTurn]) -> Document:
    found = list(interruptions(turns))
    return {
        "TotalCount": len(found),
        "TotalTimeMillis": _total([interval for _, interval in found]),
        "InterruptionsByInterrupter": {
            role: [_instance(interval) for interrupter, interval in found if interrupter == role]
            for role in ROLES
            if any(interrupter == role for interrupter, _ in found)
        },
    }


def _instance(interval: Interval) -> Document:
    return {
        "BeginOffsetMillis": interval.begin_ms,
        "DurationMillis": interval.duration_ms,
        "EndOffsetMillis": interval.end_ms,
    }


def _by_quarter(turns: Iterable[CallTurn], duration_ms: int) -> list[Document]:
    """Return the score of each quarter of a call, by the turns that begin in it."""
    bounds = [duration_ms * quarter // _QUARTERS for quarter in range(_QUARTERS + 1)]
    quarters: list[list[CallTurn]] = [[] for _ in range(_QUARTERS)]
    for turn in turns:
        quarters[min(turn.begin_ms * _QUARTERS // duration_ms, _QUARTERS - 1)].append(turn)
    return [
        {"Score": _score(own), "BeginOffsetMillis": begin, "EndOffsetMillis": end}
        for own, (begin, end) in zip(quarters, pairwise(bounds), strict=True)
    ]


def _score(turns: Iterable[CallTurn]) -> float:
    """Return how turns sound all in all, from -5 to 5."""
    felt = [turn.sentiment for turn in turns]
    total = Sentiment(sum(one.positive for one in felt), sum(one.negative for one in felt))
    return round(_BEST * total.score, 1)


def _speed(turns: Sequence[CallTurn]) -> int:
    return round(sum(len(turn.words) for turn in turns) * _MINUTE_MS / _total(turns))


def _total(parts: Iterable[CallTurn | Interval]) -> int:
    return sum(part.duration_ms for part in parts)
