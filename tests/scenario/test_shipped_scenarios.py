"""The scenarios that come with the server hold for every provider that they are about."""

from pathlib import Path

import pytest

from mockserver.engine.lifecycle import Status
from mockserver.engine.randomness import Seed
from mockserver.scenario.conditions import Facts
from mockserver.scenario.details import Details
from mockserver.scenario.library import ScenarioLibrary

SHIPPED = Path(__file__).parents[2] / "scenarios"
NAMES = sorted(path.stem for path in SHIPPED.glob("*.yaml"))
SUBMISSIONS = [("claudio", "SubmitJob"), ("revai", "SubmitJob"), ("transcribe", "StartTranscriptionJob")]
READS = [
    ("claudio", "PollJob"),
    ("claudio", "GetJobDetails"),
    ("claudio", "DownloadFile"),
    ("revai", "GetJob"),
    ("revai", "GetTranscript"),
    ("transcribe", "GetTranscriptionJob"),
    ("s3", "GetObject"),
]
ADDRESSES = {
    ("revai", "GetJob"): ("GET", "/speechtotext/v1/jobs/hllcG15sKIlT"),
    ("revai", "GetTranscript"): ("GET", "/speechtotext/v1/jobs/hllcG15sKIlT/transcript"),
}
"""Of those that a shipped scenario goes by."""


def facts(call: tuple[str, str], credential: str = "token", media: str = "a.mp3") -> Facts:
    method, path = ADDRESSES.get(call, ("POST", "/"))
    return Facts(*call, method=method, path=path, headers={}, credential=credential, details=Details(media=[media]))


async def first(_: str) -> int:
    return 1


async def errors(library: ScenarioLibrary, name: str, about: Facts) -> list[str | None]:
    reactions = await library.named(name).reactions(about, first, Seed(1))
    return [None if reaction.does.error is None else reaction.does.error.name for reaction in reactions]


async def statuses(library: ScenarioLibrary, name: str, about: Facts) -> list[str]:
    decided = await library.named(name).plan(about, first, Seed(1), (about.provider, "job", 1))
    return [stage.failure.name if stage.failure else stage.status for stage in decided.timeline or ()]


def test_all_are_there() -> None:
    assert NAMES == [
        "bad_request",
        "download_failure",
        "flaky",
        "happy_path",
        "invalid_media",
        "job_fails",
        "not_found",
        "out_of_credit",
        "rate_limited",
        "server_error",
        "slow_queue",
        "stays_in_progress",
        "unauthorized",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_each_loads_and_teaches(name: str, shipped: ScenarioLibrary) -> None:
    scenario = shipped.named(name)
    text = (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8")
    assert scenario.summary.endswith(".")
    assert text.startswith("# yaml-language-server: $schema=../docs/scenario.schema.json\nsummary: ")
    assert text.count("# ") >= 3
    assert max(map(len, text.splitlines())) <= 120


@pytest.mark.parametrize("call", SUBMISSIONS)
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("happy_path", [Status.IN_PROGRESS, Status.COMPLETED]),
        ("flaky", [Status.IN_PROGRESS, Status.COMPLETED]),
        ("rate_limited", [Status.IN_PROGRESS, Status.COMPLETED]),
        ("slow_queue", [Status.QUEUED, Status.IN_PROGRESS, Status.COMPLETED]),
        ("stays_in_progress", [Status.IN_PROGRESS, Status.COMPLETED]),
        ("job_fails", [Status.IN_PROGRESS, "internal"]),
        ("download_failure", [Status.IN_PROGRESS, "download_failure"]),
        ("invalid_media", [Status.IN_PROGRESS, "invalid_media"]),
        ("out_of_credit", [Status.IN_PROGRESS, "out_of_credit"]),
    ],
)
async def test_jobs_go_as_the_name_says(
    call: tuple[str, str], name: str, expected: list[str], shipped: ScenarioLibrary
) -> None:
    assert await statuses(shipped, name, facts(call)) == expected


async def test_nothing_but_a_hand_ends_a_job_that_stays(shipped: ScenarioLibrary) -> None:
    decided = await shipped.named("stays_in_progress").plan(facts(SUBMISSIONS[0]), first, Seed(1), ())
    assert decided.timeline is not None
    assert (decided.timeline[0].for_ms, decided.timeline[0].polls) == (None, None)


@pytest.mark.parametrize("call", SUBMISSIONS)
@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ("https://example.com/download_failure.mp3", [Status.IN_PROGRESS, "download_failure"]),
        ("my-invalid_media.pdf", [Status.IN_PROGRESS, "invalid_media"]),
        ("s3://bucket/slow.wav", [Status.QUEUED, Status.IN_PROGRESS, Status.COMPLETED]),
    ],
)
async def test_happy_path_answers_to_media(
    call: tuple[str, str], media: str, expected: list[str], shipped: ScenarioLibrary
) -> None:
    assert await statuses(shipped, "happy_path", facts(call, media=media)) == expected


@pytest.mark.parametrize("name", ["happy_path", "flaky", "rate_limited"])
async def test_happy_path_answers_to_credentials(name: str, shipped: ScenarioLibrary) -> None:
    for call in SUBMISSIONS + READS:
        assert await errors(shipped, name, facts(call, "invalid-key")) == ["unauthorized"]
        assert await errors(shipped, name, facts(call)) == []
        broke = ["out_of_credit"] if call == ("revai", "SubmitJob") else []
        assert await errors(shipped, name, facts(call, "broke-1")) == broke


def test_the_balance_of_the_broke_agrees(shipped: ScenarioLibrary) -> None:
    assert [(account.key, account.balance_seconds) for account in shipped.named("happy_path").accounts] == [
        ("broke*", 60),
        ("*", None),
    ]


@pytest.mark.parametrize(("name", "error"), [("unauthorized", "unauthorized"), ("server_error", "server_error")])
async def test_trouble_everywhere(name: str, error: str, shipped: ScenarioLibrary) -> None:
    for call in SUBMISSIONS + READS:
        assert await errors(shipped, name, facts(call)) == [error]


async def test_trouble_with_submissions(shipped: ScenarioLibrary) -> None:
    for call in SUBMISSIONS:
        assert await errors(shipped, "bad_request", facts(call)) == ["bad_request"]
        assert await errors(shipped, "not_found", facts(call)) == []
        expected = ["out_of_credit"] if call[0] == "revai" else []
        assert await errors(shipped, "out_of_credit", facts(call)) == expected


async def test_trouble_with_reads(shipped: ScenarioLibrary) -> None:
    for call in READS:
        assert await errors(shipped, "not_found", facts(call)) == ["not_found"]
        assert await errors(shipped, "bad_request", facts(call)) == []


@pytest.mark.parametrize(
    ("name", "error", "period"), [("flaky", "service_unavailable", 3), ("rate_limited", "rate_limited", 2)]
)
async def test_trouble_that_passes(name: str, error: str, period: int, shipped: ScenarioLibrary) -> None:
    scenario, calls = shipped.named(name), 0

    async def count(_: str) -> int:
        nonlocal calls
        calls += 1
        return calls

    answers = [await scenario.reactions(facts(call), count, Seed(1)) for call in (SUBMISSIONS + READS)[: 2 * period]]
    assert [[reaction.does.error and reaction.does.error.name for reaction in reactions] for reactions in answers] == (
        [[]] * (period - 1) + [[error]]
    ) * 2
