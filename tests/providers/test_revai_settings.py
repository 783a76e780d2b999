"""What a scenario may set of Rev.ai, and the mistakes in that. What the settings do: test_revai_outputs.py."""

import pytest

from mockserver.app import scenario_library
from mockserver.config import Settings
from mockserver.scenario.mistakes import ScenarioError


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("summary_after: soon", "found the text `soon`, expected a time"),
        ("translation_after: -1s", "expected a time"),
        ("translations_after: 1s", "is no key here"),
        ("failed_outputs: [sumary]", "`sumary` is no output, expected one of: "),
        ("failed_outputs: [sumary]", "did you mean `summary`?"),
        ("failed_outputs: [klingon]", "`klingon` is no output"),
        ("failed_outputs: [7]", "found the number 7"),
        ("failed_outputs: []", "expected"),
        ("failed_outputs: summary", "found the text `summary`, expected"),
    ],
)
def test_mistakes(written: str, message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario_library(Settings()).parse(f"summary: test\nproviders: {{revai: {{{written}}}}}", "test.yaml")
    assert message in str(error.value)
    assert str(error.value).startswith("test.yaml:2:")
