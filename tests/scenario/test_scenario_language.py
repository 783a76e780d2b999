"""Times, chances and the schema of the language; and that no text whatever breaks its reader."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.engine.randomness import Seed
from mockserver.scenario.language import ScenarioFile
from mockserver.scenario.library import ScenarioLibrary
from mockserver.scenario.matching import Scenario
from mockserver.scenario.mistakes import ScenarioError
from mockserver.scenario.schema import json_schema
from mockserver.scenario.spread import LogNormal, Uniform
from mockserver.scenario.times import epoch_ms, milliseconds
from mockserver.scenario.vocabulary import ProviderWords, Vocabulary

VOCABULARY = Vocabulary(
    {
        "revai": ProviderWords(
            frozenset({"SubmitJob", "GetJob"}),
            frozenset({"not_found"}),
            frozenset({"internal"}),
            frozenset({"job_type"}),
        )
    }
)
LIBRARY = ScenarioLibrary([], VOCABULARY)
steadily = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
"""The same examples in every run, however slow the machine."""


@pytest.mark.parametrize(
    ("written", "ms"),
    [
        ("80ms", 80),
        ("2s", 2_000),
        ("1.5s", 1_500),
        ("5m", 300_000),
        ("1h", 3_600_000),
        ("2d", 172_800_000),
        (0, 0),
        (0.25, 250),
    ],
)
def test_times(written: object, ms: float) -> None:
    assert milliseconds(written) == ms


@pytest.mark.parametrize(
    "written", ["", "s", "-2s", "2", "1e3s", "٣s", -1, float("nan"), float("inf"), 10**400, True, None, []]
)
def test_no_times(written: object) -> None:
    with pytest.raises(ValueError, match=r"^found "):
        milliseconds(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("2 s", "2s"), ("5min", "5m"), ("10 seconds", "10s"), ("80 msec", "80ms"), ("1.5 Hours", "1.5h")],
)
def test_times_that_are_nearly_right_are_put_right(written: str, meant: str) -> None:
    with pytest.raises(ValueError, match=f"did you mean `{meant}`"):
        milliseconds(written)


@steadily
@given(st.datetimes(datetime(1970, 1, 2), datetime(2999, 12, 30), timezones=st.just(UTC)))
def test_moments_are_exact_to_the_millisecond(moment: datetime) -> None:
    exact = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    whole, rest = divmod(epoch_ms(exact.isoformat()), 1000)
    assert (whole, rest) == (int(exact.replace(microsecond=0).timestamp()), exact.microsecond // 1000)


@steadily
@given(st.floats(0, 1e9), st.floats(0, 1e9), st.integers())
def test_ranges_are_kept_to(one: float, other: float, seed: int) -> None:
    low, high = min(one, other), max(one, other)
    assert low <= Uniform(low, high).draw(Seed(seed), "x") <= high


@steadily
@given(st.floats(0.001, 3e12), st.floats(0.001, 3e12), st.integers())
def test_latencies_are_above_zero_and_one_for_one_identity(one: float, other: float, seed: int) -> None:
    spread = LogNormal(min(one, other), max(one, other))
    assert 0 < spread.draw(Seed(seed), "x") == spread.draw(Seed(seed), "x")


def parts(schema: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk through every key of every part in a schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for value in schema.values():
            yield from parts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from parts(value)


def test_schema_describes_every_key() -> None:
    schema = json_schema(LIBRARY.vocabulary, LIBRARY.places)
    keys = dict(parts(schema))
    assert keys.keys() >= {*ScenarioFile.model_fields, "for", "in_progress", "median", "access_key_id", "chance"}

    def described(key: dict[str, Any]) -> bool:
        part = schema["$defs"].get(key.get("$ref", "").removeprefix("#/$defs/"), {})
        return bool(key.get("description") or part.get("description"))

    assert [name for name, key in keys.items() if not described(key)] == []


def test_schema_lets_no_key_be_empty_and_no_other_key_in() -> None:
    schema = json_schema(LIBRARY.vocabulary, LIBRARY.places)
    assert schema["required"] == ["summary"]
    objects = [part for part in (schema, *schema["$defs"].values()) if "properties" in part]
    open_ended = [part["title"] for part in objects if part["additionalProperties"] is not False]
    assert open_ended == ["error in full"]  # whose further keys are members of its body
    assert "null" not in str(schema["properties"])


def test_files_are_not_checked_against_nothing() -> None:
    with pytest.raises(TypeError, match="with a `Known` as their context"):
        ScenarioFile.model_validate({"summary": "x", "extends": "happy_path"})


def read(text: str) -> Scenario | ScenarioError:
    try:
        return LIBRARY.parse(text, "inline")
    except ScenarioError as error:
        return error


@steadily
@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    outcome = read(text)
    assert isinstance(outcome, Scenario) or str(outcome).encode()


WORDS = st.sampled_from(
    [
        "summary",
        "jobs",
        "requests",
        "when",
        "timeline",
        "queued",
        "in_progress",
        "completed",
        "failed",
        "polls",
        "for",
        "uniform",
        "median",
        "p99",
        "manual",
        "2s",
        "5%",
        "provider",
        "operation",
        "revai",
        "GetJob",
        "error",
        "not_found",
        "delay",
        "respond",
        "status",
        "body",
        "headers",
        "header",
        "media",
        "call",
        "every",
        "chance",
        "accounts",
        "token",
        "key",
        "clock",
        "start",
        "frozen",
        "speed",
        "quirks",
        "documented",
        "webhooks",
        "attempts",
        "extends",
        "seed",
        "<<",
        "*",
        "internal",
    ]
)
LEAVES = WORDS | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=15
)


@steadily
@given(st.dictionaries(WORDS, VALUES, max_size=5), st.booleans())
def test_no_structure_breaks_the_reader(data: dict[str, Any], with_summary: bool) -> None:
    text = yaml.safe_dump(data | ({"summary": "A summary."} if with_summary else {}), allow_unicode=True)
    outcome = read(text)
    if isinstance(outcome, ScenarioError):
        lines = text.splitlines()
        assert outcome.mistakes
        assert all(mistake.line <= max(1, len(lines)) for mistake in outcome.mistakes)
        assert not any(
            "is_instance" in mistake.message or "Input should" in mistake.message for mistake in outcome.mistakes
        )


@steadily
@given(
    st.lists(
        st.sampled_from(
            ["[", "]", "{", "}", "&a ", "*a", "- ", "\n", " ", ": ", "? ", "!t ", '"', "'", "#", "|", "a", "---\n"]
        )
    )
)
def test_no_punctuation_breaks_the_reader(pieces: list[str]) -> None:
    outcome = read("summary: x\nrequests: " + "".join(pieces))
    assert isinstance(outcome, Scenario) or outcome.mistakes
