"""Lifecycle arithmetic, against a slow and obvious model that walks through time a millisecond at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.lifecycle import Progress, Stage, Status, Timeline, begin, move, next_change_ms, poll, settle

LONGEST_MS = 8


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Any timeline that a scenario can say, with short times so that the slow model can follow."""
    limit_ms = st.one_of(st.none(), st.integers(0, LONGEST_MS))
    limit_polls = st.one_of(st.none(), st.integers(1, 3))
    stages = [
        Stage(status, draw(limit_ms), draw(limit_polls))
        for status in (Status.QUEUED, Status.IN_PROGRESS)
        for _ in range(draw(st.integers(0, 2)))
    ]
    return (*stages, Stage(draw(st.sampled_from([Status.IN_PROGRESS, Status.COMPLETED, Status.FAILED]))))


@dataclass
class Event:
    """What happens after `wait_ms`: a poll, a move by hand, or only a look."""

    wait_ms: int
    kind: str


events = st.lists(
    st.builds(Event, st.integers(0, 2 * LONGEST_MS), st.sampled_from(["poll", "move", "look"])), max_size=12
)


class SlowModel:
    """A job that really lives through each millisecond."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline, self.index, self.age_ms, self.polls, self.now_ms = timeline, 0, 0, 0, 0
        self.entered = [0]
        self.pass_due()

    @property
    def stage(self) -> Stage:
        return self.timeline[self.index]

    def enter_next(self) -> None:
        if self.index < len(self.timeline) - 1:
            self.index, self.age_ms, self.polls = self.index + 1, 0, 0
            self.entered.append(self.now_ms)
            self.pass_due()

    def pass_due(self) -> None:
        if self.stage.for_ms is not None and self.age_ms >= self.stage.for_ms:
            self.enter_next()

    def wait(self, ms: int) -> None:
        for _ in range(ms):
            self.now_ms += 1
            self.age_ms += 1
            self.pass_due()

    def poll(self) -> int:
        seen = self.index
        self.polls += 1
        if self.stage.polls is not None and self.polls >= self.stage.polls:
            self.enter_next()
        return seen


@given(timelines(), events)
def test_it_agrees_with_the_slow_model(timeline: Timeline, happenings: Sequence[Event]) -> None:
    model, progress, now_ms = SlowModel(timeline), begin(timeline, 0), 0
    for event in happenings:
        now_ms += event.wait_ms
        model.wait(event.wait_ms)
        if event.kind == "poll":
            seen, progress = poll(timeline, progress, now_ms)
            assert seen.stage == model.poll()
        elif event.kind == "move":
            progress = move(timeline, progress, now_ms)
            model.enter_next()
        looked_at = settle(timeline, progress, now_ms)
        assert looked_at.stage == model.index
        assert list(looked_at.entered_ms) == model.entered


@given(timelines(), events)
def test_it_only_moves_forward_and_an_end_stays(timeline: Timeline, happenings: Sequence[Event]) -> None:
    progress, now_ms = begin(timeline, 0), 0
    for event in happenings:
        now_ms += event.wait_ms
        before = settle(timeline, progress, now_ms)
        _, progress = poll(timeline, progress, now_ms)
        assert progress.entered_ms[: len(before.entered_ms)] == before.entered_ms
        assert list(progress.entered_ms) == sorted(progress.entered_ms)
        if timeline[before.stage].status.ended:
            assert progress == before


@given(timelines(), st.integers(0, 100))
def test_looking_late_or_often_changes_nothing(timeline: Timeline, now_ms: int) -> None:
    often = begin(timeline, 0)
    for moment_ms in range(now_ms + 1):
        often = settle(timeline, often, moment_ms)
    assert often == settle(timeline, begin(timeline, 0), now_ms)


def test_a_poll_that_uses_a_stage_up_still_sees_it() -> None:
    timeline = (Stage(Status.IN_PROGRESS, polls=2), Stage(Status.COMPLETED))
    progress, seen = begin(timeline, 0), []
    for _ in range(4):
        before, progress = poll(timeline, progress, 0)
        seen.append(timeline[before.stage].status)
    assert seen == ["in_progress", "in_progress", "completed", "completed"]


def test_whichever_comes_first_ends_a_stage() -> None:
    timeline = (Stage(Status.IN_PROGRESS, for_ms=5000, polls=2), Stage(Status.COMPLETED))
    assert next_change_ms(timeline, begin(timeline, 100)) == 5100
    assert settle(timeline, begin(timeline, 100), 5099) == Progress((100,))
    assert settle(timeline, begin(timeline, 100), 9999) == Progress((100, 5100))
    _, progress = poll(timeline, begin(timeline, 100), 200)
    _, progress = poll(timeline, progress, 300)
    assert progress == Progress((100, 300))
    assert next_change_ms(timeline, progress) is None


def test_a_manual_stage_waits_for_a_hand() -> None:
    timeline = (Stage(Status.QUEUED), Stage(Status.IN_PROGRESS, for_ms=10), Stage(Status.COMPLETED))
    progress = settle(timeline, begin(timeline, 0), 10**9)
    assert timeline[progress.stage].status is Status.QUEUED
    progress = move(timeline, progress, 50)
    assert settle(timeline, progress, 100) == Progress((0, 50, 60))
    assert move(timeline, settle(timeline, progress, 100), 200) == Progress((0, 50, 60))
