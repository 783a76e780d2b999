"""Settings of single providers, which the providers themselves declare."""

from pathlib import Path

from mockserver.scenario.library import ScenarioLibrary
from mockserver.scenario.schema import json_schema
from mockserver.scenario.vocabulary import Vocabulary
from tests.scenario.conftest import ProviderSettings


def _settings(library: ScenarioLibrary, text: str) -> ProviderSettings:
    settings = library.parse(f"summary: test\n{text}", "test.yaml").providers["claudio"]
    assert isinstance(settings, ProviderSettings)
    return settings


def test_settings_are_read_as_their_provider_declares_them(shipped: ScenarioLibrary) -> None:
    settings = _settings(shipped, "providers: {claudio: {link_life: 90s, paths: {SubmitJob: /go}}}")

    assert settings.link_life == 90_000
    assert settings.paths == {"SubmitJob": "/go"}


def test_nothing_is_set_where_nothing_is_written(shipped: ScenarioLibrary) -> None:
    assert shipped.parse("summary: test", "test.yaml").providers == {}


def test_each_setting_is_the_nearest_that_is_written(vocabulary: Vocabulary, tmp_path: Path) -> None:

    (tmp_path / "far.yaml").write_text("summary: far\nproviders: {claudio: {link_life: 5s, paths: {PollJob: /far}}}")
    library = ScenarioLibrary([tmp_path], vocabulary)

    settings = _settings(library, "extends: far\nproviders: {claudio: {paths: {SubmitJob: /near}}}")

    assert settings == ProviderSettings(link_life=5, paths={"SubmitJob": "/near"})


def test_schema_has_the_settings_of_those_providers_that_have_any(shipped: ScenarioLibrary) -> None:
    schema = json_schema(shipped.vocabulary, shipped.places)

    part = schema["$defs"]["ProvidersPart"]
    assert list(part["properties"]) == ["claudio"]
    assert list(schema["$defs"]["ProviderSettings"]["properties"]) == ["link_life", "paths"]
